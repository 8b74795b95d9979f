"""What the drawings share: colours by tone, the typeface, and escaping.

Presentation attributes only: the web pages' policy allows no style in a drawing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

TYPEFACE = "Risk Register Sans, arial, sans-serif"
INK = "#14202b"
QUIET = "#53606b"
HAIRLINE = "#c3c9ce"


@dataclass(frozen=True)
class Tone:
    """The colours of a band; they darken with the score, so they differ in grey too."""

    wash: str  #: behind a drawing
    fill: str  #: of a bar or cell
    ink: str  #: of letters on the fill


TONES: Mapping[str, Tone] = {
    "low": Tone("#f4f9f6", "#e3f1e9", INK),
    "medium": Tone("#fdf6e3", "#f8dd9a", INK),
    "high": Tone("#fbeadd", "#eb9f6d", INK),
    "very-high": Tone("#f6e1df", "#a5281b", "#ffffff"),
}


def tone_of(name: str) -> Tone:
    """Find the colours of a tone; one we do not know gets the quietest."""
    return TONES.get(name, TONES["low"])


def start_drawing(width: int, height: int, alt: str) -> str:
    """Open a drawing of so many units, with the text that stands in for it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img"><title>{escape(alt)}</title>'
    )


def write(
    x: float, y: float, text: str, *, size: float = 10, fill: str = INK, anchor: str = "start"
) -> str:
    """Write a text with its baseline at y."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{TYPEFACE}" font-size="{size:g}" '
        f'fill="{fill}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def box(x: float, y: float, width: float, height: float, *, fill: str, stroke: str = "") -> str:
    """Draw a rectangle."""
    edge = f' stroke="{stroke}" stroke-width="0.75"' if stroke else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="{fill}"{edge}/>'
    )


def lines(ends: Iterable[tuple[float, float, float, float]], *, stroke: str = HAIRLINE) -> str:
    """Draw hairlines, each from x1, y1 to x2, y2, as one path."""
    way = "".join(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" for x1, y1, x2, y2 in ends)
    return f'<path d="{way}" stroke="{stroke}" stroke-width="0.6" fill="none"/>'
