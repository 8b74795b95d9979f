"""You asked, we did: what the next pack says about the decisions of the last meeting."""

from datetime import date, datetime, timedelta

import pytest

from risk_register.clock import LONDON
from risk_register.database import db, write_transaction
from risk_register.domain.editions import make_edition
from risk_register.domain.errors import RuleError
from risk_register.domain.meetings import DecisionKind, ItemKind, Purpose
from risk_register.domain.packs import Edition
from risk_register.models import AgendaItem, Body
from risk_register.services.decisions import withdraw_decision
from risk_register.services.events import record_event
from risk_register.services.notes import answer_note
from risk_register.services.snapshot_decisions import answer_asks, list_decided
from tests.services.freezing import MAY, freeze, june, line_of
from tests.services.test_decisions import TEXT, add_trust, decide, lead
from tests.services.test_schemes import score
from tests.services.test_told_packs import plan, tell

EVENING = datetime(2018, 5, 17, 17, tzinfo=LONDON)
AUTUMN = date(2018, 9, 30)


@pytest.fixture
def database():
    """Whatever database it is, the same snapshot is frozen."""
    return "sqlite"


@pytest.fixture
def last(inside):
    """The meeting in May."""
    return plan(db.session.scalars(db.select(Body)).one(), MAY)


def add_item(meeting, by, **columns):
    with write_transaction():
        item = AgendaItem(
            meeting=meeting,
            number=3,
            kind=ItemKind.OTHER,
            title="Budget",
            purpose=Purpose.DECISION,
            **columns,
        )
        db.session.add(item)
        record = {"subject": "meeting", "programme": by.programme, "by": None, "at": EVENING}
        record_event("agenda drafted", **record)
    return item


def rule(by, meeting, kind, **fields):
    return decide(by, kind, meeting=meeting, at=EVENING, **fields)


def decided(content=None):
    (line,) = (content or freeze())["decided"]
    return line


def test_the_boards_score_is_a_step_between_two_packs(last, member):
    sofia = member("sofia")
    tell(last, sofia)
    rule(sofia, last, DecisionKind.SCORED, likelihood=4, impact=5)
    score(member("tom"), (3, 5), at=EVENING + timedelta(days=14))

    content = freeze()

    line = line_of(content)
    assert (line["movement"]["points"], line["movement"]["before"]["score"]) == (3, 12)
    assert [point["score"] for point in line["trend"]] == [12, 20, 15]
    assert decided(content)["outcome"] == "R-001 is scored 4 × 5 = 20."
    assert decided(content)["became"] == "Score 12 → 15 on 31 May 2018; open."


def test_a_score_that_is_back_where_it_was_does_not_pass_over_the_boards(last, member):
    sofia = member("sofia")
    tell(last, sofia)
    rule(sofia, last, DecisionKind.SCORED, likelihood=4, impact=5)
    score(member("tom"), (3, 4), at=EVENING + timedelta(days=14))

    assert decided()["became"] == "Score 12 again on 31 May 2018, after 20; open."


def test_an_action_tells_how_it_stands_now(last, member):
    rule(member("sofia"), last, DecisionKind.ACTION, lead_id=lead().id, due_on=AUTUMN)

    assert decided()["became"].startswith("A-1.2 is not started, due 30 September 2018. Score")


def test_an_answered_challenge_tells_the_answers_first_words(last, member):
    note = rule(member("sofia"), last, DecisionKind.CHALLENGED).note
    with write_transaction():
        answer_note(note, answer="Two more have come.", by=member("tom"), at=EVENING)

    line = decided()

    assert line["became"].startswith("The owner answered on 17 May 2018.")
    assert line["answer"] == "Two more have come."


def test_an_unanswered_challenge_says_so(last, member):
    rule(member("sofia"), last, DecisionKind.CHALLENGED)

    assert decided()["became"].startswith("The owner has not answered yet.")


def test_an_escalated_risk_tells_where_it_is(last, member):
    trust = add_trust()
    rule(member("sofia"), last, DecisionKind.ESCALATED, body_id=trust.id)

    assert decided()["became"].startswith("With the Children’s Trust.")


def test_a_decision_about_no_risk_is_told_by_itself(last, member):
    sofia = member("sofia")
    item = add_item(last, sofia)
    rule(sofia, last, DecisionKind.AGREED, reference=None, item=item)

    content = freeze()

    (other,) = content["other_decisions"]
    assert (other["title"], other["text"]) == ("Budget", f"The matter is agreed: {TEXT}")
    assert content["decided"] == []


@pytest.mark.parametrize("is_exempt", [False, True])
def test_the_public_edition_leaves_out_what_an_exempt_item_decided(last, member, is_exempt):
    sofia = member("sofia")
    item = add_item(last, sofia, is_exempt=is_exempt)
    rule(sofia, last, DecisionKind.AGREED, reference=None, item=item)
    content = freeze()

    public = make_edition(content, Edition.PUBLIC, fingerprint="f" * 64)

    assert (TEXT in str(public)) is not is_exempt
    assert (content["marking"] == "OFFICIAL-SENSITIVE") is is_exempt


def test_an_open_risk_is_not_decided_about_in_secret(last, member):
    sofia = member("sofia")
    item = add_item(last, sofia, is_exempt=True)

    with pytest.raises(RuleError) as refused:
        rule(sofia, last, DecisionKind.NOTED, item=item)

    assert refused.value.field == "item_id"


def test_a_withdrawn_decision_is_not_told(last, member):
    sofia = member("sofia")
    decision = rule(sofia, last, DecisionKind.NOTED)
    with write_transaction():
        withdraw_decision(decision, reason="It was R-002 they meant.", by=sofia, at=EVENING)

    assert freeze()["decided"] == []


def test_what_the_last_pack_asked_is_told_with_what_was_decided(last, member):
    sofia = member("sofia")
    tell(last, sofia)
    rule(sofia, last, DecisionKind.SCORED, likelihood=4, impact=5)
    decisions = list_decided(june(), today=date(2018, 6, 5))

    answers = answer_asks(
        ["agree R-001 and R-002", "hear what holds up A-1.1", "note R-010"], decisions
    )

    said = ["R-001 is scored 4 × 5 = 20."]
    assert answers == [said, said, []]
