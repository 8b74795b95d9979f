"""Values of an indicator: what is known of each period, what is missing, what was restated.

A value is never changed. A newer row for the same period says what is known
since then; what was known on any earlier day is still there.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from risk_register.domain.errors import RuleError
from risk_register.domain.periods import Period, PeriodKind, find_newest_due

#: A count below this could point at a child; public editions print "<5" instead.
SMALLEST_PUBLIC = 5
#: What a public edition prints for a small count.
SMALL = f"<{SMALLEST_PUBLIC}"
MOST_PLACES = 4
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,4})?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,4})?")


class Value(NamedTuple):
    """One row: the value of one period, as it was known from a moment on.

    A tuple, and so is :class:`Point`, because a dashboard makes thousands of them.
    """

    period: Period
    number: Decimal
    recorded_at: datetime
    is_provisional: bool = False
    commentary: str | None = None
    reason: str | None = None  #: why it replaced an earlier value


class Point(NamedTuple):
    """What is known of one period, and what was known before."""

    now: Value
    earlier: tuple[Value, ...] = ()  #: the oldest first

    @property
    def period(self) -> Period:
        """Give its period."""
        return self.now.period

    @property
    def number(self) -> Decimal:
        """Give its value."""
        return self.now.number

    def known_at(self, moment: datetime) -> Value | None:
        """Give what was known at a moment; None if nothing was."""
        known = [row for row in (*self.earlier, self.now) if row.recorded_at <= moment]
        return known[-1] if known else None


def settle(values: Iterable[Value]) -> list[Point]:
    """Put rows together by period, the oldest period first.

    :param values: in the order in which they were recorded
    """
    rows: dict[date, list[Value]] = {}
    for value in values:
        rows.setdefault(value.period.start, []).append(value)
    return [Point(rows[start][-1], tuple(rows[start][:-1])) for start in sorted(rows)]


@dataclass(frozen=True)
class Restatement:
    """A period whose value is another one than readers were told."""

    told: Value
    now: Value

    def say(self, when: str) -> str:
        """Say it in a few words: was 61 in the July pack.

        :param when: where the old value stood, like ``the July pack``
        """
        return f"was {say_number(self.told.number)} in {when}"


def find_restatement(point: Point, told_at: datetime | None) -> Restatement | None:
    """Find whether readers were told another value; None if not, or if they were told none.

    :param told_at: when the figures were frozen that they were told
    """
    told = point.known_at(told_at) if told_at and point.earlier else None
    if told is None or told.number == point.number:
        return None
    return Restatement(told, point.now)


class Currency(StrEnum):
    """Whether the values are as new as they should be."""

    CURRENT = "current"
    LATE = "late"  #: the newest value that is due is missing
    STALE = "stale"  #: and the one before it too
    NONE = "none"  #: there is no value at all, and one is due

    @property
    def label(self) -> str:
        """Say it in words."""
        return _CURRENCIES[self]


_CURRENCIES = {
    Currency.CURRENT: "Up to date",
    Currency.LATE: "Late",
    Currency.STALE: "Stale",
    Currency.NONE: "No value yet",
}


@dataclass(frozen=True)
class Rhythm:
    """How often a value comes, and how long after its period it is due."""

    kind: PeriodKind
    due_days: int  #: after the period's end; for a day that stands alone, until the next value

    def find_currency(self, newest: Period | None, *, today: date) -> Currency:
        """Say whether the newest value is as new as it should be.

        A period whose value is not due yet is no gap.
        """
        if self.kind is PeriodKind.AS_AT:
            return self._find_spacing(newest, today=today)
        due = find_newest_due(self.kind, self.due_days, today=today)
        if newest is None:
            return Currency.NONE
        if due is None or newest >= due:
            return Currency.CURRENT
        return Currency.LATE if newest >= due.before() else Currency.STALE

    def find_missing(self, newest: Period | None, *, today: date) -> Period | None:
        """Find the oldest period since the newest value whose value should be there.

        Without any value, the newest one that is due; None if nothing is missing.
        """
        due = find_newest_due(self.kind, self.due_days, today=today)
        if due is None:
            return None
        if newest is None:
            return due
        return newest.next() if newest < due else None

    def find_due_on(self, newest: Period | None, *, today: date) -> date:
        """Give the day by which the next value is due; it has gone by if one is missing."""
        if self.kind is PeriodKind.AS_AT:
            return newest.start + timedelta(days=self.due_days) if newest else today
        missing = self.find_missing(newest, today=today)
        if missing is None:
            missing = newest.next() if newest else Period.holding(self.kind, today)
        return missing.due_on(self.due_days)

    def _find_spacing(self, newest: Period | None, *, today: date) -> Currency:
        if newest is None:
            return Currency.NONE
        gone = (today - newest.start).days
        if gone <= self.due_days:
            return Currency.CURRENT
        return Currency.LATE if gone <= 2 * self.due_days else Currency.STALE


def read_number(text: str, *, field: str = "value") -> Decimal:
    """Read a number as people type it: 61.3, 1,023, 47%.

    :raises RuleError: if it is none
    """
    typed = text.strip().removesuffix("%").strip().replace("−", "-")
    if _GROUPED.fullmatch(typed):
        typed = typed.replace(",", "")
    if not _NUMBER.fullmatch(typed):
        raise RuleError("Enter a number, like 61.3.", field=field)
    return Decimal(typed)


def say_number(number: Decimal) -> str:
    """Write a number with its places as they were given: 61.3, 1,023."""
    return f"{number:,f}"


def say_public(number: Decimal, *, counts_people: bool) -> str:
    """Write a number as a public edition may print it: a small count of people as <5."""
    return SMALL if is_small(number, counts_people=counts_people) else say_number(number)


def is_small(number: Decimal, *, counts_people: bool) -> bool:
    """Say whether a number is a count of people so small that it could point at somebody.

    Nobody at all points at nobody, but 0 is kept back with the others: beside a total, it
    would tell the rest.
    """
    return counts_people and number < SMALLEST_PUBLIC


def list_series(
    points: Sequence[Point], comparators: Mapping[str, Sequence[Point]]
) -> list[tuple[Period, Point | None, dict[str, Point]]]:
    """Put an indicator's own values beside those of comparators, by period, the oldest first."""
    own = {point.period.start: point for point in points}
    others = {
        name: {point.period.start: point for point in series}
        for name, series in comparators.items()
    }
    periods = {point.period.start: point.period for point in points}
    for series in comparators.values():
        periods |= {point.period.start: point.period for point in series}
    return [
        (
            periods[start],
            own.get(start),
            {name: series[start] for name, series in others.items() if start in series},
        )
        for start in sorted(periods)
    ]
