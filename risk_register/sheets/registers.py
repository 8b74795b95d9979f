"""A register as CSV, JSON, an Excel workbook or an OpenDocument spreadsheet.

Rows are written as they come, never kept. CSV follows RFC 4180, in UTF-8 with a byte order mark so
that Excel reads it. Nobody's text becomes a formula: CSV puts an apostrophe before what a
spreadsheet would calculate (OWASP, CSV injection), the others say of each text that it is one.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from typing import IO

from risk_register.domain.sheet_cells import guard
from risk_register.sheets import opendocument
from risk_register.sheets.workbooks import Cell, Column, Table, Workbook


class SheetKind(StrEnum):
    """Which file somebody wants."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """Name it as browsers know it."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    SheetKind.CSV: "text/csv",
    SheetKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    SheetKind.ODS: opendocument.MEDIA_TYPE,
    SheetKind.JSON: "application/json",
}


@dataclass(frozen=True)
class Sheet:
    """A table with what it is: each line of ``about`` a name and what it says."""

    title: str  #: at most 31 characters; Excel's own limit
    about: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]
    made_at: datetime  #: with a time zone
    more: tuple[Table, ...] = ()  #: what a file holds besides; CSV has room for one table


def write_sheet(sheet: Sheet, kind: SheetKind, file: IO[bytes]) -> None:
    """Write a sheet into a file that is open for writing bytes."""
    _WRITERS[kind](sheet, file)


def write_csv(sheet: Sheet, file: IO[bytes]) -> None:
    """Write what it is, an empty line, the headings and the rows, all equally wide."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
    lines = csv.writer(text, lineterminator="\r\n")
    width = max(2, len(sheet.columns))  # what it is needs two
    headings = [column.heading for column in sheet.columns]
    for row in chain(sheet.about, [[]], [headings], sheet.rows):
        cells = [_harmless(cell) for cell in row]
        lines.writerow([*cells, *[""] * (width - len(cells))])
    text.detach()  # flushes, and leaves the file open


def write_xlsx(sheet: Sheet, file: IO[bytes]) -> None:
    """Write a workbook: the table, others that belong to it, and at the end what it is."""
    book = Workbook(file, title=sheet.title, made_at=sheet.made_at)
    for table in (Table(sheet.title, sheet.columns, sheet.rows), *sheet.more):
        book.add_table(table)
    book.add_about(sheet.about)
    book.close()


def write_ods(sheet: Sheet, file: IO[bytes]) -> None:
    """Write an OpenDocument spreadsheet with the same tables as a workbook has."""
    about = Table("About", (Column("What it is", 24), Column("", 90)), sheet.about)
    rows = Table(sheet.title, sheet.columns, sheet.rows)
    opendocument.write_tables([rows, *sheet.more, about], file)


def write_json(sheet: Sheet, file: IO[bytes]) -> None:
    """Write what it is and the rows, each an object whose names are the headings.

    A name has small letters and underscores: "Owner post" is ``owner_post``, and other tables
    stand under their titles. Days are ISO 8601; what is not known is null.
    """
    text = io.TextIOWrapper(file, encoding="utf-8", newline="\n")
    text.write(f'{{"about": {_as_json(dict(sheet.about))}')
    for name, table in (
        ("rows", Table(sheet.title, sheet.columns, sheet.rows)),
        *((name_of(table.title), table) for table in sheet.more),
    ):
        text.write(f',\n"{name}": [')
        names = [name_of(column.heading) for column in table.columns]
        for number, row in enumerate(table.rows):
            said = _as_json(dict(zip(names, row, strict=True)))
            text.write(f"{',' if number else ''}\n{said}")
        text.write("\n]")
    text.write("}\n")
    text.detach()  # flushes, and leaves the file open


def name_of(heading: str) -> str:
    """Give the name that a heading has in JSON."""
    return "_".join(re.sub(r"[^a-z0-9]+", " ", heading.lower().replace("'", "")).split())


_WRITERS = {
    SheetKind.CSV: write_csv,
    SheetKind.XLSX: write_xlsx,
    SheetKind.ODS: write_ods,
    SheetKind.JSON: write_json,
}


def _as_json(value: Mapping[str, Cell]) -> str:
    # Half a surrogate pair has no place in UTF-8; an escape says it all the same.
    return json.dumps(value, ensure_ascii=True, default=date.isoformat)


def _harmless(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guard(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)
