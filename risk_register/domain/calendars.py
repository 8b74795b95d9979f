"""Working days and the deadlines counted back from a meeting.

"Clear" excludes both the day of issue and the day of the meeting, weekends and
bank holidays: five clear days for principal councils in England come from the
Local Government Act 1972, s.100B, as changed by S.I. 2002/715. A programme
board sets its own number, so every count is a field of the body's rules.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

SATURDAY = 5

Holidays = AbstractSet[date]


class DaysCounted(StrEnum):
    """Which days a body counts."""

    WORKING = "working"
    CALENDAR = "calendar"


class IssueCount(StrEnum):
    """Whether the days of issue and of the meeting count among those before a meeting."""

    CLEAR = "clear"
    PLAIN = "plain"


@dataclass(frozen=True)
class BoardRules:
    """How many working days before or after a meeting each step of the month falls."""

    call_days: int
    updates_due_days: int
    moderation_days: int
    lock_days: int
    circulate_clear_days: int
    minutes_days: int
    lock_time: time  #: London civil time
    zone: str = "Europe/London"


@dataclass(frozen=True)
class Deadlines:
    """The steps of one board month, as London dates; ``locks_at`` is a moment in UTC."""

    call_on: date
    updates_due_on: date
    moderation_ends_on: date
    lock_on: date
    circulate_by: date
    held_on: date
    minutes_due_on: date
    locks_at: datetime


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Say whether offices are open: neither a weekend nor a bank holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def working_days_before(day: date, count: int, holidays: Holidays) -> date:
    """Step back over ``count`` working days, the starting day itself not counted."""
    return _step(day, count, -1, holidays)


def working_days_after(day: date, count: int, holidays: Holidays) -> date:
    """Step forward over ``count`` working days, the starting day itself not counted."""
    return _step(day, count, 1, holidays)


def latest_issue(held_on: date, clear_days: int, holidays: Holidays) -> date:
    """Find the last day on which papers can go out with ``clear_days`` clear working days."""
    return working_days_before(held_on, clear_days + 1, holidays)


def build_deadlines(held_on: date, rules: BoardRules, holidays: Holidays) -> Deadlines:
    """Work out every step of the month before a meeting."""
    lock_on = working_days_before(held_on, rules.lock_days, holidays)
    locks_at = datetime.combine(lock_on, rules.lock_time, ZoneInfo(rules.zone)).astimezone(UTC)
    return Deadlines(
        call_on=working_days_before(held_on, rules.call_days, holidays),
        updates_due_on=working_days_before(held_on, rules.updates_due_days, holidays),
        moderation_ends_on=working_days_before(held_on, rules.moderation_days, holidays),
        lock_on=lock_on,
        circulate_by=latest_issue(held_on, rules.circulate_clear_days, holidays),
        held_on=held_on,
        minutes_due_on=working_days_after(held_on, rules.minutes_days, holidays),
        locks_at=locks_at,
    )


def _step(day: date, count: int, direction: int, holidays: Holidays) -> date:
    left = count
    while left:
        day += timedelta(days=direction)
        if is_working_day(day, holidays):
            left -= 1
    return day
