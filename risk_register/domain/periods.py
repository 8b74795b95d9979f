"""The periods that indicators are measured over, and when a value of one is due.

Mixing weeks, terms and years on one axis is the usual mistake, so each
indicator has one kind of period, and a period is known by its first day.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Self

from risk_register.domain.day_words import MONTHS
from risk_register.domain.errors import RuleError

#: London dates; outside them nothing is measured.
EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)


class PeriodKind(StrEnum):
    """How long the stretch of time is that one value stands for."""

    WEEK = "week"
    MONTH = "month"
    TERM = "term"
    ACADEMIC_YEAR = "academic_year"
    CALENDAR_YEAR = "calendar_year"
    AS_AT = "as_at"

    @property
    def label(self) -> str:
        """Say it as a form does."""
        return _LABELS[self]

    @property
    def example(self) -> str:
        """Show how a period of this kind is typed."""
        return _EXAMPLES[self]


_LABELS = {
    PeriodKind.WEEK: "Weekly",
    PeriodKind.MONTH: "Monthly",
    PeriodKind.TERM: "Termly",
    PeriodKind.ACADEMIC_YEAR: "Each academic year",
    PeriodKind.CALENDAR_YEAR: "Each calendar year",
    PeriodKind.AS_AT: "As at a day",
}
_EXAMPLES = {
    PeriodKind.WEEK: "5 March 2018",
    PeriodKind.MONTH: "March 2018",
    PeriodKind.TERM: "Autumn 2017",
    PeriodKind.ACADEMIC_YEAR: "2016/17",
    PeriodKind.CALENDAR_YEAR: "2017",
    PeriodKind.AS_AT: "18 January 2018",
}
#: The month in which each term begins; the next term begins where one ends.
_TERMS = {9: "Autumn", 1: "Spring", 4: "Summer"}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A stretch of time of one kind, by its first day; both ends are London dates."""

    start: date
    kind: PeriodKind

    @classmethod
    def holding(cls, kind: PeriodKind, day: date) -> Self:
        """Give the period of a kind that a day lies in."""
        return cls(_STARTS[kind](day), kind)

    @property
    def end(self) -> date:
        """Give its last day."""
        return _find_end(self.start, self.kind)

    def next(self) -> Self:
        """Give the period after it; after a day that stands alone, the next day."""
        return self.holding(self.kind, self.start + timedelta(days=_SURELY_NEXT[self.kind]))

    def before(self) -> Self:
        """Give the period before it."""
        return self.holding(self.kind, self.start - _ONE_DAY)

    def due_on(self, due_days: int) -> date:
        """Give the day by which its value is due.

        :param due_days: days after its end
        """
        return self.end + timedelta(days=due_days)

    @property
    def label(self) -> str:
        """Say it as people write it."""
        return _say(self.start, self.kind)

    @property
    def short(self) -> str:
        """Say it in a few letters, for an axis."""
        return _say_short(self.start, self.kind)


@lru_cache(maxsize=1024)
def find_newest_due(kind: PeriodKind, due_days: int, *, today: date) -> Period | None:
    """Find the newest period whose value should be there; None where a day stands alone.

    :param due_days: days after a period's end
    """
    if kind is PeriodKind.AS_AT:
        return None
    period = Period.holding(kind, today)
    while period.due_on(due_days) >= today:
        period = period.before()
    return period


def list_periods(first: Period, last: Period) -> list[Period]:
    """List the periods from one to another, both included."""
    return list(_walk(first, last))


def read_period(kind: PeriodKind, text: str) -> Period:
    """Read a period as people type it: March 2018, 2018-03, 2016/17, Autumn 2017, 2017.

    :raises RuleError: if it is none of this kind
    """
    words = " ".join(text.split()).lower()
    try:
        day = _READERS[kind](words)
    except (ValueError, OverflowError, StopIteration):
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise RuleError(f"Enter a period like {kind.example}.", field="period")
    return Period.holding(kind, day)


@lru_cache(maxsize=1024)
def _walk(first: Period, last: Period) -> tuple[Period, ...]:
    periods = []
    while first <= last:
        periods.append(first)
        first = first.next()
    return tuple(periods)


@lru_cache(maxsize=4096)
def _find_end(start: date, kind: PeriodKind) -> date:
    if kind is PeriodKind.AS_AT:
        return start
    return Period(start, kind).next().start - _ONE_DAY


