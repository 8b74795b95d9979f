"""Cells of a spreadsheet as plain values: what was read, before anybody knows what it means."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TypeAlias

#: A number is what the file holds, also where a formula made it; nothing is ever computed here.
Cell: TypeAlias = str | float | bool | date | None

_LETTERS = 26
#: What stands in a cell that is meant to be empty.
_NOTHING = frozenset(
    {"", "-", "–", "—", "--", "n/a", "na", "none", "nil", "tbc", "tbd", "x", "?", "."}
)
_NUMBER = re.compile(r"[-+]?\d{1,12}(?:[.,]\d{1,12})?\s*%?")
#: The two code points that are no characters and that XML cannot hold, and what stands for them.
IMPOSSIBLE = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
#: What a spreadsheet takes for the beginning of something to calculate, guarded or not.
_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n]")


@dataclass(frozen=True)
class Block:
    """Cells that were joined into one; places count from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet: ``rows[0]`` is its row 1, and every row has the same length."""

    name: str
    rows: Sequence[Sequence[Cell]]
    blocks: Sequence[Block] = field(default_factory=tuple)
    is_hidden: bool = False
    is_cut: bool = False  #: it goes on below what was read

    @property
    def width(self) -> int:
        """Count the columns."""
        return len(self.rows[0]) if self.rows else 0

    def cell(self, row: int, column: int) -> Cell:
        """Give a cell by places that count from 0; None outside the sheet."""
        if not (0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])):
            return None
        return self.rows[row][column]

    def text(self, row: int, column: int) -> str:
        """Give a cell as people see it."""
        return text_of(self.cell(row, column))


def text_of(cell: Cell) -> str:
    """Say what stands in a cell, without blanks around it; 3.0 is said as 3."""
    if isinstance(cell, str):
        return cell.replace("\xa0", " ").strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:.10g}"


def said_in(cell: Cell) -> str:
    """Say what stands in a cell; a dash or "n/a" is nothing."""
    text = text_of(cell)
    return "" if text.lower() in _NOTHING else text


def number_of(cell: Cell) -> float | None:
    """Read a number, a decimal comma and a per cent sign too; None if it is none.

    Half is 0.5 as a number and 50 as "50%": who asks has to know which the column holds.
    """
    if isinstance(cell, bool) or cell is None or isinstance(cell, date):
        return None
    if isinstance(cell, float | int):
        return float(cell)
    text = text_of(cell)
    if not _NUMBER.fullmatch(text):
        return None
    return float(text.rstrip("% ").replace(",", "."))


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Give a text in small letters without accents, one blank between words, nothing else."""
    folded = bare(unicodedata.normalize("NFKC", text).casefold()).replace("_", " ")
    return " ".join(re.sub(r"[^\w%#/&×]+", " ", folded).split())


def bare(text: str) -> str:
    """Take the accents off."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def column_letters(place: int) -> str:
    """Name a column as spreadsheets do: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, left = divmod(place - 1, _LETTERS)
        letters = chr(ord("A") + left) + letters
    return letters


def guard(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would calculate (OWASP, CSV injection).

    A text that looks guarded already gets one more, so that ``unguard`` gives back every text.
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguard(text: str) -> str:
    """Take away the apostrophe that ``guard`` put there, and no other."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text, 1) else text
