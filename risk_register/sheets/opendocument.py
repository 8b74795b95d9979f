"""Tables as an OpenDocument spreadsheet (OASIS OpenDocument 1.3, parts 2 and 3).

Written by hand, because it needs so little: a package whose first part names its type, and one
document of texts, numbers and days. Every text is declared as one, so none is ever calculated.
Rows are written as they come, never kept.
"""

import re
from collections.abc import Iterable
from datetime import date
from io import TextIOWrapper
from typing import IO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from risk_register.sheets.workbooks import Cell, Table

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_WRITTEN_AT = (1980, 1, 1, 0, 0, 0)  # the same bytes for the same tables
_SPACES = re.compile(r"^ +| {2,}")
#: What no XML document can hold.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
 manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3"
 manifest:media-type="{MEDIA_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.3"><office:automatic-styles>
<style:style style:name="heading" style:family="table-cell">
<style:table-cell-properties fo:background-color="#DCE6EB" fo:wrap-option="wrap"/>
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="words" style:family="table-cell">
<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>
"""
_BODY = "</office:automatic-styles><office:body><office:spreadsheet>\n"
_TAIL = "</office:spreadsheet></office:body></office:document-content>\n"


def write_tables(tables: Iterable[Table], file: IO[bytes]) -> None:
    """Write a spreadsheet of some tables into a file that is open for writing bytes."""
    kept = list(tables)
    with ZipFile(file, "w") as package:
        package.writestr(_part("mimetype", ZIP_STORED), MEDIA_TYPE)
        package.writestr(_part("META-INF/manifest.xml"), _MANIFEST)
        with package.open(_part("content.xml"), "w", force_zip64=True) as part:
            text = TextIOWrapper(part, encoding="utf-8", newline="")
            text.write(_HEAD)
            for number, table in enumerate(kept):
                _write_widths(text, number, table)
            text.write(_BODY)
            for number, table in enumerate(kept):
                _write_table(text, number, table)
            text.write(_TAIL)
            text.flush()
            text.detach()


def _part(name: str, packed: int = ZIP_DEFLATED) -> ZipInfo:
    part = ZipInfo(name, _WRITTEN_AT)
    part.compress_type = packed
    return part


def _write_widths(text: IO[str], number: int, table: Table) -> None:
    for place, column in enumerate(table.columns):
        text.write(
            f'<style:style style:name="width-{number}-{place}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{column.width * 0.2:.1f}cm"/>'
            "</style:style>\n"
        )


def _write_table(text: IO[str], number: int, table: Table) -> None:
    text.write(f"<table:table table:name={quoteattr(table.title)}>")
    for place in range(len(table.columns)):
        text.write(f'<table:table-column table:style-name="width-{number}-{place}"/>')
    headings = "".join(_say(column.heading, "heading") for column in table.columns)
    text.write("<table:table-header-rows>\n<table:table-row>")
    text.write(f"{headings}</table:table-row>\n</table:table-header-rows>\n")
    for row in table.rows:
        cells = "".join(_say(cell) for cell in row)
        text.write(f"<table:table-row>{cells}</table:table-row>\n")
    text.write("</table:table>\n")


def _say(cell: Cell, style: str = "words") -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str):
        kind, said = "string", cell
    elif isinstance(cell, date):
        kind, said = f'date" office:date-value="{cell.isoformat()}', cell.isoformat()
    else:
        kind, said = f'float" office:value="{cell}', str(cell)
    lines = "".join(f"<text:p>{_say_line(line)}</text:p>" for line in said.split("\n"))
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="{kind}">'
        f"{lines}</table:table-cell>"
    )


def _say_line(line: str) -> str:
    """Write a line so that blanks at its beginning, several in a row and tabs are not lost."""
    said = escape(_IMPOSSIBLE.sub("\ufffd", line))
    spaced = _SPACES.sub(lambda run: f'<text:s text:c="{len(run[0])}"/>', said)
    return spaced.replace("\t", "<text:tab/>").replace("\r", "&#13;")
