"""Words and numbers that registers score with, and what they could be on the programme's scale.

A suggestion is only ever that: it is shown, and what cannot be guessed (a probability from
0 to 1, a sum of money, a word in another language) is left to the person who imports.
"""

import difflib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from risk_register.domain.risks import Treatment
from risk_register.domain.sheet_cells import Cell, number_of, plain, said_in, text_of

MOST_LEVELS = 40  #: different values of one column that can be put on a scale
_LONGEST_LEVEL = 40  # characters
_HIGHEST_POINT = 25
#: How far up each word stands, from 0 to 1.
_WORDS: Mapping[str, float] = {
    "very low": 0.0, "v low": 0.0, "vl": 0.0, "rare": 0.0, "remote": 0.0, "very unlikely": 0.0,
    "highly unlikely": 0.0, "extremely unlikely": 0.0, "negligible": 0.0, "insignificant": 0.0,
    "minimal": 0.0, "trivial": 0.0, "improbable": 0.0, "almost impossible": 0.0, "none": 0.0,
    "low": 0.25, "l": 0.25, "unlikely": 0.25, "minor": 0.25, "marginal": 0.25, "slight": 0.25,
    "small": 0.25, "tolerable": 0.25, "green": 0.25, "g": 0.25, "low medium": 0.4,
    "medium low": 0.4, "ml": 0.4,
    "medium": 0.5, "m": 0.5, "med": 0.5, "moderate": 0.5, "possible": 0.5, "occasional": 0.5,
    "amber": 0.5, "a": 0.5, "yellow": 0.5, "average": 0.5, "mod": 0.5, "even": 0.5,
    "medium high": 0.65, "mh": 0.65, "high medium": 0.65,
    "high": 0.75, "h": 0.75, "likely": 0.75, "probable": 0.75, "major": 0.75, "serious": 0.75,
    "significant": 0.75, "large": 0.75, "substantial": 0.75, "red": 0.75, "r": 0.75,
    "frequent": 0.75, "orange": 0.65,
    "very high": 1.0, "v high": 1.0, "vh": 1.0, "almost certain": 1.0, "certain": 1.0,
    "very likely": 1.0, "highly likely": 1.0, "highly probable": 1.0, "severe": 1.0,
    "extreme": 1.0, "critical": 1.0, "catastrophic": 1.0, "definite": 1.0, "e": 1.0,
    "extremely likely": 1.0, "near certain": 1.0, "massive": 1.0, "disastrous": 1.0,
    "almost certainty": 1.0, "fundamental": 1.0, "black": 1.0,
}  # fmt: skip
#: Words of other languages, without accents: known to be levels, never put on a scale.
_FOREIGN = re.compile(
    r"\b(?:niedrig|gering|mittel|hoch|sehr|lav|middel|høj|høy|hog|lag|medel|faible|moyen|moyenne|"
    r"eleve|fort|forte|bajo|baja|medio|media|alto|alta|muy|basso|bassa|baixo|baixa|dusuk|orta|"
    r"yuksek|laag|gemiddeld|hoog|niski|sredni|wysoki|korkea|matala|keskitaso)\b"
)
_NUMBERED = re.compile(
    r"^\(?(\d{1,2})\)?\s*(?:[-–—.:)=]|\s)\s*\D|"
    r"^\D{1,30}[(\[]\s*(\d{1,2})\s*[)\]]$"
)
_RESPONSES: tuple[tuple[Treatment, str], ...] = (
    (Treatment.TERMINATE, r"terminate|avoid\w*|eliminate\w*"),
    (Treatment.TRANSFER, r"transfer\w*|insur\w*|shared?|sharing"),
    (Treatment.TOLERATE, r"tolerate\w*|accept\w*|retain\w*|monitor\w*|watch"),
    (
        Treatment.TREAT,
        r"treat\w*|mitigat\w*|reduc\w+|modif\w+|control\w*|manage\w*|prevent\w*|act|fallback",
    ),
)
_SEIZE = r"exploit\w*|enhanc\w*|seize|pursue|realise"


