"""The record as people read it: sentences, names as they were, pages and filters."""

import re
from datetime import date, timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.actions import ActionStatus
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.matters import Matter
from risk_register.domain.risks import Move
from risk_register.models import Event, Holding, Person, Post
from risk_register.services.actions import Progress, add_mitigation, get_action, update_action
from risk_register.services.assessments import confirm_risk
from risk_register.services.chronicles import (
    ChronicleFilter,
    Paging,
    count_risk_lines,
    list_programme_lines,
    list_risk_lines,
)
from risk_register.services.events import SERVICE_CHAIN, record_event
from risk_register.services.lives import edit_risk
from risk_register.services.notes import answer_note, ask_back, get_note
from risk_register.services.programmes import get_programme
from risk_register.services.risks import get_risk
from tests.conftest import NOW
from tests.services.test_assessments import judge
from tests.services.test_lives import move, propose, words

LATER = NOW + timedelta(hours=1)
EVERYTHING = ChronicleFilter()


def newest(member, **narrowed):
    return list_programme_lines(member, ChronicleFilter(**narrowed)).lines[0]


def sentences(member, **narrowed):
    lines = list_programme_lines(member, ChronicleFilter(**narrowed)).lines
    return [line.told.sentence for line in lines]


def of_risk(member, reference="R-001", **asked):
    return list_risk_lines(member, get_risk(member, reference), **asked).lines


def told_fields(line):
    """Give each changed field of a line: label, before, after."""
    return [
        (field.label, field.before, field.after)
        for row in line.told.changes.changed
        for field in row.fields
    ]


def confirm(by, reference="R-001", at=NOW, note=""):
    with write_transaction():
        risk = get_risk(by, reference)
        confirm_risk(risk, note=note, by=by, at=at, version=risk.version)


def report(by, **said):
    with write_transaction():
        action = get_action(by, "A-1.1")
        progress = {
            "status": ActionStatus.ON_TRACK,
            "progress": 40,
            "due_on": action.due_on,
            "note": "It takes longer.",
        }
        update_action(
            action, Progress(**{**progress, **said}), by=by, at=NOW, version=action.version
        )


def reword(by, **changes):
    with write_transaction():
        risk = get_risk(by, "R-001")
        said = words(by, **{"title": risk.title, "owner_id": risk.owner_id, **changes})
        edit_risk(risk, said, reason="", by=by, at=NOW, version=risk.version)


def test_a_raised_score_is_told_with_who_from_which_post_and_why(member):
    with write_transaction():
        judge(member("tom"))

    line = newest(member("ada"))
    assert line.told.sentence == (
        "Tom (Head of Casework) raised the current score of R-001 from 12 Amber (4 × 3) "
        "to 20 Red (5 × 4)."
    )
    assert line.reason == "The third caseworker left."
    assert told_fields(line) == [("Next review due", "3 June 2018", "6 July 2018")]


def test_on_its_own_page_a_risk_is_called_the_risk(member):
    confirm(member("tom"), note="Nothing new.")

    line = of_risk(member("grace"))[0]
    assert line.told.sentence == (
        "Tom (Head of Casework) looked at the risk and confirmed that nothing has changed."
    )


def test_a_new_owner_and_carrier_are_told_by_name(member):
    amira = member("amira")
    priya = member("priya")
    reword(amira, owner_id=priya.post.id, carrying_agency_id=priya.person.agency_id)

    fields = told_fields(newest(member("ada")))
    assert ("Owner post", "Head of Casework", "Head of Commissioning") in fields
    assert ("Carried by", "Council", "CCG") in fields
    assert ("Target date", "31 December 2018", "") in fields
    assert ("When it would strike", "Within 3 months", "Now") in fields


def test_an_improvement_area_that_is_taken_away_is_told(member):
    reword(member("amira"), area_ids=frozenset())

    line = newest(member("ada"))
    assert ("Improvement area", "W1 Plans on time", "") in told_fields(line)
    assert "improvement area" in line.told.sentence


