"""The desk: who is silent, what moved, what is odd, how ready the pack is."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event as sql_event

from risk_register.database import db, write_transaction
from risk_register.domain.actions import ActionStatus
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.months import StepState
from risk_register.domain.oddities import OddityKind
from risk_register.domain.risks import Move, Proximity, Publication, Treatment
from risk_register.domain.scoring import Basis
from risk_register.models import Agency, Holding, Post
from risk_register.services.actions import (
    ActionPlan,
    Progress,
    add_action,
    get_action,
    update_action,
)
from risk_register.services.agreements import agree_scores
from risk_register.services.assessments import (
    Judgement,
    confirm_risk,
    find_latest,
    record_assessment,
)
from risk_register.services.desk import Asked, show_desk
from risk_register.services.effects import list_signals
from risk_register.services.events import record_event
from risk_register.services.lives import move_risk
from risk_register.services.risks import get_risk, open_risk
from tests.conftest import NOW
from tests.services.test_actions import report
from tests.services.test_circulations import circulate

LATER = NOW + timedelta(days=2)
AFTER = NOW + timedelta(hours=1)  # the June pack was frozen and circulated at NOW


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def circulated(inside, member):
    """The June pack is with its readers."""
    circulate(member("sofia"))


def desk_of(member, at=LATER):
    return show_desk(member("amira"), at=at)


def confirm(by, reference, note="", at=AFTER):
    with write_transaction():
        risk = get_risk(by, reference)
        confirm_risk(risk, note=note, by=by, at=at, version=risk.version)


def score(by, reference, points, basis=Basis.CURRENT, reason="The two posts are filled.", at=AFTER):
    with write_transaction():
        risk = get_risk(by, reference)
        said = Judgement(*points, reason)
        record_assessment(risk, said, basis=basis, by=by, at=at, version=risk.version)


def oddities(desk, reference):
    found = [line.oddities for line in desk.odd.lines if line.risk.reference == reference]
    return [odd.kind for odd in found[0]] if found else []


def ready_part(desk, needs):
    return next(part for part in desk.parts if part.needs.startswith(needs))


def add_risks(amira, count, *, planned=False, at=AFTER):
    references = []
    agency = db.session.scalars(db.select(Agency)).first()
    with write_transaction():
        for number in range(count):
            risk = open_risk(
                amira.programme,
                controls=[],
                areas=[],
                opened_by=amira.person,
                opened_at=at,
                title=f"Risk {number}",
                category="capacity",
                cause="a",
                event="b",
                consequence="c",
                owner=amira.post,
                carrying_agency=agency,
                treatment=Treatment.TREAT,
                proximity=Proximity.NOW,
                publication=Publication.OPEN,
            )
            said = Judgement(2, 3, "It was opened today.")
            record_assessment(
                risk, said, basis=Basis.CURRENT, by=amira, at=at, version=risk.version
            )
            if planned:
                plan = ActionPlan("Train somebody", amira.post.id, NOW.date(), 1, 2)
                add_action(risk, plan, by=amira, at=at, version=risk.version)
            references.append(risk.reference)
    return references


@pytest.mark.parametrize("name", ["sofia", "tom", "grace"])
def test_only_the_manager_and_the_auditor_see_the_desk(member, name):
    with pytest.raises(NotAllowedError):
        show_desk(member(name), at=LATER)


def test_everybody_is_silent_after_a_pack_until_they_answer(member, circulated):
    confirm(member("tom"), "R-001")

    waiting = desk_of(member).waiting.lines
    assert [(line.post.title, line.holder.name) for line in waiting] == [
        ("Head of Commissioning", "Priya")
    ]
    assert [risk.reference for risk in waiting[0].risks.lines] == ["R-002"]


def test_before_the_first_pack_answers_count_since_the_call(member, inside):
    confirm(member("tom"), "R-001", at=NOW - timedelta(days=1))

    desk = desk_of(member)
    assert desk.last is None
    assert desk.asked_at.date().isoformat() == "2018-05-23"
    assert [line.post.title for line in desk.waiting.lines] == ["Head of Commissioning"]


def test_an_answer_before_the_figures_were_frozen_is_of_the_month_before(member, circulated):
    confirm(member("tom"), "R-001", at=NOW - timedelta(minutes=1))

    assert desk_of(member).waiting.total == 2


def test_an_action_that_is_due_waits_for_its_lead_until_they_report(member, circulated):
    tom = member("tom")
    confirm(tom, "R-001")
    with write_transaction():
        report(tom, due_on=date(2018, 6, 6), note="Sooner than planned.")
    waiting = {line.post.title: line for line in desk_of(member).waiting.lines}
    assert [each.action.reference for each in waiting["Head of Casework"].actions.lines] == [
        "A-1.1"
    ]

    with write_transaction():
        report_at(tom, AFTER)
    assert "Head of Casework" not in {line.post.title for line in desk_of(member).waiting.lines}


def report_at(by, at):
    action = get_action(by, "A-1.1")
    said = Progress(ActionStatus.ON_TRACK, 50, action.due_on, "Adverts are out.")
    update_action(action, said, by=by, at=at, version=action.version)


def test_nothing_has_changed_right_after_a_pack(member, circulated):
    desk = desk_of(member)

    assert (desk.changed.total, desk.left.total) == (0, 0)


def test_a_changed_score_stands_with_before_now_and_the_number_of_steps(member, circulated):
    score(member("tom"), "R-001", (5, 3))
    score(member("tom"), "R-001", (5, 4), reason="A third post is vacant.")

    (line,) = desk_of(member).changed.lines
    assert (line.before.score, line.now.score, line.points, line.steps) == (12, 20, 8, 2)
    assert line.now.reason == "A third post is vacant."


def test_a_score_that_came_back_is_no_change(member, circulated):
    score(member("tom"), "R-001", (5, 3))
    score(member("tom"), "R-001", (4, 3))

    assert desk_of(member).changed.total == 0


def test_a_new_risk_and_a_closed_one_are_changes(member, circulated):
    amira = member("amira")
    add_risks(amira, 1)
    with write_transaction():
        risk = get_risk(amira, "R-002")
        reason = "The joint budget is signed."
        move_risk(risk, Move.CLOSE, reason=reason, by=amira, at=AFTER, version=risk.version)

    desk = desk_of(member)
    assert [(line.risk.reference, line.before) for line in desk.changed.lines] == [("R-003", None)]
    assert [risk.reference for risk in desk.left.lines] == ["R-002"]


def test_of_a_post_with_many_risks_the_first_ten_stand_on_the_desk(member, circulated):
    add_risks(member("amira"), 12, at=NOW - timedelta(days=60))

    desk = desk_of(member)
    first = desk.waiting.lines[0]
    assert [risk.number for risk in first.risks.lines] == list(range(3, 13))
    assert (first.risks.total, first.risks.more) == (12, 2)
    assert "R-014" in ready_part(desk, "Risks their owners").missing


def test_of_many_silent_posts_those_that_owe_most_stand_on_the_desk(member, circulated):
    amira = member("amira")
    references = add_risks(amira, 25, at=NOW - timedelta(days=60))
    with write_transaction():
        for reference in references:
            post = Post(title=f"Post of {reference}", agency_id=amira.post.agency_id)
            db.session.add(post)
            get_risk(amira, reference).owner = post
        record_event("posts added", subject="posts", programme=None, by=None, at=NOW)

    waiting = desk_of(member).waiting
    assert (len(waiting.lines), waiting.total, waiting.more) == (20, 27, 7)
    assert waiting.lines[0].post.title == "Head of Casework"


def test_what_changed_is_paged_and_what_left_comes_last(member, circulated):
    amira = member("amira")
    add_risks(amira, 60)
    with write_transaction():
        risk = get_risk(amira, "R-002")
        move_risk(risk, Move.CLOSE, reason="It is over.", by=amira, at=AFTER, version=risk.version)
    pages = [show_desk(amira, at=LATER, asked=Asked(changed_page=number)) for number in (1, 2)]

    assert [len(desk.changed.lines) for desk in pages] == [50, 10]
    assert [[risk.reference for risk in desk.left.lines] for desk in pages] == [[], ["R-002"]]
    assert {(desk.changed.total, desk.left.total, desk.changed_pages) for desk in pages} == {
        (60, 1, 2)
    }
    assert ready_part(pages[0], "Changed scores agreed").wanted == 60


def test_odd_risks_are_counted_on_every_page_and_told_on_their_own(member, circulated):
    amira = member("amira")
    add_risks(amira, 60)
    kind = OddityKind.NO_ACTION
    pages = [
        show_desk(amira, at=LATER, asked=Asked(odd_kind=kind, odd_page=number)) for number in (1, 2)
    ]

    told = [line for desk in pages for line in desk.odd.lines]
    assert {desk.odd_kinds[kind] for desk in pages} == {desk.odd.total for desk in pages}
    assert len({line.risk.reference for line in told}) == len(told) == pages[0].odd.total
    assert all(kind in {odd.kind for odd in line.oddities} for line in told)


def test_an_agreed_score_counts_as_agreed_on_whatever_page_it_stands(member, circulated):
    amira = member("amira")
    add_risks(amira, 60)
    with write_transaction():
        newest = find_latest(get_risk(amira, "R-062"), Basis.CURRENT)
        agree_scores([newest], by=amira, at=AFTER)

    assert ready_part(desk_of(member), "Changed scores agreed").there == 1


def test_the_worst_change_comes_first(member, circulated):
    score(member("tom"), "R-001", (3, 3))
    score(member("priya"), "R-002", (3, 2), reason="The budget is late.")

    assert [line.points for line in desk_of(member).changed.lines] == [2, -3]


def test_a_fall_without_finished_work_is_odd_and_with_it_is_not(member, circulated):
    tom = member("tom")
    score(tom, "R-001", (3, 3))
    assert list_signals(get_risk(tom, "R-001"), scheme=tom.scheme)
    assert OddityKind.DOWN_WITHOUT_ACTION in oddities(desk_of(member), "R-001")

    with write_transaction():
        report(tom, status=ActionStatus.DONE)
    assert OddityKind.DOWN_WITHOUT_ACTION not in oddities(desk_of(member), "R-001")


def test_a_risk_whose_owner_has_left_is_odd_and_not_ready(member, circulated):
    priya = member("priya")
    with write_transaction():
        holding = db.session.scalars(
            db.select(Holding).where(Holding.person_id == priya.person.id)
        ).one()
        holding.until_on = NOW.date()
        record_event("holding ended", subject="post 2", programme=None, by=None, at=NOW)

    desk = desk_of(member)
    assert OddityKind.NO_OWNER in oddities(desk, "R-002")
    assert ready_part(desk, "Risks with an owner").missing == ("R-002",)
    assert [
        line.holder for line in desk.waiting.lines if line.post.title == "Head of Commissioning"
    ] == [None]


def test_somebody_who_can_no_longer_sign_in_holds_no_post(member, circulated):
    priya = member("priya")
    with write_transaction():
        priya.person.is_active = False
        record_event("person left", subject="person 2", programme=None, by=None, at=NOW)

    assert OddityKind.NO_OWNER in oddities(desk_of(member), "R-002")


def test_what_left_before_the_last_pack_is_no_change(member, circulated):
    amira = member("amira")
    with write_transaction():
        risk = get_risk(amira, "R-002")
        reason, before = "The joint budget is signed.", NOW - timedelta(hours=1)
        move_risk(risk, Move.CLOSE, reason=reason, by=amira, at=before, version=risk.version)

    assert desk_of(member).left.total == 0


def test_a_target_above_the_score_is_odd(member, circulated):
    score(member("priya"), "R-002", (4, 4), basis=Basis.TARGET)

    assert OddityKind.TARGET_ABOVE_CURRENT in oddities(desk_of(member), "R-002")


def test_the_pack_gets_ready_as_owners_answer(member, circulated):
    assert desk_of(member).ready == 66
    confirm(member("tom"), "R-001")
    confirm(member("priya"), "R-002")

    desk = desk_of(member)
    assert desk.ready == 100
    assert desk.waiting.total == 0


def test_the_month_stands_at_the_meeting_once_the_pack_is_out(member, circulated):
    states = [step.state for step in desk_of(member).steps]

    assert states[4:6] == [StepState.DONE, StepState.NOW]


def test_the_desk_asks_as_often_for_200_risks_as_for_10(member, circulated):
    amira = member("amira")
    counts = []
    for more in (8, 190):
        add_risks(amira, more, planned=True)
        db.session.expire_all()
        counts.append(count_queries(lambda: show_desk(member("amira"), at=LATER)))

    assert counts[0] == counts[1] <= 35


def count_queries(act):
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    sql_event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        sql_event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
