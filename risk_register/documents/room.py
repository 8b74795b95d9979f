"""What fits on the page of summary beside the figures: asks and commentary, or where they begin.

A summary of two pages is none. Lengths are points of the style sheet; lines are reckoned for the
broad side, so that what is said to fit does.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from risk_register.documents.asks import list_asks
from risk_register.documents.contents import (
    MOST_LATE,
    MOST_OFF_TRACK,
    count_opportunities,
    gather_late,
    list_earlier,
    list_unscored,
)
from risk_register.documents.indicators import list_off_track

FIRST_ASKS = 3  #: named on the summary where the asks have a page of their own
BEGINNING = 160  #: characters of a commentary that has a page of its own

_ROOM = 340.0  # for asks and commentary, and the two columns at the foot
_BAND, _BANDS_HEAD = 33.6, 23.0  # left: each band in drawing and table, and what stands over them
_ELSE, _ELSE_GAP, _ELSE_ROWS = 11.5, 2.8, 5  # right: a line, what parts two rows, and the rows
_NOTE = 14.0  # a line below: earlier schemes, opportunities, what is withheld
_ASK, _ASK_WIDTH, _ASK_GAP = 13.5, 84, 1.7
_LINE, _LINE_WIDTH = 13.0, 98
_HEADING, _BY, _BETWEEN = 23.0, 11.0, 2.3
_BEGUN = _HEADING + 3 * _LINE  # a commentary of which only the beginning stands there
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")


@dataclass(frozen=True)
class Room:
    """Where the asks and the commentary stand, and what they say."""

    asks: Sequence[str]  #: all of them: what the manager asks, then what follows from the figures
    paragraphs: Sequence[str]  #: of the commentary
    has_asks_apart: bool  #: there are so many that they have a page before the summary
    has_commentary_apart: bool  #: it would push the summary onto a second page


def find_room(snapshot: Mapping[str, Any]) -> Room:
    """Reckon what finds room on the summary of a completed snapshot."""
    commentary = snapshot["briefing"]["commentary"] or ""
    asks = [*snapshot["briefing"]["asks"], *list_asks(snapshot)]
    paragraphs = cut_paragraphs(commentary)
    room, wanted = _measure_room(snapshot), _measure_asks(asks)
    has_asks_apart = wanted + (_BEGUN if commentary else 0.0) > room
    left = room - (_measure_first_asks() if has_asks_apart else wanted)
    return Room(asks, paragraphs, has_asks_apart, _measure_commentary(paragraphs) > left)


def cut_paragraphs(text: str) -> list[str]:
    """Cut a text where its writer left a line empty."""
    return [paragraph.strip("\n") for paragraph in _EMPTY_LINE.split(text) if paragraph.strip()]


def _measure_room(snapshot: Mapping[str, Any]) -> float:
    risks = snapshot["risks"]
    notes = [list_earlier(risks), count_opportunities(risks), snapshot["withheld"]]
    taken = sum(map(bool, notes)) * _NOTE
    return _ROOM - max(_measure_bands(snapshot), _measure_else(snapshot)) - taken


def _measure_bands(snapshot: Mapping[str, Any]) -> float:
    return _BANDS_HEAD + len(snapshot["counts"]["bands"]) * _BAND


def _measure_else(snapshot: Mapping[str, Any]) -> float:
    risks = snapshot["risks"]
    late = min(MOST_LATE, len(gather_late(risks)))
    off_track = min(MOST_OFF_TRACK, len(list_off_track(snapshot["indicators"])))
    doubts = 2 if list_unscored(risks) or list_earlier(risks) else 0
    return (_ELSE_ROWS + late + off_track + doubts) * _ELSE + _ELSE_ROWS * _ELSE_GAP


def _measure_asks(asks: Sequence[str]) -> float:
    return sum(_count_lines(ask, _ASK_WIDTH) * _ASK + _ASK_GAP for ask in asks)


def _measure_first_asks() -> float:
    return (FIRST_ASKS + 1) * (_ASK + _ASK_GAP)


def _measure_commentary(paragraphs: Sequence[str]) -> float:
    if not paragraphs:
        return 0.0
    lines = sum(_count_lines(paragraph, _LINE_WIDTH) for paragraph in paragraphs)
    return _HEADING + lines * _LINE + (len(paragraphs) - 1) * _BETWEEN + _BY


def _count_lines(text: str, width: int) -> int:
    return sum(max(1, ceil(len(line) / width)) for line in text.split("\n"))
