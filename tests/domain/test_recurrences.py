"""The rule by which a body meets, its words and its dates."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from risk_register.domain.errors import RuleError
from risk_register.domain.recurrences import (
    Ordinal,
    Planned,
    Recurrence,
    check_recurrence,
    find_last,
    list_dates,
    list_planned,
)
from tests.domain.board_months import DAYS, HOLIDAYS

SECOND_THURSDAY = Recurrence(Ordinal.SECOND, 3, months_left_out=frozenset({8}))
LAST_FRIDAY = Recurrence(Ordinal.LAST, 4)

MONTHS = st.integers(1, 12)
RECURRENCES = st.builds(
    Recurrence,
    ordinal=st.sampled_from(Ordinal),
    weekday=st.integers(0, 6),
    months_left_out=st.frozensets(MONTHS, max_size=11),
    every_months=MONTHS,
    from_month=MONTHS,
)
USABLE = RECURRENCES.filter(lambda recurrence: recurrence.months)


def test_a_board_meets_on_its_day_and_not_in_the_months_it_leaves_out():
    dates = list_dates(SECOND_THURSDAY, date(2018, 6, 14), date(2018, 10, 10))

    assert dates == [date(2018, 6, 14), date(2018, 7, 12), date(2018, 9, 13)]


@pytest.mark.parametrize(
    ("recurrence", "dates"),
    [
        (LAST_FRIDAY, [date(2024, 1, 26), date(2024, 2, 23), date(2024, 3, 29)]),
        (
            replace(LAST_FRIDAY, weekday=3),
            [date(2024, 1, 25), date(2024, 2, 29), date(2024, 3, 28)],
        ),
        (Recurrence(Ordinal.FIRST, 0), [date(2024, 1, 1), date(2024, 2, 5), date(2024, 3, 4)]),
        (Recurrence(Ordinal.FOURTH, 2, every_months=12, from_month=2), [date(2024, 2, 28)]),
        (
            Recurrence(Ordinal.THIRD, 1, every_months=2, from_month=11),
            [
                date(2024, 1, 16),
                date(2024, 3, 19),
            ],
        ),
    ],
    ids=["last", "leap day", "first", "once a year", "every other month"],
)
def test_dates_follow_the_rule(recurrence, dates):
    assert list_dates(recurrence, date(2024, 1, 1), date(2024, 3, 31)) == dates


def test_the_last_weekday_of_a_year_is_in_december():
    assert list_dates(LAST_FRIDAY, date(2018, 12, 1), date(2018, 12, 31)) == [date(2018, 12, 28)]


@given(recurrence=USABLE, from_on=DAYS, days=st.integers(-10, 1500))
def test_every_date_fits_the_rule_and_the_time_asked_for(recurrence, from_on, days):
    until_on = from_on + timedelta(days=days)

    dates = list_dates(recurrence, from_on, until_on)

    assert dates == sorted(set(dates))
    for day in dates:
        assert from_on <= day <= until_on
        assert day.weekday() == recurrence.weekday
        assert day.month in recurrence.months
        if recurrence.ordinal is Ordinal.LAST:
            assert (day + timedelta(days=7)).month != day.month
        else:
            assert (day.day - 1) // 7 == list(Ordinal).index(recurrence.ordinal)


@given(recurrence=USABLE, year=st.integers(2000, 2050))
def test_a_year_has_one_date_for_each_month_of_the_rule(recurrence, year):
    dates = list_dates(recurrence, date(year, 1, 1), date(year, 12, 31))

    assert [day.month for day in dates] == recurrence.months


@given(recurrence=USABLE, from_on=DAYS, count=st.integers(1, 60))
def test_the_last_of_so_many_dates_ends_a_stretch_with_that_many(recurrence, from_on, count):
    last = find_last(recurrence, from_on, count)

    found = list_dates(recurrence, from_on, last)
    assert (len(found), found[-1]) == (count, last)


@given(recurrence=USABLE, first=DAYS, more=st.integers(0, 400))
def test_dates_in_two_stretches_are_the_dates_in_both_together(recurrence, first, more):
    middle, last = first + timedelta(days=more), first + timedelta(days=2 * more + 1)

    parts = list_dates(recurrence, first, middle)
    parts += list_dates(recurrence, middle + timedelta(days=1), last)

    assert parts == list_dates(recurrence, first, last)


@pytest.mark.parametrize(
    ("recurrence", "words"),
    [
        (SECOND_THURSDAY, "Second Thursday of each month, not in August"),
        (LAST_FRIDAY, "Last Friday of each month"),
        (
            replace(LAST_FRIDAY, months_left_out=frozenset({12, 8})),
            "Last Friday of each month, not in August and December",
        ),
        (
            Recurrence(Ordinal.FIRST, 0, every_months=3, from_month=2),
            "First Monday of February, May, August and November",
        ),
        (
            Recurrence(Ordinal.FIRST, 0, every_months=5, from_month=3),
            "First Monday of January, March and August",
        ),
        (
            Recurrence(Ordinal.FIRST, 0, every_months=12, from_month=5),
            "First Monday of May",
        ),
    ],
)
def test_a_rule_reads_as_people_say_it(recurrence, words):
    assert recurrence.in_words == words


@given(recurrence=USABLE)
def test_a_rule_comes_back_from_its_document(recurrence):
    document = json.loads(json.dumps(recurrence.to_document()))

    assert Recurrence.from_document(document) == recurrence


@pytest.mark.parametrize(
    "document",
    [
        {},
        {**SECOND_THURSDAY.to_document(), "ordinal": "fifth"},
        {**SECOND_THURSDAY.to_document(), "weekday": "Thursday"},
        {**SECOND_THURSDAY.to_document(), "months_left_out": None},
    ],
    ids=["empty", "ordinal", "weekday", "months"],
)
def test_what_is_no_rule_is_refused(document):
    with pytest.raises(RuleError, match="cannot be read"):
        Recurrence.from_document(document)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weekday": 7}, "weekday"),
        ({"weekday": -1}, "weekday"),
        ({"every_months": 0}, "every_months"),
        ({"every_months": 13}, "every_months"),
        ({"from_month": 0}, "from_month"),
        ({"months_left_out": frozenset({13})}, "months_left_out"),
        ({"months_left_out": frozenset(range(1, 13))}, "months_left_out"),
        ({"every_months": 12, "from_month": 8}, "months_left_out"),
    ],
)
def test_a_rule_under_which_nobody_could_meet_is_refused_beside_its_field(changes, field):
    with pytest.raises(RuleError) as refusal:
        check_recurrence(replace(SECOND_THURSDAY, **changes))

    assert refusal.value.field == field


def test_a_date_on_a_closed_day_says_why_and_offers_the_next_open_week():
    dates = [date(2018, 3, 23), date(2018, 3, 30)]

    assert list_planned(dates, HOLIDAYS) == [
        Planned(date(2018, 3, 23)),
        Planned(date(2018, 3, 30), "Good Friday", date(2018, 4, 6)),
    ]


def test_over_christmas_the_offer_skips_every_closed_week():
    planned = list_planned([date(2018, 12, 25)], HOLIDAYS)

    assert planned == [Planned(date(2018, 12, 25), "Christmas Day", date(2019, 1, 8))]


def test_a_body_that_meets_on_saturdays_is_offered_nothing_else():
    assert list_planned([date(2018, 3, 10)], HOLIDAYS) == [Planned(date(2018, 3, 10), "Saturday")]


def test_where_every_week_is_closed_nothing_is_offered():
    held_on = date(2018, 3, 8)
    shut = {held_on + timedelta(days=7 * week): "Closed" for week in range(20)}

    assert list_planned([held_on], shut) == [Planned(held_on, "Closed")]


@given(recurrence=USABLE, from_on=DAYS)
def test_an_offer_is_the_same_weekday_later_on_an_open_day(recurrence, from_on):
    dates = list_dates(recurrence, from_on, from_on + timedelta(days=400))
    assume(dates)

    for planned in list_planned(dates, HOLIDAYS):
        if planned.instead:
            assert planned.clash
            assert planned.instead > planned.held_on
            assert planned.instead.weekday() == planned.held_on.weekday() < 5
            assert planned.instead not in HOLIDAYS
