"""Excel workbooks of one or more tables; a text is never taken for something to calculate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from risk_register.domain.sheet_cells import IMPOSSIBLE

Cell: TypeAlias = str | int | float | date | None

LONGEST_CELL = 32_767  #: characters; Excel's own limit
CUT = " … (cut; the CSV file holds all of it)"


@dataclass(frozen=True)
class Column:
    """One column; its width in characters."""

    heading: str
    width: int


@dataclass(frozen=True)
class Table:
    """The rows of one sheet, written as they come and never kept."""

    title: str  #: at most 31 characters; Excel's own limit
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]


class Workbook:
    """A workbook that is written sheet by sheet; the same bytes for the same tables."""

    def __init__(self, file: IO[bytes], *, title: str, made_at: datetime) -> None:
        """Open it on a file.

        :param made_at: with a time zone; what the workbook says of itself
        """
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(file, options)
        self._book.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
        self._heading = self._format(
            bold=True, bg_color="#DCE6EB", bottom=1, text_wrap=True, valign="top"
        )
        self._text = self._format(text_wrap=True, valign="top")
        self._number = self._format(valign="top")
        self._day = self._format(num_format="d mmm yyyy", align="left", valign="top")

    def add_table(self, table: Table) -> Worksheet:
        """Write a table with its headings frozen, repeated in print, and a filter."""
        sheet = self._open_sheet(table.title, table.columns)
        last = 0
        for last, row in enumerate(table.rows, start=1):
            for place, cell in enumerate(row):
                self._write(sheet, last, place, cell)
        sheet.autofilter(0, 0, last, len(table.columns) - 1)
        return sheet

    def add_about(self, lines: Iterable[tuple[str, str]]) -> None:
        """Write what the workbook is: each line a name and what it says."""
        sheet = self._book.add_worksheet("About")
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        for row, (name, said) in enumerate(lines):
            self._write(sheet, row, 0, name)
            self._write(sheet, row, 1, said)

    def close(self) -> None:
        """Write the file."""
        self._book.close()

    def _open_sheet(self, title: str, columns: tuple[Column, ...]) -> Worksheet:
        sheet: Worksheet = self._book.add_worksheet(title)
        sheet.freeze_panes(1, 2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.heading, self._heading)
        return sheet

    def _format(self, **looks: Any) -> Format:
        return self._book.add_format(looks)

    def _write(
        self, sheet: Worksheet, row: int, place: int, cell: Cell, form: Format | None = None
    ) -> None:
        if cell is None:
            sheet.write_blank(row, place, None, form or self._text)
        elif isinstance(cell, str):
            cell = cell.translate(IMPOSSIBLE)
            if len(cell) > LONGEST_CELL:
                cell = cell[: LONGEST_CELL - len(CUT)] + CUT
            sheet.write_string(row, place, cell, form or self._text)
        elif isinstance(cell, int | float):
            sheet.write_number(row, place, cell, form or self._number)
        else:
            sheet.write_datetime(row, place, cell, form or self._day)
