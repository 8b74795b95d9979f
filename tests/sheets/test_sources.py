"""Files from outside: read cell by cell in a process of their own, or refused in a sentence."""

import struct
import time
import zipfile
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from risk_register.domain.errors import RuleError
from risk_register.domain.import_files import MOST_BYTES, MOST_ROWS, SourceKind
from risk_register.domain.sheet_cells import Block
from risk_register.sheets import __main__ as child
from risk_register.sheets import sources
from risk_register.sheets.sources import read_source

HEADING = ["Risk", "Likelihood", "Impact"]
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def save(*rows, change=None):
    """Write a workbook, and change its parts by name."""
    book, file = Workbook(), BytesIO()
    for row in rows or (HEADING,):
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


def sheet_of(rows, before=""):
    return f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def open_sheet(content):
    """Write an OpenDocument spreadsheet around the XML of its content."""
    file = BytesIO()
    media = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("mimetype", media, zipfile.ZIP_STORED)
        parts.writestr(
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest="
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>'
            "</manifest:manifest>",
        )
        parts.writestr("content.xml", content)
    return file.getvalue()


def open_content(rows):
    names = "urn:oasis:names:tc:opendocument:xmlns"
    return (
        f'<office:document-content xmlns:office="{names}:office:1.0" '
        f'xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0">'
        '<office:body><office:spreadsheet><table:table table:name="Risks">'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )


def test_a_workbook_is_read_with_its_joined_cells_and_hidden_sheets():
    book, file = Workbook(), BytesIO()
    book.active.append(["Risk", "Raised", "Score"])
    book.active.append(["=1+1", date(2024, 5, 1), 3.5])
    book.active["A2"].data_type = "s"
    book.active.merge_cells("A4:C4")
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.save(file)

    first, second = read_source("register.xlsx", file.getvalue())

    assert first.rows[1] == ["=1+1", date(2024, 5, 1), 3.5]
    assert first.blocks == (Block(3, 0, 3, 2),)
    assert (second.name, second.is_hidden) == ("Hidden", True)


def test_nothing_is_computed_and_the_value_a_file_holds_is_taken():
    cells = '<row r="1"><c r="A1"><f>2*3</f><v>7</v></c><c r="B1"><f>1+1</f></c></row>'

    (sheet,) = read_source("register.xlsx", save(change={SHEET: sheet_of(cells)}))

    assert sheet.rows[0][0] == 7


def test_an_open_document_is_read():
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    row = "<table:table-row>" + cell.format("Risk") + cell.format("Owner") + "</table:table-row>"

    (sheet,) = read_source("register.ods", open_sheet(open_content(row)))

    assert (sheet.name, sheet.rows) == ("Risks", [["Risk", "Owner"]])


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (
            b"\xef\xbb\xbfRisk;Owner\r\nFl\xc3\xb6\xc3\x9fe;A, B\r\n",
            [["Risk", "Owner"], ["Flöße", "A, B"]],
        ),
        ("Risk\tOwner\nA\tB\n".encode("utf-16"), [["Risk", "Owner"], ["A", "B"]]),
        (b"Risk,Owner\rCouncil\x92s,\xa35\r", [["Risk", "Owner"], ["Council’s", "£5"]]),
        (b'Risk|Owner\n"A ""b""\nc"|D\n', [["Risk", "Owner"], ['A "b"\nc', "D"]]),
        (b"Risk,Note\n'=1+1,'a'\n", [["Risk", "Note"], ["=1+1", "'a'"]]),
    ],
    ids=["marked", "wide", "Windows", "quoted", "guarded"],
)
def test_text_is_read_whatever_signs_it_was_saved_with(content, rows):
    (sheet,) = read_source("register.csv", content)

    assert sheet.rows == rows


def bomb(size):
    return save(change={SHEET: sheet_of(" " * size)})


def lie():
    """Declare a part of 60 MB to be of ten bytes."""
    content = bytearray(save(change={SHEET: " " * 60_000_000}))
    size = struct.pack("<I", 60_000_000)
    return bytes(content.replace(size, struct.pack("<I", 10)))


