"""Packs: their editions and states, and what moved between two of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, StrEnum
from typing import Any

#: The snapshot's layout. What a later one holds and an earlier one lacks is drawn as empty:
#: ``documents/formats.py`` says what that is.
SNAPSHOT_FORMAT = 2

#: How the pages of packs were laid out before layouts had numbers.
FIRST_LAYOUT = 1

#: Minutes to wait after the first, second … failed drawing; then a person has to look.
REDRAW_MINUTES = (1, 5, 15, 60)


class PackKind(StrEnum):
    """Whom a body's packs are for; each kind is laid out in its own way."""

    BOARD = "board"  #: for the board that manages the risks
    MONITORING = "monitoring"  #: for a visit that monitors the plan, area by area

    @property
    def label(self) -> str:
        """Say what such a pack is called, in the middle of a sentence."""
        return "monitoring pack" if self is PackKind.MONITORING else "risk pack"


class Edition(StrEnum):
    """Which readers a pack is for."""

    FULL = "full"  #: for those entitled to exempt items
    PUBLIC = "public"  #: made by leaving out what is exempt, and people's names

    @property
    def label(self) -> str:
        """Say it in words."""
        return f"{self.value.capitalize()} edition"


class Form(StrEnum):
    """In what form a pack can be had; the value is how the file's name ends."""

    PDF = "pdf"
    HTML = "html"  #: the same for a screen
    DOCX = "docx"  #: a summary for authors of committee reports
    JSON = "json"  #: the snapshot itself
    XLSX = "xlsx"
    CSV = "csv"

    @property
    def label(self) -> str:
        """Say it in words."""
        return _FORM_LABELS[self]

    @property
    def file(self) -> str:
        """Say where it stands beneath a pack's address."""
        is_register = self in (Form.XLSX, Form.CSV)
        return f"{'register' if is_register else 'pack'}.{self.value}"

    @property
    def media_type(self) -> str:
        """Say what kind of file it is, as browsers and mail programs do."""
        return _MEDIA_TYPES[self]


_FORM_LABELS = {
    Form.PDF: "PDF",
    Form.HTML: "Page to read on a screen",
    Form.DOCX: "Word summary",
    Form.JSON: "Data (JSON)",
    Form.XLSX: "Register as a spreadsheet (Excel)",
    Form.CSV: "Register as a table (CSV)",
}
_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    Form.PDF: "application/pdf",
    Form.HTML: "text/html",
    Form.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Form.JSON: "application/json",
    Form.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Form.CSV: "text/csv",
}


class PackState(StrEnum):
    """Where a pack stands on its way to being made, and made again once it is approved."""

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


class Standing(Enum):
    """Where a version of a pack stands in its life; the value is how people say it."""

    DRAWING = "Being drawn"
    FAILED = "Could not be drawn"
    MADE = "Made, to be approved"
    RETURNED = "Returned"
    SEALING = "Approved, its cover is being drawn"
    APPROVED = "Approved, to be circulated"
    CIRCULATED = "Circulated"
    SUPERSEDED = "Superseded"
    WITHDRAWN = "Withdrawn"


@dataclass(frozen=True)
class Life:
    """The facts of a version's life from which its standing follows."""

    state: PackState
    is_returned: bool = False
    is_approved: bool = False
    is_circulated: bool = False
    is_superseded: bool = False  #: a newer version that stands was made
    is_withdrawn: bool = False

    @property
    def standing(self) -> Standing:
        """Name where it stands: what ended its life says more than how far it had come."""
        ends = (
            (self.is_withdrawn, Standing.WITHDRAWN),
            (self.is_superseded, Standing.SUPERSEDED),
            (self.is_returned, Standing.RETURNED),
        )
        ended = next((standing for has_come, standing in ends if has_come), None)
        return ended or self._on_its_way

    @property
    def _on_its_way(self) -> Standing:
        if self.state is PackState.FAILED:
            return Standing.FAILED
        if self.state is PackState.DRAWING:
            return Standing.SEALING if self.is_approved else Standing.DRAWING
        if self.is_circulated:
            return Standing.CIRCULATED
        return Standing.APPROVED if self.is_approved else Standing.MADE


def read_progress(words: str | None) -> tuple[int, int] | None:
    """Read how many of how many are drawn out of what the press said; None if it did not say."""
    found = _COUNTED.search(words or "")
    return (int(found[1]), int(found[2])) if found else None


_COUNTED = re.compile(r"(\d{1,9}) of (\d{1,9})")


def redraw_after(failures: int) -> timedelta | None:
    """Say how long to wait after so many failed drawings, from 1; None means give up."""
    if failures > len(REDRAW_MINUTES):
        return None
    return timedelta(minutes=REDRAW_MINUTES[failures - 1])


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
