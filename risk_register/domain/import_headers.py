"""Finding the heading of a table in a sheet: which row, or which two or three.

In half of the registers met, the heading is not in row 1: a title, the project's name or a
whole key of scales stands above it. In some it has two or three rows, of which one groups
the columns ("Inherent", "Residual") and one only explains them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from risk_register.domain.import_columns import fields_of, read_columns
from risk_register.domain.import_fields import MEASURES, WORDING, ImportField
from risk_register.domain.import_headings import coverage_of, field_of
from risk_register.domain.import_levels import begins_with_level, is_level
from risk_register.domain.import_profiles import Column
from risk_register.domain.import_stages import Stage, stage_of
from risk_register.domain.scoring import Basis
from risk_register.domain.sheet_cells import Sheet, number_of, plain, said_in

LOOKED_AT = 80  #: rows, from the top, in which a heading is looked for
_LONGEST = 80  # characters that a heading usually has at most
_EXPLAINS = 25  # characters; a point on a scale is said in fewer
_LIKELIHOOD, _IMPACT, _SCORE, _RATING = MEASURES[Basis.CURRENT]
_WEIGHTS = {
    _LIKELIHOOD: 2.0,
    _IMPACT: 2.0,
    ImportField.DESCRIPTION: 2.0,
    ImportField.TITLE: 1.5,
    ImportField.MITIGATION: 1.5,
    ImportField.OWNER: 1.5,
    ImportField.ID: 1.5,
    ImportField.OTHER: 0.3,
}


@dataclass(frozen=True)
class Header:
    """Where a table's heading stands, and what its columns hold; rows count from 0."""

    rows: tuple[int, ...]
    columns: Sequence[Column]
    strength: float
    named: tuple[int, ...] = ()  #: of those rows, the ones with the columns' names

    @property
    def first_below(self) -> int:
        """Give the first row below it."""
        return self.rows[-1] + 1

    @property
    def fields(self) -> dict[ImportField, Column]:
        """Give the column of each field that is used."""
        return dict(fields_of(self.columns))


def find_header(sheet: Sheet) -> Header | None:
    """Find the heading of a sheet's table; None if no row is like one."""
    best = max(_candidates(sheet), key=lambda each: each[0], default=None)
    if best is None or best[0] < _LEAST:
        return None
    return read_header(sheet, best[1], strength=best[0])


_LEAST = 2.5


def read_header(sheet: Sheet, rows: Sequence[int], *, strength: float = 0.0) -> Header:
    """Read the columns below a heading.

    :param rows: the rows with the columns' names, from 0; rows that group or explain them are
        found here
    """
    main = rows[-1]
    named = _name(sheet, rows)
    over = _find_groups(sheet, rows[0], named)
    explained = _explains(sheet, main + 1, read_columns(sheet, main + 1, named))
    all_rows = (*([rows[0] - 1] if over else []), *rows, *([main + 1] if explained else []))
    headings = {
        place: (last, text, over.get(place, before))
        for place, (last, text, before) in named.items()
    }
    columns = read_columns(sheet, all_rows[-1] + 1, headings)
    return Header(tuple(all_rows), columns, strength, tuple(rows))


def _candidates(sheet: Sheet) -> Iterator[tuple[float, tuple[int, ...]]]:
    for row in range(min(len(sheet.rows), LOOKED_AT)):
        single = _weigh(sheet, (row,))
        if single > 0:
            yield single - row * 0.001, (row,)
            if row + 1 < len(sheet.rows) and _is_group(sheet, row):
                both = _weigh(sheet, (row, row + 1))
                yield both - 0.4 - row * 0.001, (row, row + 1)


def _weigh(sheet: Sheet, rows: tuple[int, ...]) -> float:
    """Say how much rows look like a heading: known names count, figures and sentences do not."""
    best: dict[tuple[ImportField, Stage], float] = {}
    against = 0.0
    for _last, text, over in _name(sheet, rows).values():
        field = field_of(text) or (field_of(over) if over else None)
        if number_of(text) is not None:
            against += 0.5
        elif field is None:
            against += 0.4 if len(text) > _LONGEST else 0.05
        else:
            sure = max(coverage_of(text), 0.6 if over else 0.0)
            key = (field, stage_of(text) or stage_of(over))
            best[key] = max(best.get(key, 0.0), _WEIGHTS.get(field, 1.0) * sure)
    kinds = {field for field, _ in best}
    if len(kinds - {ImportField.OTHER}) < 2:
        return 0.0
    return sum(best.values()) - against


def _name(sheet: Sheet, rows: Sequence[int]) -> dict[int, tuple[int, str, str]]:
    """Name each column: its right end, its name, and the name above that spans it.

    Where the lower of two rows is empty, the upper one names the column.
    """
    lower = _spans(sheet, rows[-1])
    if len(rows) == 1:
        return {place: (last, text, "") for place, (last, text) in lower.items()}
    upper = _spans(sheet, rows[0])
    named = {}
    for place, (last, text) in lower.items():
        over = _over(upper, place) or _reach(sheet, rows[0], place, text)
        named[place] = (place if len(lower) > 1 else last, text, over)
    for place, (last, text) in upper.items():
        if not any(place <= each <= last for each in lower):
            named[place] = (last, text, "")
    return named


