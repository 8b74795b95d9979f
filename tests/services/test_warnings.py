"""Who hears that somebody is silent, that nobody can answer, or that the pack is late."""

from datetime import date

import pytest

from risk_register.database import db, write_transaction
from risk_register.models import Circulation, Holding, Meeting, Pack, Post, Risk
from risk_register.services.acceptances import accept_risk, bring_back_expired
from risk_register.services.duties import find_month, list_duties
from risk_register.services.risks import get_risk
from tests.services.chasing import (
    answer,
    change,
    find_person,
    hand_over,
    member_at,
    moment,
    newest,
    stages,
    tick,
)

ESCALATED = moment(6, 4)
LOCKED = moment(6, 5)
LAST_DAY = moment(6, 6)
DAY_AFTER = moment(6, 7)


@pytest.fixture
def database():
    """One database here; the races and the walk are tried on both."""
    return "sqlite"


def lead_agency(title):
    change(
        moment(5, 1),
        lambda: setattr(
            db.session.scalars(db.select(Post).where(Post.title == title)).one(),
            "leads_agency",
            True,
        ),
    )


def accept(reference, until, at):
    with write_transaction():
        by = member_at("Amira", at)
        risk = get_risk(by, reference)
        accept_risk(
            risk,
            reason="The board bears it for now.",
            expires_on=until,
            by=by,
            at=at,
            version=risk.version,
        )


def due_references(name, at):
    member = member_at(name, at)
    return [
        duty.risk.reference for duty in list_duties(member, month=find_month(member, at=at)).due
    ]


def add_pack(*, is_approved, is_circulated, at):
    """Let a pack stand there without drawing it."""

    def act():
        meeting = db.session.scalars(db.select(Meeting)).one()
        pack = Pack(
            meeting=meeting,
            version=1,
            edition="full",
            state="made",
            due_at=at,
            asked_at=at,
            made_at=at,
            approved_at=at if is_approved else None,
            attempts=1,
        )
        db.session.add(pack)
        if is_circulated:
            db.session.add(
                Circulation(
                    pack=pack, number=1, decided_by=find_person("Sofia"), decided_at=at, note=None
                )
            )

    change(at, act)


def test_managers_hear_once_who_is_still_silent(inside):
    tick(moment(6, 1))

    assert ("Amira", "escalation") in tick(ESCALATED)
    assert tick(ESCALATED) == []
    letter = newest("Amira")
    assert letter.subject == "2 posts have not answered"
    assert letter.content["silent"] == [
        {
            "post": "Head of Casework",
            "agency": "Council",
            "count": 1,
            "since": "2018-05-23",
            "items": ["R-001"],
        },
        {
            "post": "Head of Commissioning",
            "agency": "CCG",
            "count": 1,
            "since": "2018-05-23",
            "items": ["R-002"],
        },
    ]


def test_nobody_hears_of_silence_when_everybody_has_answered(inside):
    for name, reference in (("Tom", "R-001"), ("Priya", "R-002")):
        answer(name, reference, moment(5, 24))

    assert {kind for _, kind in tick(ESCALATED)} == {"nothing_due"}


def test_whoever_leads_an_agency_hears_of_its_own_people_only(inside):
    lead_agency("Parents' Adviser")  # of the CCG
    tick(moment(6, 1))
    tick(ESCALATED)

    assert [line["post"] for line in newest("Olu").content["silent"]] == ["Head of Commissioning"]


def test_a_letter_leads_to_a_page_that_its_reader_may_see(inside):
    lead_agency("Parents' Adviser")  # Olu observes, and reads no register
    tick(moment(6, 1))
    tick(ESCALATED)

    pages = {name: newest(name).content["programmes"][0].get("url") for name in ("Amira", "Olu")}
    assert pages == {"Amira": "https://register.example.org/send/reminders", "Olu": None}


def test_whoever_leads_by_two_posts_gets_one_letter(inside):
    lead_agency("Parents' Adviser")

    def add_post():
        agency = find_person("Olu").agency
        post = Post(title="Director of Care", agency=agency, leads_agency=True)
        db.session.add(Holding(post=post, person=find_person("Olu"), from_on=date(2018, 1, 1)))

    change(moment(5, 1), add_post)
    tick(moment(6, 1))

    assert tick(ESCALATED).count(("Olu", "escalation")) == 1
    assert [line["post"] for line in newest("Olu").content["silent"]] == ["Head of Commissioning"]


