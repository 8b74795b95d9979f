"""What stands in a column of a source below its heading."""

import re
from dataclasses import dataclass
from datetime import date

from risk_register.domain.import_fields import KIND_WORDS, ImportField
from risk_register.domain.import_levels import begins_with_level, is_level, response_of
from risk_register.domain.import_pairs import read_pair
from risk_register.domain.import_stages import Stage
from risk_register.domain.sheet_cells import Cell, Sheet, number_of, said_in, text_of

LOOKED_AT = 200  #: rows below the heading that say what a column holds
LONG_TEXT = 30  #: characters; a scale's words are shorter
HALF, MOST = 0.5, 0.8  #: shares of a column's cells
_FLAG = re.compile(r"y(?:es)?|no?|true|false|(?:no[nt]?|high|low)?[ _-]*risky?", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z]{0,6}[-_./ ]{0,2}\d{1,6}(?:[-./]\d{1,4}){0,3}[a-z]?")
_DATE = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|q[1-4][- /]*(?:19|20)?\d{2}|"
    r"(?:\d{1,2}(?:st|nd|rd|th)?[ -])?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"[- ,]*(?:\d{1,2}, )?(?:19|20)?\d{2}",
    re.IGNORECASE,
)
_IS_OPEN = re.compile(r"\W*(?:open|closed?|live|retired)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Profile:
    """What stands in a column below its heading; shares are of the cells that say anything."""

    filled: int
    share_numbers: float = 0.0
    share_levels: float = 0.0  #: words or numbers that could be points on a scale
    share_points: float = 0.0  #: such that are no probability
    share_responses: float = 0.0  #: words like "tolerate" and "transfer"
    length: float = 0.0  #: characters, on average
    distinct: int = 0
    share_kinds: float = 0.0  #: words like "issue" and "opportunity"
    share_pairs: float = 0.0  #: both points in one cell: "4 x 5 = 20"
    share_flags: float = 0.0  #: yes or no
    share_codes: float = 0.0  #: short references: "R-12"
    share_dates: float = 0.0
    share_open: float = 0.0  #: open or closed

    @property
    def is_text(self) -> bool:
        """Say whether it holds sentences rather than points."""
        return bool(self.filled) and (self.share_levels < HALF and self.length > LONG_TEXT / 2)

    @property
    def is_code(self) -> bool:
        """Say whether it holds a reference of its own in each row."""
        return self.share_codes > HALF and self.distinct == self.filled


@dataclass(frozen=True)
class Column:
    """One column of a source; ``last`` is its right end if its heading stands over several."""

    place: int
    last: int
    heading: str
    stage: Stage
    field: ImportField | None
    profile: Profile


def profile_of(sheet: Sheet, top: int, place: int, last: int, heading: str = "") -> Profile:
    """Look at a column below its heading; empty cells do not count."""
    rows = range(top, min(len(sheet.rows), top + LOOKED_AT))
    cells = [sheet.cell(row, each) for row in rows for each in range(place, last + 1)]
    said = [(cell, text) for cell in cells if (text := said_in(cell)) and text != heading]
    if not said:
        return Profile(0)
    count = len(said)
    levels = [is_level(cell) or begins_with_level(text) for cell, text in said]
    points = [level and not _is_share(cell) for (cell, _), level in zip(said, levels, strict=True)]
    return Profile(
        filled=count,
        share_numbers=sum(number_of(cell) is not None for cell, _ in said) / count,
        share_levels=sum(levels) / count,
        share_points=sum(points) / count,
        share_responses=sum(response_of(text) is not None for _, text in said) / count,
        length=sum(len(text) for _, text in said) / count,
        distinct=len({text for _, text in said}),
        share_kinds=sum(bool(KIND_WORDS.fullmatch(text)) for _, text in said) / count,
        share_pairs=sum(read_pair(text) is not None for _, text in said) / count,
        share_flags=sum(bool(_FLAG.fullmatch(text)) for _, text in said) / count,
        share_codes=sum(bool(_CODE.fullmatch(text)) for _, text in said) / count,
        share_dates=sum(
            isinstance(cell, date) or bool(_DATE.fullmatch(text)) for cell, text in said
        )
        / count,
        share_open=sum(bool(_IS_OPEN.match(text)) for _, text in said) / count,
    )


def _is_share(cell: Cell) -> bool:
    number = number_of(cell)
    return number is not None and (0 < number < 1 or text_of(cell).endswith("%"))