@lru_cache(maxsize=4096)
def _say_short(start: date, kind: PeriodKind) -> str:
    if kind is PeriodKind.TERM:
        return f"{_TERMS[start.month][:3]} {start.year}"
    if kind in (PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR):
        return _say(start, kind)
    month = f"{MONTHS[start.month - 1][:3]} {start.year}"
    return month if kind is PeriodKind.MONTH else f"{start.day} {month}"


@lru_cache(maxsize=4096)
def _say(start: date, kind: PeriodKind) -> str:
    return _SAYINGS[kind](start)


def _term_start(day: date) -> date:
    month = max((start for start in _TERMS if start <= day.month), default=1)
    return date(day.year, month, 1)


def _academic_start(day: date) -> date:
    return date(day.year if day.month >= 9 else day.year - 1, 9, 1)


_STARTS: Mapping[PeriodKind, Callable[[date], date]] = {
    PeriodKind.WEEK: lambda day: day - timedelta(days=day.weekday()),
    PeriodKind.MONTH: lambda day: day.replace(day=1),
    PeriodKind.TERM: _term_start,
    PeriodKind.ACADEMIC_YEAR: _academic_start,
    PeriodKind.CALENDAR_YEAR: lambda day: date(day.year, 1, 1),
    PeriodKind.AS_AT: lambda day: day,
}
#: So many days after a period's first day lies a day of the next one.
_SURELY_NEXT = {
    PeriodKind.WEEK: 7,
    PeriodKind.MONTH: 31,
    PeriodKind.TERM: 153,
    PeriodKind.ACADEMIC_YEAR: 366,
    PeriodKind.CALENDAR_YEAR: 366,
    PeriodKind.AS_AT: 1,
}


def _say_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


_SAYINGS: Mapping[PeriodKind, Callable[[date], str]] = {
    PeriodKind.WEEK: lambda day: f"week of {_say_day(day)}",
    PeriodKind.MONTH: lambda day: f"{MONTHS[day.month - 1]} {day.year}",
    PeriodKind.TERM: lambda day: f"{_TERMS[day.month]} term {day.year}",
    PeriodKind.ACADEMIC_YEAR: lambda day: f"{day.year}/{(day.year + 1) % 100:02}",
    PeriodKind.CALENDAR_YEAR: lambda day: str(day.year),
    PeriodKind.AS_AT: _say_day,
}
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?(?:[ t]00:00:00)?")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_YEARS = re.compile(r"([0-9]{4})(?:/|-|–)?([0-9]{2}|[0-9]{4})")


def _read_day(words: str) -> date:
    for opening in ("week of ", "week beginning ", "w/b ", "as at "):
        words = words.removeprefix(opening)
    if found := _ISO.fullmatch(words):
        return date(int(found[1]), int(found[2]), int(found[3] or "0"))
    if found := _SLASHED.fullmatch(words):
        return date(int(found[3]), int(found[2]), int(found[1]))
    day, month, year = words.split(" ")
    return date(int(year), _read_month_name(month), int(day))


def _read_month(words: str) -> date:
    if found := _ISO.fullmatch(words):
        return date(int(found[1]), int(found[2]), 1)
    month, year = words.replace("-", " ").split(" ")
    if len(year) not in (2, 4):
        raise ValueError(year)
    century = 2000 if len(year) == 2 else 0
    return date(century + int(year), _read_month_name(month), 1)


def _read_month_name(word: str) -> int:
    if len(word) < 3:
        raise ValueError(word)
    return next(number for number, name in enumerate(MONTHS, 1) if name.lower().startswith(word))


def _read_term(words: str) -> date:
    name, year = words.replace(" term", "").split(" ")
    month = next(start for start, term in _TERMS.items() if term.lower() == name)
    return date(int(year), month, 1)


def _read_academic_year(words: str) -> date:
    found = _YEARS.fullmatch(words)
    if found is None or int(found[2]) % 100 != (int(found[1]) + 1) % 100:
        raise ValueError(words)
    return date(int(found[1]), 9, 1)


def _read_calendar_year(words: str) -> date:
    if not re.fullmatch(r"[0-9]{4}", words):
        raise ValueError(words)
    return date(int(words), 1, 1)


_READERS: Mapping[PeriodKind, Callable[[str], date]] = {
    PeriodKind.WEEK: _read_day,
    PeriodKind.MONTH: _read_month,
    PeriodKind.TERM: _read_term,
    PeriodKind.ACADEMIC_YEAR: _read_academic_year,
    PeriodKind.CALENDAR_YEAR: _read_calendar_year,
    PeriodKind.AS_AT: _read_day,
}
