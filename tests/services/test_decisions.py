"""What a board decides becomes the change in the register, on its authority and no other's."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from risk_register.clock import LONDON
from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.decisions import Ruling
from risk_register.domain.errors import (
    AlreadyDoneError,
    ChangedMeanwhileError,
    NotAllowedError,
    NotFoundError,
    OffScaleError,
    RuleError,
)
from risk_register.domain.meetings import DecisionKind, ItemKind, Purpose
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import RiskStatus
from risk_register.domain.scoring import Basis, Method
from risk_register.models import AgendaItem, Agreement, Body, Decision, Post
from risk_register.services.assessments import find_latest
from risk_register.services.chronicles import list_risk_lines
from risk_register.services.decisions import (
    list_decisions,
    list_decisions_at,
    record_decision,
    say_decision,
    withdraw_decision,
)
from risk_register.services.escalations import list_standing
from risk_register.services.events import record_event
from risk_register.services.history import verify_history
from risk_register.services.meetings import get_meeting
from risk_register.services.programmes import Mandate, Member
from risk_register.services.risks import get_risk
from tests.services.freezing import june

#: 14 June 2018, while the board meets.
MEETING = datetime(2018, 6, 14, 14, 40, tzinfo=LONDON)
TEXT = "The places for September are unconfirmed."


@pytest.fixture
def database():
    """Whatever database it is, the same services do the work below."""
    return "sqlite"


def decide(by, kind, reference="R-001", at=MEETING, meeting=None, item=None, **fields):
    with write_transaction():
        risk = get_risk(by, reference) if reference else None
        given = {"version": risk.version if risk else None, "text": TEXT} | fields
        held = meeting or june()
        return record_decision(held, Ruling(kind, **given), risk=risk, item=item, by=by, at=at)


def add_trust():
    """Add a second body of the programme."""
    with write_transaction():
        board = db.session.scalars(db.select(Body)).one()
        names = (column.key for column in Body.__table__.columns if column.key != "id")
        columns = {name: getattr(board, name) for name in names}
        trust = Body(**(columns | {"key": "trust", "name": "Children’s Trust"}))
        db.session.add(trust)
        record_event(
            "body added", subject="body trust", programme=board.programme, by=None, at=MEETING
        )
    return trust


def lead():
    return db.session.scalars(db.select(Post).where(Post.title == "Head of Casework")).one()


def last_line(member, reference="R-001"):
    return list_risk_lines(member, get_risk(member, reference)).lines[0].told.sentence


def test_the_board_sets_a_score_that_its_secretary_may_not_set(member):
    sofia = member("sofia")

    decision = decide(sofia, DecisionKind.SCORED, likelihood=4, impact=5)

    risk = get_risk(sofia, "R-001")
    judged = find_latest(risk, Basis.CURRENT)
    assert not sofia.may(Permission.SCORE_RISK, risk)
    assert (risk.current_score, judged.method) == (20, Method.BOARD_DECISION)
    assert decision.assessment_id == judged.id
    assert say_decision(decision) == f"R-001 is scored 4 × 5 = 20: {TEXT}"


def test_the_record_says_what_the_board_decided_and_on_whose_authority_it_was_done(member):
    sofia = member("sofia")

    decide(sofia, DecisionKind.SCORED, likelihood=4, impact=5)

    lines = list_risk_lines(sofia, get_risk(sofia, "R-001")).lines
    decided, scored = (line.told.sentence for line in lines[:2])
    assert (
        decided == "The SEND Programme Board decided on 14 June 2018: R-001 is scored 4 × 5 = 20."
    )
    assert scored.startswith(
        "By decision of the SEND Programme Board, 14 June 2018, Sofia (Board Secretary) raised"
    )


def test_noting_leaves_the_risk_as_it_was(member):
    sofia = member("sofia")
    before = get_risk(sofia, "R-001").version

    decision = decide(sofia, DecisionKind.NOTED)

    assert get_risk(sofia, "R-001").version == before
    assert say_decision(decision) == TEXT


def test_agreeing_lets_the_score_stand(member):
    decision = decide(member("sofia"), DecisionKind.AGREED, text="")

    agreement = db.session.scalars(db.select(Agreement)).one()
    assert agreement.assessment_id == decision.assessment_id
    assert say_decision(decision) == "The score of R-001 is agreed: 4 × 3 = 12."


def test_challenging_puts_a_question_to_the_owner(member):
    decision = decide(member("sofia"), DecisionKind.CHALLENGED)

    assert decision.note.question == TEXT
    assert decision.note.answered_at is None


def test_accepting_bears_the_risk_until_a_day(member):
    decision = decide(member("sofia"), DecisionKind.ACCEPTED, expires_on=date(2018, 9, 30))

    assert decision.acceptance.score == 12
    assert say_decision(decision).startswith("R-001 is accepted at 12 until 30 September 2018")


def test_escalating_takes_the_risk_to_another_body(member):
    sofia, trust = member("sofia"), add_trust()

    decision = decide(sofia, DecisionKind.ESCALATED, body_id=trust.id)

    assert list_standing(get_risk(sofia, "R-001")) == [decision.escalation]
    assert say_decision(decision).startswith("R-001 is escalated to the Children’s Trust")


def test_a_body_does_not_escalate_to_itself(member):
    with pytest.raises(RuleError) as refused:
        decide(member("sofia"), DecisionKind.ESCALATED, body_id=june().body_id)

    assert refused.value.field == "body_id"


def test_closing_ends_the_risks_life(member):
    sofia = member("sofia")

    decide(sofia, DecisionKind.CLOSED)

    assert get_risk(sofia, "R-001").status is RiskStatus.CLOSED


def test_an_action_the_board_asks_for_is_planned_against_the_risk(member):
    sofia = member("sofia")

    decision = decide(sofia, DecisionKind.ACTION, lead_id=lead().id, due_on=date(2018, 7, 31))

    assert decision.action.reference == "A-1.2"
    assert decision.action.text == TEXT
    assert last_line(sofia) == (
        "The SEND Programme Board decided on 14 June 2018: A-1.2 is added against R-001, "
        "led by the Head of Casework, due 31 July 2018."
    )


def test_a_board_decides_about_an_item_that_is_no_risk(member):
    sofia, meeting = member("sofia"), june()
    with write_transaction():
        item = AgendaItem(
            meeting=meeting,
            number=1,
            kind=ItemKind.MINUTES,
            title="Minutes of the last meeting",
            purpose=Purpose.DECISION,
        )
        db.session.add(item)
        record_event(
            "agenda drafted", subject="meeting", programme=sofia.programme, by=None, at=MEETING
        )

    decide(sofia, DecisionKind.AGREED, reference=None, item=item)

    (decision,) = list_decisions_at(june())
    assert decision.item == item
    assert say_decision(decision) == f"The matter is agreed: {TEXT}"


@pytest.mark.parametrize("name", ["tom", "grace", "olu", "ada", "max"])
def test_nobody_but_manager_and_secretary_records_what_the_board_decides(member, name):
    risk = get_risk(member("sofia"), "R-001")
    ruling = Ruling(DecisionKind.NOTED, TEXT, version=risk.version)

    with pytest.raises(NotAllowedError), write_transaction():
        record_decision(june(), ruling, risk=risk, by=member(name), at=MEETING)


def test_a_meeting_of_another_programme_is_not_there(member):
    sofia = member("sofia")
    elsewhere = replace(sofia, programme=add_programme())

    with pytest.raises(NotFoundError):
        get_meeting(elsewhere, june().id)


def add_programme():
    with write_transaction():
        known = db.session.scalars(db.select(Body)).one().programme
        names = (column.key for column in type(known).__table__.columns if column.key != "id")
        other = type(known)(**{name: getattr(known, name) for name in names} | {"key": "other"})
        db.session.add(other)
        record_event("programme set up", subject="other", programme=known, by=None, at=MEETING)
    return other


def test_a_mandate_opens_nothing_but_the_one_act_it_is_for(member):
    amira = member("amira")
    bound = replace(amira, mandate=Mandate("SEND Programme Board", Permission.ACCEPT_RISK))

    assert [each for each in Permission if bound.may(each)] == [Permission.ACCEPT_RISK]
    assert isinstance(bound, Member)


def test_the_same_decision_sent_twice_is_recorded_once(member):
    sofia = member("sofia")
    version = get_risk(sofia, "R-001").version
    first = decide(sofia, DecisionKind.SCORED, likelihood=4, impact=5, version=version)

    again = decide(
        sofia,
        DecisionKind.SCORED,
        likelihood=4,
        impact=5,
        version=version,
        at=MEETING + timedelta(seconds=2),
    )

    assert again == first
    assert len(list_decisions(first.risk_id)) == 1


def test_another_score_for_the_same_reason_is_a_decision_of_its_own(member):
    sofia = member("sofia")
    decide(sofia, DecisionKind.SCORED, likelihood=4, impact=5)

    decide(sofia, DecisionKind.SCORED, likelihood=5, impact=5)

    assert get_risk(sofia, "R-001").current_score == 25
    assert len(list_decisions_at(june())) == 2


def test_another_score_from_the_first_form_is_not_taken_for_the_first(member):
    sofia = member("sofia")
    version = get_risk(sofia, "R-001").version
    decide(sofia, DecisionKind.SCORED, likelihood=4, impact=5, version=version)

    with pytest.raises(ChangedMeanwhileError):
        decide(sofia, DecisionKind.SCORED, likelihood=5, impact=5, version=version)


def test_a_decision_on_a_risk_that_somebody_changed_meanwhile_is_refused(member):
    sofia = member("sofia")
    version = get_risk(sofia, "R-001").version
    decide(sofia, DecisionKind.SCORED, likelihood=4, impact=5, version=version)

    with pytest.raises(ChangedMeanwhileError):
        decide(sofia, DecisionKind.CLOSED, version=version)


@pytest.mark.parametrize(
    ("kind", "fields", "error"),
    [
        (DecisionKind.SCORED, {"likelihood": 6, "impact": 5}, OffScaleError),
        (DecisionKind.ACCEPTED, {"expires_on": date(2018, 6, 14)}, RuleError),
        (DecisionKind.NOTED, {"text": "short"}, RuleError),
    ],
)
def test_what_breaks_a_rule_leaves_no_decision_behind(member, kind, fields, error):
    with pytest.raises(error):
        decide(member("sofia"), kind, **fields)

    assert db.session.scalars(db.select(Decision)).all() == []


def test_a_meeting_that_is_still_to_come_decides_nothing(member):
    with pytest.raises(RuleError):
        decide(member("sofia"), DecisionKind.NOTED, at=MEETING - timedelta(days=1))


def test_a_withdrawn_decision_is_kept_and_what_it_changed_stays(member):
    sofia = member("sofia")
    decision = decide(sofia, DecisionKind.SCORED, likelihood=4, impact=5)

    with write_transaction():
        withdraw_decision(decision, reason="It was R-002 they meant.", by=sofia, at=MEETING)

    (kept,) = list_decisions_at(june())
    assert kept.withdraw_reason == "It was R-002 they meant."
    assert get_risk(sofia, "R-001").current_score == 20
    assert list_decisions(kept.risk_id) == []


def test_a_decision_is_withdrawn_once(member):
    sofia = member("sofia")
    decision = decide(sofia, DecisionKind.NOTED)
    with write_transaction():
        withdraw_decision(decision, reason="It was R-002 they meant.", by=sofia, at=MEETING)

    with pytest.raises(AlreadyDoneError), write_transaction():
        withdraw_decision(decision, reason="It was R-002 they meant.", by=sofia, at=MEETING)


def test_an_owner_does_not_withdraw_what_the_board_decided(member):
    decision = decide(member("sofia"), DecisionKind.NOTED)

    with pytest.raises(NotAllowedError), write_transaction():
        withdraw_decision(decision, reason="I do not like it.", by=member("tom"), at=MEETING)


def test_the_record_of_a_whole_meeting_holds(member):
    sofia, trust = member("sofia"), add_trust()
    decide(sofia, DecisionKind.SCORED, likelihood=4, impact=5)
    decide(sofia, DecisionKind.ESCALATED, body_id=trust.id)
    decide(sofia, DecisionKind.CLOSED, reference="R-002")

    with read_moment():
        findings = verify_history()

    assert findings.problems == []
