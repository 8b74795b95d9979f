"""A working copy: the register as a workbook that is changed offline and brought back.

Each row carries, in a column that is out of sight, which row of the register it is, in which
version, and a mark of what it held when it was written. So a row that nobody touched is told from
one that was changed, and one that was changed here meanwhile from one that was not.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from risk_register.domain.errors import RuleError
from risk_register.domain.evidence import FIELD
from risk_register.domain.import_dates import read_date
from risk_register.domain.import_files import MOST_ROWS
from risk_register.domain.sheet_cells import IMPOSSIBLE, Cell, Sheet
from risk_register.domain.values import fingerprint

#: Heading of the column with what a row is; no other register has it.
ORIGIN = "Row of the register"


class Part(StrEnum):
    """A sheet of a working copy."""

    REGISTER = "Register"
    ACTIONS = "Actions"
    ASSESSMENTS = "Assessments"
    INDICATORS = "Indicators"
    READINGS = "Readings"
    LISTS = "Lists"


class Field(StrEnum):
    """A column that can be changed, under the heading it has."""

    TITLE = "Title"
    CATEGORY = "Category"
    CAUSE = "Cause"
    EVENT = "Event"
    CONSEQUENCE = "Consequence"
    OWNER = "Owner post"
    CARRIER = "Carrying agency"
    TREATMENT = "Treatment"
    PROXIMITY = "Proximity"
    TARGET_ON = "Target date"
    LIKELIHOOD = "Likelihood"
    IMPACT = "Impact"
    RISK = "Risk"
    ACTION = "Action"
    LEAD = "Lead post"
    DUE_ON = "Due"
    PROGRESS = "Per cent done"
    STATUS = "Status"
    SCORE = "Score"
    REASON = "Reason for a new score"
    NOTE = "New note"
    INDICATOR = "Indicator"
    PERIOD = "Period"
    VALUE = "Value"
    PROVISIONAL = "Provisional"
    COMMENTARY = "Comment on the value"
    RESTATED = "Reason for another value"


#: What a row of each sheet says; a change of any of it is a change of the row.
FIELDS: Mapping[Part, tuple[Field, ...]] = {
    Part.REGISTER: (
        Field.TITLE,
        Field.STATUS,
        Field.CATEGORY,
        Field.CAUSE,
        Field.EVENT,
        Field.CONSEQUENCE,
        Field.OWNER,
        Field.CARRIER,
        Field.TREATMENT,
        Field.PROXIMITY,
        Field.TARGET_ON,
        Field.LIKELIHOOD,
        Field.IMPACT,
        Field.SCORE,
    ),
    Part.ACTIONS: (
        Field.RISK,
        Field.ACTION,
        Field.LEAD,
        Field.DUE_ON,
        Field.STATUS,
        Field.PROGRESS,
    ),
    Part.READINGS: (
        Field.INDICATOR,
        Field.PERIOD,
        Field.VALUE,
        Field.PROVISIONAL,
        Field.COMMENTARY,
    ),
}
#: Why a row changes; the register holds it empty.
WHY: Mapping[Part, Field] = {
    Part.REGISTER: Field.REASON,
    Part.ACTIONS: Field.NOTE,
    Part.READINGS: Field.RESTATED,
}
REFERENCE = "Reference"
_ORIGIN = re.compile(
    r"(\S{1,60}) "
    r"((?:R-[0-9]{1,9})|(?:A-\S{1,18})|(?:I-[0-9]{1,9}/[0-9]{4}-[0-9]{2}-[0-9]{2})) "
    r"([0-9]{1,9}) ([0-9a-f]{16})"
)


@dataclass(frozen=True)
class Origin:
    """Which row of which register a row of a working copy is, and what it held."""

    programme: str  #: key
    reference: str
    version: int
    mark: str

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read one; None if it is none."""
        found = _ORIGIN.fullmatch(text)
        return cls(found[1], found[2], int(found[3]), found[4]) if found else None

    def __str__(self) -> str:
        """Write it as its cell holds it."""
        return f"{self.programme} {self.reference} {self.version} {self.mark}"