def test_a_due_date_that_moves_again_is_told_with_how_often(member):
    report(member("tom"), due_on=date(2018, 8, 31))
    report(member("tom"), due_on=date(2018, 9, 30), status=ActionStatus.AT_RISK, progress=50)

    assert newest(member("ada")).told.sentence == (
        "Tom (Head of Casework) reported on action A-1.1: due date moved from 31 August 2018 to "
        "30 September 2018, the second time; now at risk (was on track); 50 per cent (was 40)."
    )


def test_a_merge_names_the_risk_that_stands_for_both(member):
    move(member("amira"), "R-002", Move.MERGE, into="R-001", reason="It is one risk with R-001.")

    assert newest(member("ada")).told.sentence == (
        "Amira (Programme Manager) merged R-002 into R-001, which stands for both."
    )


def test_an_action_that_serves_two_risks_stands_in_the_history_of_both(member):
    amira = member("amira")
    with write_transaction():
        add_mitigation(
            get_action(amira, "A-1.1"),
            get_risk(amira, "R-002"),
            expected=(None, None),
            by=amira,
            at=NOW,
        )
    report(member("tom"))

    for reference in ("R-001", "R-002"):
        assert "reported on action A-1.1" in of_risk(amira, reference)[0].told.sentence
    others = [line.told.sentence for line in of_risk(amira, "R-002")]
    assert not any("12 Amber" in said for said in others), others
    assert count_risk_lines(amira, get_risk(amira, "R-002")) == len(others)


def test_somebody_is_named_from_the_post_they_held_then(member):
    tom = member("tom")
    confirm(tom)
    with write_transaction():
        held = db.session.scalars(db.select(Holding).where(Holding.post_id == tom.post.id)).one()
        held.until_on = NOW.date()
        title = Post(title="Director of Plans", agency_id=tom.person.agency_id)
        db.session.add(title)
        db.session.add(
            Holding(post=title, person=tom.person, from_on=NOW.date() + timedelta(days=1))
        )
        record_event("people moved", subject="people", programme=None, by=None, at=NOW)
    with write_transaction():
        record_event(
            "board briefed",
            subject="risk R-001",
            programme=get_programme("send"),
            by=tom.person,
            at=NOW + timedelta(days=2),
        )

    now, then = sentences(member("ada"))[:2]
    assert now == "Tom (Director of Plans) recorded “board briefed” about R-001."
    assert then.startswith("Tom (Head of Casework) looked at")


def test_a_post_that_was_taken_up_later_is_not_named(member):
    amira = member("amira")
    with write_transaction():
        held = db.session.scalars(db.select(Holding).where(Holding.post_id == amira.post.id)).one()
        held.from_on = date(2018, 5, 10)
        record_event("people moved", subject="people", programme=None, by=None, at=NOW)

    assert sentences(member("ada"), subject="risk R-001")[-1] == (
        "Amira put R-001 into the register: Too few caseworkers."
    )


@pytest.mark.parametrize("subject", ["posts", "post {}"])
def test_a_renamed_post_keeps_its_old_name_in_older_lines(member, subject):
    tom = member("tom")
    confirm(tom)
    with write_transaction():
        post = db.session.get(Post, tom.post.id)
        post.title = "Head of Plans"
        said = subject.format(post.id)
        record_event("post renamed", subject=said, programme=None, by=None, at=LATER)
    confirm(tom, at=LATER)

    now, then = sentences(member("ada"))[:2]
    assert now.startswith("Tom (Head of Plans) looked")
    assert then.startswith("Tom (Head of Casework) looked")


def test_somebody_whose_name_was_taken_out_is_named_by_the_post(member):
    tom = member("tom")
    confirm(tom)
    db.session.execute(
        db.update(Person).where(Person.id == tom.person.id).values(name="", email="gone-1")
    )
    db.session.commit()

    assert newest(member("ada")).told.sentence.startswith("Head of Casework looked at R-001")


