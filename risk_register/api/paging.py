"""Pages of a list: the body says how the next one is asked for."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from risk_register.api.errors import FieldsError

_CURSOR = re.compile(r"([0-9]{1,10})\.([0-9]{1,10})")


@dataclass(frozen=True)
class Slice:
    """The ids of a page, and where the next one begins."""

    ids: Sequence[int]
    total: int
    next: str | None


def cut(ids: Sequence[int], *, after: str, limit: int) -> Slice:
    """Cut a page out of a list that may have changed since the page before.

    The next page begins after the last one shown; if that has left the list, at its place.

    :param after: the cursor of the page before gave it; empty for the first page
    :raises FieldsError: if the cursor is none
    """
    start = _find_start(ids, after) if after else 0
    shown = ids[start : start + limit]
    has_more = start + limit < len(ids)
    cursor = _write(shown[-1], start + len(shown)) if has_more and shown else None
    return Slice(shown, len(ids), cursor)


def page_of(items: Sequence[Any], part: Slice) -> dict[str, Any]:
    """Put a page's body together."""
    return {"items": items, "total": part.total, "next": part.next}


def read_page(after: str) -> int:
    """Read which page of a list is wanted whose pages have numbers, from 1.

    :raises FieldsError: if the cursor is none
    """
    return _read(after)[1] if after else 1


def write_page(number: int) -> str:
    """Write the cursor of a page that has a number."""
    return _write(0, number)


def _find_start(ids: Sequence[int], cursor: str) -> int:
    last, place = _read(cursor)
    return ids.index(last) + 1 if last in ids else min(place, len(ids))


def _read(cursor: str) -> tuple[int, int]:
    try:
        found = _CURSOR.fullmatch(urlsafe_b64decode(cursor.encode("ascii")).decode("ascii"))
    except ValueError:
        found = None
    if found is None:
        raise FieldsError({"after": ["This is no cursor. Take it from the page before."]})
    return int(found[1]), min(int(found[2]), 10**6)


def _write(last: int, place: int) -> str:
    return urlsafe_b64encode(f"{last}.{place}".encode("ascii")).decode("ascii")