@dataclass(frozen=True)
class CopiedRow:
    """A row of a working copy as it came back."""

    part: Part
    number: int  #: as the spreadsheet shows it
    cells: Mapping[str, Cell]  #: by heading

    @property
    def origin(self) -> Origin | None:
        """Say which row of the register it is; None for a new one."""
        return Origin.read(self.say(ORIGIN))

    @property
    def is_new(self) -> bool:
        """Say whether it claims to be no row of the register yet."""
        return not self.say(ORIGIN) and not self.say(REFERENCE)

    @property
    def mark(self) -> str:
        """Give what it says a mark."""
        return mark_of({each: self.cells.get(each) for each in FIELDS[self.part]})

    @property
    def is_touched(self) -> bool:
        """Say whether it says anything else than when it was written."""
        origin = self.origin
        return origin is None or origin.mark != self.mark or bool(self.say(WHY[self.part]))

    def say(self, heading: str) -> str:
        """Give what stands in a cell, without blanks around it."""
        return say_exactly(self.cells.get(heading)).strip()


@dataclass(frozen=True)
class WorkingCopy:
    """What came back: the rows of the sheets that can be changed."""

    risks: tuple[CopiedRow, ...]
    actions: tuple[CopiedRow, ...]
    readings: tuple[CopiedRow, ...] = ()


def mark_of(cells: Mapping[Field, Cell]) -> str:
    """Give what a row says a mark; line ends and blanks around a text do not count."""
    said = [f"{name}={say_exactly(cell).strip()}" for name, cell in cells.items()]
    return fingerprint("\x00".join(said))[:16]


def say_exactly(cell: Cell) -> str:
    """Give a cell as text to its last character, but with one kind of line ends."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n").translate(IMPOSSIBLE)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, date):
        return cell.isoformat()
    # A spreadsheet keeps 15 digits of a number; with fewer, two that differ would look the same.
    return f"{cell:.15g}"


def is_working_copy(sheets: Sequence[Sheet]) -> bool:
    """Say whether a file is a working copy of some register, or one sheet of it."""
    return any(_find(sheets, part) is not None for part in FIELDS)


def read_copy(sheets: Sequence[Sheet]) -> WorkingCopy:
    """Read the rows that can be changed.

    :raises RuleError: if a sheet goes on too far, or a column is gone or stands there twice
    """
    return WorkingCopy(
        tuple(_read(sheets, Part.REGISTER)),
        tuple(_read(sheets, Part.ACTIONS)),
        tuple(_read(sheets, Part.READINGS)),
    )


def _find(sheets: Sequence[Sheet], part: Part) -> Sheet | None:
    marked = [sheet for sheet in sheets if sheet.rows and ORIGIN in sheet.rows[0]]
    for sheet in marked:
        if sheet.name == part:
            return sheet
    # CSV holds one sheet, and its name is lost.
    alone = marked[0] if len(sheets) == len(marked) == 1 else None
    if alone and alone.name not in set(Part) and {*FIELDS[part], WHY[part]} <= {*alone.rows[0]}:
        return alone
    return None


def _read(sheets: Sequence[Sheet], part: Part) -> Iterator[CopiedRow]:
    sheet = _find(sheets, part)
    if sheet is None:
        return
    if sheet.is_cut:
        raise RuleError(f"Sheet {part} has more than {MOST_ROWS:,} rows.", field=FIELD)
    headings = [say_exactly(cell).strip() for cell in sheet.rows[0]]
    for wanted in (REFERENCE, *FIELDS[part], WHY[part]):
        if headings.count(wanted) != 1:
            raise RuleError(
                f"Sheet {part} has to have one column “{wanted}”. Take the register along anew.",
                field=FIELD,
            )
    for number, cells in enumerate(sheet.rows[1:], start=2):
        said = dict(zip(headings, cells, strict=True))
        row = CopiedRow(part, number, said | _read_days(said))
        if any(row.say(heading) for heading in (ORIGIN, REFERENCE, *FIELDS[part])):
            yield row


def _read_days(said: Mapping[str, Cell]) -> dict[str, Cell]:
    """Read the days that were typed or saved as text, day first."""
    days = {name: read_date(said[name]).on for name in _DAYS if isinstance(said.get(name), str)}
    return {name: day for name, day in days.items() if day is not None}


_DAYS = (Field.TARGET_ON, Field.DUE_ON)
