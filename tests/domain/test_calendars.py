"""Working days, clear days and the steps of a board month."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.calendars import (
    BoardRules,
    build_deadlines,
    is_working_day,
    latest_issue,
    working_days_after,
    working_days_before,
)

HOLIDAYS = frozenset(
    holiday["date"]
    for holiday in BankHolidays(use_cached_holidays=True).get_holidays(
        division=BankHolidays.ENGLAND_AND_WALES
    )
)
RULES = BoardRules(
    call_days=20,
    updates_due_days=15,
    moderation_days=11,
    lock_days=8,
    circulate_clear_days=5,
    minutes_days=10,
    lock_time=time(12, 0),
)

# Far enough inside the published years that no count leaves them.
DAYS = st.dates(date(2013, 1, 1), date(2027, 12, 31))
WORKING_DAYS = DAYS.filter(lambda day: is_working_day(day, HOLIDAYS))
COUNTS = st.integers(1, 60)

EASTER = [date(2018, 3, 30), date(2018, 4, 2)]
CHRISTMAS = [date(2018, 12, 25), date(2018, 12, 26), date(2019, 1, 1)]


def days_between(first, last):
    """List the days strictly between two."""
    return [first + timedelta(days=step) for step in range(1, (last - first).days)]


@pytest.mark.parametrize(
    ("held_on", "latest", "crossed"),
    [
        (date(2018, 3, 8), date(2018, 2, 28), []),
        (date(2018, 3, 22), date(2018, 3, 14), []),
        (date(2018, 4, 5), date(2018, 3, 26), EASTER),
        (date(2018, 4, 12), date(2018, 4, 4), []),
        (date(2018, 5, 10), date(2018, 5, 1), [date(2018, 5, 7)]),
        (date(2018, 5, 31), date(2018, 5, 22), [date(2018, 5, 28)]),
        (date(2018, 9, 6), date(2018, 8, 29), []),
        (date(2019, 1, 3), date(2018, 12, 21), CHRISTMAS),
    ],
    ids=lambda value: str(value) if isinstance(value, date) else f"{len(value)} holidays",
)
def test_papers_go_out_five_clear_days_before_the_meeting(held_on, latest, crossed):
    issued_on = latest_issue(held_on, 5, HOLIDAYS)

    assert issued_on == latest
    assert [day for day in days_between(issued_on, held_on) if day in HOLIDAYS] == crossed


@given(held_on=DAYS, clear_days=st.integers(0, 60))
def test_the_latest_issue_leaves_exactly_the_clear_working_days_asked_for(held_on, clear_days):
    issued_on = latest_issue(held_on, clear_days, HOLIDAYS)

    between = days_between(issued_on, held_on)
    assert sum(is_working_day(day, HOLIDAYS) for day in between) == clear_days
    assert is_working_day(issued_on, HOLIDAYS)


@given(day=WORKING_DAYS, count=COUNTS)
def test_stepping_back_and_forward_again_ends_where_it_began(day, count):
    back = working_days_before(day, count, HOLIDAYS)

    assert working_days_after(back, count, HOLIDAYS) == day


@given(day=WORKING_DAYS, count=COUNTS)
def test_stepping_forward_and_back_again_ends_where_it_began(day, count):
    ahead = working_days_after(day, count, HOLIDAYS)

    assert working_days_before(ahead, count, HOLIDAYS) == day


@pytest.mark.parametrize("step", [working_days_before, working_days_after])
@given(day=DAYS, count=COUNTS)
def test_no_step_lands_on_a_weekend_or_a_bank_holiday(step, day, count):
    landed_on = step(day, count, HOLIDAYS)

    assert landed_on.isoweekday() <= 5
    assert landed_on not in HOLIDAYS


@pytest.mark.parametrize("step", [working_days_before, working_days_after])
@given(day=DAYS)
def test_no_steps_stay_on_the_day(step, day):
    assert step(day, 0, HOLIDAYS) == day


@given(held_on=DAYS, counts=st.lists(st.integers(0, 40), min_size=4, max_size=4))
def test_a_step_with_more_days_before_the_meeting_is_never_later(held_on, counts):
    call, updates, moderation, lock = sorted(counts, reverse=True)
    rules = replace(
        RULES,
        call_days=call,
        updates_due_days=updates,
        moderation_days=moderation,
        lock_days=lock,
    )

    month = build_deadlines(held_on, rules, HOLIDAYS)

    steps = [month.call_on, month.updates_due_on, month.moderation_ends_on, month.lock_on]
    assert steps == sorted(steps)
    assert month.lock_on <= month.held_on <= month.minutes_due_on


def test_the_steps_of_a_month_are_counted_around_its_holidays():
    month = build_deadlines(date(2018, 4, 5), RULES, HOLIDAYS)

    assert month.call_on == date(2018, 3, 6)
    assert month.updates_due_on == date(2018, 3, 13)
    assert month.moderation_ends_on == date(2018, 3, 19)
    assert month.lock_on == date(2018, 3, 22)
    assert month.circulate_by == date(2018, 3, 26)
    assert month.minutes_due_on == date(2018, 4, 19)


@pytest.mark.parametrize(
    ("held_on", "locks_at"),
    [
        (date(2018, 2, 1), datetime(2018, 1, 22, 12, 0, tzinfo=UTC)),
        (date(2018, 7, 5), datetime(2018, 6, 25, 11, 0, tzinfo=UTC)),
    ],
    ids=["winter", "summer"],
)
def test_the_lock_falls_at_noon_in_london_in_winter_and_in_summer(held_on, locks_at):
    assert build_deadlines(held_on, RULES, HOLIDAYS).locks_at == locks_at
