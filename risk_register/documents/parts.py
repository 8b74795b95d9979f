"""A pack's parts: what is drawn apart, so that two processors can share the work.

A link that leaves its part is written ``pack:R-014``; whoever binds the parts makes it lead there.
One that would lead nowhere becomes plain text.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

ELSEWHERE = "pack:"  #: stands before the name of a place in another part

#: So many risks at most are drawn together. A second part costs more than it gains where there
#: are fewer; where there are more, memory is short.
FEW = 30

#: The sections that list everything, and stand together.
TABLES = ("register", "actions")

_ID = re.compile(r'\sid="([^"]+)"')
_LINK = re.compile(r'<a\b([^>]*?) ?href="#([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_OUTWARD = re.compile(rf'(?<=<a) href="{ELSEWHERE}([^"]*)"')
_ARTICLE = re.compile(r"<article\b")
_SECTION = re.compile(r"<section\b[^>]*>")
_END = "</article>"


@dataclass(frozen=True)
class Part:
    """Pages that are drawn together; ``risks`` are those that have a page among them."""

    name: str
    text: str
    risks: tuple[str, ...] = ()
    flows: bool = False  #: whether it is drawn in stretches, so that a link may leave it anywhere


def cut_parts(sections: Mapping[str, str], *, size: int) -> list[Part]:
    """Cut the text of all sections but the cover into parts, in the order of their pages.

    :param sections: text by name; no text of the register in it holds a bare ``<`` or ``"``
    :param size: how many risks the register holds
    """
    names = [name for name in sections if name != "cover"]
    if size <= FEW:
        return [_gather("The pages after the cover", sections, names)]
    at = names.index("monitored" if "monitored" in names else "risks")
    cut = _cut_areas if "monitored" in names else _cut_risks
    front = _gather("The pages before those of the risks", sections, names[:at])
    rest = names[at + 1 :]
    tables = [name for name in rest if name in TABLES]
    begun = rest.index(tables[0]) if tables else len(rest)
    back = _gather("The pages after those of the risks", sections, rest[:begun])
    table = _gather("The tables of all risks and actions", sections, tables)
    last = _gather("The last pages", sections, rest[begun + len(tables) :])
    parts = [front, *cut(sections[names[at]]), back, replace(table, flows=True), last]
    return [part for part in parts if part.text]


def aim_links(parts: Sequence[Part]) -> list[Part]:
    """Write every link of each part so that it leads to the same one, another, or nowhere."""
    places = [find_places(part.text) for part in parts]
    everywhere = set().union(*places)
    return [
        replace(part, text=_aim(part.text, () if part.flows else here, everywhere))
        for part, here in zip(parts, places, strict=True)
    ]


def drop_dead_links(text: str) -> str:
    """Write links that lead to no place of this text as plain text."""
    here = set(find_places(text))
    return _aim(text, here, here)


def number_contents(cover: str, numbers: Mapping[str, int]) -> str:
    """Write beside each link of the contents the number of the page it leads to."""

    def number(link: re.Match[str]) -> str:
        return f'{link[0]} data-page="{numbers.get(link[1], "")}"'

    return _OUTWARD.sub(number, cover)


def find_places(text: str) -> list[str]:
    """List the names that links can lead to."""
    return _ID.findall(text)


def cut_risk(text: str, reference: str) -> str:
    """Give the page of one risk alone, or nothing if it has none here."""
    for piece in _articles(text):
        if _references([piece]) == (reference,):
            return f"<section>{piece}</section>"
    return ""


def _gather(name: str, sections: Mapping[str, str], names: Iterable[str]) -> Part:
    text = "".join(sections[each] for each in names)
    return Part(name, text, _references(_articles(text)))


def _cut_risks(text: str) -> list[Part]:
    pieces = _articles(text)
    if not pieces:
        return [Part("The pages of the risks", text)]
    head = text[: _ARTICLE.search(text).start()]  # type: ignore[union-attr]  # there are articles
    tail = text[text.rindex(_END) + len(_END) :]
    # Later parts open the same section again, without its name and heading.
    again = _ID.sub("", _SECTION.findall(head)[-1])
    parts = []
    size = ceil(len(pieces) / ceil(len(pieces) / FEW))
    for start in range(0, len(pieces), size):
        some = pieces[start : start + size]
        before = again if start else head
        after = "</section>" if start + size < len(pieces) else tail
        references = _references(some)
        parts.append(Part(_span(references), before + "".join(some) + after, references))
    return parts


def _cut_areas(text: str) -> list[Part]:
    starts = [found.start() for found in _SECTION.finditer(text)]
    pieces = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return [
        Part(f"The pages of area {number}", piece, _references(_articles(piece)))
        for number, piece in enumerate(pieces, start=1)
    ]


def _articles(text: str) -> list[str]:
    starts = [found.start() for found in _ARTICLE.finditer(text)]
    if not starts:
        return []
    ends = [*starts[1:], text.rindex(_END) + len(_END)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _references(pieces: Iterable[str]) -> tuple[str, ...]:
    named = (_ID.search(piece) for piece in pieces)  # first of all stands the heading's
    return tuple(found[1] for found in named if found)


def _span(references: Sequence[str]) -> str:
    return f"The pages of {references[0]} to {references[-1]}"


def _aim(text: str, here: Iterable[str], everywhere: Iterable[str]) -> str:
    near, far = set(here), set(everywhere)

    def aim(link: re.Match[str]) -> str:
        before, place, after, words = link.groups()
        if place in near:
            return link[0]
        if place in far:
            return f'<a{before} href="{ELSEWHERE}{place}"{after}>{words}</a>'
        return f"<span>{words}</span>"

    return _LINK.sub(aim, text)
