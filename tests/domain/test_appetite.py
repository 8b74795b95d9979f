"""How long a risk has stood above what the board bears."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.appetite import Breach, count_months, find_breach
from risk_register.domain.effects import Scored

FIRST = date(2018, 1, 1)
SCORES = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 25)), min_size=1, max_size=8).map(
    lambda steps: [
        Scored(score, FIRST + timedelta(days=sum(days for days, _ in steps[: number + 1])))
        for number, (_, score) in enumerate(steps)
    ]
)
DAYS = st.dates(date(2017, 1, 1), date(2030, 1, 1))


def scored(*pairs):
    return [Scored(score, date.fromisoformat(day)) for score, day in pairs]


def test_a_risk_is_above_since_the_first_score_of_its_present_stay():
    scores = scored((12, "2018-01-10"), (6, "2018-02-10"), (12, "2018-03-10"), (16, "2018-05-10"))

    breach = find_breach(scores, most=9, today=date(2018, 6, 9))

    assert breach == Breach(score=16, most=9, since=date(2018, 3, 10), months=2)


@pytest.mark.parametrize(
    "scores", [[], scored((9, "2018-01-10")), scored((12, "2018-01-10"), (9, "2018-02-10"))]
)
def test_a_risk_at_or_below_the_appetite_is_in_no_breach(scores):
    assert find_breach(scores, most=9, today=date(2018, 6, 9)) is None


@given(scores=SCORES)
def test_where_the_board_has_not_said_nothing_is_above(scores):
    assert find_breach(scores, most=None, today=scores[-1].given_on) is None


@given(scores=SCORES, most=st.integers(0, 26), wait=st.integers(0, 400))
def test_a_breach_is_there_exactly_while_the_newest_score_is_above(scores, most, wait):
    today = scores[-1].given_on + timedelta(days=wait)

    breach = find_breach(scores, most=most, today=today)

    assert (breach is not None) == (scores[-1].score > most)
    if breach:
        stay = [each for each in scores if each.given_on >= breach.since]
        assert breach.since <= today
        assert stay[-1].score == breach.score > most


@given(scores=SCORES, most=st.integers(0, 25), less=st.integers(1, 25))
def test_a_lower_appetite_is_never_breached_for_less_long(scores, most, less):
    today = scores[-1].given_on
    lax, strict = (find_breach(scores, most=each, today=today) for each in (most, most - less))

    if lax:
        assert strict
        assert strict.since <= lax.since


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        ("2018-01-31", "2018-02-28", 0),
        ("2018-01-31", "2018-03-01", 1),
        ("2018-03-10", "2018-04-09", 0),
        ("2018-03-10", "2018-04-10", 1),
        ("2017-12-31", "2018-12-31", 12),
    ],
)
def test_months_are_counted_by_the_calendar(since, until, months):
    assert count_months(date.fromisoformat(since), date.fromisoformat(until)) == months


@given(since=DAYS, days=st.integers(0, 2000))
def test_months_never_go_back_as_days_go_by(since, days):
    until = since + timedelta(days=days)

    assert 0 <= count_months(since, until) <= count_months(since, until + timedelta(days=1))
