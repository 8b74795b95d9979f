"""What a board's decision has to say, and the sentences it is told in."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.decisions import (
    WITHOUT_RISK,
    Outcome,
    Ruling,
    check_ruling,
    say_decided,
    say_left,
    say_outcome,
)
from risk_register.domain.errors import RuleError
from risk_register.domain.meetings import DecisionKind

TEXT = "The places for September are unconfirmed."
WHOLE = {
    "likelihood": 4,
    "impact": 5,
    "expires_on": date(2018, 9, 30),
    "body_id": 2,
    "lead_id": 3,
    "due_on": date(2018, 6, 30),
}
OUTCOME = {
    "reference": "R-004",
    "score": 20,
    "points": (4, 5),
    "until": date(2018, 9, 30),
    "body": "Children’s Trust",
    "action": "A-4.3",
    "lead": "Head of Casework",
    "due_on": date(2018, 6, 30),
}
SENTENCES = {
    DecisionKind.NOTED: "R-004 is noted",
    DecisionKind.AGREED: "the score of R-004 is agreed: 4 × 5 = 20",
    DecisionKind.CHALLENGED: "the owner of R-004 is asked back",
    DecisionKind.SCORED: "R-004 is scored 4 × 5 = 20",
    DecisionKind.ACCEPTED: "R-004 is accepted at 4 × 5 = 20 until 30 September 2018",
    DecisionKind.ESCALATED: "R-004 is escalated to the Children’s Trust",
    DecisionKind.CLOSED: "R-004 is closed",
    DecisionKind.ACTION: (
        "A-4.3 is added against R-004, led by the Head of Casework, due 30 June 2018"
    ),
}


@pytest.mark.parametrize("kind", DecisionKind)
def test_each_kind_of_decision_is_told_in_its_own_sentence(kind):
    said = say_outcome(Outcome(kind, **OUTCOME))

    assert said == SENTENCES[kind]


def test_a_score_that_is_no_product_is_not_told_as_one():
    said = say_outcome(Outcome(DecisionKind.SCORED, "R-004", score=12, points=(3, 5)))

    assert said == "R-004 is scored 12 (3 × 5)"


@pytest.mark.parametrize("kind", DecisionKind)
def test_a_decision_that_says_everything_stands(kind):
    check_ruling(Ruling(kind, TEXT, **WHOLE), has_risk=True)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (DecisionKind.SCORED, "likelihood"),
        (DecisionKind.SCORED, "impact"),
        (DecisionKind.ACCEPTED, "expires_on"),
        (DecisionKind.ESCALATED, "body_id"),
        (DecisionKind.ACTION, "lead_id"),
        (DecisionKind.ACTION, "due_on"),
    ],
)
def test_what_a_decision_needs_is_asked_for_beside_its_field(kind, field):
    wrong = refuse(Ruling(kind, TEXT, **(WHOLE | {field: None})))

    assert wrong == field


@given(kind=st.sampled_from(DecisionKind), text=st.text(max_size=9))
def test_only_agreeing_to_a_risk_needs_no_words(kind, text):
    wrong = refuse(Ruling(kind, text, **WHOLE))

    stands = kind is DecisionKind.AGREED and not text.strip()
    assert wrong == (None if stands else "text")


@pytest.mark.parametrize("kind", DecisionKind)
def test_what_changes_the_register_needs_a_risk(kind):
    wrong = refuse(Ruling(kind, TEXT, **WHOLE), has_risk=False)

    assert wrong == (None if kind in WITHOUT_RISK else "kind")


def refuse(ruling, *, has_risk=True):
    """Give the field beside which a decision is refused; None if it stands."""
    try:
        check_ruling(ruling, has_risk=has_risk)
    except RuleError as refused:
        return refused.field
    return None


def test_a_decision_is_told_with_its_reason():
    said = say_decided(Outcome(DecisionKind.CLOSED, "R-004"), TEXT)

    assert said == f"R-004 is closed: {TEXT}"


def test_what_is_only_noted_is_told_in_its_own_words():
    assert say_decided(Outcome(DecisionKind.NOTED, "R-004"), TEXT) == TEXT


def test_agreeing_without_words_is_told_by_the_score():
    said = say_decided(Outcome(DecisionKind.AGREED, "R-004", score=20), "")

    assert said == "The score of R-004 is agreed: 20."


@pytest.mark.parametrize("kind", DecisionKind)
def test_whatever_a_withdrawn_decision_changed_is_named(kind):
    said = say_left(Outcome(kind, **OUTCOME))

    assert (said is None) == (kind is DecisionKind.NOTED)
