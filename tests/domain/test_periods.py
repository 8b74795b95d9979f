"""The periods that values stand for: they join without a gap, and are read as they are written."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.errors import RuleError
from risk_register.domain.periods import (
    Period,
    PeriodKind,
    find_newest_due,
    list_periods,
    read_period,
)

DAYS = st.dates(date(1995, 1, 1), date(2095, 1, 1))
KINDS = st.sampled_from(PeriodKind)
LONG = st.sampled_from([kind for kind in PeriodKind if kind is not PeriodKind.AS_AT])


@given(KINDS, DAYS)
def test_every_day_lies_in_the_period_that_holds_it(kind, day):
    period = Period.holding(kind, day)

    assert period.start <= day <= period.end


@given(KINDS, DAYS)
def test_periods_join_without_a_gap_in_both_directions(kind, day):
    period = Period.holding(kind, day)

    assert period.next().start == period.end + timedelta(days=1)
    assert period.next().before() == period
    assert Period.holding(kind, period.end) == period


@given(KINDS, DAYS)
def test_a_period_is_read_as_it_is_written(kind, day):
    period = Period.holding(kind, day)

    assert read_period(kind, period.label) == period
    assert read_period(kind, f"  {period.label.upper()} ") == period


@given(LONG, DAYS, st.integers(0, 400))
def test_the_newest_period_due_is_over_and_the_one_after_it_is_not_due(kind, today, due_days):
    due = find_newest_due(kind, due_days, today=today)

    assert due.due_on(due_days) < today
    assert due.next().due_on(due_days) >= today


@given(LONG, DAYS, st.integers(0, 30))
def test_the_periods_between_two_follow_one_another(kind, day, count):
    first = last = Period.holding(kind, day)
    for _ in range(count):
        last = last.next()
    periods = list_periods(first, last)

    assert len(periods) == count + 1
    assert all(one.next() == other for one, other in pairwise(periods))


@given(KINDS, st.text(max_size=30))
def test_what_is_no_period_is_refused_with_an_example(kind, text):
    refused, period = None, None
    try:
        period = read_period(kind, text)
    except RuleError as error:
        refused = str(error)
    assert refused == (None if period else f"Enter a period like {kind.example}.")


@pytest.mark.parametrize("kind", PeriodKind)
def test_the_example_of_each_kind_is_one(kind):
    assert read_period(kind, kind.example).label.endswith(kind.example.split()[-1])


@pytest.mark.parametrize(
    ("kind", "text", "start"),
    [
        (PeriodKind.MONTH, "2018-03", date(2018, 3, 1)),
        (PeriodKind.MONTH, "Mar-18", date(2018, 3, 1)),
        (PeriodKind.MONTH, "2018-03-01 00:00:00", date(2018, 3, 1)),
        (PeriodKind.ACADEMIC_YEAR, "201617", date(2016, 9, 1)),
        (PeriodKind.ACADEMIC_YEAR, "2016-17", date(2016, 9, 1)),
        (PeriodKind.ACADEMIC_YEAR, "2016/2017", date(2016, 9, 1)),
        (PeriodKind.TERM, "autumn term 2017", date(2017, 9, 1)),
        (PeriodKind.AS_AT, "18/01/2018", date(2018, 1, 18)),
        (PeriodKind.WEEK, "7 March 2018", date(2018, 3, 5)),
    ],
)
def test_periods_are_read_as_the_sheets_of_agencies_write_them(kind, text, start):
    assert read_period(kind, text).start == start


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (PeriodKind.ACADEMIC_YEAR, "2016/18"),
        (PeriodKind.MONTH, "13/2018"),
        (PeriodKind.MONTH, "Ma 2018"),
        (PeriodKind.AS_AT, "31 February 2018"),
        (PeriodKind.CALENDAR_YEAR, "17"),
        (PeriodKind.TERM, "winter 2017"),
    ],
)
def test_a_period_that_cannot_be_is_refused(kind, text):
    with pytest.raises(RuleError):
        read_period(kind, text)


def test_terms_are_named_by_the_year_they_begin_in():
    assert [
        period.label
        for period in list_periods(
            Period.holding(PeriodKind.TERM, date(2017, 12, 31)),
            Period.holding(PeriodKind.TERM, date(2018, 5, 1)),
        )
    ] == ["Autumn term 2017", "Spring term 2018", "Summer term 2018"]
