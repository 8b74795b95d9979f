"""Working days, clear days and the steps of a board month."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from risk_register.domain.calendars import (
    LONDON,
    BoardRules,
    DaysCounted,
    IssueCount,
    MonthStage,
    build_deadlines,
    check_rules,
    find_stage,
    is_working_day,
    latest_issue,
    working_days_after,
    working_days_before,
)
from risk_register.domain.errors import RuleError
from tests.domain.board_months import (
    DAYS,
    HOLIDAYS,
    RULES,
    TIMES,
    board_months,
    board_rules,
    closed_days,
)

WORKING_DAYS = DAYS.filter(lambda day: is_working_day(day, HOLIDAYS))
COUNTS = st.integers(1, 60)

EASTER = [date(2018, 3, 30), date(2018, 4, 2)]
CHRISTMAS = [date(2018, 12, 25), date(2018, 12, 26), date(2019, 1, 1)]

CALENDAR = replace(RULES, counted=DaysCounted.CALENDAR)
PLAIN = replace(RULES, issue_count=IssueCount.PLAIN)

SATURDAY = date(2018, 3, 10)
LAST_MINUTE = replace(PLAIN, lock_days=1, circulate_days=0, minutes_days=0)

#: Nights on which the clocks change, 01:00 to 02:00, in spring and in autumn.
CHANGES = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 10, 31), date(2030, 3, 31)]


def days_between(first, last):
    """List the days strictly between two."""
    return [first + timedelta(days=step) for step in range(1, (last - first).days)]


def dates_of(month):
    """List the dates of a month that are counted from its meeting, in the order of the month."""
    return [
        month.call_on,
        month.updates_due_on,
        month.moderation_ends_on,
        month.lock_on,
        month.circulate_by,
        month.minutes_due_on,
        month.rolls_forward_on,
    ]


def london(*moment):
    """Give a London time in UTC."""
    return datetime(*moment, tzinfo=LONDON).astimezone(UTC)


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
    issued_on = latest_issue(held_on, RULES, HOLIDAYS)

    assert issued_on == latest
    assert [day for day in days_between(issued_on, held_on) if day in HOLIDAYS] == crossed


@pytest.mark.parametrize(
    ("rules", "latest"),
    [
        (PLAIN, date(2018, 3, 27)),
        (CALENDAR, date(2018, 3, 29)),  # from Good Friday
        (replace(CALENDAR, issue_count=IssueCount.PLAIN), date(2018, 3, 29)),  # from Saturday
    ],
    ids=["five working days", "five clear days", "five days"],
)
def test_a_body_may_count_otherwise(rules, latest):
    assert latest_issue(date(2018, 4, 5), rules, HOLIDAYS) == latest


@given(month=board_months())
def test_the_latest_issue_leaves_exactly_the_clear_working_days_asked_for(month):
    held_on, rules, holidays = month
    rules = replace(rules, counted=DaysCounted.WORKING, issue_count=IssueCount.CLEAR)

    issued_on = latest_issue(held_on, rules, holidays)

    between = days_between(issued_on, held_on)
    assert sum(is_working_day(day, holidays) for day in between) == rules.circulate_days


@given(month=board_months())
@example(month=(date(2020, 3, 2), replace(CALENDAR, circulate_days=1), {}))  # the leap day
def test_the_latest_issue_leaves_at_least_the_clear_days_asked_for(month):
    held_on, rules, holidays = month
    rules = replace(rules, counted=DaysCounted.CALENDAR, issue_count=IssueCount.CLEAR)

    issued_on = latest_issue(held_on, rules, holidays)

    between = days_between(issued_on, held_on)
    assert len(between) >= rules.circulate_days
    spare = between[: len(between) - rules.circulate_days]
    assert not any(is_working_day(day, holidays) for day in spare)


def test_a_leap_day_counts_like_any_other():
    assert latest_issue(date(2024, 3, 7), RULES, HOLIDAYS) == date(2024, 2, 28)
    assert latest_issue(date(2023, 3, 7), RULES, HOLIDAYS) == date(2023, 2, 27)


@given(day=WORKING_DAYS, count=COUNTS)
def test_stepping_back_and_forward_again_ends_where_it_began(day, count):
    back = working_days_before(day, count, HOLIDAYS)

    assert working_days_after(back, count, HOLIDAYS) == day


@given(day=WORKING_DAYS, count=COUNTS)
def test_stepping_forward_and_back_again_ends_where_it_began(day, count):
    ahead = working_days_after(day, count, HOLIDAYS)

    assert working_days_before(ahead, count, HOLIDAYS) == day


@pytest.mark.parametrize("step", [working_days_before, working_days_after])
@given(day=DAYS)
def test_no_steps_stay_on_the_day(step, day):
    assert step(day, 0, HOLIDAYS) == day


@given(month=board_months())
@example(month=(SATURDAY, LAST_MINUTE, {}))
def test_no_deadline_falls_on_a_closed_day(month):
    held_on, rules, holidays = month

    deadlines = build_deadlines(held_on, rules, holidays)

    assert all(is_working_day(day, holidays) for day in dates_of(deadlines))


@given(month=board_months())
def test_the_steps_of_a_month_stand_in_their_order(month):
    deadlines = build_deadlines(*month)

    assert dates_of(deadlines)[:5] == sorted(dates_of(deadlines)[:5])
    assert deadlines.circulate_by <= deadlines.held_on <= deadlines.minutes_due_on
    assert deadlines.held_on < deadlines.rolls_forward_on
    assert deadlines.locks_at < deadlines.circulate_until


@given(month=board_months(), later=st.integers(1, 60))
def test_a_later_meeting_makes_no_deadline_earlier(month, later):
    held_on, rules, holidays = month

    before = build_deadlines(held_on, rules, holidays)
    after = build_deadlines(held_on + timedelta(days=later), rules, holidays)

    assert all(old <= new for old, new in zip(dates_of(before), dates_of(after), strict=True))
    assert before.locks_at <= after.locks_at
    assert before.circulate_until <= after.circulate_until


@given(month=board_months(), data=st.data())
def test_more_holidays_make_no_deadline_before_a_meeting_later(month, data):
    held_on, rules, holidays = month
    more = holidays | data.draw(closed_days(held_on))

    before = build_deadlines(held_on, rules, holidays)
    after = build_deadlines(held_on, rules, more)

    pairs = list(zip(dates_of(before), dates_of(after), strict=True))
    assert all(new <= old for old, new in pairs[:5])
    assert all(new >= old for old, new in pairs[5:])


def test_the_steps_of_a_month_are_counted_around_its_holidays():
    month = build_deadlines(date(2018, 4, 5), RULES, HOLIDAYS)

    assert month.call_on == date(2018, 3, 6)
    assert month.updates_due_on == date(2018, 3, 13)
    assert month.moderation_ends_on == date(2018, 3, 19)
    assert month.lock_on == date(2018, 3, 22)
    assert month.circulate_by == date(2018, 3, 26)
    assert month.minutes_due_on == date(2018, 4, 19)
    assert month.rolls_forward_on == date(2018, 4, 6)


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


@pytest.mark.parametrize(
    ("issue_until", "expected"),
    [(None, london(2018, 5, 2, 0, 0)), (time(17), london(2018, 5, 1, 17, 0))],
    ids=["the whole day", "until five"],
)
def test_papers_are_in_time_until_the_hour_of_issue(issue_until, expected):
    rules = replace(RULES, issue_until=issue_until)

    assert build_deadlines(date(2018, 5, 10), rules, HOLIDAYS).circulate_until == expected


@pytest.mark.parametrize("changed_on", CHANGES, ids=str)
@given(after=st.integers(-3, 30), at=TIMES)
def test_a_change_of_the_clocks_moves_no_lock(changed_on, after, at):
    rules = replace(RULES, lock_time=at, issue_until=None)

    month = build_deadlines(changed_on + timedelta(days=after), rules, HOLIDAYS)

    assert month.locks_at.astimezone(LONDON).replace(tzinfo=None) == datetime.combine(
        month.lock_on, at
    )
    assert month.circulate_until.astimezone(LONDON).time() == time()


@given(month=board_months(), lock_time=TIMES, issue_until=TIMES)
@example(month=(SATURDAY, LAST_MINUTE, {}), lock_time=time(18), issue_until=time(17))
def test_rules_that_are_taken_never_lock_after_the_latest_issue(month, lock_time, issue_until):
    held_on, rules, holidays = month
    rules = replace(rules, lock_time=lock_time, issue_until=issue_until)
    try:
        check_rules(rules)
    except RuleError:
        return

    deadlines = build_deadlines(held_on, rules, holidays)

    assert deadlines.locks_at < deadlines.circulate_until


@given(rules=board_rules())
def test_rules_in_order_are_taken(rules):
    check_rules(rules)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        (
            {"call_days": 14},
            "call_days",
            "go out before they are due: enter 15 working days before the meeting, or more.",
        ),
        ({"updates_due_days": 10}, "updates_due_days", "Updates have to be due before"),
        ({"moderation_days": 7}, "moderation_days", "Moderation has to end before"),
        ({"lock_days": 5}, "lock_days", "enter 6 working days before the meeting, or more."),
        ({"circulate_days": 8}, "lock_days", "enter 9 working days before the meeting, or more."),
        ({"minutes_days": -1}, "minutes_days", "Enter a number of days from 0 to 120."),
        ({"call_days": 121}, "call_days", "Enter a number of days from 0 to 120."),
        ({"lock_time": time(1, 0)}, "lock_time", "nights when the clocks change"),
        ({"lock_time": time(1, 59, 59)}, "lock_time", "nights when the clocks change"),
        ({"issue_until": time(1, 30)}, "issue_until", "nights when the clocks change"),
        ({"issue_until": time()}, "issue_until", "Leave the hour of issue empty"),
        (
            {"lock_days": 6, "issue_until": time(12)},
            "lock_time",
            "choose a time before 12:00, the hour of issue.",
        ),
    ],
)
def test_rules_that_cannot_be_kept_are_refused_beside_their_field(changes, field, sentence):
    with pytest.raises(RuleError) as refusal:
        check_rules(replace(RULES, **changes))

    assert refusal.value.field == field
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"lock_time": time(0, 59)},
        {"lock_time": time(2)},
        {"lock_days": 6},
        {"lock_days": 5, "issue_count": IssueCount.PLAIN},
        {"issue_until": time(12)},
    ],
)
def test_rules_at_their_limits_are_taken(changes):
    check_rules(replace(RULES, **changes))


@pytest.mark.parametrize(
    ("at", "step"),
    [
        (london(2018, 3, 5, 23, 59), MonthStage.PLANNED),
        (london(2018, 3, 6, 0, 0), MonthStage.OPEN),
        (london(2018, 3, 13, 23, 59), MonthStage.OPEN),
        (london(2018, 3, 14, 0, 0), MonthStage.MODERATION),
        (london(2018, 3, 22, 11, 59), MonthStage.MODERATION),
        (london(2018, 3, 22, 12, 0), MonthStage.LOCKED),
        (london(2018, 3, 26, 23, 59), MonthStage.LOCKED),
        (london(2018, 3, 27, 0, 0), MonthStage.ISSUE_OVER),
        (london(2018, 4, 5, 23, 59), MonthStage.ISSUE_OVER),
        (london(2018, 4, 6, 0, 0), MonthStage.MET),
        (london(2018, 4, 19, 23, 59), MonthStage.MET),
        (london(2018, 4, 20, 0, 0), MonthStage.MINUTED),
    ],
)
def test_a_month_has_come_as_far_as_its_dates_say(at, step):
    month = build_deadlines(date(2018, 4, 5), RULES, HOLIDAYS)

    assert find_stage(month, at=at) is step


@given(month=board_months(), hours=st.lists(st.integers(-4000, 2000), min_size=2, max_size=2))
def test_a_month_never_goes_back(month, hours):
    deadlines = build_deadlines(*month)
    first, then = (deadlines.locks_at + timedelta(hours=each) for each in sorted(hours))

    order = list(MonthStage)

    assert order.index(find_stage(deadlines, at=first)) <= order.index(
        find_stage(deadlines, at=then)
    )


def test_a_body_that_says_nothing_counts_clear_working_days():
    rules = BoardRules(20, 15, 11, 8, 5, 10, time(12))

    assert (rules.counted, rules.issue_count, rules.issue_until) == ("working", "clear", None)
