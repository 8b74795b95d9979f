"""Lays out one part of a pack on pages, as a tagged PDF that still has to be bound."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration

from risk_register.documents.finish import finish_part
from risk_register.documents.pages import ClosedFetcher

POINTS = 0.75  # of a CSS pixel
FOOT = "@bottom-right"  # the margin box that the style sheet keeps free for the page's number
BESIDE = "@bottom-center"  # the one with whose words it shares its line


@dataclass(frozen=True)
class Mark:
    """A bookmark: level from 1, and where it leads, in points from the page's lower left."""

    level: int
    title: str
    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Foot:
    """Where a page's number ends: right end of its base line, in points from the lower left."""

    right: float
    base: float


@dataclass(frozen=True)
class Drawn:
    """A drawn part; ``places`` are the pages, from 0, of all names that links can lead to."""

    pdf: bytes
    marks: tuple[Mark, ...]
    feet: tuple[Foot, ...]
    places: dict[str, int]


class Layout:
    """Draws texts with one style sheet, which is read once."""

    def __init__(self, style: str) -> None:
        self._fetcher = ClosedFetcher()
        self._fonts = FontConfiguration()
        self._sheet = CSS(string=style, url_fetcher=self._fetcher, font_config=self._fonts)

    def draw(self, text: str) -> Drawn:
        """Lay out a whole HTML document."""
        options = {
            "font_config": self._fonts,
            "pdf_variant": "pdf/a-3a",
            "pdf_identifier": False,  # the binder's affair, and a second writing of everything
            "uncompressed_pdf": True,  # what the finish does not compress, the binder does
        }
        source = HTML(string=text, url_fetcher=self._fetcher)
        document = source.render(stylesheets=[self._sheet], **options)
        marks, feet, places = _look_at(document)
        pdf = document.write_pdf(finisher=lambda _, drawn: finish_part(drawn), **options)
        return Drawn(pdf, marks, feet, places)


def _look_at(document: Document) -> tuple[tuple[Mark, ...], tuple[Foot, ...], dict[str, int]]:
    marks, feet = [], []
    places: dict[str, int] = {}
    for number, page in enumerate(document.pages):
        for level, title, (x, y), _state in page.bookmarks:
            marks.append(Mark(level, title, number, x * POINTS, (page.height - y) * POINTS))
        for name in page.anchors:
            places.setdefault(name, number)
        feet.append(_find_foot(page))
    return tuple(marks), tuple(feet), places


def _find_foot(page: Any) -> Foot:
    boxes = page._page_box.children  # noqa: SLF001 - only there do margins stand as laid out
    foot = {box.at_keyword: box for box in boxes if hasattr(box, "at_keyword")}
    right, beside = foot[FOOT], next(_texts(foot[BESIDE]))
    return Foot(
        (right.content_box_x() + right.width) * POINTS,
        (page.height - beside.position_y - beside.baseline) * POINTS,
    )


def _texts(box: Any) -> Iterator[Any]:
    for child in box.children:
        if hasattr(child, "text"):
            yield child
        else:
            yield from _texts(child)
