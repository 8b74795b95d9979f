"""Packs: their editions and states, and what moved between two of them."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

#: The snapshot's layout. What a later one holds and an earlier one lacks is drawn as empty:
#: ``documents/formats.py`` says what that is.
SNAPSHOT_FORMAT = 2

#: Minutes to wait after the first, second … failed drawing; then a person has to look.
REDRAW_MINUTES = (1, 5, 15, 60)


class Edition(StrEnum):
    """Which readers a pack is for."""

    FULL = "full"  #: for those entitled to exempt items
    PUBLIC = "public"  #: made by leaving out what is exempt, and people's names


class Form(StrEnum):
    """In what form a pack can be had; the value is how the file's name ends."""

    PDF = "pdf"
    PAGE = "html"  #: the same for a screen
    WORD = "docx"  #: a summary for authors of committee reports
    DATA = "json"  #: the snapshot itself
    WORKBOOK = "xlsx"
    TABLE = "csv"


class PackState(StrEnum):
    """Where a pack stands on its way to being made."""

    DRAWING = "drawing"  #: claimed; being frozen and drawn
    MADE = "made"  #: frozen, drawn and stored
    FAILED = "failed"  #: could not be drawn; the reason is kept


def edition_for(*, entitled: bool, has_exempt: bool) -> tuple[Edition, str]:
    """Choose the edition a reader gets, and say why.

    :param entitled: whether the reader may see exempt items
    :param has_exempt: whether the pack holds any
    """
    if not has_exempt:
        return Edition.FULL, "Nothing in this pack is exempt."
    if entitled:
        return Edition.FULL, "Entitled to exempt items."
    return Edition.PUBLIC, "Not entitled to exempt items."


def redraw_after(attempts: int) -> timedelta | None:
    """Say how long to wait after so many failed drawings; None means give up."""
    if attempts > len(REDRAW_MINUTES):
        return None
    return timedelta(minutes=REDRAW_MINUTES[attempts - 1])


def find_movement(
    now: Mapping[str, Any] | None,
    before: Mapping[str, Any] | None,
    *,
    is_comparable: bool = True,
) -> tuple[str, int]:
    """Name what became of a score since the last circulated pack, and by how much.

    :param now: the judgement in this snapshot, or None if the risk is not scored
    :param before: the same risk's line in the earlier snapshot, or None if it had none
    :param is_comparable: whether both scores were given on one scale
    :returns: ``unscored``, ``new``, ``rescaled``, ``up``, ``down`` or ``same``, and the points;
        positive is up
    """
    if now is None:
        return "unscored", 0
    if before is None or before["current"] is None:
        return "new", 0
    if not is_comparable:
        return "rescaled", 0
    points = now["score"] - before["current"]["score"]
    if points == 0:
        return "same", 0
    return ("up" if points > 0 else "down"), points
