"""What can be said of a file that somebody brings, without saying who got it."""

import re
from dataclasses import dataclass
from datetime import date

from risk_register.domain.errors import RuleError

FIELD = "sha256"
_HASH = re.compile(r"[0-9a-f]{64}")
_SEPARATORS = re.compile(r"[\s:-]")


@dataclass(frozen=True)
class Verified:
    """A file that went out from this service; ``reach`` and ``fates`` are sentences."""

    what: str  #: "Full edition, version 1, PDF"
    programme_key: str
    programme: str
    body: str
    held_on: date
    meeting_id: int
    reach: str
    fates: tuple[str, ...]  #: that it was withdrawn, that another stands in its place


def read_hash(typed: str) -> str:
    """Read a SHA-256 as people copy it: in capitals, with spaces, in several lines.

    :raises RuleError: if it is none, with the field
    """
    text = _SEPARATORS.sub("", typed).lower().removeprefix("sha256")
    if not _HASH.fullmatch(text):
        raise RuleError(
            "Enter the 64 characters of a SHA-256, 0 to 9 and a to f, or choose a file.",
            field=FIELD,
        )
    return text


def say_reach(readers: int) -> str:
    """Say to how many readers a file went, and not to whom."""
    if not readers:
        return "It was sent to nobody by letter."
    return f"It was sent to {readers} reader{'' if readers == 1 else 's'}."
