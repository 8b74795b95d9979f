"""Lays out a part of a pack on pages, as a tagged PDF that still has to be bound."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from weasyprint import CSS, Document
from weasyprint.text.fonts import FontConfiguration

from risk_register.documents.finish import finish_part
from risk_register.documents.pages import ClosedFetcher
from risk_register.documents.sources import Source

OPTIONS = {
    "pdf_variant": "pdf/a-3a",
    "pdf_identifier": False,  # the binder's affair, and a second writing of everything
    "uncompressed_pdf": True,  # what the finish does not compress, the binder does
}
FindNext = Callable[[set[str], set[str]], str | None]

FACES = re.compile(r"@font-face\s*\{[^}]*\}")

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
    kinds: tuple[str, ...]  #: of each page, as the style sheet names them; a plain one has no name
    places: dict[str, int]


@dataclass(frozen=True)
class Edges:
    """What stands around the text of pages: a page of each kind, and where its number ends."""

    pdf: bytes
    pages: dict[str, int]  #: by kind, from 0
    feet: dict[str, Foot]  #: by kind


@lru_cache(maxsize=4)
def read_rules(style: str) -> CSS:
    """Read a style sheet but for its fonts, once for every part that is drawn with it.

    Fonts are the layout engine's affair, which may not be touched before the last fork.
    """
    return CSS(string=FACES.sub("", style), url_fetcher=ClosedFetcher())


class Layout:
    """Draws texts with one style sheet, which is read once."""

    def __init__(self, style: str) -> None:
        self._fetcher = ClosedFetcher()
        self._fonts = FontConfiguration()
        faces = "".join(FACES.findall(style))
        self._sheets = [
            CSS(string=faces, url_fetcher=self._fetcher, font_config=self._fonts),
            read_rules(style),
        ]

    def draw(self, text: str) -> Drawn:
        """Lay out a whole HTML document."""
        return self._finish(self._lay_out(text))

    def draw_start(self, text: str, find_next: FindNext) -> tuple[Drawn, str] | None:
        """Lay out a document but for its end, and name what begins the page that is left away.

        :param find_next: names what begins a page; None if nothing does, or if the document may
            not be cut there, from the names on the page before and those on the page
        """
        document = self._lay_out(text)
        pages = document.pages
        for number in range(len(pages) - 1, 0, -1):
            before, after = (set(pages[each].anchors) for each in (number - 1, number))
            if name := find_next(before, after):
                return self._finish(document.copy(pages[:number])), name
        return None

    def _finish(self, document: Document) -> Drawn:
        marks, places = _look_at(document)
        kinds = tuple(_kind_of(page) for page in document.pages)
        return Drawn(self._write(document), marks, kinds, places)

    def draw_edges(self, text: str) -> Edges:
        """Lay out a document that has, after its first page, one of each kind."""
        document = self._lay_out(text)
        samples = list(enumerate(document.pages))[1:]
        return Edges(
            self._write(document),
            pages={_kind_of(page): number for number, page in samples},
            feet={_kind_of(page): _find_foot(page) for _, page in samples},
        )

    def _lay_out(self, text: str) -> Document:
        source = Source(text, self._fetcher)
        return source.render(stylesheets=self._sheets, font_config=self._fonts, **OPTIONS)

    def _write(self, document: Document) -> bytes:
        pdf: bytes = document.write_pdf(finisher=lambda _, drawn: finish_part(drawn), **OPTIONS)
        return pdf


def _look_at(document: Document) -> tuple[tuple[Mark, ...], dict[str, int]]:
    marks = []
    places: dict[str, int] = {}
    for number, page in enumerate(document.pages):
        for level, title, (x, y), _state in page.bookmarks:
            marks.append(Mark(level, title, number, x * POINTS, (page.height - y) * POINTS))
        for name in page.anchors:
            places.setdefault(name, number)
    return tuple(marks), places


def _kind_of(page: Any) -> str:
    kind: str = page._page_box.page_type.name  # noqa: SLF001 - nowhere else does it stand
    return kind


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
