"""What a file has to be before anybody reads a register out of it.

Nothing is parsed here: the kind is told by the first bytes, and what a workbook declares of
itself is bounded (ISO/IEC 29500-2 packages, OASIS OpenDocument 1.3 part 2, MS-XLS compound files).
"""

from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from risk_register.domain.containers import read_container
from risk_register.domain.errors import RuleError
from risk_register.domain.evidence import FIELD, clean_name, inspect_file, say_size

MOST_BYTES = 5_000_000
MOST_PARTS = 500
MOST_UNPACKED = 50_000_000  # bytes, as the workbook itself declares them
MOST_RATIO = 100  #: so many times smaller than unpacked

MOST_SHEETS = 40
MOST_ROWS = 6_000  #: of one sheet; more than a register of a programme has
MOST_COLUMNS = 150
MOST_CHARACTERS = 8_000_000  #: in all cells together
LONGEST_CELL = 32_767  # characters; Excel's own limit


class SourceKind(StrEnum):
    """The kinds of files a register is read from."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


_ENDINGS = {
    "xlsx": SourceKind.XLSX,
    "xls": SourceKind.XLS,
    "ods": SourceKind.ODS,
    "csv": SourceKind.CSV,
    "tsv": SourceKind.CSV,
    "txt": SourceKind.CSV,
}
_WANTED = "Use an Excel workbook (.xlsx or .xls), an OpenDocument spreadsheet (.ods) or CSV."
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "The file is protected with a password. Save it without one."
_MACROS = "The file holds macros. Save it without them, then choose it."


def inspect_source(given_name: str, content: bytes) -> SourceKind:
    """Say of which kind a file is, or why it is not read.

    :param given_name: as the browser sent it; nothing in it is believed
    :raises RuleError: with the one sentence that says why
    """
    name = clean_name(given_name)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if len(content) > MOST_BYTES:
        raise _refusal(
            f"The file has {say_size(len(content))}; it can have at most {say_size(MOST_BYTES)}."
        )
    if ending in ("xlsm", "xlsb", "xltm", "xlam"):
        raise _refusal(f"A .{ending} file may hold macros. Save it as .xlsx, then choose it.")
    kind = _ENDINGS.get(ending)
    if kind is None:
        raise _refusal(f"No register can be read from this kind of file. {_WANTED}")
    if not content.strip():
        raise _refusal(f"{name} is empty.")
    if kind is SourceKind.XLS:
        _check_old(content)
    elif kind is SourceKind.CSV:
        _check_text(content)
    else:
        inspect_file(f"register.{kind.value}", content)
        _check_bounds(content)
    return kind


def _check_old(content: bytes) -> None:
    if not content.startswith(_OLD):
        raise _refusal(
            "What is in the file is not an old Excel workbook, although its name says so. "
            "Open it in a spreadsheet and save it as .xlsx."
        )
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _refusal(_PROTECTED)
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise _refusal(_MACROS)


def _check_text(content: bytes) -> None:
    if read_container(content) or content.startswith((_OLD, b"PK\x03\x04", b"%PDF-", b"MZ")):
        raise _refusal("What is in the file is not CSV, although its name says so.")
    if content.lstrip()[:200].lower().startswith((b"<html", b"<!doctype", b"<?xml", b"<table")):
        raise _refusal("The file holds a web page. Save it from a spreadsheet as CSV or .xlsx.")


def _check_bounds(content: bytes) -> None:
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    # NotImplementedError is zipfile's word for an archive of a newer kind than it can read.
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise _refusal("The workbook cannot be read. Save it anew, or as CSV UTF-8.") from None
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * packed:
        raise _refusal(
            "The workbook would unpack to far more than a register holds. "
            "Copy the register into a new one."
        )


def _refusal(sentence: str) -> RuleError:
    return RuleError(sentence, field=FIELD)
