"""What is known of each period: missing only when due, restated without losing the old value."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.errors import RuleError
from risk_register.domain.periods import Period, PeriodKind
from risk_register.domain.readings import (
    Currency,
    Rhythm,
    Value,
    find_restatement,
    is_small,
    list_series,
    read_number,
    say_number,
    say_public,
    settle,
)

TODAY = date(2018, 6, 5)
NOON = datetime(2018, 1, 1, 12, tzinfo=UTC)
MONTHLY = Rhythm(PeriodKind.MONTH, 30)
TERMLY = Rhythm(PeriodKind.TERM, 60)


def month(number, year=2018):
    return Period(date(year, number, 1), PeriodKind.MONTH)


def value(period, number, days=0):
    return Value(period, Decimal(str(number)), NOON + timedelta(days=days))


def test_a_month_whose_value_is_not_due_yet_is_no_gap():
    assert MONTHLY.find_currency(month(4), today=TODAY) is Currency.CURRENT
    assert MONTHLY.find_missing(month(4), today=TODAY) is None
    assert MONTHLY.find_due_on(month(4), today=TODAY) == date(2018, 6, 30)


def test_a_value_is_late_from_the_day_after_it_was_due():
    assert MONTHLY.find_currency(month(3), today=date(2018, 5, 30)) is Currency.CURRENT
    assert MONTHLY.find_currency(month(3), today=date(2018, 5, 31)) is Currency.LATE
    assert MONTHLY.find_missing(month(3), today=date(2018, 5, 31)) == month(4)


def test_two_missing_values_are_stale():
    assert MONTHLY.find_currency(month(2), today=TODAY) is Currency.STALE
    assert MONTHLY.find_missing(month(2), today=TODAY) == month(3)


def test_between_two_terms_nothing_is_missing():
    spring = Period(date(2018, 1, 1), PeriodKind.TERM)
    for today in (date(2018, 4, 2), date(2018, 6, 5), date(2018, 10, 30)):
        assert TERMLY.find_currency(spring, today=today) is Currency.CURRENT
    assert TERMLY.find_currency(spring, today=date(2018, 10, 31)) is Currency.LATE


def test_a_day_that_stands_alone_ages_by_its_own_measure():
    rhythm = Rhythm(PeriodKind.AS_AT, 400)
    newest = Period(date(2018, 1, 18), PeriodKind.AS_AT)

    assert rhythm.find_currency(newest, today=TODAY) is Currency.CURRENT
    assert rhythm.find_currency(newest, today=date(2019, 6, 1)) is Currency.LATE
    assert rhythm.find_currency(newest, today=date(2021, 6, 1)) is Currency.STALE
    assert rhythm.find_missing(newest, today=date(2021, 6, 1)) is None


def test_what_has_no_value_yet_is_said_to_have_none():
    assert MONTHLY.find_currency(None, today=TODAY) is Currency.NONE
    assert MONTHLY.find_missing(None, today=TODAY) == month(4)


@given(
    st.sampled_from([kind for kind in PeriodKind if kind is not PeriodKind.AS_AT]),
    st.integers(0, 200),
    st.dates(date(2010, 1, 1), date(2030, 1, 1)),
    st.integers(0, 900),
)
def test_a_value_is_missing_exactly_if_the_values_are_not_current(kind, due_days, today, ago):
    rhythm = Rhythm(kind, due_days)
    newest = Period.holding(kind, today - timedelta(days=ago))
    missing = rhythm.find_missing(newest, today=today)

    is_current = rhythm.find_currency(newest, today=today) is Currency.CURRENT
    assert (missing is None) is is_current
    assert (rhythm.find_due_on(newest, today=today) >= today) is is_current


def test_the_newest_row_of_a_period_counts_and_the_earlier_ones_stay():
    (point,) = settle([value(month(4), 61), value(month(4), 58, days=9)])

    assert (point.number, [row.number for row in point.earlier]) == (58, [61])
    assert point.known_at(NOON + timedelta(days=8)).number == 61
    assert point.known_at(NOON - timedelta(days=1)) is None


def test_a_restatement_says_what_readers_were_told():
    (point,) = settle([value(month(4), 61), value(month(4), 58, days=9)])

    restatement = find_restatement(point, NOON + timedelta(days=5))
    assert restatement.say("the July pack") == "was 61 in the July pack"
    assert find_restatement(point, NOON + timedelta(days=20)) is None
    assert find_restatement(point, None) is None


def test_a_value_readers_were_never_told_is_no_restatement():
    (point,) = settle([value(month(4), 58, days=9)])
    assert find_restatement(point, NOON) is None


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 99)), max_size=40))
def test_what_was_known_at_any_moment_is_what_the_rows_until_then_say(rows):
    values = [value(month(number), worth, days=day) for day, (number, worth) in enumerate(rows)]
    for day in range(len(rows)):
        moment = NOON + timedelta(days=day)
        then = {point.period: point.number for point in settle(values[: day + 1])}
        later = {
            point.period: known.number
            for point in settle(values)
            if (known := point.known_at(moment))
        }
        assert later == then


def test_values_of_others_stand_beside_ones_own_by_period():
    own = settle([value(month(3), 36)])
    england = settle([value(month(3), 61.3), value(month(4), 58)])

    rows = list_series(own, {"England": england})
    assert [(period, point and point.number) for period, point, _ in rows] == [
        (month(3), 36),
        (month(4), None),
    ]
    assert rows[1][2]["England"].number == 58


@pytest.mark.parametrize(
    ("number", "counts_people", "said"),
    [
        ("4", True, "<5"),
        ("0", True, "<5"),
        ("5", True, "5"),
        ("4", False, "4"),
        ("1023", True, "1,023"),
    ],
)
def test_a_small_count_of_people_is_not_printed_for_the_public(number, counts_people, said):
    assert say_public(Decimal(number), counts_people=counts_people) == said


@given(st.decimals(0, 10_000, places=1))
def test_a_public_number_never_tells_a_count_below_five(number):
    said = say_public(number, counts_people=True)
    assert (said == "<5") is is_small(number, counts_people=True) is (number < 5)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("61.3", "61.3"),
        (" 47 % ", "47"),
        ("1,023", "1023"),
        ("−4.5", "-4.5"),
        ("36.0", "36.0"),
        ("12,345,678.25", "12345678.25"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, number):
    assert str(read_number(typed)) == number


@pytest.mark.parametrize("typed", ["", "x", "=1+1", "1,02", "1e5", "nan", "1.23456", "--1", "٣"])
def test_what_is_no_plain_number_is_refused(typed):
    with pytest.raises(RuleError):
        read_number(typed)


@given(st.decimals(-(10**9), 10**9, places=3))
def test_a_number_is_read_as_it_is_written(number):
    assert read_number(say_number(number)) == number
