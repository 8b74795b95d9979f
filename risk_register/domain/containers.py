"""Office documents are ZIP containers: reading what one says it is, and nothing more.

Files from outside may lie about their sizes or unpack to gigabytes. So the list of
parts is bounded before it is read, and of three small parts only the beginning is.
"""

import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MOST_PARTS = 5000
MOST_UNPACKED = 250_000_000  # bytes, as the container itself declares them
#: Bytes of a part that are read; the longest list of contents met had 90 kB.
MOST_READ = 1_000_000

_CONTENT_TYPES = "[Content_Types].xml"
_MEDIA_TYPE = "mimetype"
_MANIFEST = "META-INF/manifest.xml"
_PART_MARK = b"PK\x01\x02"  # stands before each line of a container's list of parts
_IS_ENCRYPTED = 1  # bit 0 of a part's flags: PKWARE's APPNOTE 6.3.10, section 4.4.4
_UNREADABLE = (
    BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    OverflowError,
)


@dataclass(frozen=True)
class Container:
    """What a container says about itself."""

    parts: Sequence[str]
    content_types: bytes = b""  #: empty if it has none
    media_type: bytes = b""  #: empty if it has none
    manifest: bytes = b""  #: empty if it has none
    is_locked: bool = False
    is_bomb: bool = False  #: it declares too many parts, or too much in them

    def has_part(self, pattern: re.Pattern[str]) -> bool:
        """Say whether the name of any part fits."""
        return any(pattern.search(name) for name in self.parts)


def read_container(content: bytes) -> Container | None:
    """Read what a container says about itself; None if it is none, or cannot be read."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    if content.count(_PART_MARK) > MOST_PARTS:
        return Container((), is_bomb=True)
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _read(archive)
    except _UNREADABLE:
        return None


def _read(archive: ZipFile) -> Container:
    parts = archive.infolist()
    names = tuple(part.filename for part in parts)
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        return Container(names, is_bomb=True)
    if any(part.flag_bits & _IS_ENCRYPTED for part in parts):
        return Container(names, is_locked=True)
    return Container(
        names,
        content_types=_begin(archive, parts, _CONTENT_TYPES),
        media_type=_begin(archive, parts, _MEDIA_TYPE),
        manifest=_begin(archive, parts, _MANIFEST),
    )


def _begin(archive: ZipFile, parts: Sequence[ZipInfo], name: str) -> bytes:
    for part in parts:
        if part.filename == name and part.compress_type in {ZIP_STORED, ZIP_DEFLATED}:
            with archive.open(part) as opened:
                return opened.read(MOST_READ)
    return b""
