"""Registers as CSV and as Excel workbooks: every text stays the text it is."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.sheets.registers import Sheet, SheetKind, write_sheet
from risk_register.sheets.workbooks import CUT, LONGEST_CELL, Column

AT = datetime(2018, 6, 5, 8, 0, tzinfo=UTC)
COLUMNS = (Column("Reference", 10), Column("Title", 40), Column("Movement", 8), Column("Due", 12))
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: What a file can hold: no lone surrogates, and only the control characters that are typed.
TYPED = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n")
TEXTS = st.text(TYPED, max_size=60)


def sheet(*rows, about=(("Programme", "SEND"),)):
    return Sheet("Risks", about, COLUMNS, iter(rows), AT)


def write(kind, *rows, **given):
    file = io.BytesIO()
    write_sheet(sheet(*rows, **given), kind, file)
    return file.getvalue()


def read_csv(written):
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def read_xlsx(written, number=1):
    """Read the texts of a sheet, row by row, as a spreadsheet does."""
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        tree = ET.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 - our own
    rows = []
    for row in tree.iter(f"{MAIN}row"):
        cells = []
        for cell in row.iter(f"{MAIN}c"):
            text = "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
            value = cell.find(f"{MAIN}v")
            cells.append(unescape(text) if value is None else float(value.text))
        rows.append(cells)
    return rows


def unescape(text):
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text)


def test_a_csv_file_says_what_it_is_before_its_rows():
    lines = read_csv(write(SheetKind.CSV, ("R-001", "Too few", -4, date(2018, 6, 14))))

    assert lines == [
        ["Programme", "SEND", "", ""],
        ["", "", "", ""],
        ["Reference", "Title", "Movement", "Due"],
        ["R-001", "Too few", "-4", "2018-06-14"],
    ]


def test_a_csv_file_is_what_excel_and_rfc_4180_expect():
    written = write(SheetKind.CSV, ("R-001", 'two\nlines, "quoted"', None, None))

    assert written.startswith(b"\xef\xbb\xbfProgramme,SEND,,\r\n")
    assert written.endswith(b'R-001,"two\nlines, ""quoted""",,\r\n')


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "'=", "''@"])
def test_a_text_in_a_csv_file_is_never_calculated(first):
    (row,) = read_csv(write(SheetKind.CSV, (f"{first}1+1", "cmd|' /C calc'!A0", 1, None)))[3:]

    assert row[0] == f"'{first}1+1"
    assert row[1] == "cmd|' /C calc'!A0"


@given(title=TEXTS | st.sampled_from(["=1+1", "http://example.org", "007", "_x0041_", " a "]))
def test_a_workbook_holds_every_text_to_its_last_character_and_as_a_text(title):
    written = write(SheetKind.XLSX, ("R-001", title, None, None))

    heading, row = read_xlsx(written)
    assert heading == ["Reference", "Title", "Movement", "Due"]
    assert row[1] == title
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert b"hyperlink" not in parts.read("xl/worksheets/sheet1.xml")


def test_numbers_and_dates_in_a_workbook_are_numbers_and_dates():
    _, row = read_xlsx(write(SheetKind.XLSX, ("R-001", "Too few", -4, date(2018, 6, 14))))

    assert row[2:] == [-4.0, 43265.0]


def test_the_second_sheet_of_a_workbook_says_what_it_is():
    written = write(SheetKind.XLSX, about=(("Programme", "=SEND"), ("Risks", "0")))

    assert read_xlsx(written, 2) == [["Programme", "=SEND"], ["Risks", "0"]]


def test_a_text_too_long_for_a_cell_says_that_it_was_cut():
    _, row = read_xlsx(write(SheetKind.XLSX, ("R-001", "x" * 40_000, None, None)))

    assert len(row[1]) == LONGEST_CELL
    assert row[1].endswith(CUT)


def test_the_headings_stay_in_sight():
    with zipfile.ZipFile(io.BytesIO(write(SheetKind.XLSX))) as parts:
        assert b'state="frozen"' in parts.read("xl/worksheets/sheet1.xml")


def test_the_same_register_makes_the_same_workbook():
    rows = ("R-001", "Too few", 4, date(2018, 6, 14))

    assert write(SheetKind.XLSX, rows) == write(SheetKind.XLSX, rows)
