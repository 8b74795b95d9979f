"""What a file must be to be kept as evidence: its name, its kind, what it holds.

A file is believed by its content, not by its name alone: whoever opens evidence
two years later gets what its name promises, and nothing that runs by itself.
Nothing is unpacked here but the small parts by which an office document says
what it is (ISO/IEC 29500-2, ``[Content_Types].xml``; OASIS OpenDocument 1.3 part 2,
``mimetype`` and ``META-INF/manifest.xml``).
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from risk_register.domain.containers import Container, read_container
from risk_register.domain.errors import RuleError

LONGEST_NAME = 120  # characters
MOST_FILES = 20  #: that stand as evidence of one action

#: The form's field that every sentence of this file belongs to.
FIELD = "file"


class FileKind(StrEnum):
    """The kinds of files that are kept."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    TEXT = "text"
    CSV = "csv"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    ODS = "ods"

    @property
    def label(self) -> str:
        """Say it in words."""
        return _KINDS[self].label

    @property
    def media_type(self) -> str:
        """Name it as the web does (RFC 6838)."""
        return _KINDS[self].media_type

    @property
    def endings(self) -> tuple[str, ...]:
        """List what its name may end in."""
        return _KINDS[self].endings


@dataclass(frozen=True)
class InspectedFile:
    """A file that may be kept."""

    name: str
    kind: FileKind
    content: bytes

    @property
    def size(self) -> int:
        """Count its bytes."""
        return len(self.content)

    @property
    def sha256(self) -> str:
        """Give its hash as 64 hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


def inspect_file(given_name: str, content: bytes) -> InspectedFile:
    """Look whether a file is what its name says, and a kind that is kept.

    :param given_name: as the browser sent it; nothing in it is believed
    :raises RuleError: with the one sentence that says why it is not kept
    """
    name = clean_name(given_name)
    if not name:
        raise _refusal("Choose a file.")
    kind = _find_kind(name)
    if not content:
        raise _refusal(f"{name} is empty.")
    _KINDS[kind].check(content)
    return InspectedFile(name, kind, content)


def check_size(size: int, *, most: int) -> None:
    """Refuse a file that is too large, before it is read.

    :param size: in bytes, like ``most``
    :raises RuleError: naming both sizes
    """
    if size > most:
        raise _refusal(f"The file has {say_size(size)}; it can have at most {say_size(most)}.")


def clean_name(given: str) -> str:
    """Keep of a file's name what can be read and stored anywhere; empty if nothing is left.

    Folders, control characters and those that turn the writing direction go;
    at most 120 characters stay, the ending among them.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    seen = "".join(" " if sign.isspace() else sign for sign in last)
    seen = "".join(sign for sign in seen if not unicodedata.category(sign).startswith("C"))
    name = " ".join(seen.split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) < LONGEST_NAME // 2:
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return name[:LONGEST_NAME].strip(". ")


def say_size(size: int) -> str:
    """Say a number of bytes as people read it: 812 bytes, 12 kB, 3.4 MB; thousands, not 1,024."""
    if size < 1000:
        return "1 byte" if size == 1 else f"{size} bytes"
    if size < 999_500:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".0 MB", " MB")


def list_endings() -> list[str]:
    """List what the names of files may end in, for the page that asks for one."""
    return [ending for kind in FileKind for ending in kind.endings]


def _find_kind(name: str) -> FileKind:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    for kind in FileKind:
        if ending in kind.endings:
            return kind
    wanted = "Use PDF, PNG, JPEG, plain text, CSV, Word (.docx), Excel (.xlsx), ODT or ODS."
    if ending in _MAY_HOLD_MACROS:
        better = _MAY_HOLD_MACROS[ending]
        raise _refusal(f"A .{ending} file may hold macros. Save it as .{better}, then choose it.")
    if not ending:
        raise _refusal(f"The file's name has no ending that says what it is. {wanted}")
    raise _refusal(f"A .{ending[:20]} file cannot be kept. {wanted}")


def _check_pdf(content: bytes) -> None:
    # Readers look for the end within the last kilobyte; what was cut off has none.
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1024:]:
        raise _mismatch("a whole PDF")


def _check_png(content: bytes) -> None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or content[12:16] != b"IHDR":
        raise _mismatch("a PNG picture")


def _check_jpeg(content: bytes) -> None:
    if not content.startswith(b"\xff\xd8\xff"):
        raise _mismatch("a JPEG picture")


def _check_text(content: bytes) -> None:
    text = _as_text(content)
    if text is None or _UNTYPED.search(text) or content.startswith(_NOT_TEXT):
        raise _mismatch("plain text")


