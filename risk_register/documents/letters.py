"""Text that a pack can draw: every character has a glyph in the package's own fonts.

Whatever people typed is kept in the snapshot. Here it is only made drawable, so that no
machine's own fonts, and no invisible characters, decide what a board reads.
"""

import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parents[1] / "static" / "vendor" / "fonts"

STAND_IN = "□"  # U+25A1, for a letter that no font of ours has
MOST_MARKS = 4  # combining marks on one letter; more only pile up over other lines


def fit(value: Any) -> Any:
    """Make every text inside a JSON value drawable; numbers and None stay as they are."""
    if isinstance(value, str):
        return fit_text(value)
    if isinstance(value, dict):
        return {key: fit(part) for key, part in value.items()}
    if isinstance(value, list):
        return [fit(part) for part in value]
    return value


def fit_text(text: str) -> str:
    """Make one text drawable.

    Invisible and direction-changing characters go, a symbol without a glyph becomes its name
    in brackets, a letter without one becomes ``□``.
    """
    if text.isascii() and text.isprintable():
        return text
    fitted: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", text):
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MOST_MARKS:
            fitted.append(_fit_letter(letter))
    return "".join(fitted)


def scripts_in(text: str) -> set[str]:
    """Name the fonts beside the Latin one that a text needs: ``arabic``, ``hebrew``."""
    if text.isascii():
        return set()
    letters = set(map(ord, text))
    return {name for name, cover in _covers().items() if name != "sans" and letters & cover}


def _fit_letter(letter: str) -> str:
    if letter in "\n\t":
        return letter
    category = unicodedata.category(letter)
    if category in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
        return " " if category in {"Cc", "Zl", "Zp"} else ""
    if _is_drawable(letter):
        return letter
    if category == "So":
        return f"[{unicodedata.name(letter, 'symbol').lower()}]"
    if category in {"Mn", "Me", "Sk"}:
        return ""
    return " " if category == "Zs" else STAND_IN


def _is_drawable(letter: str) -> bool:
    return any(ord(letter) in cover for cover in _covers().values())


@cache
def _covers() -> dict[str, frozenset[int]]:
    ranges = json.loads((FONTS / "COVER.json").read_text(encoding="ascii"))
    return {
        name: frozenset(point for first, last in pairs for point in range(first, last + 1))
        for name, pairs in ranges.items()
    }
