"""Which way a risk moved: a threat and an opportunity are mirrors of each other."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.directions import Direction, direction_of, is_better, is_reached, losses
from risk_register.domain.effects import SignalKind, find_signals
from risk_register.domain.errors import RuleError
from risk_register.domain.oddities import OddityKind, find_oddities
from risk_register.domain.risks import RiskKind, Treatment, check_treatment
from tests.domain.test_effects import DONE, Course, plan, scores
from tests.domain.test_effects import SCHEME as GRID
from tests.domain.test_oddities import AMBER, CALM, GREEN, RED, TODAY

THREAT, OPPORTUNITY = RiskKind.THREAT, RiskKind.OPPORTUNITY
SCORES = st.integers(1, 25)


@given(points=st.integers(-24, 24), kind=st.sampled_from(RiskKind))
def test_the_same_movement_means_the_opposite_for_the_other_kind(points, kind):
    assert direction_of(points, kind) is direction_of(-points, kind_opposite(kind))
    assert losses(points, kind) == -losses(points, kind_opposite(kind))


@given(points=st.integers(-24, 24), kind=st.sampled_from(RiskKind))
def test_what_lost_points_is_worse_and_what_won_them_is_better(points, kind):
    lost = losses(points, kind)

    assert (direction_of(points, kind) is Direction.WORSE) == (lost > 0)
    assert (direction_of(points, kind) is Direction.BETTER) == (lost < 0)


@given(score=SCORES, target=SCORES, kind=st.sampled_from(RiskKind))
def test_a_target_is_reached_when_it_is_no_better_than_the_score(score, target, kind):
    assert is_reached(score, target, kind) is not is_better(target, score, kind)


def test_a_higher_score_is_worse_for_a_threat_and_better_for_an_opportunity():
    assert direction_of(4, THREAT) is Direction.WORSE
    assert direction_of(4, OPPORTUNITY) is Direction.BETTER


@given(kind=st.sampled_from(RiskKind), treatment=st.sampled_from(Treatment))
def test_a_treatment_is_accepted_if_and_only_if_it_answers_that_kind(kind, treatment):
    if treatment in kind.treatments:
        check_treatment(kind, treatment)
        return
    with pytest.raises(RuleError) as refused:
        check_treatment(kind, treatment)

    assert refused.value.field == "treatment"
    assert all(choice.value in str(refused.value) for choice in kind.treatments)


def test_threats_have_the_four_ts_and_opportunities_their_own_four():
    assert " ".join(THREAT.treatments) == "treat tolerate transfer terminate"
    assert " ".join(OPPORTUNITY.treatments) == "exploit share enhance ignore"


def kinds(course):
    return {signal.kind for signal in find_signals(course)}


def test_an_opportunity_that_did_not_rise_after_its_action_is_named():
    course = Course(GRID, scores((0, 6)), plans=[plan(DONE, (4, 3), 33)], kind=OPPORTUNITY)
    risen = replace(course, scores=scores((0, 6), (40, 12)))

    assert SignalKind.DONE_NOT_MOVED in kinds(course)
    assert SignalKind.DONE_NOT_MOVED not in kinds(risen)


def test_an_opportunity_that_fell_after_its_action_says_so():
    course = Course(
        GRID, scores((0, 12), (40, 6)), plans=[plan(DONE, (5, 4), 33)], kind=OPPORTUNITY
    )
    (signal,) = find_signals(course)

    assert "the score fell from 12 to 6. The action was meant to bring it to 20." in signal.sentence


def test_an_opportunity_that_rose_though_nothing_was_done_is_named():
    rose, fell = scores((0, 6), (30, 12)), scores((0, 12), (30, 6))

    assert kinds(Course(GRID, rose, kind=OPPORTUNITY)) == {SignalKind.FELL_UNEXPLAINED}
    assert kinds(Course(GRID, fell, kind=OPPORTUNITY)) == set()
    assert "rose from 6 to 12" in find_signals(Course(GRID, rose, kind=OPPORTUNITY))[0].sentence


def test_an_opportunity_below_its_target_needs_work_and_one_above_it_does_not():
    below = Course(GRID, scores((0, 6)), target=12, kind=OPPORTUNITY)
    above = Course(GRID, scores((0, 16)), target=12, kind=OPPORTUNITY)

    assert kinds(below) == {SignalKind.NOTHING_UNDER_WAY}
    assert kinds(above) == set()


def test_a_plan_for_an_opportunity_falls_short_by_its_highest_effects():
    short = Course(GRID, scores((0, 4)), target=16, plans=[plan(expected=(3, 4))], kind=OPPORTUNITY)
    enough = replace(short, plans=[plan(expected=(4, 2)), plan(expected=(2, 4))])

    assert kinds(short) == {SignalKind.EFFECT_SHORT}
    assert kinds(enough) == set()


def odd(facts):
    return {oddity.kind for oddity in find_oddities(facts, today=TODAY)}


def test_the_scores_of_an_opportunity_are_odd_the_other_way_round():
    rising = replace(CALM, kind=OPPORTUNITY, inherent=GREEN, current=AMBER, target=RED)
    falling = replace(CALM, kind=OPPORTUNITY, inherent=RED, current=AMBER, target=GREEN)

    assert odd(rising) == set()
    assert odd(falling) == {OddityKind.TARGET_ABOVE_CURRENT, OddityKind.INHERENT_BELOW_CURRENT}
    assert "is below where it stands today" in find_oddities(falling, today=TODAY)[0].why


@pytest.mark.parametrize(("target", "is_odd"), [(RED, True), (AMBER, False), (GREEN, False)])
def test_an_opportunity_is_late_only_while_it_is_below_its_target(target, is_odd):
    late = replace(CALM, kind=OPPORTUNITY, target=target, target_on=date(2018, 5, 1))

    assert (OddityKind.TARGET_DATE_PAST in odd(late)) is is_odd


def test_an_exemption_is_odd_from_the_day_after_it_was_to_be_looked_at_again():
    due = replace(CALM, exempt_review_on=TODAY)
    past = replace(CALM, exempt_review_on=date(2018, 5, 14))
    (oddity,) = find_oddities(past, today=TODAY)

    assert odd(due) == set()
    assert oddity.kind is OddityKind.EXEMPTION_DUE
    assert oddity.why == "The exemption was to be looked at again on 14 May 2018."


def test_an_exemption_that_nobody_is_to_look_at_again_is_odd():
    (oddity,) = find_oddities(replace(CALM, is_exempt=True), today=TODAY)

    assert oddity.kind is OddityKind.EXEMPTION_DUE
    assert oddity.why == "Nobody has said when the exemption is looked at again."
    assert odd(replace(CALM, is_exempt=True, exempt_review_on=TODAY)) == set()


def kind_opposite(kind):
    return OPPORTUNITY if kind is THREAT else THREAT
