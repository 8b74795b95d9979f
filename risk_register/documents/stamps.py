"""What is stamped on a bound page: its edges, its number, and DRAFT across a preview.

All are page furniture: readers and screen readers do not meet them in the text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

import pikepdf

from risk_register.documents.layouts import Foot

#: A page that uses every letter a stamp may need, so that its font can draw them; then one of
#: each kind that has nothing but its edges.
SAMPLES = (
    "<p>0123456789 DRAFT Page of ·</p>"
    '<section class="fresh cover"></section><section class="fresh"></section>'
    '<section class="fresh wide"></section>'
)
LETTERS = frozenset("0123456789 DRAFT Page of ·")

NAME = "/Stamp"
EDGE = "/Edge"  #: before the kind of page: pages share the names of what they draw
SIZE = 8.5  # points
INK = "0.325 0.376 0.42"  # the quiet grey of the style sheet
PALE = "0.9"  # grey that leaves the text over it readable
SLANT = 52  # degrees
WIDE = 0.56  # of the page's diagonal

_PAIR = re.compile(r"<([0-9a-fA-F]+)> <([0-9a-fA-F]+)>")


@dataclass(frozen=True)
class Face:
    """A font inside a PDF: the code of each letter, and its width in thousandths."""

    font: Any
    codes: dict[str, int]
    widths: dict[int, float]

    def measure(self, text: str) -> float:
        """Give the width of a text in ems."""
        return sum(self.widths[self.codes[letter]] for letter in text) / 1000

    def encode(self, text: str) -> str:
        """Write a text as the font's codes."""
        return "".join(f"{self.codes[letter]:04x}" for letter in text)


def find_face(fonts: Iterable[Any]) -> Face:
    """Find, among the fonts of the sample, the one that has every letter of a stamp."""
    return next(face for face in map(_read_face, fonts) if face.codes.keys() >= LETTERS)


def draw_stamp(
    face: Face, foot: Foot, box: Any, *, edge: str, number: int, total: int, draft: bool
) -> bytes:
    """Draw a page's edges and number, and DRAFT across it if it is one."""
    text = f"{'DRAFT · ' if draft else ''}Page {number} of {total}"
    left = foot.right - face.measure(text) * SIZE
    place = f"1 0 0 1 {left:.2f} {foot.base:.2f}"
    drawn = _write(face, text, size=SIZE, place=place, colour=f"{INK} rg")
    if draft:
        drawn = _draw_across(face, float(box[2]), float(box[3])) + drawn
    return f"/Artifact <</Type /Pagination>> BDC q {edge} Do {drawn}Q EMC\n".encode("ascii")


def _read_face(font: Any) -> Face:
    pairs = _PAIR.findall(font.ToUnicode.read_bytes().decode("ascii"))
    codes = {
        bytes.fromhex(letters).decode("utf-16-be"): int(code, 16)
        for code, letters in pairs
        if len(letters) == 4  # one letter; ligatures have more
    }
    return Face(font, codes, dict(_widths(list(font.DescendantFonts[0].W))))


def _draw_across(face: Face, width: float, height: float) -> str:
    word = "DRAFT"
    size = WIDE * (width**2 + height**2) ** 0.5 / face.measure(word)
    slant = radians(SLANT if height > width else 90 - SLANT)
    along, up = cos(slant), sin(slant)
    half, rise = face.measure(word) * size / 2, size * 0.33
    x = width / 2 - along * half + up * rise
    y = height / 2 - up * half - along * rise
    place = f"{along:.4f} {up:.4f} {-up:.4f} {along:.4f} {x:.2f} {y:.2f}"
    return _write(face, word, size=size, place=place, colour=f"{PALE} g")


def _write(face: Face, text: str, *, size: float, place: str, colour: str) -> str:
    codes = face.encode(text)
    return f"BT {NAME} {size:.2f} Tf {colour} {place} Tm <{codes}> Tj ET\n"


def _widths(held: list[Any]) -> list[tuple[int, float]]:
    found: list[tuple[int, float]] = []
    at = 0
    while at < len(held):
        first, after = int(held[at]), held[at + 1]
        if isinstance(after, pikepdf.Array):
            found += [(first + step, float(width)) for step, width in enumerate(list(after))]
            at += 2
        else:
            found += [(code, float(held[at + 2])) for code in range(first, int(after) + 1)]
            at += 3
    return found
