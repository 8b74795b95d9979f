"""A working copy of a register: a workbook whose cells can be changed where they may be.

Whoever opens it can type only what the register would take: cells that follow from others, or
are not theirs, are locked (without a password, because it guards nothing but against slips), and
what is chosen from a list is chosen from it here too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from risk_register.sheets.workbooks import Cell, Column, Table, Workbook

#: Colours of the bands, as the pages have them in static/register.css.
TONES = {"low": "#CCE2D8", "medium": "#FFF2CC", "high": "#FBD5B5", "very-high": "#F4C7C3"}
SPARE_ROWS = 500  #: below the last one, in which lists and limits hold too
LISTS = "Lists"
_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Choice:
    """Something of a list; a cell may stay empty."""

    name: str  #: heading on the sheet of lists


@dataclass(frozen=True)
class Number:
    """A whole number, both ends included."""

    lowest: int
    highest: int
    words: str = ""  #: what the numbers mean, shown where one is typed; at most 255 characters


@dataclass(frozen=True)
class Day:
    """A date of this century."""


@dataclass(frozen=True)
class Typed:
    """A number as it is typed, kept as text: a spreadsheet would make 0.47 of 47%."""

    words: str  #: how it is typed, shown where one is; at most 255 characters


Rule = Choice | Number | Day | Typed


@dataclass(frozen=True)
class EditableRow:
    """A row with the places, from 0, of the cells that may be changed."""

    cells: tuple[Cell, ...]
    open: frozenset[int]


@dataclass(frozen=True)
class EditableTable:
    """The rows of a sheet that can be changed, written as they come and never kept."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[EditableRow]
    rules: Mapping[int, Rule]  #: by place
    hidden: int  #: place of the column that says what a row is
    open_below: frozenset[int]  #: places that can be filled in a new row
    toned: tuple[int, int] | None = None  #: places of the score and of its band's name


class EditableWorkbook(Workbook):
    """A workbook some of whose sheets can be changed."""

    def __init__(
        self,
        file: IO[bytes],
        *,
        title: str,
        made_at: datetime,
        lists: Mapping[str, Sequence[str]],
        tones: Mapping[str, str],
    ) -> None:
        """Open it on a file.

        :param made_at: with a time zone; what the workbook says of itself
        :param lists: what can be chosen, by the name of the list
        :param tones: how each band is coloured, by its name
        """
        super().__init__(file, title=title, made_at=made_at)
        self._lists, self._tones = lists, tones
        self._open_text = self._format(text_wrap=True, valign="top", locked=False)
        self._open_number = self._format(valign="top", locked=False)
        self._open_typed = self._format(num_format="@", align="right", valign="top", locked=False)
        self._open_day = self._format(
            num_format="d mmm yyyy", align="left", valign="top", locked=False
        )

    def add_editable(self, table: EditableTable) -> None:
        """Write a table that can be changed, with its headings frozen and a filter."""
        sheet = self._open_sheet(table.title, table.columns)
        for place, column in enumerate(table.columns):
            form = self._open_form(table.rules.get(place)) if place in table.open_below else None
            options = {"hidden": True} if place == table.hidden else {}
            sheet.set_column(place, place, column.width, form, options)
        last = 0
        for last, row in enumerate(table.rows, start=1):
            for place, cell in enumerate(row.cells):
                form = self._open_form(table.rules.get(place)) if place in row.open else None
                self._write(sheet, last, place, cell, form)
        sheet.autofilter(0, 0, last, len(table.columns) - 1)
        for place, rule in table.rules.items():
            sheet.data_validation(1, place, last + SPARE_ROWS, place, self._validation(rule))
            if isinstance(rule, Typed):
                letters = xl_col_to_name(place)
                marked = f"{letters}2:{letters}{last + SPARE_ROWS + 1}"
                sheet.ignore_errors({"number_stored_as_text": marked})
        if table.toned:
            self._tone(sheet, *table.toned, last=last)
        sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})

    def add_locked(self, table: Table) -> None:
        """Write a table that can be read only."""
        sheet = self.add_table(table)
        sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})

    def add_lists(self) -> None:
        """Write what can be chosen, a column for each list."""
        columns = tuple(Column(name, 30) for name in self._lists)
        longest = max(map(len, self._lists.values()), default=0)
        rows = (
            tuple(words[row] if row < len(words) else None for words in self._lists.values())
            for row in range(longest)
        )
        self.add_locked(Table(LISTS, columns, rows))

    def _open_form(self, rule: Rule | None) -> Format:
        if isinstance(rule, Number):
            return self._open_number
        if isinstance(rule, Typed):
            return self._open_typed
        return self._open_day if isinstance(rule, Day) else self._open_text

    def _validation(self, rule: Rule) -> dict[str, Any]:
        if isinstance(rule, Choice):
            place = list(self._lists).index(rule.name)
            letters, last = xl_col_to_name(place), max(1, len(self._lists[rule.name])) + 1
            return {
                "validate": "list",
                "source": f"={LISTS}!${letters}$2:${letters}${last}",
                "error_title": "Not in the list",
                "error_message": f"Choose from the list “{rule.name}”.",
            }
        if isinstance(rule, Number):
            return {
                "validate": "integer",
                "criteria": "between",
                "minimum": rule.lowest,
                "maximum": rule.highest,
                "input_message": rule.words[:255],
                "error_message": f"Type a whole number from {rule.lowest} to {rule.highest}.",
            }
        if isinstance(rule, Typed):
            return {"validate": "any", "input_message": rule.words[:255]}
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": _EARLIEST,
            "maximum": _LATEST,
            "error_message": "Type a date, like 14/6/2018.",
        }

    def _tone(self, sheet: Worksheet, score: int, band: int, *, last: int) -> None:
        """Colour a score and its band by the band's name, which a reader sees beside it."""
        letters = xl_col_to_name(band)
        for name, tone in self._tones.items():
            quoted = name.replace('"', '""')
            rule = {
                "type": "formula",
                "criteria": f'=${letters}2="{quoted}"',
                "format": self._format(bg_color=TONES[tone]),
            }
            for place in (score, band):
                sheet.conditional_format(1, place, max(1, last), place, rule)
