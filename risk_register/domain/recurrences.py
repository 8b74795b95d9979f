"""The rule by which a body meets: the second Thursday of each month, not in August."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self

from risk_register.domain.calendars import SATURDAY, Holidays, is_working_day
from risk_register.domain.day_words import MONTHS, WEEKDAYS, say_months, say_weekday
from risk_register.domain.errors import RuleError

WEEK = timedelta(days=7)
#: More months than this are told by those that are left out.
MOST_TOLD = 6
#: For so many weeks after a closed day another date is looked for.
WEEKS_TRIED = 8


class Ordinal(StrEnum):
    """Which of the weekdays of a month; a fifth is always the last and not in every month."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    LAST = "last"


@dataclass(frozen=True)
class Recurrence:
    """One weekday in some months of each year.

    ``every_months`` counts from ``from_month`` anew each year: every 3 months from
    February is February, May, August and November.
    """

    ordinal: Ordinal
    weekday: int  #: 0 is Monday, 6 is Sunday
    months_left_out: frozenset[int] = frozenset()  #: 1 is January
    every_months: int = 1  #: 1 to 12
    from_month: int = 1  #: 1 is January

    @property
    def months(self) -> list[int]:
        """List the months in which the body meets, January first."""
        return [
            month
            for month in range(1, 13)
            if (month - self.from_month) % 12 % self.every_months == 0
            and month not in self.months_left_out
        ]

    @property
    def in_words(self) -> str:
        """Say it: "Second Thursday of each month, not in August"."""
        which = f"{self.ordinal.value.capitalize()} {WEEKDAYS[self.weekday]} of"
        if len(self.months) <= MOST_TOLD:
            return f"{which} {say_months(self.months)}"
        if not self.months_left_out:
            return f"{which} each month"
        return f"{which} each month, not in {say_months(sorted(self.months_left_out))}"

    def to_document(self) -> dict[str, Any]:
        """Give it as JSON can hold it."""
        return {
            "ordinal": self.ordinal.value,
            "weekday": self.weekday,
            "months_left_out": sorted(self.months_left_out),
            "every_months": self.every_months,
            "from_month": self.from_month,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read what :meth:`to_document` gave.

        :raises RuleError: if it is none, or a rule under which nobody could meet
        """
        try:
            recurrence = cls(
                ordinal=Ordinal(document["ordinal"]),
                weekday=int(document["weekday"]),
                months_left_out=frozenset(int(month) for month in document["months_left_out"]),
                every_months=int(document["every_months"]),
                from_month=int(document["from_month"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise RuleError("The rule for meeting dates cannot be read.") from error
        check_recurrence(recurrence)
        return recurrence


@dataclass(frozen=True)
class Planned:
    """A date that the rule gives.

    ``clash`` says why offices are shut on it: "Good Friday"; None if they are open.
    ``instead`` is the same weekday a week or more later on which they are open.
    """

    held_on: date
    clash: str | None = None
    instead: date | None = None


def check_recurrence(recurrence: Recurrence) -> None:
    """Refuse a rule under which nobody could meet.

    :raises RuleError: with ``field`` naming the part that is wrong
    """
    if recurrence.weekday not in range(7):
        raise RuleError("Choose a day of the week.", field="weekday")
    if recurrence.every_months not in range(1, 13):
        raise RuleError("Enter a number of months from 1 to 12.", field="every_months")
    if recurrence.from_month not in range(1, 13):
        raise RuleError("Choose a month.", field="from_month")
    if not recurrence.months_left_out <= set(range(1, 13)):
        raise RuleError("Choose from the months of a year.", field="months_left_out")
    if not recurrence.months:
        raise RuleError(
            "Leave out fewer months: under this rule there would be no meetings at all.",
            field="months_left_out",
        )


def list_dates(recurrence: Recurrence, from_on: date, until_on: date) -> list[date]:
    """List the dates that the rule gives between two London dates, both included."""
    dates = (
        _find_date(recurrence, year, month)
        for year in range(from_on.year, until_on.year + 1)
        for month in recurrence.months
    )
    return [day for day in dates if from_on <= day <= until_on]


def find_last(recurrence: Recurrence, from_on: date, count: int) -> date:
    """Find the last of so many dates, from 1, that the rule gives from a London date on."""
    # In each year it gives at least one, the first year apart.
    dates = list_dates(recurrence, from_on, date(from_on.year + count, 12, 31))
    return dates[count - 1]


def list_planned(dates: Iterable[date], holidays: Mapping[date, str]) -> list[Planned]:
    """Mark the dates that fall on a closed day, and offer another for each.

    :param holidays: names of the days on which offices are shut, besides weekends
    """
    return [_plan(day, holidays) for day in dates]


def _plan(day: date, holidays: Mapping[date, str]) -> Planned:
    if is_working_day(day, holidays):
        return Planned(day)
    return Planned(day, holidays.get(day, say_weekday(day)), _find_open(day, holidays))


def _find_open(day: date, holidays: Holidays) -> date | None:
    """Find the same weekday in a later week; None on weekends, and if all weeks are shut."""
    if day.weekday() >= SATURDAY:
        return None
    later = (day + weeks * WEEK for weeks in range(1, WEEKS_TRIED + 1))
    return next((each for each in later if is_working_day(each, holidays)), None)


def _find_date(recurrence: Recurrence, year: int, month: int) -> date:
    if recurrence.ordinal is Ordinal.LAST:
        last = date(year + month // len(MONTHS), month % len(MONTHS) + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - recurrence.weekday) % 7)
    first = date(year, month, 1)
    first += timedelta(days=(recurrence.weekday - first.weekday()) % 7)
    return first + list(Ordinal).index(recurrence.ordinal) * WEEK
