"""Tables pasted from a spreadsheet or read from a file: a header, then one thing a line.

Everything stays text until it has been checked; nothing is ever computed, so a
cell that begins like a formula is refused where words are expected.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO

from risk_register.domain.errors import RuleError

#: The form's field that every refusal is about.
FIELD = "text"
#: How a cell begins that a spreadsheet would calculate.
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Table:
    """What one kind of table holds."""

    names: Mapping[str, tuple[str, ...]]  #: what each column may be called, in lower case
    needed: Mapping[str, str]  #: columns that have to be there, and how a sentence calls them
    most_characters: int
    nothing: str  #: the sentence if no line is below the header


@dataclass(frozen=True)
class PastedLine:
    """One line as it was written; ``number`` counts from 1, the header included."""

    number: int
    cells: Mapping[str, str]  #: by column; a column that the header does not name is missing

    def cell(self, name: str) -> str:
        """Give a cell; empty if there is none."""
        return self.cells.get(name, "")


def read_lines(text: str, table: Table) -> list[PastedLine]:
    """Read what was pasted; its length is checked before anything is taken apart.

    :raises RuleError: if it is too long, has no header that can be read, or no line
    """
    if len(text) > table.most_characters:
        raise RuleError(f"Use {table.most_characters:,} characters or fewer.", field=FIELD)
    text = text.lstrip("\ufeff\n")
    first = text.split("\n", 1)[0]
    delimiter = next((sign for sign in "\t;," if sign in first), ",")
    rows = csv.reader(StringIO(text), delimiter=delimiter, strict=True)
    try:
        places = _find_places([cell.strip().lower() for cell in next(rows, [])], table)
        lines = [
            PastedLine(number, _read_cells(row, places))
            for number, row in enumerate(rows, 2)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error:
        raise RuleError(
            "A quotation mark is not closed, or a cell is too long.", field=FIELD
        ) from None
    if not lines:
        raise RuleError(table.nothing, field=FIELD)
    return lines


def begins_like_a_formula(cell: str) -> bool:
    """Say whether a spreadsheet would calculate a cell."""
    return cell.startswith(_FORMULA)


def _find_places(header: list[str], table: Table) -> dict[str, int]:
    places = {
        name: header.index(written)
        for name, known in table.names.items()
        for written in known[::-1]
        if written in header
    }
    missing = [words for name, words in table.needed.items() if name not in places]
    if missing:
        raise RuleError(
            f"The first line has to name the columns; {' and '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing.",
            field=FIELD,
        )
    return places


def _read_cells(row: list[str], places: Mapping[str, int]) -> dict[str, str]:
    return {name: row[place].strip() if place < len(row) else "" for name, place in places.items()}
