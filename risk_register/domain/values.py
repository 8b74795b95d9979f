"""Plain values that every floor uses: canonical text, fingerprints, short forms."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any


def canonical_json(value: Mapping[str, Any]) -> str:
    """Write a value as the one text it can have: sorted keys, no spaces, UTF-8.

    Fingerprints and the record's hashes are taken over exactly this text, so
    floats, which two machines may print differently, are refused.

    :raises TypeError: if the value holds a float, a name that is no text, or something JSON
        cannot say
    """
    _check_no_float(value)
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
    )


def fingerprint(text: str) -> str:
    """Give the SHA-256 of a text as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def iso(moment: datetime) -> str:
    """Write a moment in UTC with its offset, to the microsecond it was stored with."""
    return moment.astimezone(UTC).isoformat()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _check_no_float(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no canonical form")
    if isinstance(value, Mapping):
        for name, part in value.items():
            if not isinstance(name, str):
                raise TypeError(f"{name!r} is no name for a value")
            _check_no_float(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _check_no_float(part)
