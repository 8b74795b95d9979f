"""Workbooks of values: read as they are seen, or refused before they cost anything."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from risk_register.domain.errors import RuleError
from risk_register.domain.reading_sheets import MOST_CHARACTERS, MOST_LINES
from risk_register.sheets.values import read_values

SHEET = "xl/worksheets/sheet1.xml"
FAR_MORE = "far more than"
NOT_READ = "cannot be read"


def save(*rows, change=None):
    """Write a workbook, and change its parts by name."""
    book, file = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    if change is None:
        return file.getvalue()
    changed = BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
        for name in change.keys() - set(old.namelist()):
            new.writestr(name, change[name])
    return changed.getvalue()


def sheet_of(rows):
    """Write a sheet's own XML around rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'


def test_each_cell_is_read_as_its_author_sees_it():
    book, file = Workbook(), BytesIO()
    book.active.append(["period", "value", "provisional", "commentary"])
    book.active.append([date(2018, 3, 1), 61.3, True, "First line\nand second"])
    book.active.append([datetime.fromisoformat("2018-04-01"), 0.47, False, None])
    book.active["B3"].number_format = "0.0%"
    book.active["A5"], book.active["B5"] = 2017, 0.1 + 0.2
    book.save(file)

    assert read_values(file.getvalue()) == (
        "period\tvalue\tprovisional\tcommentary\n"
        '2018-03-01\t61.3\tyes\t"First line\nand second"\n'
        "2018-04-01\t47%\tno\n"
        "\n"
        "2017\t0.3\n"
    )


def test_the_first_sheet_that_can_be_seen_is_read():
    book, file = Workbook(), BytesIO()
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Values").append(["seen"])
    book.save(file)

    assert read_values(file.getvalue()) == "seen\n"


def test_a_formula_is_refused_and_a_text_that_looks_like_one_is_left_to_the_reader():
    text = sheet_of('<row r="1"><c r="A1" t="inlineStr"><is><t>=1+1</t></is></c></row>')
    with pytest.raises(RuleError, match="Cell B1 holds a formula"):
        read_values(save(["value", "=1+1"]))

    assert read_values(save([], change={SHEET: text})) == "=1+1\n"


def test_an_error_is_refused():
    error = sheet_of('<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>')
    with pytest.raises(RuleError, match="Cell A1 holds an error"):
        read_values(save([], change={SHEET: error}))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"xl/media/zeros.bin": b"0" * 9_000_000}, FAR_MORE),
        ({"xl/media/zeros.bin": b"0" * 7_000_000}, FAR_MORE),
        ({f"xl/media/{number}.bin": b"0" for number in range(250)}, FAR_MORE),
        ({SHEET: "<worksheet"}, NOT_READ),
        ({SHEET: f'<!DOCTYPE a [<!ENTITY b "c">]>{sheet_of("")}'}, NOT_READ),
        ({"xl/workbook.xml": "<a/>"}, "no sheet that can be seen"),
    ],
)
def test_what_is_forged_is_refused(change, sentence):
    with pytest.raises(RuleError, match=sentence):
        read_values(save(["value"], change=change))


def test_what_is_no_container_is_refused():
    with pytest.raises(RuleError, match=NOT_READ):
        read_values(b"PK\x03\x04 and nothing more")


@pytest.mark.parametrize("row", [MOST_LINES + 2, 1_048_576])
def test_no_line_is_left_out_in_silence(row):
    far = sheet_of(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>')
    with pytest.raises(RuleError, match=r"Use 2,000 lines"):
        read_values(save([], change={SHEET: far}))


def test_one_long_text_that_stands_often_is_counted_each_time():
    long = "x" * 30_000
    rows = [[long] for _ in range(MOST_CHARACTERS // 30_000 + 1)]
    with pytest.raises(RuleError, match=r"200,000 characters"):
        read_values(save(*rows))
