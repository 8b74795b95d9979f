"""The days that count, and the deadlines counted back from a meeting.

"Clear" excludes both the day of issue and the day of the meeting, weekends and
bank holidays: five clear days for principal councils in England come from the
Local Government Act 1972, s.100B, as changed by S.I. 2002/715, and for meetings
of their executives from S.I. 2012/2089, reg. 6. A programme board sets its own
numbers, and says which days count, so all of it stands in the body's rules.
"""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from risk_register.domain.errors import RuleError

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5
DAY = timedelta(days=1)
MOST_DAYS = 120

#: Days on which offices are shut besides weekends; a mapping of names by day will do.
Holidays = Container[date]


class DaysCounted(StrEnum):
    """Which days a body counts."""

    WORKING = "working"
    CALENDAR = "calendar"


class IssueCount(StrEnum):
    """Whether the day of issue counts among the days before a meeting."""

    CLEAR = "clear"  #: neither the day of issue nor the day of the meeting counts
    PLAIN = "plain"  #: papers go out so many days before the meeting


@dataclass(frozen=True)
class BoardRules:
    """How many days before or after a meeting each step of the month falls, 0 to 120 each."""

    call_days: int
    updates_due_days: int
    moderation_days: int
    lock_days: int
    circulate_days: int  #: clear or not, as ``issue_count`` says
    minutes_days: int
    lock_time: time  #: London civil time
    counted: DaysCounted = DaysCounted.WORKING
    issue_count: IssueCount = IssueCount.CLEAR
    #: London civil time from which a paper counts as issued on the next day; None: midnight.
    issue_until: time | None = None

    @property
    def issue_days(self) -> int:
        """Count the days from the latest day of issue to the meeting, that of the meeting too."""
        return self.circulate_days + (self.issue_count is IssueCount.CLEAR)


@dataclass(frozen=True)
class Deadlines:
    """The steps of one board month, as London dates; ``…_at`` and ``…_until`` in UTC.

    None falls on a closed day: a step that is counted to one moves back to the
    open day before it, and minutes move forward. Only the meeting stays where it is.
    """

    call_on: date
    updates_due_on: date
    moderation_ends_on: date
    lock_on: date
    circulate_by: date
    held_on: date
    minutes_due_on: date
    rolls_forward_on: date  #: the first working day after the meeting
    locks_at: datetime
    circulate_until: datetime  #: papers are in time before this moment, and late from it
    rules: BoardRules  #: what it was counted by
    holidays: Holidays = field(compare=False, repr=False)


class MonthStage(StrEnum):
    """How far the month before a meeting has come, by its dates alone."""

    PLANNED = "planned"
    OPEN = "open"  #: the call for updates is out
    MODERATION = "moderation"  #: updates are in, and the programme manager looks at them
    LOCKED = "locked"
    ISSUE_OVER = "issue_over"  #: the latest moment to circulate has passed
    MET = "met"
    MINUTED = "minuted"  #: the last day for minutes is over


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Say whether offices are open: neither a weekend nor a bank holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def working_days_before(day: date, count: int, holidays: Holidays) -> date:
    """Step back over ``count`` working days, the starting day itself not counted."""
    return _step(day, count, -DAY, holidays)


def working_days_after(day: date, count: int, holidays: Holidays) -> date:
    """Step forward over ``count`` working days, the starting day itself not counted."""
    return _step(day, count, DAY, holidays)


def settle_back(day: date, holidays: Holidays) -> date:
    """Give the day itself if it is a working day, otherwise the last one before it."""
    return day if is_working_day(day, holidays) else working_days_before(day, 1, holidays)


def settle_forward(day: date, holidays: Holidays) -> date:
    """Give the day itself if it is a working day, otherwise the first one after it."""
    return day if is_working_day(day, holidays) else working_days_after(day, 1, holidays)


def count_back(held_on: date, count: int, counted: DaysCounted, holidays: Holidays) -> date:
    """Count days back from a meeting; from a closed day on to the open day before it."""
    if counted is DaysCounted.CALENDAR:
        return settle_back(held_on - count * DAY, holidays)
    return settle_back(working_days_before(held_on, count, holidays), holidays)


def count_forward(held_on: date, count: int, counted: DaysCounted, holidays: Holidays) -> date:
    """Count days on from a meeting; from a closed day on to the open day after it."""
    if counted is DaysCounted.CALENDAR:
        return settle_forward(held_on + count * DAY, holidays)
    return settle_forward(working_days_after(held_on, count, holidays), holidays)


def latest_issue(held_on: date, rules: BoardRules, holidays: Holidays) -> date:
    """Find the last day on which papers can go out in time.

    With five clear working days it is the working day before the five that lie
    before the meeting.
    """
    return count_back(held_on, rules.issue_days, rules.counted, holidays)


