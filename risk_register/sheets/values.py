"""Files of values that come in: text, or a workbook's first sheet, read as a paste would be.

A workbook from outside may lie, unpack to gigabytes or name a cell a million rows down.
So what it declares is bounded before anything is parsed, and reading stops at what a
paste may hold. Formulas are refused: nobody could see here what they made of their cells.
"""

import csv
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from risk_register.domain.errors import RuleError
from risk_register.domain.evidence import inspect_file, say_size
from risk_register.domain.reading_sheets import MOST_CHARACTERS, MOST_LINES

FIELD = "file"
MOST_BYTES = 2_000_000
MOST_TEXT_BYTES = 4 * MOST_CHARACTERS  #: four bytes to a character, at most
#: What a workbook's name ends in; one that may hold macros is refused by its name.
_BOOKS = (".xlsx", ".xlsm")
_CHOOSE = "Choose a CSV file in UTF-8, or an Excel workbook (.xlsx)."
MOST_PARTS = 200
MOST_UNPACKED = 8_000_000  # bytes, as the workbook itself declares them
#: So many times smaller than unpacked; the longest columns of equal numbers pack to a fortieth.
MOST_RATIO = 100
MOST_COLUMNS = 40
MOST_ROWS = 1_048_576  #: Excel's own limit
#: What the parser raises at a workbook that is broken or forged. NotImplementedError is zipfile's
#: word for parts that are packed in a way or encrypted as it does not know.
_UNREADABLE = (
    BadZipFile,
    InvalidFileException,
    ParseError,
    zlib.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


def read_text(name: str, content: bytes) -> str:
    """Read a file of values, a workbook or text, as what a paste would be.

    :param name: what the file is called; its ending says what it is
    :param content: at least one byte more than it may have, if it has more
    :raises RuleError: if it is too large, neither, or cannot be read
    """
    if name.lower().endswith(_BOOKS):
        if len(content) > MOST_BYTES:
            most = say_size(MOST_BYTES)
            raise RuleError(f"Choose a workbook of at most {most}.", field=FIELD)
        return read_values(inspect_file(name, content).content)
    if len(content) > MOST_TEXT_BYTES:
        raise RuleError(f"Choose a file of at most {MOST_CHARACTERS:,} characters.", field=FIELD)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RuleError(_CHOOSE, field=FIELD) from None
    if "\x00" in text:
        raise RuleError(_CHOOSE, field=FIELD)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_values(content: bytes) -> str:
    """Read the first sheet as lines of cells between tabs; its rows keep their numbers.

    :param content: an .xlsx file, already known to be no other
    :raises RuleError: if it is too large, cannot be read, or holds a formula or an error
    """
    try:
        _check_bounds(content)
        return _read(content)
    except _UNREADABLE:
        raise RuleError(
            "The workbook cannot be read. Save it anew, or as CSV UTF-8.", field=FIELD
        ) from None


def _check_bounds(content: bytes) -> None:
    with ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
    unpacked, packed = (
        sum(part.file_size for part in parts),
        sum(part.compress_size for part in parts),
    )
    if (
        len(content) > MOST_BYTES
        or len(parts) > MOST_PARTS
        or unpacked > MOST_UNPACKED
        or unpacked > MOST_RATIO * max(1, packed)
    ):
        raise RuleError(
            f"The workbook holds far more than {MOST_LINES:,} lines of values. "
            "Copy the values into a new one.",
            field=FIELD,
        )


def _read(content: bytes) -> str:
    workbook = load_workbook(BytesIO(content), read_only=True, keep_links=False)
    try:
        seen = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        if not seen:
            raise RuleError("The workbook has no sheet that can be seen.", field=FIELD)
        return _write_lines(seen[0].iter_rows(max_col=MOST_COLUMNS))
    finally:
        workbook.close()


def _write_lines(rows: Iterator[tuple[Any, ...]]) -> str:
    """Write the rows, and none silently left out."""
    text = StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    waiting = size = 0
    blank: tuple[Any, ...] | None = None
    for number, row in enumerate(islice(rows, MOST_ROWS), 1):
        # The parser gives the same tuple for each of a million rows that are not there.
        cells = [] if row is blank else [_say(cell) for cell in row]
        if not any(cells):
            blank = row
            waiting += 1
            continue
        size += sum(map(len, cells))
        if number > MOST_LINES + 1 or size > MOST_CHARACTERS:
            raise RuleError(
                f"Use {MOST_LINES:,} lines and {MOST_CHARACTERS:,} characters or fewer.",
                field=FIELD,
            )
        text.write("\n" * waiting)
        waiting = 0
        while cells and not cells[-1]:
            cells.pop()
        writer.writerow(cells)
    return text.getvalue()


def _say(cell: Any) -> str:
    """Say what stands in a cell as its author sees it.

    :raises RuleError: if it is a formula or an error
    """
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in ("f", "e"):
        what = "a formula" if cell.data_type == "f" else "an error"
        raise RuleError(
            f"Cell {cell.coordinate} holds {what}. Put its value there instead.", field=FIELD
        )
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _say_number(value, is_share="%" in (cell.number_format or ""))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _say_number(value: float, *, is_share: bool) -> str:
    """Write a number with the 15 digits that Excel keeps; a share of 0.47 is seen as 47%."""
    exact = Decimal(f"{value:.15g}")
    return f"{(exact * 100).normalize():f}%" if is_share else f"{exact:f}"
