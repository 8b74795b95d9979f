"""A register as CSV and as an Excel workbook; rows are written as they come, never kept.

CSV follows RFC 4180, in UTF-8 with a byte order mark so that Excel reads it. Nobody's text becomes
a formula: CSV puts an apostrophe before what a spreadsheet would calculate (OWASP, CSV injection),
a workbook says of each text that it is one.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import IO, TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell: TypeAlias = str | int | date | None

#: What a spreadsheet takes for the beginning of something to calculate.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST_CELL = 32_767  #: characters; Excel's own limit
CUT = " … (cut; the CSV file holds all of it)"


class SheetKind(StrEnum):
    """Which file somebody wants."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """Name it as browsers know it."""
        if self is SheetKind.CSV:
            return "text/csv; charset=utf-8"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column:
    """One column; its width in characters."""

    heading: str
    width: int


@dataclass(frozen=True)
class Sheet:
    """A table with what it is: each line of ``about`` a name and what it says."""

    title: str  #: at most 31 characters; Excel's own limit
    about: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]
    made_at: datetime  #: with a time zone


def write_sheet(sheet: Sheet, kind: SheetKind, file: IO[bytes]) -> None:
    """Write a sheet into a file that is open for writing bytes."""
    if kind is SheetKind.CSV:
        write_csv(sheet, file)
    else:
        write_xlsx(sheet, file)


def write_csv(sheet: Sheet, file: IO[bytes]) -> None:
    """Write what it is, an empty line, the headings and the rows, all equally wide."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
    lines = csv.writer(text, lineterminator="\r\n")
    width = len(sheet.columns)
    for about in sheet.about:
        lines.writerow([*map(_harmless, about), *[""] * (width - 2)])
    lines.writerow([""] * width)
    lines.writerow([column.heading for column in sheet.columns])
    lines.writerows([_harmless(cell) for cell in row] for row in sheet.rows)
    text.detach()  # flushes, and leaves the file open


def write_xlsx(sheet: Sheet, file: IO[bytes]) -> None:
    """Write a workbook of two sheets: the table, and what it is."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"title": sheet.title, "created": sheet.made_at.replace(tzinfo=None)})
    styles = _Styles(
        heading=book.add_format(
            {"bold": True, "bg_color": "#DCE6EB", "bottom": 1, "text_wrap": True, "valign": "top"}
        ),
        text=book.add_format({"text_wrap": True, "valign": "top"}),
        number=book.add_format({"valign": "top"}),
        day=book.add_format({"num_format": "d mmm yyyy", "align": "left", "valign": "top"}),
    )
    table = book.add_worksheet(sheet.title)
    _fill(table, sheet, styles)
    about = book.add_worksheet("About")
    about.set_column(0, 0, 24)
    about.set_column(1, 1, 90)
    for row, (name, said) in enumerate(sheet.about):
        _write(about, row, 0, name, styles)
        _write(about, row, 1, said, styles)
    book.close()


@dataclass(frozen=True)
class _Styles:
    heading: Format
    text: Format
    number: Format
    day: Format


def _fill(table: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    table.freeze_panes(1, 2)
    table.set_landscape()
    table.fit_to_pages(1, 0)
    table.repeat_rows(0)
    for place, column in enumerate(sheet.columns):
        table.set_column(place, place, column.width)
        table.write_string(0, place, column.heading, styles.heading)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for place, cell in enumerate(row):
            _write(table, last, place, cell, styles)
    table.autofilter(0, 0, last, len(sheet.columns) - 1)


def _write(table: Worksheet, row: int, place: int, cell: Cell, styles: _Styles) -> None:
    if cell is None:
        table.write_blank(row, place, None, styles.text)
    elif isinstance(cell, str):
        if len(cell) > LONGEST_CELL:
            cell = cell[: LONGEST_CELL - len(CUT)] + CUT
        table.write_string(row, place, cell, styles.text)
    elif isinstance(cell, int):
        table.write_number(row, place, cell, styles.number)
    else:
        table.write_datetime(row, place, cell, styles.day)


def _harmless(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(DANGEROUS) else cell
    return cell.isoformat() if isinstance(cell, date) else str(cell)