@dataclass(frozen=True)
class Level:
    """One value that a source scores with."""

    said: str
    point: int | None  #: on the programme's scale, from 1; None if it cannot be guessed
    times: int  #: rows that use it
    doubt: str = ""  #: why it deserves a look


def is_level(cell: Cell) -> bool:
    """Say whether a cell could be a point on some scale."""
    number = number_of(cell)
    if number is not None:
        return 0 <= number <= _HIGHEST_POINT or text_of(cell).endswith("%")
    said = said_in(cell)
    if not said or len(said) > _LONGEST_LEVEL:
        return False
    words = plain(said)
    return bool(_NUMBERED.match(said) or _known(words) is not None or _FOREIGN.search(words))


def begins_with_level(text: str) -> bool:
    """Say whether a sentence first names a level and then explains it: "High: the site closes"."""
    first, colon, _ = text.partition(":")
    return bool(colon) and is_level(first)


def response_of(text: str) -> Treatment | None:
    """Read a treatment where a cell says one in a word or two: "Risk avoidance"."""
    words = plain(text)
    if not words or len(words.split()) > 4:
        return None
    for treatment, pattern in _RESPONSES:
        if re.search(rf"\b(?:{pattern})\b", words):
            return treatment
    return Treatment.TREAT if is_seizing(text) else None


def is_seizing(text: str) -> bool:
    """Say whether a response is one to an opportunity: exploit, enhance."""
    return bool(re.match(rf"^\W*(?:{_SEIZE})\b", text.casefold()))


def read_scale(cells: Iterable[Cell], points: int, *, heading: str = "") -> list[Level]:
    """List the values a column scores with, the lowest first, with a suggestion for each.

    :param points: how many the programme's scale has
    :param heading: of the column; it may say what the scale is: "Impact (1-10)"
    """
    counts: dict[str, int] = {}
    cell_of: dict[str, Cell] = {}
    for cell in cells:
        if said := said_in(cell):
            counts[said] = counts.get(said, 0) + 1
            cell_of.setdefault(said, cell)
    numbers = [number for each in cell_of.values() if (number := _point_in(each)) is not None]
    highest = _stated_highest(heading)
    rows = sum(counts.values())
    scale = _Scale(points, highest, numbers, _falls(cell_of), _are_codes(cell_of), rows)
    levels = []
    for said, cell in cell_of.items():
        point, doubt = _suggest(cell, scale)
        levels.append(Level(said, point, counts[said], doubt))
    return sorted(levels, key=lambda each: (_rank(cell_of[each.said]), each.said))


@dataclass(frozen=True)
class _Scale:
    points: int
    highest: int | None  #: as the heading states it
    numbers: Sequence[float]
    falls: bool  #: its highest number is its lowest point
    codes: bool  #: letters that only its own key explains
    rows: int  #: that are scored by it


def _suggest(cell: Cell, scale: _Scale) -> tuple[int | None, str]:
    if scale.codes:
        return None, "Choose what it is on your scale."
    number = _point_in(cell)
    words = plain(said_in(cell))
    if scale.falls and (height := _worded_height(words)) is not None:
        return _from_height(height, scale), "A scale whose highest number is its lowest point."
    if number is not None:
        return _suggest_number(number, cell, scale)
    height = _known(words)
    if height is not None:
        return _from_height(height, scale), ""
    height = _known(_begin(words))
    if height is not None:
        return _from_height(height, scale), "A sentence that begins with a level."
    return None, "Choose what it is on your scale."


def _suggest_number(number: float, cell: Cell, scale: _Scale) -> tuple[int | None, str]:
    if text_of(cell).endswith("%") or (scale.numbers and max(scale.numbers) <= 1):
        return None, "A probability: choose the point it stands for."
    highest = scale.highest or max(scale.numbers, default=0)
    if highest <= scale.points and number >= 1 and number == int(number):
        if scale.highest and scale.highest < scale.points:
            return _stretch(number, scale.highest, scale.points), (
                f"A scale from 1 to {scale.highest}."
            )
        if not scale.highest and highest < scale.points and scale.rows >= _FEW:
            doubt = f"Nothing is above {highest:g}: is it a scale from 1 to {highest:g}?"
            return int(number), doubt
        return int(number), ""
    if highest <= 10 and 0 < number <= 10:
        most = scale.highest or 10
        point = min(scale.points, max(1, math.ceil(number / most * scale.points - 0.25)))
        return point, f"A scale up to {most}, brought to {scale.points}."
    return None, "Choose what it is on your scale."


