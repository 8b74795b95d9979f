"""Files that are only hashed as they come in: no byte of them is kept, in memory or on a disk."""

import hashlib
from collections.abc import Callable
from typing import IO, Any, TypeVar, cast

from flask import Request, current_app, request

from risk_register.domain.evidence import say_size

View = TypeVar("View", bound=Callable[..., Any])

#: Attribute of a view whose files are hashed and thrown away.
HASHES_FILES = "hashes_files"
#: The largest form with a file to hash, in bytes; packs and papers are far smaller.
MOST_BYTES = 50_000_000


class HashedFile:
    """Stands where a form's file would be kept, and keeps its hash and size alone."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        """Give the hash of what has come in."""
        return self._sum.hexdigest()

    def write(self, piece: bytes) -> int:
        """Take a piece."""
        self._sum.update(piece)
        self.size += len(piece)
        return len(piece)

    def seek(self, _place: int, _from: int = 0) -> int:
        """Let the reader of the form go back to a beginning that is not there."""
        return 0

    def tell(self) -> int:
        """Say where it stands."""
        return self.size

    def read(self, _count: int = -1) -> bytes:
        """Give nothing: nothing was kept."""
        return b""

    def close(self) -> None:
        """End it."""


class FormRequest(Request):
    """A request whose files are kept only where the view wants them."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if _hashes_files():
            return cast(IO[bytes], HashedFile())
        return super()._get_file_stream(
            total_content_length, content_type, filename, content_length
        )


def hashes_files(view: View) -> View:
    """Say that a view wants no file of its form, only their hashes."""
    setattr(view, HASHES_FILES, True)
    return view


def set_room_to_hash() -> None:
    """Let a form be as large as what may be hashed; runs before anything reads it."""
    if _hashes_files():
        request.max_content_length = MOST_BYTES


def read_hashed(field: str) -> str | None:
    """Give the hash of the file in a field; None if none was chosen."""
    file = request.files.get(field)
    if file is None or not file.filename:
        return None
    return cast(HashedFile, file.stream).sha256


def say_too_large_to_hash() -> str | None:
    """Say what would have been small enough; None where no file was asked for."""
    if not _hashes_files():
        return None
    return (
        f"Nothing was looked at. A file can have at most {say_size(MOST_BYTES)} here. "
        "Type its SHA-256 instead."
    )


def _hashes_files() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, HASHES_FILES, False)
