"""Files as people choose them: the smallest that are what they say they are."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20) + b"\xff\xd9"
TEXT = "Two posts were filled on 1 June. Cost: £300.\n".encode()
CSV = b"post,filled\ncaseworker,2018-06-01\n"

OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = f"{OFFICE}.wordprocessingml.document.main+xml"
EXCEL = f"{OFFICE}.spreadsheetml.sheet.main+xml"
OPEN = "application/vnd.oasis.opendocument"


def container(parts):
    """Pack parts, given as name and content, the first one stored as OpenDocument wants it."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(parts.items()):
            archive.writestr(name, content, ZIP_DEFLATED if number else ZIP_STORED)
    return packed.getvalue()


def office(main, **parts):
    """Make an office document whose main part is of a media type; others by their name."""
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    return container({"[Content_Types].xml": types, "word/document.xml": "<d/>", **parts})


def open_document(kind, **parts):
    """Make an OpenDocument ``text`` or ``spreadsheet``."""
    return container({"mimetype": f"{OPEN}.{kind}", "content.xml": "<c/>", **parts})


DOCX, XLSX = office(WORD), office(EXCEL)
ODT, ODS = open_document("text"), open_document("spreadsheet")

#: One whole file for each ending that is kept.
GOOD = {
    "pdf": PDF,
    "png": PNG,
    "jpg": JPEG,
    "jpeg": JPEG,
    "txt": TEXT,
    "csv": CSV,
    "docx": DOCX,
    "xlsx": XLSX,
    "odt": ODT,
    "ods": ODS,
}
