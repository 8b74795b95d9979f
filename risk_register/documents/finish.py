"""The last pass over the tags of a drawn part, before it is written.

The layout engine tags each page by itself. Here a table broken over pages becomes one table, its
repeated headings become page furniture, header cells say what they head, words stand in their
paragraph or cell without a tag for each line, and links into other parts lead there.
"""

from collections.abc import Iterator
from typing import Any

import pydyf

from risk_register.documents.parts import ELSEWHERE

Element = Any  # a structure element: the library comes without types
MEANINGLESS = {"/NonStruct", "/Span"}
PLAIN = {"Type", "S", "K", "Pg", "P"}  #: what every element says; more has a meaning
#: What holds words themselves.
HOLDERS = {
    "/Caption", "/Figure", "/H1", "/H2", "/H3", "/H4", "/LBody", "/Lbl", "/Link", "/P", "/Span",
    "/TD", "/TH",
}  # fmt: skip
EMPTY_MEANING = b"> <>"
NO_WIDTH = b"> <200b>"


def finish_part(pdf: Any) -> None:
    """Finish a tagged part; the same part is finished the same way every time."""
    tags = _Tags(pdf)
    tags.join_tables(tags.document)
    tags.lift_words()
    tags.settle()
    _lead_elsewhere(pdf)
    _map_every_glyph(pdf)
    _compress(pdf)


class _Tags:
    """The structure tree of a part, as the layout engine left it."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._objects = pdf.objects
        self.root = self._follow(pdf.catalog["StructTreeRoot"])
        self.document = self._follow(self.root["K"][0])
        numbers = self._follow(self.root["ParentTree"])["Nums"]
        self._owners = dict(zip(numbers[::2], numbers[1::2], strict=True))

    def join_tables(self, parent: Element, begun: dict[int, Element] | None = None) -> None:
        """Join each table's later pages to its first.

        Each page has its own sections, so the two need not stand beside each other. Every table
        of ours begins with a caption, and a table without one goes on from the page before: of
        tables that stood side by side, the latest that has as many columns.
        """
        begun = {} if begun is None else begun
        kept = pydyf.Array()
        for child in parent["K"]:
            element = self._element(child)
            if element is not None and element["S"] == "/Table":
                broad = self._count_columns(element)
                if begun and not self._has_caption(element):
                    self._move_rows(element, begun.get(broad) or list(begun.values())[-1])
                    continue
                begun.pop(broad, None)  # so that it becomes the last one
                begun[broad] = element
            elif element is not None:
                self.join_tables(element, begun)
            kept.append(child)
        parent["K"] = kept

    def lift_words(self) -> None:
        """Take away tags that say nothing, such as one for every line: two of three are such."""
        holders = list(self._walk(self.document))
        for element in reversed(holders):  # what is inside first
            kept = pydyf.Array()
            for child in element["K"]:
                inner = self._element(child)
                if inner is None or not self._says_nothing(inner, element):
                    kept.append(child)
                    continue
                for lifted in inner["K"]:
                    self._take(element, lifted)
                kept += inner["K"]
                inner.free = "f"
            element["K"] = kept

    def _says_nothing(self, inner: Element, outer: Element) -> bool:
        return (
            inner["S"] in MEANINGLESS
            and inner.keys() <= PLAIN
            and inner["Pg"] == outer.get("Pg")
            and (self._holds(outer) or all(isinstance(child, bytes) for child in inner["K"]))
        )

    def _holds(self, element: Element) -> bool:
        while element["S"] == "/NonStruct":
            element = self._follow(element["P"])
        return element["S"] in HOLDERS

    def _take(self, element: Element, child: Any) -> None:
        if not isinstance(child, bytes):
            page = self._follow(element["Pg"])
            self._owners[page["StructParents"]][child] = element.reference
        elif (inner := self._element(child)) is not None:
            inner["P"] = element.reference

    def settle(self) -> None:
        """Say of every header cell what it heads, and set what nothing holds apart."""
        living = set()
        waiting: list[tuple[Element, str]] = [(self.document, "")]
        while waiting:
            element, scope = waiting.pop()
            living.add(element.number)
            kind = element["S"]
            scope = {"/Table": "/Row", "/THead": "/Column"}.get(kind, scope)
            # Scope says it all, and stays true for tables that were joined.
            if kind == "/TH":
                element.pop("ID", None)
                element["A"]["Scope"] = scope
            elif kind == "/TD":
                element["A"].pop("Headers", None)
            waiting += [(child, scope) for child in self._elements(element)]
        self._set_furniture_apart(living)

    def _set_furniture_apart(self, living: set[int]) -> None:
        for kid in self._pdf.pages["Kids"][::3]:
            page = self._objects[kid]
            marked = self._owners[page["StructParents"]]
            dead = {place for place, owner in enumerate(marked) if _number(owner) not in living}
            if dead:
                _mark_furniture(self._follow(page["Contents"]).stream, dead)

    def _count_columns(self, table: Element) -> int:
        row = next((part for part in self._walk(table) if part["S"] == "/TR"), None)
        if row is None:  # only its caption still fitted the page
            return 0
        return sum(int(cell["A"].get("ColSpan", 1)) for cell in self._elements(row))

    def _has_caption(self, table: Element) -> bool:
        return any(part["S"] == "/Caption" for part in self._elements(table))

    def _move_rows(self, rest: Element, table: Element) -> None:
        for part in self._elements(rest):
            if part["S"] != "/THead":
                part["P"] = table.reference
                table["K"].append(part.reference)

    def _walk(self, element: Element) -> Iterator[Element]:
        yield element
        for child in self._elements(element):
            yield from self._walk(child)

    def _elements(self, element: Element) -> Iterator[Element]:
        for child in element["K"]:
            found = self._element(child)
            if found is not None:
                yield found

    def _element(self, child: Any) -> Element | None:
        if not isinstance(child, bytes):
            return None  # the number of marked content
        found = self._follow(child)
        return found if "S" in found else None

    def _follow(self, reference: bytes) -> Any:
        return self._objects[_number(reference)]


def _number(reference: bytes) -> int:
    return int(reference.split(b" ", 1)[0])


def _mark_furniture(steps: list[Any], dead: set[int]) -> None:
    for at, step in enumerate(steps):
        if isinstance(step, pydyf.Dictionary) and step.get("MCID") in dead:
            steps[at - 1 : at + 1] = ["/Artifact", pydyf.Dictionary({"Type": "/Pagination"})]


def _lead_elsewhere(pdf: Any) -> None:
    for link in pdf.objects:
        if isinstance(link, dict) and link.get("Subtype") == "/Link" and "A" in link:
            place = link["A"]["URI"].string
            if place.startswith(ELSEWHERE):
                del link["A"]
                link["Dest"] = link["Contents"] = pydyf.String(place.removeprefix(ELSEWHERE))


def _map_every_glyph(pdf: Any) -> None:
    """Give a glyph that only dots or joins the one before it a text of no width, not none."""
    for font in pdf.objects:
        if isinstance(font, dict) and "ToUnicode" in font:
            meanings = pdf.objects[_number(font["ToUnicode"])].stream
            meanings[:] = [line.replace(EMPTY_MEANING, NO_WIDTH) for line in meanings]


def _compress(pdf: Any) -> None:
    for stream in pdf.objects:
        # A picture is as small already as its file.
        if isinstance(stream, pydyf.Stream) and "Filter" not in stream.extra:
            stream.compress = True
