"""How the latest day to circulate was found, day by day, and what a late issue leaves.

Papers that come out on a closed day, or from the hour of issue on, reach nobody
before the next open day, so they count as issued on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from risk_register.domain.calendars import (
    DAY,
    LONDON,
    BoardRules,
    DaysCounted,
    Deadlines,
    Holidays,
    IssueCount,
    is_working_day,
    latest_issue,
    settle_forward,
)
from risk_register.domain.day_words import begin, say_count, say_full_day, say_number, say_weekday


@dataclass(frozen=True)
class SkippedDay:
    """A day on which offices are shut, and why: "Good Friday", "Saturday"."""

    day: date
    why: str


@dataclass(frozen=True)
class IssueReckoning:
    """The latest day to circulate, and the days that led to it, the earliest first.

    ``skipped`` are closed days: those between the others where working days are
    counted, those that the day of issue moved back over where all days are.
    """

    latest_on: date
    counts: tuple[date, ...]
    skipped: tuple[SkippedDay, ...]
    held_on: date
    rules: BoardRules


def explain_issue(held_on: date, rules: BoardRules, holidays: Mapping[date, str]) -> IssueReckoning:
    """Show how the latest day to circulate before a meeting is counted.

    :param holidays: names of the days on which offices are shut, besides weekends
    """
    latest_on = latest_issue(held_on, rules, holidays)
    counts_itself = rules.issue_count is IssueCount.PLAIN and rules.circulate_days > 0
    if rules.counted is DaysCounted.WORKING:
        between = _list_days(latest_on if counts_itself else latest_on + DAY, held_on)
        counts = [day for day in between if is_working_day(day, holidays)]
    else:
        between = _list_days(latest_on + DAY, held_on - (rules.issue_days - 1) * DAY)
        counts = _list_days(held_on - rules.circulate_days * DAY, held_on)
    return IssueReckoning(
        latest_on=latest_on,
        counts=tuple(counts),
        skipped=tuple(
            SkippedDay(day, holidays.get(day, say_weekday(day)))
            for day in between
            if not is_working_day(day, holidays)
        ),
        held_on=held_on,
        rules=rules,
    )


def count_clear_days(
    issued_on: date, held_on: date, counted: DaysCounted, holidays: Holidays
) -> int:
    """Count the clear days between an issue and a meeting; 0 if there are none."""
    between = _list_days(settle_forward(issued_on, holidays) + DAY, held_on)
    if counted is DaysCounted.CALENDAR:
        return len(between)
    return sum(is_working_day(day, holidays) for day in between)


def find_breach(issued_at: datetime, deadlines: Deadlines) -> str | None:
    """Say by how much papers came too late: "Two clear working days instead of five.".

    :param issued_at: in UTC
    :returns: None if they were in time
    """
    if issued_at < deadlines.circulate_until:
        return None
    rules = deadlines.rules
    given = _count_given(issued_at, deadlines)
    if given == rules.circulate_days:  # none are asked for
        return f"Issued after {say_full_day(deadlines.circulate_by)}, the latest day."
    noun = say_noun(rules)
    return f"{begin(say_count(given, noun))} instead of {say_number(rules.circulate_days)}."


def say_noun(rules: BoardRules) -> str:
    """Say what kind of day is counted before a meeting: "clear working day"."""
    kind = "working day" if rules.counted is DaysCounted.WORKING else "day"
    return f"clear {kind}" if rules.issue_count is IssueCount.CLEAR else kind


def _count_given(issued_at: datetime, deadlines: Deadlines) -> int:
    """Count the days that the rules asked for, as an issue at a moment left them."""
    rules, holidays, held_on = deadlines.rules, deadlines.holidays, deadlines.held_on
    issued = issued_at.astimezone(LONDON)
    is_too_late_today = rules.issue_until is not None and issued.time() >= rules.issue_until
    issued_on = settle_forward(issued.date() + is_too_late_today * DAY, holidays)
    clear = count_clear_days(issued_on, held_on, rules.counted, holidays)
    counts_itself = rules.issue_count is IssueCount.PLAIN and issued_on < held_on
    return clear + counts_itself


def _list_days(first: date, end: date) -> list[date]:
    """List the days from the first up to, but not including, the end."""
    return [first + step * DAY for step in range((end - first).days)]
