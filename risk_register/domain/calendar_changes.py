"""What becomes of a month's deadlines when its meeting is moved or cancelled, or its rules change.

Only dates are compared: whether something has been done by its day already, the
service that shows these sentences has to add.
"""

from dataclasses import dataclass
from datetime import date, time

from risk_register.domain.calendars import Deadlines
from risk_register.domain.day_words import say_short_day, say_time
from risk_register.domain.deadline_words import (
    CALL,
    CIRCULATE,
    LOCK,
    MINUTES,
    MODERATION,
    ROLL_FORWARD,
    UPDATES,
    ToldDeadline,
    list_deadlines,
)

#: What follows at once when a step lands on a day that is over.
_AT_ONCE = {
    CALL: "it goes out at once",
    UPDATES: "whoever has not answered is late at once",
    MODERATION: "it ends at once",
    LOCK: "they are locked at once",
    CIRCULATE: "papers that are still to go out are late",
    MINUTES: "they are late if they are not out",
    ROLL_FORWARD: "it comes at once",
}


@dataclass(frozen=True)
class DeadlineChange:
    """One deadline before and after; ``after`` is None if the meeting is cancelled."""

    name: str
    before: date
    after: date | None
    is_past: bool  #: the day it moves to is over
    was_past: bool = False  #: the day it moves from is over
    before_at: time | None = None  #: London civil time, where it is not the whole day
    after_at: time | None = None

    @property
    def sentence(self) -> str:
        """Say it: "Call for updates moves from 15 March to 8 March, which is past: it goes …"."""
        if self.after is None:
            return f"{self.name} on {say_short_day(self.before)} falls away."
        if self.after == self.before:
            day = say_short_day(self.before)
            hours = f"from {_say_hour(self.before_at)} to {_say_hour(self.after_at)}"
            return f"{self.name} on {day} moves {hours}{self._say_past()}."
        before, after = say_short_day(self.before), say_short_day(self.after)
        if self.before.year != self.after.year:
            before, after = f"{before} {self.before.year}", f"{after} {self.after.year}"
        if self.before_at != self.after_at:
            before = f"{before} at {_say_hour(self.before_at)}"
            after = f"{after} at {_say_hour(self.after_at)}"
        return f"{self.name} moves from {before} to {after}{self._say_past()}."

    def _say_past(self) -> str:
        if not self.is_past:
            return ""
        if self.was_past:
            return "; both are past"
        follows = f": {_AT_ONCE[self.name]}" if self.name in _AT_ONCE else ""
        return f", which is past{follows}"


def compare_deadlines(
    before: Deadlines, after: Deadlines | None, today: date
) -> list[DeadlineChange]:
    """List the deadlines that move, or fall away, in the order of the month.

    :param after: None if the meeting is cancelled; then what is over by today stays as it was
    :param today: the London date
    """
    if after is None:
        return [
            DeadlineChange(old.name, old.on, None, is_past=False, before_at=old.at)
            for old in list_deadlines(before)
            if old.on >= today
        ]
    return [
        _compare(old, new, today)
        for old, new in zip(list_deadlines(before), list_deadlines(after), strict=True)
        if (old.on, old.at) != (new.on, new.at)
    ]


def _compare(old: ToldDeadline, new: ToldDeadline, today: date) -> DeadlineChange:
    return DeadlineChange(
        name=old.name,
        before=old.on,
        after=new.on,
        is_past=new.on < today,
        was_past=old.on < today,
        before_at=old.at,
        after_at=new.at,
    )


def _say_hour(at: time | None) -> str:
    return say_time(at) if at else "the end of the day"
