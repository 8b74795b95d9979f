"""Values pasted from a spreadsheet or read from a CSV file: a header, then one value a line."""

from dataclasses import dataclass

from risk_register.domain.errors import RuleError
from risk_register.domain.pasted_tables import (
    FIELD,
    PastedLine,
    Table,
    begins_like_a_formula,
    read_lines,
)

MOST_CHARACTERS = 200_000
MOST_LINES = 2_000
LONGEST_CELL = 2_000  # characters
_TABLE = Table(
    names={
        "indicator": ("indicator", "reference", "id"),
        "period": ("period", "month", "year", "time period"),
        "value": ("value", "figure"),
        "area": ("area", "of", "comparator"),
        "is_provisional": ("provisional", "status"),
        "commentary": ("commentary", "comment"),
        "reason": ("reason",),
    },
    needed={name: name for name in ("indicator", "period", "value")},
    most_characters=MOST_CHARACTERS,
    nothing="There is no value below the header.",
)
#: What the programme's own values may be marked with in the column of areas.
OWN = ("", "own")
_PROVISIONAL = ("yes", "y", "true", "provisional", "p")


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
    if text.count("\n") > MOST_LINES:
        raise RuleError(f"Use {MOST_LINES:,} lines or fewer.", field=FIELD)
    return [_read_line(line) for line in read_lines(text, _TABLE)]


def _read_line(line: PastedLine) -> SheetLine:
    for name in ("area", "commentary", "reason"):
        if begins_like_a_formula(line.cell(name)):
            raise RuleError(
                f"Line {line.number}: the {name} begins like a formula. Begin it with a letter.",
                field=FIELD,
            )
    if any(len(cell) > LONGEST_CELL for cell in line.cells.values()):
        raise RuleError(f"Line {line.number}: a cell is too long.", field=FIELD)
    return SheetLine(
        line.number,
        line.cell("indicator").upper(),
        line.cell("period"),
        line.cell("value"),
        line.cell("area")[:60],
        line.cell("is_provisional").lower() in _PROVISIONAL,
        line.cell("commentary"),
        line.cell("reason"),
    )
