"""Two wordings of a text, set against each other word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

#: Words of one text times words of the other: more would take longer than a page may.
MOST_PAIRS = 250_000
#: Below this share of common words, two whole texts read better than a patchwork.
LEAST_IN_COMMON = 0.4
#: So many unchanged words between two changes are said on both sides, so that each side reads on.
SHORTEST_ISLAND = 2

_WORD = re.compile(r"\s*\S+\s*")


class Side(StrEnum):
    """Which wording a piece of text belongs to."""

    BOTH = "both"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in a row that belong to the same side."""

    side: Side
    text: str


def compare_words(before: str, after: str) -> tuple[Piece, ...]:
    """Set a text against its earlier wording.

    All pieces but those of one side, in their order, say the other side's words; white space is
    the later wording's.
    """
    earlier, later = _WORD.findall(before), _WORD.findall(after)
    if not earlier or not later or len(earlier) * len(later) > MOST_PAIRS:
        return _whole(before, after)
    matcher = SequenceMatcher(a=_keys(earlier), b=_keys(later), autojunk=False)
    if matcher.ratio() < LEAST_IN_COMMON or _keys(earlier) == _keys(later):
        return _whole(before, after)
    steps = [
        (tag, earlier[start:end], later[begin:stop])
        for tag, start, end, begin, stop in matcher.get_opcodes()
    ]
    return tuple(_as_pieces(_drown_islands(steps)))


_Step = tuple[str, Sequence[str], Sequence[str]]


def _keys(words: Sequence[str]) -> list[str]:
    return [word.strip() for word in words]


def _whole(before: str, after: str) -> tuple[Piece, ...]:
    sides = ((Side.BEFORE, before), (Side.AFTER, after))
    return tuple(Piece(side, text) for side, text in sides if text.strip())


def _drown_islands(steps: Sequence[_Step]) -> Iterator[_Step]:
    """Count very short common runs between two changes as changed."""
    last = len(steps) - 1
    for number, (tag, earlier, later) in enumerate(steps):
        is_island = 0 < number < last and len(later) <= SHORTEST_ISLAND
        yield ("replace" if is_island else tag), earlier, later


def _as_pieces(steps: Iterator[_Step]) -> Iterator[Piece]:
    for is_common, run in groupby(steps, key=lambda step: step[0] == "equal"):
        parts = list(run)
        if is_common:
            yield Piece(Side.BOTH, "".join(word for _, _, later in parts for word in later))
            continue
        for side, place in ((Side.BEFORE, 1), (Side.AFTER, 2)):
            text = "".join(word for part in parts for word in part[place])
            if text:
                yield Piece(side, text)
