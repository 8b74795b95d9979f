"""Keeps the tabs of an OpenDocument spreadsheet. Only for the child of ``sheets/sources.py``.

The format writes a tab in a text as an element (OASIS OpenDocument 1.3, part 3, 6.1.5), which the
parser passes over. Put into the text itself it is read like any other sign.
"""

import re
import zlib
from io import BytesIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile

_PART = "content.xml"
_MARK = b"<text:tab"
_TAB = re.compile(rb"<text:tab(?:\s[^<>]*)?(?:/>|></text:tab>)")
_CHUNK = 1_000_000  # bytes
#: What the package of a broken or forged file raises; the parser then says what is wrong with it.
#: NotImplementedError is zipfile's word for parts that are packed in a way that it does not know.
_UNREADABLE = (
    BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def put_tabs_in(content: bytes) -> bytes:
    """Put tabs into the texts of a spreadsheet; one without any, or that is none, stays as it is.

    :param content: an .ods file; what it unpacks to has been bounded
    """
    try:
        with ZipFile(BytesIO(content)) as package:
            return _rewrite(package) if _has_tabs(package) else content
    except _UNREADABLE:
        return content


def _has_tabs(package: ZipFile) -> bool:
    """Look for a tab piece by piece: most files have none, and need no room for all of it."""
    before = b""
    with package.open(_PART) as part:
        while chunk := part.read(_CHUNK):
            if _MARK in before + chunk:
                return True
            before = chunk[-len(_MARK) :]
    return False


def _rewrite(package: ZipFile) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as written:
        for part in package.infolist():
            said = package.read(part)
            if part.filename == _PART:
                said = _TAB.sub(b"\t", said)
            written.writestr(part.filename, said)
    return file.getvalue()
