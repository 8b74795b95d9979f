"""What is odd about a risk, and what is not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.effects import Signal, SignalKind
from risk_register.domain.oddities import (
    OddityKind,
    PlannedWork,
    RiskFacts,
    Standing,
    find_oddities,
)

TODAY = date(2018, 6, 5)
GREEN, AMBER, RED = Standing(4, "Green", 0), Standing(12, "Amber", 1), Standing(16, "Red", 2)
WORK = PlannedWork("A-1.1", is_finished=False, overdue_days=0, slips=0)
CALM = RiskFacts(
    current=AMBER,
    before=AMBER,
    inherent=RED,
    target=GREEN,
    target_on=date(2018, 12, 31),
    reason="Two posts are still vacant.",
    has_owner=True,
    review_due_on=date(2018, 6, 20),
    quiet_packs=0,
    actions=(WORK,),
)

STANDINGS = st.none() | st.builds(
    Standing, st.integers(1, 25), st.sampled_from(["Green", "Amber", "Red"]), st.integers(0, 2)
)
DAYS = st.none() | st.dates(date(2018, 1, 1), date(2019, 12, 31))
FACTS = st.builds(
    RiskFacts,
    current=STANDINGS,
    before=STANDINGS,
    inherent=STANDINGS,
    target=STANDINGS,
    target_on=DAYS,
    reason=st.text(max_size=30),
    has_owner=st.booleans(),
    review_due_on=DAYS,
    quiet_packs=st.integers(0, 40),
    signals=st.lists(
        st.builds(Signal, st.sampled_from(SignalKind), st.just("It does not fit."))
    ).map(tuple),
    actions=st.lists(
        st.builds(
            PlannedWork,
            reference=st.just("A-1.1"),
            is_finished=st.booleans(),
            overdue_days=st.integers(0, 400),
            slips=st.integers(0, 5),
        ),
        max_size=3,
    ).map(tuple),
)


def kinds(**changes):
    return [odd.kind for odd in find_oddities(replace(CALM, **changes), today=TODAY)]


def why(**changes):
    (oddity,) = find_oddities(replace(CALM, **changes), today=TODAY)
    return oddity.why


def test_a_risk_that_is_looked_after_is_not_odd():
    assert kinds() == []


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"current": None}, OddityKind.NOT_SCORED),
        ({"before": Standing(9, "Amber", 1), "reason": "  "}, OddityKind.UNEXPLAINED),
        ({"before": GREEN, "current": RED}, OddityKind.STEEP),
        ({"actions": (), "target": None}, OddityKind.NO_ACTION),
        ({"actions": (replace(WORK, is_finished=True),), "target": None}, OddityKind.NO_ACTION),
        ({"has_owner": False}, OddityKind.NO_OWNER),
        ({"target_on": date(2018, 6, 4)}, OddityKind.TARGET_DATE_PAST),
        ({"actions": (replace(WORK, overdue_days=1),)}, OddityKind.ACTION_OVERDUE),
        ({"actions": (replace(WORK, slips=2),)}, OddityKind.ACTION_SLIPPED),
        ({"review_due_on": date(2018, 6, 4)}, OddityKind.REVIEW_OVERDUE),
        ({"quiet_packs": 3}, OddityKind.SAME_WORDS),
        ({"target": RED}, OddityKind.TARGET_ABOVE_CURRENT),
        ({"inherent": GREEN}, OddityKind.INHERENT_BELOW_CURRENT),
    ],
)
def test_each_odd_thing_is_found_alone(changes, kind):
    assert kinds(**changes) == [kind]


@pytest.mark.parametrize(
    "changes",
    [
        {"before": RED},
        {"actions": ()},
        {"before": None},
        {"before": Standing(9, "Amber", 1)},
        {"actions": (WORK, replace(WORK, is_finished=True, overdue_days=9, slips=9))},
        {"actions": (), "target": AMBER},
        {"target_on": TODAY},
        {"target_on": date(2018, 1, 1), "target": AMBER},
        {"target_on": None},
        {"actions": (replace(WORK, slips=1),)},
        {"review_due_on": TODAY},
        {"review_due_on": None},
        {"quiet_packs": 2},
        {"target": AMBER},
        {"target": None},
        {"inherent": AMBER},
        {"inherent": None},
    ],
)
def test_what_stays_within_the_rule_is_not_odd(changes):
    assert kinds(**changes) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"before": GREEN, "current": RED},
            "From 4 Green to 16 Red: 2 bands since the last pack.",
        ),
        (
            {"before": GREEN, "current": RED, "reason": "It got worse."},
            "From 4 Green to 16 Red: 2 bands since the last pack. Its reason is no sentence.",
        ),
        ({"review_due_on": date(2018, 6, 4)}, "Its review was due 1 day ago."),
        ({"review_due_on": date(2018, 5, 24)}, "Its review was due 12 days ago."),
        (
            {"target_on": date(2018, 6, 3)},
            "The target of 4 was to be reached 2 days ago; it stands at 12.",
        ),
        (
            {"actions": (), "target": None},
            "It stands at 12, without a target, and no action is under way.",
        ),
    ],
)
def test_why_it_is_odd_is_said_with_its_figures(changes, sentence):
    assert why(**changes) == sentence


@pytest.mark.parametrize("kind", SignalKind)
def test_what_does_not_fit_together_is_odd_in_the_words_of_the_risks_page(kind):
    signal = Signal(kind, "It does not fit.")

    assert why(signals=(signal,)) == signal.sentence


def test_each_late_action_is_named():
    late = (replace(WORK, overdue_days=3), replace(WORK, reference="A-1.2", overdue_days=8))
    found = find_oddities(replace(CALM, actions=late), today=TODAY)

    assert [odd.why for odd in found] == [
        "A-1.1 is overdue by 3 days.",
        "A-1.2 is overdue by 8 days.",
    ]


@given(facts=FACTS, later=st.integers(0, 500))
def test_waiting_makes_nothing_less_odd(facts, later):
    now = {odd.kind for odd in find_oddities(facts, today=TODAY)}
    then = {odd.kind for odd in find_oddities(facts, today=TODAY + timedelta(days=later))}

    assert now <= then


@given(facts=FACTS)
def test_oddities_come_in_the_order_of_their_kinds_and_say_why(facts):
    found = find_oddities(facts, today=TODAY)
    places = [list(OddityKind).index(odd.kind) for odd in found]

    assert places == sorted(places)
    assert all(odd.why.endswith(".") for odd in found)


@given(facts=FACTS)
def test_filling_a_vacant_post_takes_away_nothing_but_the_vacancy(facts):
    vacant = find_oddities(replace(facts, has_owner=False), today=TODAY)
    filled = find_oddities(replace(facts, has_owner=True), today=TODAY)

    assert [odd for odd in vacant if odd.kind is not OddityKind.NO_OWNER] == filled


@given(facts=FACTS)
def test_an_unscored_risk_has_no_odd_movement(facts):
    found = {odd.kind for odd in find_oddities(replace(facts, current=None), today=TODAY)}

    assert OddityKind.NOT_SCORED in found
    assert not found & {
        OddityKind.STEEP,
        OddityKind.UNEXPLAINED,
        OddityKind.TARGET_ABOVE_CURRENT,
    }


@pytest.mark.parametrize("kind", OddityKind)
def test_every_kind_has_a_label(kind):
    assert kind.label
