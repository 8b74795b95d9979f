"""The deadlines of a board month in words, as a secretary reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from risk_register.domain.calendars import DAY, SATURDAY, DaysCounted, Deadlines
from risk_register.domain.day_words import (
    begin,
    say_count,
    say_days,
    say_full_day,
    say_short_day,
    say_time,
    say_weekday,
)
from risk_register.domain.issue_reckonings import IssueReckoning, SkippedDay, say_noun
from risk_register.domain.sentences import list_words

CALL = "Call for updates"
UPDATES = "Last day for updates"
MODERATION = "End of moderation"
LOCK = "Lock of the figures"
CIRCULATE = "Latest day to circulate"
MEETING = "Meeting"
MINUTES = "Last day for minutes"
ROLL_FORWARD = "Roll-forward to the next month"


@dataclass(frozen=True)
class ToldDeadline:
    """A deadline with what a secretary has to know of it."""

    name: str
    on: date
    at: time | None  #: London civil time, where it is not the whole day
    why: str  #: how it was counted: "15 working days before the meeting"

    @property
    def sentence(self) -> str:
        """Say it: "Call for updates: Thursday 15 February 2018, 15 working days before …"."""
        at = f", {say_time(self.at)}" if self.at else ""
        why = f", {self.why}" if self.why else ""
        return f"{self.name}: {say_full_day(self.on)}{at}{why}."


def list_deadlines(deadlines: Deadlines) -> list[ToldDeadline]:
    """List the deadlines of a month in words, in the order of the month."""
    rules = deadlines.rules
    noun = "working day" if rules.counted is DaysCounted.WORKING else "day"

    def before(name: str, on: date, count: int, at: time | None = None) -> ToldDeadline:
        why = _say_distance(on, -count, f"{say_count(count, noun)} before the meeting", deadlines)
        return ToldDeadline(name, on, at, why)

    return [
        before(CALL, deadlines.call_on, rules.call_days),
        before(UPDATES, deadlines.updates_due_on, rules.updates_due_days),
        before(MODERATION, deadlines.moderation_ends_on, rules.moderation_days),
        before(LOCK, deadlines.lock_on, rules.lock_days, rules.lock_time),
        ToldDeadline(CIRCULATE, deadlines.circulate_by, rules.issue_until, _say_issue(deadlines)),
        ToldDeadline(MEETING, deadlines.held_on, None, ""),
        ToldDeadline(MINUTES, deadlines.minutes_due_on, None, _say_minutes(deadlines, noun)),
        ToldDeadline(
            ROLL_FORWARD,
            deadlines.rolls_forward_on,
            None,
            "the first working day after the meeting",
        ),
    ]


def say_reckoning(reckoning: IssueReckoning) -> str:
    """Say how the latest day to circulate was counted.

    "Wednesday 28 February 2018, latest by 5 pm. Five clear working days: Thu 1, Fri 2, Mon 5,
    Tue 6, Wed 7 March. No holidays inside."
    """
    rules = reckoning.rules
    until = f", latest by {say_time(rules.issue_until)}" if rules.issue_until else ""
    counted = begin(say_count(rules.circulate_days, say_noun(rules)))
    days = f": {say_days(reckoning.counts)}" if reckoning.counts else " between"
    said = [f"{say_full_day(reckoning.latest_on)}{until}.", f"{counted}{days}."]
    if rules.counted is DaysCounted.WORKING:
        said.append(_say_holidays(reckoning))
    elif reckoning.skipped:
        said.append(f"Moved back from closed days: {_name(reckoning.skipped)}.")
    if reckoning.latest_on in reckoning.counts:
        said.append("The day of issue counts.")
    return " ".join(said)


def _say_issue(deadlines: Deadlines) -> str:
    rules = deadlines.rules
    words = f"{say_count(rules.circulate_days, say_noun(rules))} before the meeting"
    return _say_distance(deadlines.circulate_by, -rules.issue_days, words, deadlines)


def _say_minutes(deadlines: Deadlines, noun: str) -> str:
    count = deadlines.rules.minutes_days
    words = f"{say_count(count, noun)} after the meeting"
    return _say_distance(deadlines.minutes_due_on, count, words, deadlines)


def _say_distance(on: date, count: int, words: str, deadlines: Deadlines) -> str:
    """Say how far a deadline is from its meeting, and whether it was counted to another day.

    :param count: days from the meeting; negative before it
    """
    said = words if count else "on the day of the meeting"
    if count and deadlines.rules.counted is DaysCounted.WORKING:
        return said
    return said if on == deadlines.held_on + count * DAY else f"{said}, moved off a closed day"


def _say_holidays(reckoning: IssueReckoning) -> str:
    """Name the holidays that do not count; everybody knows that weekends do not."""
    holidays = [skipped for skipped in reckoning.skipped if skipped.day.weekday() < SATURDAY]
    return f"Not counted: {_name(holidays)}." if holidays else "No holidays inside."


def _name(skipped: Sequence[SkippedDay]) -> str:
    """Name closed days: Saturday 24 February, Good Friday (Fri 30 March)."""
    return list_words(
        [
            f"{each.why} {say_short_day(each.day)}"
            if each.why == say_weekday(each.day)
            else f"{each.why} ({say_days([each.day])})"
            for each in skipped
        ]
    )
