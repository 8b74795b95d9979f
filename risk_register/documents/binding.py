"""Binds drawn parts to one pack that passes PDF/UA-1 and PDF/A-3a. Same parts, same bytes."""

import io
from collections.abc import Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, OutlineItem

from risk_register.documents.enclosures import Enclosure, enclose
from risk_register.documents.layouts import Drawn, Edges, Mark
from risk_register.documents.stamps import EDGE, NAME, draw_stamp, find_face

MOST_MARKS = 100  #: bookmarks side by side; more would hide the others, and each leads to the next
FEWER_MARKS = 50  #: so many are gathered then

BAD_END, CLEAR_END = b"\r\nendstream", b"\r\rendstream"

UA_CLAIM = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    b"<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
    b'<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    b'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema'
    b"</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/"
    b"</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name>"
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>PDF/UA part number</pdfaProperty:description></rdf:li></rdf:Seq>"
    b"</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


def bind(
    parts: Sequence[Drawn], *, edges: Edges, draft: bool, enclosures: Sequence[Enclosure] = ()
) -> bytes:
    """Bind the parts in their order; the first brings the title and what else is said once.

    :param edges: what stands around the text of each kind of page
    :param draft: whether DRAFT stands across every page
    :param enclosures: files that the pack carries along
    """
    with pikepdf.open(io.BytesIO(parts[0].pdf)) as pdf:
        binder = _Binder(pdf)
        for part in parts[1:]:
            with pikepdf.open(io.BytesIO(part.pdf)) as added:  # not longer: it is large
                binder.add(added)
        binder.settle()
        _stamp(pdf, edges, [kind for part in parts for kind in part.kinds], draft=draft)
        _mark(pdf, parts)
        enclose(pdf, enclosures)
        _claim_accessible(pdf)
        return _save(pdf)


def bind_alone(part: Drawn) -> bytes:
    """Finish a document that is one part and has its own edges."""
    with pikepdf.open(io.BytesIO(part.pdf)) as pdf:
        _mark(pdf, [part])
        _claim_accessible(pdf)
        return _save(pdf)


class _Binder:
    """Gathers pages, tags and named places in the file of the first part."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._tree = pdf.Root.StructTreeRoot
        self._numbers: list[Any] = list(self._tree.ParentTree.Nums)
        self._document = self._tree.K[0]
        self._places: dict[bytes, Any] = {}
        self._keep_places(pdf.Root)

    def add(self, part: pikepdf.Pdf) -> None:
        """Add another part's pages after those that are there."""
        offset, first = len(self._numbers) // 2, len(self._pdf.pages)
        for page in part.pages:
            self._pdf.pages.append(page)
        tree = self._pdf.copy_foreign(part.Root.StructTreeRoot)
        for element in tree.K[0].K:
            element.P = self._document
            self._document.K.append(element)
        numbers = list(tree.ParentTree.Nums)
        for key, owners in zip(numbers[::2], numbers[1::2], strict=True):
            self._numbers += [int(key) + offset, owners]
        for page in self._pdf.pages[first:]:
            page.StructParents = int(page.StructParents) + offset
            for note in page.get("/Annots", []):
                note.StructParent = int(note.StructParent) + offset
        if "/Names" in part.Root:
            names = part.make_indirect(part.Root.Names)
            self._keep_places(Dictionary(Names=self._pdf.copy_foreign(names)))

    def settle(self) -> None:
        """Write down what was gathered."""
        self._tree.ParentTree.Nums = Array(self._numbers)
        if self._places:
            held = [each for pair in sorted(self._places.items()) for each in pair]
            names = Array([pikepdf.String(each) if isinstance(each, bytes) else each
                           for each in held])  # fmt: skip
            self._pdf.Root.Names = Dictionary(Dests=Dictionary(Names=names))

    def _keep_places(self, root: Any) -> None:
        if "/Names" in root and "/Dests" in root.Names:
            held = list(root.Names.Dests.Names)
            for name, place in zip(held[::2], held[1::2], strict=True):
                self._places.setdefault(bytes(name), place)


def _stamp(pdf: pikepdf.Pdf, edges: Edges, kinds: Sequence[str], *, draft: bool) -> None:
    with pikepdf.open(io.BytesIO(edges.pdf)) as samples:
        face = find_face(samples.pages[0].Resources.Font.values())
        font = pdf.copy_foreign(face.font)
        forms = {
            kind: pdf.copy_foreign(samples.pages[number].as_form_xobject())
            for kind, number in edges.pages.items()
        }
        total = len(pdf.pages)
        for number, (page, kind) in enumerate(zip(pdf.pages, kinds, strict=True), start=1):
            edge, foot, box = f"{EDGE}{kind}", edges.feet[kind], page.MediaBox
            stamp = draw_stamp(face, foot, box, edge=edge, number=number, total=total, draft=draft)
            page.Contents = Array([pdf.make_stream(stamp), page.Contents])
            page.Resources.Font[NAME] = font
            page.Resources.XObject[edge] = forms[kind]


def _mark(pdf: pikepdf.Pdf, parts: Sequence[Drawn]) -> None:
    first = 0
    path: list[OutlineItem] = []
    with pdf.open_outline() as outline:
        outline.root.clear()
        for part in parts:
            for mark in part.marks:
                item = _bookmark(pdf, mark, first + mark.page)
                del path[mark.level - 1 :]
                (path[-1].children if path else outline.root).append(item)
                path.append(item)
            first += len(part.kinds)
        _gather(outline.root)


def _gather(items: list[OutlineItem]) -> None:
    """Gather bookmarks by fifties where too many stand side by side, and those inside them."""
    for item in items:
        _gather(item.children)
    if len(items) <= MOST_MARKS:
        return
    groups = []
    for start in range(0, len(items), FEWER_MARKS):
        some = items[start : start + FEWER_MARKS]
        title = f"{start + 1} to {start + len(some)} of {len(items)}"
        group = OutlineItem(title, destination=some[0].destination)
        group.children.extend(some)
        group.is_closed = True
        groups.append(group)
    items[:] = groups


def _bookmark(pdf: pikepdf.Pdf, mark: Mark, page: int) -> OutlineItem:
    place = Array([pdf.pages[page].obj, Name.XYZ, mark.x, mark.y, 0])
    return OutlineItem(mark.title, destination=place)


def _claim_accessible(pdf: pikepdf.Pdf) -> None:
    described = pdf.Root.Metadata.read_bytes()
    claimed = described.replace(b"</rdf:RDF>", UA_CLAIM + b"</rdf:RDF>")
    pdf.Root.Metadata = pdf.make_stream(claimed, Type=Name.Metadata, Subtype=Name.XML)


def _save(pdf: pikepdf.Pdf) -> bytes:
    """Write the pack; each stream's end is told apart from the last byte of what it holds.

    A stream that ends in a carriage return would seem one byte short beside the line feed that
    the library writes after it, which PDF/A forbids. A second carriage return is one byte, too.
    """
    saved = io.BytesIO()
    pdf.save(
        saved,
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.generate,
        compress_streams=True,
    )
    return saved.getvalue().replace(BAD_END, CLEAR_END)
