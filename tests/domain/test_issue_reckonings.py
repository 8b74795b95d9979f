"""How the latest day to circulate is explained, and what a late issue leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from risk_register.domain.calendars import (
    LONDON,
    DaysCounted,
    IssueCount,
    build_deadlines,
    is_working_day,
)
from risk_register.domain.issue_reckonings import (
    SkippedDay,
    count_clear_days,
    explain_issue,
    find_breach,
)
from tests.domain.board_months import HOLIDAYS, RULES, board_months

HELD_ON = date(2018, 3, 8)
UNTIL_FIVE = replace(RULES, issue_until=time(17))
CALENDAR = replace(RULES, counted=DaysCounted.CALENDAR)
PLAIN = replace(UNTIL_FIVE, issue_count=IssueCount.PLAIN)


def london(*moment):
    """Give a London time in UTC."""
    return datetime(*moment, tzinfo=LONDON).astimezone(UTC)


def test_the_days_before_a_meeting_are_named_one_by_one():
    reckoning = explain_issue(date(2018, 4, 5), RULES, HOLIDAYS)

    assert reckoning.latest_on == date(2018, 3, 26)
    assert [day.isoformat()[5:] for day in reckoning.counts] == [
        "03-27",
        "03-28",
        "03-29",
        "04-03",
        "04-04",
    ]
    assert reckoning.skipped == (
        SkippedDay(date(2018, 3, 30), "Good Friday"),
        SkippedDay(date(2018, 3, 31), "Saturday"),
        SkippedDay(date(2018, 4, 1), "Sunday"),
        SkippedDay(date(2018, 4, 2), "Easter Monday"),
    )


@given(month=board_months())
@example(month=(date(2018, 3, 10), replace(PLAIN, circulate_days=0), {}))
def test_as_many_days_are_named_as_are_asked_for(month):
    held_on, rules, holidays = month

    reckoning = explain_issue(held_on, rules, holidays)

    assert len(reckoning.counts) == rules.circulate_days
    assert not any(is_working_day(skipped.day, holidays) for skipped in reckoning.skipped)
    assert all(reckoning.latest_on <= day < held_on for day in reckoning.counts)


@given(month=board_months())
def test_every_day_between_issue_and_meeting_is_named_once(month):
    held_on, rules, holidays = month
    rules = replace(rules, issue_count=IssueCount.CLEAR)

    reckoning = explain_issue(held_on, rules, holidays)

    named = sorted([*reckoning.counts, *(skipped.day for skipped in reckoning.skipped)])
    between = range(1, (held_on - reckoning.latest_on).days)
    assert named == [reckoning.latest_on + timedelta(days=step) for step in between]


@pytest.mark.parametrize(
    ("issued_on", "counted", "count"),
    [
        (date(2018, 3, 26), DaysCounted.WORKING, 5),
        (date(2018, 3, 29), DaysCounted.WORKING, 2),
        (date(2018, 3, 30), DaysCounted.WORKING, 1),  # Good Friday: counts as issued on Tuesday
        (date(2018, 3, 29), DaysCounted.CALENDAR, 6),
        (date(2018, 3, 30), DaysCounted.CALENDAR, 1),
        (date(2018, 4, 5), DaysCounted.WORKING, 0),
        (date(2018, 4, 9), DaysCounted.CALENDAR, 0),
    ],
)
def test_clear_days_are_counted_from_the_day_papers_reach_people(issued_on, counted, count):
    assert count_clear_days(issued_on, date(2018, 4, 5), counted, HOLIDAYS) == count


@pytest.mark.parametrize(
    ("rules", "issued_at", "breach"),
    [
        (UNTIL_FIVE, london(2018, 2, 28, 16, 59), None),
        (UNTIL_FIVE, london(2018, 2, 24, 18, 0), None),
        (UNTIL_FIVE, london(2018, 2, 28, 17, 0), "Four clear working days instead of five."),
        (RULES, london(2018, 2, 28, 23, 59), None),
        (RULES, london(2018, 3, 1, 0, 0), "Four clear working days instead of five."),
        (UNTIL_FIVE, london(2018, 3, 2, 18, 0), "Two clear working days instead of five."),
        (UNTIL_FIVE, london(2018, 3, 3, 9, 0), "Two clear working days instead of five."),
        (UNTIL_FIVE, london(2018, 3, 6, 9, 0), "One clear working day instead of five."),
        (UNTIL_FIVE, london(2018, 3, 8, 9, 0), "No clear working days instead of five."),
        (UNTIL_FIVE, london(2018, 4, 8, 9, 0), "No clear working days instead of five."),
        (PLAIN, london(2018, 3, 1, 16, 59), None),
        (PLAIN, london(2018, 3, 1, 17, 0), "Four working days instead of five."),
        (PLAIN, london(2018, 3, 8, 9, 0), "No working days instead of five."),
        (CALENDAR, london(2018, 3, 2, 23, 59), None),
        (CALENDAR, london(2018, 3, 3, 0, 0), "Two clear days instead of five."),
        (
            replace(RULES, circulate_days=0),
            london(2018, 3, 8, 9, 0),
            "Issued after Wednesday 7 March 2018, the latest day.",
        ),
    ],
)
def test_papers_that_come_too_late_say_by_how_much(rules, issued_at, breach):
    deadlines = build_deadlines(HELD_ON, rules, HOLIDAYS)

    assert find_breach(issued_at, deadlines) == breach


@given(month=board_months(), hours=st.integers(-500, 500))
def test_papers_are_late_from_the_latest_moment_on_and_then_say_fewer_days(month, hours):
    deadlines = build_deadlines(*month)
    issued_at = deadlines.circulate_until + timedelta(hours=hours)

    breach = find_breach(issued_at, deadlines)

    asked = deadlines.rules.circulate_days
    assert (breach is None) == (issued_at < deadlines.circulate_until)
    assert breach is None or (asked == 0) == breach.startswith("Issued after")