def test_what_was_asked_is_told_only_to_whom_it_is_for(member):
    amira, tom = member("amira"), member("tom")
    with write_transaction():
        note = ask_back(get_risk(amira, "R-001"), question="Is it two or three?", by=amira, at=NOW)
    with write_transaction():
        note = get_note(tom, "R-001", note.id)
        answer_note(note, answer="It is three.", by=tom, at=NOW)

    assert told_fields(newest(member("ada"))) == [("Answer", "", "It is three.")]
    assert told_fields(of_risk(tom)[0]) == [("Answer", "", "It is three.")]
    for name in ("grace", "priya"):
        answered, asked = of_risk(member(name))[:2]
        assert answered.told.sentence.endswith("answered the question about the risk.")
        for line in (answered, asked):
            assert (line.reason, line.told.changes.changed, line.told.changes.written) == (
                None,
                (),
                (),
            )


@pytest.mark.parametrize("kind", ["approved"])
def test_no_line_of_a_whole_month_shows_a_raw_number_or_date(member):
    amira = member("amira")
    propose(member("grace"))
    move(amira, "R-003", Move.ADMIT)
    page = list_programme_lines(member("ada"), EVERYTHING)

    assert page.older_than is None
    for line in page.lines:
        told = line.told
        assert told.matter is not Matter.OTHER, told.sentence
        rows = (*told.changes.changed, *told.changes.written)
        said = [told.sentence]
        said += [
            part for row in rows for field in row.fields for part in (field.label, field.after)
        ]
        assert not re.search(r"\d{4}-\d\d-\d\d|_id\b|no longer known", " ".join(said)), said


def test_pages_meet_without_a_gap_in_both_directions(member, monkeypatch):
    monkeypatch.setattr("risk_register.services.chronicles.LINES_A_PAGE", 3)
    ada = member("ada")
    first = list_programme_lines(ada, EVERYTHING)
    second = list_programme_lines(ada, EVERYTHING, paging=Paging(before=first.older_than))
    back = list_programme_lines(ada, EVERYTHING, paging=Paging(after=second.newer_than))

    assert [line.sequence for line in (*first.lines, *second.lines)] == [8, 7, 6, 5, 4, 3]
    assert back.lines == first.lines
    assert (first.newer_than, back.newer_than) == (None, None)
    last = list_programme_lines(ada, EVERYTHING, paging=Paging(before=second.older_than))
    assert ([line.sequence for line in last.lines], last.older_than) == ([2, 1], None)


def test_the_record_is_narrowed_by_matter_post_service_days_and_subject(member):
    ada, tom = member("ada"), member("tom")

    assert all("score" in said for said in sentences(ada, matter=Matter.SCORES))
    assert len(sentences(ada, matter=Matter.SCORES)) == 3
    assert sentences(ada, matter=Matter.OTHER) == []
    assert {said.split()[0] for said in sentences(ada, post_id=tom.post.id)} == {"Tom"}
    assert sentences(ada, post_id=999) == []
    assert sentences(ada, by_service=True)[-1] == "The service set up the programme."
    first = date(2018, 5, 2)
    assert len(sentences(ada, since=first, until=first)) == 2
    assert len(sentences(ada, subject="risk R-002")) == 2


def test_a_post_counts_only_while_it_was_held(member):
    tom = member("tom")
    confirm(tom)
    with write_transaction():
        held = db.session.scalars(db.select(Holding).where(Holding.post_id == tom.post.id)).one()
        held.until_on = date(2018, 5, 3)
        record_event("people moved", subject="people", programme=None, by=None, at=NOW)

    days = {
        line.at.date()
        for line in list_programme_lines(member("ada"), ChronicleFilter(post_id=tom.post.id)).lines
    }
    assert days == {date(2018, 5, 3)}


def test_only_those_who_may_read_the_record_list_the_programmes(member):
    for name in ("grace", "tom", "olu"):
        with pytest.raises(NotAllowedError):
            list_programme_lines(member(name), EVERYTHING)


def test_only_those_who_may_read_the_register_read_a_risks_history(member):
    risk = get_risk(member("grace"), "R-001")
    for act in (list_risk_lines, count_risk_lines):
        with pytest.raises(NotAllowedError):
            act(member("olu"), risk)


def test_signing_in_is_no_line_of_the_programme(member):
    kinds = db.session.scalars(db.select(Event.kind).where(Event.chain == SERVICE_CHAIN)).all()

    assert "people added" in kinds
    assert not any("people" in said for said in sentences(member("ada")))
