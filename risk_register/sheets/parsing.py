"""Takes a file apart into cells. Only for the child process of ``sheets/sources.py``."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from risk_register.domain.import_files import (
    LONGEST_CELL,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    SourceKind,
)
from risk_register.domain.sheet_cells import unguard
from risk_register.sheets.tabs import put_tabs_in

SIGNS = (",", ";", "\t", "|")
_SAMPLE = 60  # lines that tell which sign separates the cells
_UNREADABLE = "The workbook cannot be read. Save it anew, or as CSV UTF-8."
_TOO_MUCH_TEXT = f"The file holds more than {MOST_CHARACTERS:,} characters."

Told = dict[str, Any] | list[Any]


class RefusedError(Exception):
    """The sentence that says why a file is not read."""


def parse(kind: SourceKind, content: bytes) -> Iterator[Told]:
    """Tell the sheets of a file: first what each is, then its rows.

    :raises RefusedError: with one sentence, if it cannot be read
    """
    if kind is SourceKind.ODS:
        content = put_tabs_in(content)
    told = _parse_text(content) if kind is SourceKind.CSV else _parse_workbook(content)
    characters = 0
    for each in told:
        if isinstance(each, list):
            characters += sum(len(cell) for cell in each if isinstance(cell, str))
            if characters > MOST_CHARACTERS:
                raise RefusedError(_TOO_MUCH_TEXT)
        yield each


def _parse_workbook(content: bytes) -> Iterator[Told]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
    except PasswordError:
        raise RefusedError("The file is protected with a password. Save it without one.") from None
    except (CalamineError, OSError, ValueError):
        raise RefusedError(_UNREADABLE) from None
    tables = [each for each in book.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
    for about in tables[:MOST_SHEETS]:
        try:
            sheet = book.get_sheet_by_name(about.name)
        except (CalamineError, OSError, ValueError):
            raise RefusedError(_UNREADABLE) from None
        rows = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
        blocks = [
            (top, left, bottom, right)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
            if top < MOST_ROWS and left < MOST_COLUMNS
        ]
        hidden = about.visible is not SheetVisibleEnum.Visible
        yield from _tell(about.name, rows, blocks=blocks[:MOST_ROWS], hidden=hidden)


def _parse_text(content: bytes) -> Iterator[Told]:
    text = _decode(content)
    sign = _find_sign(text.replace("\r\n", "\n").replace("\r", "\n"))
    reader = csv.reader(StringIO(text, newline=""), delimiter=sign)
    rows = []
    try:
        for row in reader:
            rows.append([unguard(cell) for cell in row])
            if len(rows) > MOST_ROWS + 1:
                break
    except csv.Error:
        raise RefusedError("A quotation mark is not closed, or a cell is too long.") from None
    yield from _tell("CSV", rows, blocks=(), hidden=False)


def _decode(content: bytes) -> str:
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if is_wide else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise RefusedError("The text cannot be read. Save it as CSV UTF-8.")


def _find_sign(text: str) -> str:
    """Choose the sign that gives most lines the same number of cells, and more than one."""
    sample = "\n".join(text.split("\n")[:_SAMPLE])

    def worth(sign: str) -> float:
        try:
            rows = [row for row in csv.reader(StringIO(sample), delimiter=sign) if any(row)]
        except csv.Error:
            return 0.0
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=widths.count, default=1)
        return 0.0 if usual < 2 else widths.count(usual) / len(widths) + usual / 1000

    return max(SIGNS, key=worth)


def _tell(
    name: str, rows: Sequence[Sequence[Any]], *, blocks: Sequence[Any], hidden: bool
) -> Iterator[Told]:
    kept = [[_say(cell) for cell in row] for row in rows[:MOST_ROWS]]
    wide = any(cell is not None for row in kept for cell in row[MOST_COLUMNS:])
    kept = [_trim(row[:MOST_COLUMNS]) for row in kept]
    while kept and not kept[-1]:
        kept.pop()
    long = any(cell not in ("", None) for row in rows[MOST_ROWS:] for cell in row)
    yield {"name": name, "blocks": blocks, "hidden": hidden, "cut": long or wide}
    yield from kept


def _trim(row: list[Any]) -> list[Any]:
    while row and row[-1] is None:
        row.pop()
    return row


def _say(cell: Any) -> Any:
    if isinstance(cell, str):
        if len(cell) > LONGEST_CELL:
            raise RefusedError(f"A cell holds more than {LONGEST_CELL:,} characters.")
        return cell or None
    if isinstance(cell, datetime):
        return {"date": cell.date().isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    return cell if isinstance(cell, bool | int | float) else str(cell)
