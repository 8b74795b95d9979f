"""Dates of a source: real ones, and texts in the order of the United Kingdom, day first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from risk_register.domain.sheet_cells import Cell, said_in

EARLIEST, LATEST = 2000, 2100  #: years
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - easier to read
_NUMBERS = re.compile(r"(\d{1,4})[./\- ](\d{1,2})[./\- ](\d{2,4})(?:[ T].*)?")
_WORDS = re.compile(
    r"(?:\w+,? )?(\d{1,2})(?:st|nd|rd|th)?[ \-/]([A-Za-z]{3})[a-z]*[ \-/,]+(\d{2,4})"
)
_AMERICAN = re.compile(r"([A-Za-z]{3})[a-z]* (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_SWAPPABLE = 12  #: a day up to this one may be a month in truth


@dataclass(frozen=True)
class ReadDate:
    """What a cell gives as a date."""

    on: date | None
    doubt: str = ""  #: why it deserves a look


def read_date(cell: Cell, *, beside_texts: bool = False, month_first: bool = False) -> ReadDate:
    """Read one date.

    :param month_first: texts have the American order
    :param beside_texts: the column also holds dates as text, so a spreadsheet may have swapped
        day and month of a real one
    """
    said = said_in(cell)
    if not said:
        return ReadDate(None)
    if isinstance(cell, date):
        doubtful = beside_texts and cell.day <= _SWAPPABLE and cell.day != cell.month
        doubt = "Day and month may be swapped: other dates of the column are text."
        return ReadDate(cell, doubt if doubtful else "")
    found = _from_text(said, month_first=month_first)
    if found is None:
        return ReadDate(None, f"“{said[:40]}” is no date that can be read.")
    return ReadDate(found)


def holds_texts(cells: Iterable[Cell]) -> bool:
    """Say whether some dates of a column are text and some are real."""
    kinds = {isinstance(cell, date) for cell in cells if said_in(cell)}
    return kinds == {True, False}


def _from_text(said: str, *, month_first: bool) -> date | None:
    text = " ".join(said.split())
    if found := _NUMBERS.fullmatch(text):
        first, second, third = (int(each) for each in found.groups())
        if first >= EARLIEST:
            return _build(first, second, third)
        day, month = (second, first) if month_first else (first, second)
        return _build(_century(third), month, day)
    if found := _WORDS.fullmatch(text):
        return _build(_century(int(found[3])), _month(found[2]), int(found[1]))
    if found := _AMERICAN.fullmatch(text):
        return _build(int(found[3]), _month(found[1]), int(found[2]))
    return None


def _century(year: int) -> int:
    return year + 2000 if year < 100 else year


def _month(name: str) -> int:
    word = name.lower()
    return _MONTHS.index(word) + 1 if word in _MONTHS else 0


def _build(year: int, month: int, day: int) -> date | None:
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