def _over(spans: dict[int, tuple[int, str]], place: int) -> str:
    return next((text for left, (last, text) in spans.items() if left <= place <= last), "")


def _reach(sheet: Sheet, row: int, place: int, text: str) -> str:
    """Give the name that reaches over a judgement from the left where cells cannot be joined.

    In CSV, and in what some programs save, "Inherent" stands over the first of its columns alone.
    """
    if field_of(text) not in MEASURES[Basis.CURRENT]:
        return ""
    left = next((each for each in range(place, -1, -1) if sheet.text(row, each)), None)
    is_joined = left is None or _right_end(sheet, row, left) is not None
    return "" if left is None or is_joined else sheet.text(row, left)


def _spans(sheet: Sheet, row: int) -> dict[int, tuple[int, str]]:
    """Give the texts of a row with their right ends."""
    filled = [place for place in range(sheet.width) if sheet.text(row, place)]
    spans = {}
    ends: list[int | None] = [*filled[1:], None]
    for place, following in zip(filled, ends[: len(filled)], strict=True):
        joined = _right_end(sheet, row, place)
        end = joined if joined is not None else _end_of_blanks(sheet, row, place, following)
        spans[place] = (end, sheet.text(row, place))
    return spans


def _right_end(sheet: Sheet, row: int, place: int) -> int | None:
    for block in sheet.blocks:
        if block.top <= row <= block.bottom and block.left == place:
            return min(block.right, sheet.width - 1)
    return None


def _end_of_blanks(sheet: Sheet, row: int, place: int, following: int | None) -> int:
    """Say how far a name reaches over blank cells beside it, if what stands below is its own."""
    end = place
    limit = (following if following is not None else sheet.width) - 1
    while end < limit and _fits(sheet, row, place, end + 1):
        end += 1
    return end


def _fits(sheet: Sheet, row: int, place: int, other: int) -> bool:
    """Say whether two columns take turns below a name, as a cross in one of three does."""
    turns = 0
    for below in range(row + 1, min(len(sheet.rows), row + 40)):
        own = any(said_in(sheet.cell(below, each)) for each in range(place, other))
        beside = bool(said_in(sheet.cell(below, other)))
        if own and beside:
            return False
        if beside and not is_level(sheet.cell(below, other)):
            return False
        turns += own or beside
    return turns >= 3 and any(
        said_in(sheet.cell(below, other))
        for below in range(row + 1, min(len(sheet.rows), row + 40))
    )


def _is_group(sheet: Sheet, row: int) -> bool:
    """Say whether a row could group the columns of the next: some of its cells span several."""
    spans = _spans(sheet, row)
    below = sum(bool(sheet.text(row + 1, place)) for place in range(sheet.width))
    short = all(len(text) <= _LONGEST for _, text in spans.values())
    beside = any(
        sheet.text(row + 1, place) and not sheet.text(row, place) for place in range(sheet.width)
    )
    return short and below >= 2 and beside and len(spans) >= 2


def _find_groups(sheet: Sheet, row: int, named: dict[int, tuple[int, str, str]]) -> dict[int, str]:
    """Find the row above that says of several columns what they assume: "Inherent", "Target"."""
    if row == 0:
        return {}
    spans = _spans(sheet, row - 1)
    lefts = sorted(spans)
    texts = [text for _, text in spans.values()]
    if not any(stage_of(text) for text in texts) or any(len(text) > _LONGEST for text in texts):
        return {}
    if len(spans) == 1 and ":" in texts[0]:
        return {}
    over = {}
    for place in named:
        left = max((each for each in lefts if each <= place), default=None)
        if left is None:
            continue
        joined = _right_end(sheet, row - 1, left)
        if joined is None or place <= joined:
            over[place] = spans[left][1]
    return over


def _explains(sheet: Sheet, row: int, columns: Sequence[Column]) -> bool:
    """Say whether a row below the names only explains them, or shows an example of a sentence."""
    fields = dict(fields_of(columns))
    measured = [fields[field] for field in (*_ALL_POINTS, *_ALL_POINTS_OF_WORDS) if field in fields]
    texts = [text for column in measured if (text := said_in(sheet.cell(row, column.place)))]
    if texts and sum(_is_explaining(text) for text in texts) >= max(1, len(texts) * 0.6):
        return True
    words = [plain(sheet.text(row, fields[field].place)) for field in WORDING if field in fields]
    return any(word.startswith(_BEGINNINGS) for word in words if word)


_ALL_POINTS = tuple(field for fields in MEASURES.values() for field in fields[:2])
_ALL_POINTS_OF_WORDS = tuple(field for fields in MEASURES.values() for field in fields[2:])
_BEGINNINGS = (
    "a qualitative description",
    "brief description",
    "a brief description",
    "a short description",
    "describe ",
    "description of the risk",
    "enter ",
    "provide a",
    "give a ",
    "list the",
    "what is the",
    "what could",
    "this is where",
    "insert ",
    "short description of",
    "add a",
)


def _is_explaining(text: str) -> bool:
    return len(text) > _EXPLAINS and not is_level(text) and not begins_with_level(text)
