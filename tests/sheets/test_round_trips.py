"""What leaves in a file comes back from it: every text to its last character, none a formula."""

import io
import json
import zipfile
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.import_files import SourceKind
from risk_register.domain.working_copies import (
    FIELDS,
    ORIGIN,
    REFERENCE,
    WHY,
    Field,
    Origin,
    Part,
    mark_of,
    read_copy,
)
from risk_register.sheets.parsing import parse
from risk_register.sheets.registers import Sheet, SheetKind, name_of, write_sheet
from risk_register.sheets.sources import build_sheets
from risk_register.sheets.workbooks import Column
from risk_register.sheets.working_copies import Day, EditableRow, EditableTable, EditableWorkbook

AT = datetime(2018, 6, 5, 8, 0, tzinfo=UTC)
COLUMNS = (Column("Reference", 10), Column("Title", 40), Column("Score", 8), Column("Due", 12))
#: What the register can hold, and a little more: line ends of every kind, planes beyond the first.
HELD = st.characters(
    exclude_categories=("Cs", "Cc"),
    include_characters="\t\n\r",
    exclude_characters="\ufffe\uffff",
)
TRAPS = st.sampled_from(
    [
        *("=1+1", "+44", "-4", "@now", "'=1+1", "''=1+1", "'quoted", "\t=1", "\r=1", "\n=1"),
        *("_x000D_", "_x0041_", "a\r\nb", "a\rb", "  a  b ", "007", "1e3", "TRUE", "\U0001f600"),
        *("http://example.org", "x;y;z", "a|b|c", '"', '""', "a\u2028b", "\u202eabc", "\ufeffa"),
    ]
)
TEXTS = TRAPS | st.text(HELD, max_size=60)


def read_back(kind, content):
    """Read a file as the child does that reads for the service."""
    told = b"\n".join(json.dumps(each).encode() for each in parse(kind, content))
    return build_sheets(told)


def write(kind, *rows):
    file = io.BytesIO()
    write_sheet(Sheet("Risks", (("Programme", "SEND"),), COLUMNS, iter(rows), AT), kind, file)
    return file.getvalue()


@given(title=TEXTS)
def test_a_csv_file_comes_back_to_its_last_character(title):
    (sheet,) = read_back(SourceKind.CSV, write(SheetKind.CSV, ("R-001", title, 4, None)))

    assert sheet.rows[3][1] == (title or None)


@given(title=TEXTS)
def test_an_open_document_comes_back_to_its_last_character(title):
    day = date(2018, 6, 14)
    sheet, about = read_back(SourceKind.ODS, write(SheetKind.ODS, ("R-001", title, 4, day)))

    assert sheet.rows[1] == ["R-001", title or None, 4.0, day]
    assert about.rows[1] == ["Programme", "SEND"]


@pytest.mark.parametrize(
    "tab", ["<text:tab/>", '<text:tab text:tab-ref="1" />', "<text:tab></text:tab>"]
)
def test_a_tab_is_read_however_a_spreadsheet_writes_it(tab):
    own = write(SheetKind.ODS, ("R-001", "before\tbehind", 4, None))
    with zipfile.ZipFile(io.BytesIO(own)) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    parts["content.xml"] = parts["content.xml"].replace(b"<text:tab/>", tab.encode())
    theirs = io.BytesIO()
    with zipfile.ZipFile(theirs, "w") as package:
        for name, said in parts.items():
            package.writestr(name, said)

    sheet, _ = read_back(SourceKind.ODS, theirs.getvalue())
    assert sheet.rows[1][1] == "before\tbehind"


def test_an_open_document_is_a_package_whose_first_part_names_it():
    content = write(SheetKind.ODS, ("R-001", "=1+1\tx", 4, None))

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        first = package.infolist()[0]
        table = package.read("content.xml").decode()
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert "formula" not in table
    assert "<text:p>=1+1<text:tab/>x</text:p>" in table
    assert write(SheetKind.ODS, ("R-001", "=1+1\tx", 4, None)) == content


@given(title=TEXTS)
def test_json_says_each_row_by_the_names_of_its_columns(title):
    told = json.loads(write(SheetKind.JSON, ("R-001", title, None, date(2018, 6, 14))))

    assert told["about"] == {"Programme": "SEND"}
    assert told["rows"] == [
        {"reference": "R-001", "title": title, "score": None, "due": "2018-06-14"}
    ]
    assert name_of("Owner's agency") == "owners_agency"


def write_copy(cells):
    """Write a working copy of one risk."""
    headings = (REFERENCE, *FIELDS[Part.REGISTER], WHY[Part.REGISTER], ORIGIN)
    origin = Origin("send", "R-001", 7, mark_of(cells))
    row = ("R-001", *cells.values(), None, str(origin))
    file = io.BytesIO()
    book = EditableWorkbook(file, title="Register", made_at=AT, lists={}, tones={})
    places = frozenset(range(len(headings)))
    columns = tuple(Column(heading, 20) for heading in headings)
    rows = iter([EditableRow(row, places)])
    rules = {headings.index(Field.TARGET_ON): Day()}
    book.add_editable(
        EditableTable(Part.REGISTER, columns, rows, rules, len(headings) - 1, open_below=places)
    )
    book.close()
    return file.getvalue()


@given(title=TEXTS, cause=TEXTS)
def test_a_working_copy_that_nobody_touched_comes_back_as_it_was(title, cause):
    cells = dict.fromkeys(FIELDS[Part.REGISTER])
    cells |= {Field.TITLE: title, Field.CAUSE: cause, Field.LIKELIHOOD: 4}
    cells[Field.TARGET_ON] = date(2018, 12, 31)
    content = write_copy(cells)

    (row,) = read_copy(read_back(SourceKind.XLSX, content)).risks
    assert row.cells[Field.TITLE] == (title or None)
    assert not row.is_touched
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("changed", ["Too few ", "Too few\n", "too few", "Too\xa0few", "'Too few"])
def test_only_blanks_around_a_text_do_not_count_as_a_change(changed):
    cells = dict.fromkeys(FIELDS[Part.REGISTER]) | {Field.TITLE: "Too few"}
    (row,) = read_copy(read_back(SourceKind.XLSX, write_copy(cells))).risks

    touched = mark_of(cells | {Field.TITLE: changed}) != row.mark
    assert touched == (changed.strip() != "Too few")