def _as_text(content: bytes) -> str | None:
    """Read it as spreadsheets and editors save text: UTF-8, UTF-16 with its mark, or Windows."""
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if is_wide else ["utf-8", "cp1252"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _check_office(content: bytes, *, main: bytes, words: str) -> None:
    container = _read(content, words)
    types = container.content_types
    if any(sign in types for sign in _MACRO_TYPES) or container.has_part(_MACRO_PARTS):
        raise _refusal("The file holds macros. Save it without them, then choose it.")
    if main not in types:
        raise _mismatch(words)


def _check_open_document(content: bytes, *, main: bytes, words: str) -> None:
    container = _read(content, words)
    if container.has_part(_OPEN_MACRO_PARTS):
        raise _refusal("The file holds macros. Save it without them, then choose it.")
    if container.media_type != main:
        raise _mismatch(words)
    if any(sign in container.manifest for sign in _OPEN_LOCKS):
        raise _refusal(_LOCKED)


def _read(content: bytes, words: str) -> Container:
    if content.startswith(_OLD_CONTAINER):
        raise _refusal(
            "The file is protected with a password or saved in an old format. "
            "Save it anew without either."
        )
    container = read_container(content)
    if container is None:
        raise _mismatch(words)
    if container.is_locked:
        raise _refusal(_LOCKED)
    if container.is_bomb:
        raise _refusal("The file would unpack to far more than a document holds. It is not kept.")
    return container


def _mismatch(words: str) -> RuleError:
    return _refusal(f"What is in the file is not {words}, although its name says so.")


def _refusal(sentence: str) -> RuleError:
    return RuleError(sentence, field=FIELD)


@dataclass(frozen=True)
class _Kind:
    label: str
    media_type: str
    endings: tuple[str, ...]
    check: Callable[[bytes], None]


#: Endings that are refused, and the one to save such a file with.
_MAY_HOLD_MACROS = {
    **dict.fromkeys(("doc", "docm", "dot", "dotm"), "docx"),
    **dict.fromkeys(("xls", "xlsb", "xlsm", "xltm", "xlam"), "xlsx"),
}
_MACRO_TYPES = (b"macroEnabled", b"vbaProject", b"macrosheet")
_MACRO_PARTS = re.compile(r"vbaproject\.bin$|/macrosheets/", re.IGNORECASE)
_LOCKED = "The file is protected with a password. Save it without one."
#: Compound files of Office 97; today's Office wraps what has a password in one (MS-OFFCRYPTO).
_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OPEN_LOCKS = (b"encryption-data", b"encrypted-package")
_OPEN_MACRO_PARTS = re.compile(r"^(basic|scripts)/", re.IGNORECASE)
#: Control characters that stand in no text; tab, line end and form feed do.
_UNTYPED = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_NOT_TEXT = (b"%PDF-", b"PK\x03\x04", b"MZ", b"{\\rtf")

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_KINDS = {
    FileKind.PDF: _Kind("PDF", "application/pdf", ("pdf",), _check_pdf),
    FileKind.PNG: _Kind("PNG picture", "image/png", ("png",), _check_png),
    FileKind.JPEG: _Kind("JPEG picture", "image/jpeg", ("jpg", "jpeg"), _check_jpeg),
    FileKind.TEXT: _Kind("plain text", "text/plain", ("txt",), _check_text),
    FileKind.CSV: _Kind("CSV table", "text/csv", ("csv",), _check_text),
    FileKind.DOCX: _Kind(
        "Word document",
        f"{_OFFICE}wordprocessingml.document",
        ("docx",),
        partial(
            _check_office,
            main=f"{_OFFICE}wordprocessingml.document.main+xml".encode(),
            words="a Word document",
        ),
    ),
    FileKind.XLSX: _Kind(
        "Excel workbook",
        f"{_OFFICE}spreadsheetml.sheet",
        ("xlsx",),
        partial(
            _check_office,
            main=f"{_OFFICE}spreadsheetml.sheet.main+xml".encode(),
            words="an Excel workbook",
        ),
    ),
    FileKind.ODT: _Kind(
        "OpenDocument text",
        f"{_OPEN}text",
        ("odt",),
        partial(_check_open_document, main=f"{_OPEN}text".encode(), words="an OpenDocument text"),
    ),
    FileKind.ODS: _Kind(
        "OpenDocument spreadsheet",
        f"{_OPEN}spreadsheet",
        ("ods",),
        partial(
            _check_open_document,
            main=f"{_OPEN}spreadsheet".encode(),
            words="an OpenDocument spreadsheet",
        ),
    ),
}