def test_a_leader_does_not_hear_of_their_own_silence(inside):
    lead_agency("Head of Commissioning")
    tick(moment(6, 1))

    assert ("Priya", "escalation") not in tick(ESCALATED)


def test_what_nobody_can_answer_for_is_told_at_the_call(inside):
    hand_over("Head of Casework", None, moment(5, 22))
    written = tick(moment(5, 23))

    assert written == [("Priya", "due"), ("Amira", "escalation")]
    assert newest("Amira").subject == "Nobody can answer for 1 post"
    (line,) = newest("Amira").content["silent"]
    assert line["post"] == "Head of Casework (nobody can answer for it)"


def test_a_pack_that_waits_on_the_last_day_is_told_that_morning_and_the_day_after(inside):
    tick(ESCALATED)
    add_pack(is_approved=False, is_circulated=False, at=LOCKED)

    assert tick(LOCKED) == []
    assert tick(LAST_DAY) == [("Amira", "late"), ("Sofia", "late")]
    lines = newest("Sofia").content["lines"]
    assert lines[0] == "The pack for the SEND Programme Board on 14 June 2018 is not approved."
    assert lines[1].startswith("Today is the last day to circulate the pack")
    assert tick(DAY_AFTER) == [("Amira", "late"), ("Sofia", "late")]
    assert "The last day to circulate" in newest("Sofia").content["lines"][0]
    assert tick(moment(6, 8)) == []


def test_a_pack_that_is_out_in_time_worries_nobody(inside):
    tick(ESCALATED)
    add_pack(is_approved=True, is_circulated=True, at=LOCKED)

    written = tick(LAST_DAY) + tick(DAY_AFTER)

    assert [name for name, kind in written if kind == "late"] == []


def test_after_an_outage_over_the_last_day_only_that_it_has_passed_is_told(inside):
    tick(ESCALATED)
    add_pack(is_approved=True, is_circulated=False, at=LOCKED)

    assert ("Sofia", "late") in tick(moment(6, 12))
    assert stages("Sofia") == [("late", "circulation 1 (2)")]
    assert newest("Sofia").content["caught_up"].startswith("This letter is late")


def test_an_acceptance_is_spoken_of_before_it_ends_and_brings_its_risk_back_after_it(inside):
    at = moment(7, 2)
    answer("Tom", "R-001", at)
    accept("R-001", date(2018, 7, 20), at)
    written = {day: tick(moment(7, day)) for day in (5, 6, 18, 19, 20, 21, 22, 23, 24)}

    assert {day: letters for day, letters in written.items() if ("Tom", "due") in letters} == {
        6: [("Tom", "due")],
        19: [("Tom", "due")],
        23: [("Tom", "due"), ("Amira", "late")],  # the 21st is a Saturday
    }
    assert newest("Amira").subject == "An acceptance has ended"
    assert "R-001" in due_references("Tom", moment(7, 23))
    assert stages("Tom")[-1] == ("expired", "acceptance 1")


def test_a_risk_that_its_owner_looked_at_after_the_end_stays_as_it_is(inside):
    accept("R-001", date(2018, 7, 20), moment(7, 2))
    answer("Tom", "R-001", moment(7, 21))
    with write_transaction():
        count = bring_back_expired(member_at("Tom", moment(7, 23)).programme, at=moment(7, 23))

    assert count == 0
    assert tick(moment(7, 23)) == []


def test_bringing_back_twice_or_three_months_late_changes_a_risk_once(inside):
    answer("Tom", "R-001", moment(7, 2))
    accept("R-001", date(2018, 7, 20), moment(7, 2))
    counts = []
    for at in (moment(10, 20), moment(10, 20), moment(10, 21)):
        with write_transaction():
            counts.append(bring_back_expired(member_at("Tom", at).programme, at=at))

    risk = db.session.scalars(db.select(Risk).where(Risk.number == 1)).one()
    assert counts == [1, 0, 0]
    assert risk.review_due_on == date(2018, 7, 21)


def test_the_post_of_somebody_who_left_counts_as_one_nobody_can_answer_for(inside):
    change(moment(5, 22), lambda: setattr(find_person("Tom"), "is_active", False))
    tick(moment(5, 23))

    assert newest("Amira").content["silent"][0]["items"] == ["R-001"]
