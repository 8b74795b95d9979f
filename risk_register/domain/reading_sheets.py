"""Values pasted from a spreadsheet or read from a CSV file: a header, then one value a line.

Everything stays text until it has been checked; nothing is ever computed, so a
cell that begins like a formula is refused where words are expected.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO

from risk_register.domain.errors import RuleError

MOST_CHARACTERS = 200_000
MOST_LINES = 2_000
LONGEST_CELL = 2_000  # characters
FIELD = "text"
#: What a column may be called, in lower case.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "indicator": ("indicator", "reference", "id"),
    "period": ("period", "month", "year", "time period"),
    "value": ("value", "figure"),
    "area": ("area", "of", "comparator"),
    "is_provisional": ("provisional", "status"),
    "commentary": ("commentary", "comment"),
    "reason": ("reason",),
}
_NEEDED = ("indicator", "period", "value")
#: What the programme's own values may be marked with in the column of areas.
OWN = ("", "own")
_PROVISIONAL = ("yes", "y", "true", "provisional", "p")
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True)
class SheetLine:
    """One line as it was written; ``number`` counts from 1, the header included."""

    number: int
    indicator: str
    period: str
    value: str
    area: str = ""
    is_provisional: bool = False
    commentary: str = ""
    reason: str = ""

    @property
    def comparator(self) -> str | None:
        """Give whose value it is; None for the programme's own."""
        return None if self.area.lower() in OWN else self.area


def read_sheet(text: str) -> list[SheetLine]:
    """Read what was pasted; its limits are checked before anything is taken apart.

    :raises RuleError: if it is too long, has no header that can be read, or no line
    """
    if len(text) > MOST_CHARACTERS:
        raise RuleError(f"Use {MOST_CHARACTERS:,} characters or fewer.", field=FIELD)
    if text.count("\n") > MOST_LINES:
        raise RuleError(f"Use {MOST_LINES:,} lines or fewer.", field=FIELD)
    first = text.lstrip("\ufeff\n").split("\n", 1)[0]
    delimiter = next((sign for sign in "\t;," if sign in first), ",")
    rows = csv.reader(StringIO(text.lstrip("\ufeff\n")), delimiter=delimiter, strict=True)
    try:
        header = [cell.strip().lower() for cell in next(rows, [])]
        places = _find_places(header)
        lines = [
            _read_line(number, row, places)
            for number, row in enumerate(rows, 2)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error:
        raise RuleError(
            "A quotation mark is not closed, or a cell is too long.", field=FIELD
        ) from None
    if not lines:
        raise RuleError("There is no value below the header.", field=FIELD)
    return lines


def _find_places(header: list[str]) -> dict[str, int]:
    places = {
        name: header.index(written)
        for name, known in _NAMES.items()
        for written in known[::-1]
        if written in header
    }
    missing = [name for name in _NEEDED if name not in places]
    if missing:
        raise RuleError(
            f"The first line has to name the columns; {' and '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing.",
            field=FIELD,
        )
    return places


def _read_line(number: int, row: list[str], places: dict[str, int]) -> SheetLine:
    cells = {name: row[place].strip() if place < len(row) else "" for name, place in places.items()}
    for name in ("area", "commentary", "reason"):
        if cells.get(name, "").startswith(_FORMULA):
            raise RuleError(
                f"Line {number}: the {name} begins like a formula. Begin it with a letter.",
                field=FIELD,
            )
    if any(len(cell) > LONGEST_CELL for cell in cells.values()):
        raise RuleError(f"Line {number}: a cell is too long.", field=FIELD)
    return SheetLine(
        number,
        cells["indicator"].upper(),
        cells["period"],
        cells["value"],
        cells.get("area", "")[:60],
        cells.get("is_provisional", "").lower() in _PROVISIONAL,
        cells.get("commentary", ""),
        cells.get("reason", ""),
    )
