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
from typing import IO

from risk_register.sheets.workbooks import Cell, Column, Table, Workbook

#: What a spreadsheet takes for the beginning of something to calculate.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


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
class Sheet:
    """A table with what it is: each line of ``about`` a name and what it says."""

    title: str  #: at most 31 characters; Excel's own limit
    about: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]
    made_at: datetime  #: with a time zone
    more: tuple[Table, ...] = ()  #: what a workbook holds besides; CSV has room for one table


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
    """Write a workbook: the table, others that belong to it, and at the end what it is."""
    book = Workbook(file, title=sheet.title, made_at=sheet.made_at)
    for table in (Table(sheet.title, sheet.columns, sheet.rows), *sheet.more):
        book.add_table(table)
    book.add_about(sheet.about)
    book.close()


def _harmless(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(DANGEROUS) else cell
    return cell.isoformat() if isinstance(cell, date) else str(cell)
