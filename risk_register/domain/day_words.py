"""Days, times of day and small numbers in words.

Not strftime's names: those follow the machine's locale.
"""

import re
from collections.abc import Sequence
from datetime import date, time
from itertools import zip_longest

from risk_register.domain.sentences import list_words

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
#: So many days are named one by one; of more, only the first and the last.
MOST_NAMED = 10
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def say_weekday(day: date) -> str:
    """Name the day of the week: Thursday."""
    return WEEKDAYS[day.weekday()]


def say_short_day(day: date) -> str:
    """Write a day without its year: 8 March."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def say_full_day(day: date) -> str:
    """Write a day in full: Thursday 8 March 2018."""
    return f"{say_weekday(day)} {say_short_day(day)} {day.year}"


def say_days(days: Sequence[date]) -> str:
    """Write days in a row, each month once: Thu 29 March, Tue 3, Wed 4 April."""
    if len(days) > MOST_NAMED:
        return f"from {say_days(days[:1])} to {say_days(days[-1:])}"
    return ", ".join(
        f"{_abbreviate(day)} {day.day}"
        if after and (after.year, after.month) == (day.year, day.month)
        else f"{_abbreviate(day)} {say_short_day(day)}"
        for day, after in zip_longest(days, days[1:])
    )


def read_month(text: str) -> date | None:
    """Read a month as people type it, "May 2018", "5/2018", "2018-05"; None if it is none.

    :returns: its first day
    """
    parts = [part for part in re.split(r"[\s/.-]+", text.strip().lower()) if part]
    if len(parts) != 2:
        return None
    named, year = (parts[1], parts[0]) if len(parts[0]) == 4 and parts[0].isdigit() else parts
    if not _YEAR.fullmatch(year):
        return None
    if named.isdigit():
        number = int(named) if len(named) <= 2 else 0
    else:
        found = [each.lower().startswith(named) for each in MONTHS]
        number = found.index(True) + 1 if len(named) >= 3 and found.count(True) == 1 else 0
    return date(int(year), number, 1) if 1 <= number <= len(MONTHS) else None


def say_months(months: Sequence[int]) -> str:
    """Name months as a sentence does: January, April and July."""
    return list_words([MONTHS[month - 1] for month in months])


def say_time(at: time) -> str:
    """Write a time of day: 5 pm, 9.30 am, noon, midnight."""
    if (at.hour, at.minute) in {(0, 0), (12, 0)}:
        return "noon" if at.hour else "midnight"
    minutes = f".{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {'am' if at.hour < 12 else 'pm'}"


def say_number(number: int) -> str:
    """Write a whole number from 0: no, one … ten, 11."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def say_count(number: int, noun: str) -> str:
    """Count things that take an s: no days, one day, two days."""
    return f"{say_number(number)} {noun}" + ("" if number == 1 else "s")


def begin(sentence: str) -> str:
    """Begin a sentence with a capital, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def _abbreviate(day: date) -> str:
    return say_weekday(day)[:3]
