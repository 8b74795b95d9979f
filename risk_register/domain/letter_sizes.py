"""How large a letter becomes with its files, which travel as lines of text (RFC 2045)."""

from collections.abc import Iterable
from dataclasses import dataclass

from risk_register.domain.errors import RuleError

#: Headers and text of the longest letter, and what stands around each file; in bytes.
_REST_BYTES = 60_000
_AROUND_FILE_BYTES = 500
_LINE_FROM, _LINE_BYTES = 57, 78  # bytes of a file, and of the line they become
_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Carriage:
    """What the post office can carry."""

    carries_files: bool = True  #: else every letter brings a link
    most_bytes: int = 0  #: that a letter may have with its files; 0 for no limit


ANY_LETTER = Carriage()


def reckon_bytes(sizes: Iterable[int]) -> int:
    """Reckon how large a letter is at most with some files.

    :param sizes: of the files, in bytes
    """
    files = list(sizes)
    lines = sum(-(-size // _LINE_FROM) for size in files)
    return _REST_BYTES + lines * _LINE_BYTES + len(files) * _AROUND_FILE_BYTES


def check_size(sizes: Iterable[int], *, most: int) -> None:
    """Refuse a letter that mail servers would not take, before it stands in the outbox.

    :param sizes: of its files, in bytes
    :param most: bytes that the whole letter may have; 0 for no limit
    :raises RuleError: with what to do instead
    """
    files = list(sizes)
    size = reckon_bytes(files)
    if files and most and size > most:
        raise RuleError(
            f"The letter would have {_say_megabytes(size)} with its files, and at most"
            f" {_say_megabytes(most)} can be sent. Send the pack by a personal link instead."
        )


def _say_megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.1f} MB"