_FEW = 3  #: rows, after which it is odd that nothing reaches the end of a scale


def _worded_height(words: str) -> float | None:
    """Say how far up the word beside a number stands: "1 - very high"."""
    return _known(" ".join(re.sub(r"\d+", " ", words).split()))


def _beside(cell_of: Mapping[str, Cell]) -> list[tuple[float, float]]:
    """List the numbers that have a word beside them, with how far up the word stands."""
    found = []
    for said, cell in cell_of.items():
        number, height = _point_in(cell), _worded_height(plain(said))
        if number is not None and number_of(cell) is None and height is not None:
            found.append((number, height))
    return sorted(found)


def _falls(cell_of: Mapping[str, Cell]) -> bool:
    """Say whether the words beside the numbers get lower as the numbers get higher."""
    beside = _beside(cell_of)
    steps = [other - one for (_, one), (_, other) in pairwise(beside)]
    return any(step < 0 for step in steps) and not any(step > 0 for step in steps)


def _are_codes(cell_of: Mapping[str, Cell]) -> bool:
    """Say whether letters stand for points, as in A to E, and not for words, as in L, M and H."""
    letters = {plain(said) for said in cell_of if len(said) == 1 and said.isalpha()}
    return bool(letters) and not any(letters <= known and letters & one for known, one in _LETTERS)


#: Letters of levels and of colours, and those of them that are never a code.
_LETTERS = (
    (frozenset("lmhec"), frozenset("lmh")),
    (frozenset("ragyb"), frozenset("rgy")),
)


def _stretch(number: float, highest: int, points: int) -> int:
    return round(1 + (number - 1) / max(1, highest - 1) * (points - 1))


def _from_height(height: float, scale: _Scale) -> int:
    return min(scale.points, max(1, math.floor(1 + height * (scale.points - 1) + 0.5)))


def _point_in(cell: Cell) -> float | None:
    """Read the number of "3 - Possible", "Possible (3)" or a plain number."""
    number = number_of(cell)
    if number is not None:
        return number
    found = _NUMBERED.match(said_in(cell))
    return float(found[1] or found[2]) if found else None


@lru_cache(maxsize=5_000)
def _known(words: str) -> float | None:
    """Say how far up a word stands; a slip of one letter is forgiven in longer ones."""
    bare = re.sub(r"\b(?:risk|impact|likelihood|probability|level|rating|priority)\b", "", words)
    bare = " ".join(re.split(r"[/ ]", bare)).strip()
    bare = " ".join(bare.split())
    if bare in _WORDS:
        return _WORDS[bare]
    first, _, other = bare.partition(" ")
    if other in _WORDS and first in _WORDS and _WORDS[first] == _WORDS[other]:
        return _WORDS[first]  # "possible / occasional"
    near = difflib.get_close_matches(bare, _WORDS, n=1, cutoff=0.8) if len(bare) > 4 else []
    return _WORDS[near[0]] if near else None


def _begin(words: str) -> str:
    first = words.split()
    two = " ".join(first[:2])
    return two if two in _WORDS else (first[0] if first and len(first[0]) > 1 else "")


def _rank(cell: Cell) -> float:
    number = _point_in(cell)
    if number is not None:
        return number
    height = _known(plain(said_in(cell)))
    return height if height is not None else math.inf


def _stated_highest(heading: str) -> int | None:
    found = re.search(
        r"(?<!\d)[01]\s*(?:\(?[a-z ]{1,20}\)?\s*)??(?:-|–|_|to|bis|à|a|…|\.\.)\s*(\d{1,3})(?!\d)|"
        r"(?<!\d)1\s*[=:]\s*[a-z ]{1,30}[,;]\s*(?:and |to )?(\d{1,2})\s*[=:]",
        heading.casefold(),
    )
    highest = int(found[1] or found[2]) if found else 0
    return highest if 2 <= highest <= 10 else None