FAR_CELL = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
DTD = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
)
REPEATED = (
    '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
    'table:number-columns-repeated="16384" office:value-type="string"><text:p>a</text:p>'
    "</table:table-cell></table:table-row>"
)
HOSTILE = {
    "bomb": ("a.xlsx", lambda: bomb(60_000_000), "would unpack"),
    "many parts": (
        "a.xlsx",
        lambda: save(change={f"x/{n}": "" for n in range(900)}),
        "would unpack",
    ),
    "macros": ("a.xlsx", lambda: save(change={"xl/vbaProject.bin": "x"}), "macros"),
    "macro name": ("a.xlsm", save, "may hold macros"),
    "protected": ("a.xls", lambda: OLD + "EncryptedPackage".encode("utf-16-le"), "password"),
    "old macros": ("a.xls", lambda: OLD + "_VBA_PROJECT".encode("utf-16-le"), "macros"),
    "broken": ("a.xlsx", lambda: save(change={SHEET: "<worksheet"}), "cannot be read"),
    "old broken": ("a.xls", lambda: OLD + b"\x00" * 600, "cannot be read"),
    "renamed": ("a.csv", save, "not CSV"),
    "renamed back": ("a.xlsx", lambda: b"Risk,Owner\n", "not an Excel workbook"),
    "a page": ("a.csv", lambda: b"<html><table>", "web page"),
    "a page as workbook": ("a.xls", lambda: b"<html><table>", "old Excel workbook"),
    "large": ("a.csv", lambda: b"a,b\n" * (MOST_BYTES // 4 + 1), "at most 5 MB"),
    "nothing": ("a.csv", lambda: b" \n", "is empty"),
    "no kind": ("a.exe", lambda: b"MZ", "No register can be read"),
    "binary": ("a.csv", lambda: b"a,b\x00\x00c", "cannot be read"),
    "long cell": ("a.csv", lambda: b"a," + b"b" * 40_000, "32,767"),
    "far cell": ("a.xlsx", lambda: save(change={SHEET: sheet_of(FAR_CELL)}), "too much room"),
    "repeated": ("a.ods", lambda: open_sheet(open_content(REPEATED)), "cannot be read"),
    "lying": ("a.xlsx", lie, ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence(name):
    given, make, said = HOSTILE[name]
    content = make()
    begun = time.monotonic()

    with pytest.raises(RuleError) as refused:
        read_source(given, content)

    assert said in str(refused.value)
    assert refused.value.field == "file"
    assert time.monotonic() - begun < sources.SECONDS


def test_entities_and_links_are_not_followed():
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&c;&b;</t></is></c></row>'
    content = save(change={SHEET: sheet_of(row, before=DTD)})

    try:
        (sheet,) = read_source("a.xlsx", content)
    except RuleError:
        return
    assert "root:" not in sheet.text(0, 0)


def test_a_sheet_that_goes_on_is_cut_and_says_so():
    (sheet,) = read_source("a.csv", b"Risk,Owner\n" + b"a,b\n" * (MOST_ROWS + 5))

    assert (len(sheet.rows), sheet.is_cut) == (MOST_ROWS, True)


def test_more_cells_than_a_register_has_are_refused_before_they_are_evened(monkeypatch):
    told = b'{"name": "a", "blocks": [], "hidden": false, "cut": false}\n[1]\n[1, 2]\n' * 2
    monkeypatch.setattr(sources, "MOST_CELLS", 8)
    assert len(sources.build_sheets(told)) == 2
    monkeypatch.setattr(sources, "MOST_CELLS", 7)

    with pytest.raises(RuleError, match="too much room"):
        sources.build_sheets(told)


def test_the_child_stops_telling_at_its_bound(monkeypatch, capsys):
    monkeypatch.setattr(child, "MOST_TOLD", 80)
    assert child.tell(SourceKind.CSV, b"Risk,Owner\n") == 0
    assert child.tell(SourceKind.CSV, b"Risk,Owner\n" + b"a,b\n" * 9) == sources.REFUSED

    told = capsys.readouterr()
    assert told.err == sources.TOO_MUCH