def build_deadlines(held_on: date, rules: BoardRules, holidays: Holidays) -> Deadlines:
    """Work out every step of the month around a meeting."""

    def back(count: int) -> date:
        return count_back(held_on, count, rules.counted, holidays)

    lock_on, circulate_by = back(rules.lock_days), latest_issue(held_on, rules, holidays)
    return Deadlines(
        call_on=back(rules.call_days),
        updates_due_on=back(rules.updates_due_days),
        moderation_ends_on=back(rules.moderation_days),
        lock_on=lock_on,
        circulate_by=circulate_by,
        held_on=held_on,
        minutes_due_on=count_forward(held_on, rules.minutes_days, rules.counted, holidays),
        rolls_forward_on=working_days_after(held_on, 1, holidays),
        locks_at=_moment(lock_on, rules.lock_time),
        circulate_until=(
            _moment(circulate_by + DAY, time())
            if rules.issue_until is None
            else _moment(circulate_by, rules.issue_until)
        ),
        rules=rules,
        holidays=holidays,
    )


def find_stage(deadlines: Deadlines, *, at: datetime) -> MonthStage:
    """Say how far a month has come at a moment; a day's step lasts until the day is over."""
    today = at.astimezone(LONDON).date()
    begun = {
        MonthStage.PLANNED: True,
        MonthStage.OPEN: deadlines.call_on <= today,
        MonthStage.MODERATION: deadlines.updates_due_on < today,
        MonthStage.LOCKED: deadlines.locks_at <= at,
        MonthStage.ISSUE_OVER: deadlines.circulate_until <= at,
        MonthStage.MET: deadlines.held_on < today,
        MonthStage.MINUTED: deadlines.minutes_due_on < today,
    }
    return [step for step, has_begun in begun.items() if has_begun][-1]


def check_rules(rules: BoardRules) -> None:
    """Refuse rules under which a month could not be kept.

    The lock never falls after the latest moment to circulate, whatever the meeting's date.

    :raises RuleError: with ``field`` naming the part of the rules that does not fit the others
    """
    _check_ranges(rules)
    _check_times(rules)
    _check_order(rules)


def _check_ranges(rules: BoardRules) -> None:
    for name in (
        "call_days",
        "updates_due_days",
        "moderation_days",
        "lock_days",
        "circulate_days",
        "minutes_days",
    ):
        if not 0 <= getattr(rules, name) <= MOST_DAYS:
            raise RuleError(f"Enter a number of days from 0 to {MOST_DAYS}.", field=name)


def _check_times(rules: BoardRules) -> None:
    for name, value in (("lock_time", rules.lock_time), ("issue_until", rules.issue_until)):
        # 01:00 to 02:00 happens twice in a night of October, and not at all in one of March.
        if value is not None and time(1) <= value < time(2):
            raise RuleError(
                "Choose a time before 01:00 or from 02:00 on: the hour between them is missing "
                "or doubled on the nights when the clocks change.",
                field=name,
            )
    if rules.issue_until == time():
        raise RuleError(
            "Leave the hour of issue empty if the whole day counts.", field="issue_until"
        )


def _check_order(rules: BoardRules) -> None:
    days = "working days" if rules.counted is DaysCounted.WORKING else "days"
    steps = (
        ("call_days", "The call for updates has to go out before they are due"),
        ("updates_due_days", "Updates have to be due before their moderation ends"),
        ("moderation_days", "Moderation has to end before the figures are locked"),
        ("lock_days", "The figures have to be locked by the latest day to circulate the pack"),
    )
    least = [rules.updates_due_days, rules.moderation_days, rules.lock_days, rules.issue_days]
    for (name, sentence), most in zip(steps, least, strict=True):
        if getattr(rules, name) < most:
            raise RuleError(
                f"{sentence}: enter {most} {days} before the meeting, or more.", field=name
            )
    if (
        rules.issue_until is not None
        and rules.lock_time >= rules.issue_until
        and _may_share_day(rules)
    ):
        raise RuleError(
            "The lock and the latest day to circulate can fall on one day: "
            f"choose a time before {rules.issue_until:%H:%M}, the hour of issue.",
            field="lock_time",
        )


def _may_share_day(rules: BoardRules) -> bool:
    """Say whether for some meeting the lock falls on the latest day to circulate."""
    if rules.counted is DaysCounted.CALENDAR:
        return True  # as many days as there are may be closed between the two
    # No day before a meeting on a closed day is the working day before it.
    return rules.lock_days <= max(rules.issue_days, 1)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def _step(day: date, count: int, stride: timedelta, holidays: Holidays) -> date:
    left = count
    while left:
        day += stride
        if is_working_day(day, holidays):
            left -= 1
    return day
