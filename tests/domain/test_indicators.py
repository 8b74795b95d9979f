"""A value is judged against where it should be by now, not against the end of the way."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.errors import RuleError
from risk_register.domain.indicators import Aim, Direction, Standing

FIRST, LAST = date(2017, 12, 31), date(2018, 12, 31)
TIMELINESS = Aim(Direction.HIGHER, Decimal("36.0"), FIRST, Decimal(60), LAST, Decimal(5))
WAITING = Aim(Direction.LOWER, Decimal(64), FIRST, Decimal(10), LAST, Decimal(8))
NUMBERS = st.decimals(-1000, 1000, places=2)
DAYS = st.dates(FIRST - timedelta(days=400), LAST + timedelta(days=400))
BETTER = st.sampled_from([Direction.HIGHER, Direction.LOWER])


@st.composite
def aims(draw):
    """An aim that can be judged."""
    direction = draw(BETTER)
    low, high = sorted([draw(NUMBERS), draw(NUMBERS)])
    baseline, target = (low, high) if direction is Direction.HIGHER else (high, low)
    return Aim(direction, baseline, FIRST, target, LAST, abs(draw(NUMBERS)))


def test_the_trajectory_is_the_straight_way_from_the_baseline_to_the_target():
    assert TIMELINESS.expect(FIRST) == Decimal("36.0")
    assert TIMELINESS.expect(date(2018, 6, 30)) == Decimal("47.90")
    assert TIMELINESS.expect(LAST) == Decimal(60)
    assert TIMELINESS.expect(date(2020, 1, 1)) == Decimal(60)
    assert TIMELINESS.expect(date(2017, 1, 1)) is None


@pytest.mark.parametrize(
    ("aim", "value", "standing"),
    [
        (TIMELINESS, "47.90", Standing.ON_TRACK),
        (TIMELINESS, "47.89", Standing.AT_RISK),
        (TIMELINESS, "42.90", Standing.AT_RISK),
        (TIMELINESS, "42.89", Standing.OFF_TRACK),
        (WAITING, "37.2", Standing.ON_TRACK),
        (WAITING, "38", Standing.AT_RISK),
        (WAITING, "46", Standing.OFF_TRACK),
    ],
)
def test_a_value_half_way_is_judged_against_half_the_way(aim, value, standing):
    assert aim.judge(Decimal(value), date(2018, 6, 30)) is standing


def test_a_neutral_indicator_is_never_judged():
    aim = Aim(Direction.NEUTRAL)
    assert aim.judge(Decimal(1023), LAST) is Standing.UNJUDGED


def test_a_target_without_a_baseline_counts_at_any_time():
    aim = Aim(Direction.LOWER, target=Decimal(0), tolerance=Decimal(3))
    assert aim.judge(Decimal(4), FIRST) is Standing.OFF_TRACK
    assert aim.judge(Decimal(3), LAST) is Standing.AT_RISK


@given(aims(), DAYS)
def test_what_should_be_lies_between_the_baseline_and_the_target(aim, on):
    expected = aim.expect(on)

    if on < FIRST:
        assert expected is None
    else:
        assert min(aim.baseline, aim.target) <= expected <= max(aim.baseline, aim.target)


@given(aims(), DAYS, DAYS)
def test_more_is_expected_the_later_it_is(aim, one, other):
    early, late = sorted([max(one, FIRST), max(other, FIRST)])
    gain = aim.expect(late) - aim.expect(early)

    assert gain >= 0 if aim.direction is Direction.HIGHER else gain <= 0


@given(aims(), DAYS, NUMBERS, NUMBERS)
def test_a_better_value_never_stands_worse(aim, on, one, other):
    order = [Standing.OFF_TRACK, Standing.AT_RISK, Standing.ON_TRACK, Standing.UNJUDGED]
    low, high = sorted([one, other])
    worse, better = (low, high) if aim.direction is Direction.HIGHER else (high, low)

    assert order.index(aim.judge(worse, on)) <= order.index(aim.judge(better, on))


@given(aims(), DAYS)
def test_the_printed_trajectory_itself_is_on_track(aim, on):
    expected = aim.expect(on)

    if expected is not None:
        assert aim.judge(expected, on) is Standing.ON_TRACK


@pytest.mark.parametrize(
    ("aim", "field"),
    [
        (Aim(Direction.NEUTRAL, target=Decimal(1)), "target"),
        (Aim(Direction.HIGHER, Decimal(1), None, Decimal(2), LAST), "baseline_on"),
        (Aim(Direction.HIGHER, Decimal(1), LAST, Decimal(2), FIRST), "target_on"),
        (Aim(Direction.HIGHER, Decimal(3), FIRST, Decimal(2), LAST), "target"),
        (Aim(Direction.LOWER, Decimal(1), FIRST, Decimal(2), LAST), "target"),
    ],
)
def test_an_aim_that_cannot_be_judged_is_refused_at_its_field(aim, field):
    with pytest.raises(RuleError) as refused:
        aim.check()
    assert refused.value.field == field


@given(aims())
def test_every_other_aim_is_let_pass(aim):
    aim.check()


@pytest.mark.parametrize("standing", Standing)
def test_each_standing_has_a_word_and_a_shape_of_its_own(standing):
    others = [each for each in Standing if each is not standing]
    assert standing.label not in {each.label for each in others}
    assert standing.shape not in {each.shape for each in others}
