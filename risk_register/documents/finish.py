"""The last pass over a drawn PDF, after which it passes PDF/UA-1 and PDF/A-3a.

WeasyPrint tags each page by itself. Here a table broken over pages becomes one table, its
repeated headings become page furniture, header cells say what they head, and the file says
that it is accessible. Same bytes in, same bytes out.
"""

import io
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Operator

CARRIAGE_RETURN = 13
BAD_END = b"\r\nendstream"
BEGIN_MARKED = Operator("BDC")
PRINTED = 4  # an annotation's flag: it appears on paper too

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


def finish_pdf(drawn: bytes) -> bytes:
    """Finish a PDF/A-3a file that WeasyPrint has tagged."""
    pdf = pikepdf.open(io.BytesIO(drawn))
    tree = pdf.Root.StructTreeRoot
    document = tree.K[0]
    _join_tables(document)
    _name_headers(document)
    _set_furniture_apart(pdf, document)
    _claim_accessible(pdf)
    _map_every_glyph(pdf)
    _settle_ends(pdf)
    return _save(pdf)


def _join_tables(parent: Any, latest: Any = None) -> Any:
    """Join each table's later pages to its first; the latest table is given back.

    Each page has its own sections, so the two need not stand beside each other. Every table of
    ours begins with a caption, and a table without one goes on from the page before.
    """
    kept: list[Any] = []
    for child in _children(parent):
        if not _is_element(child):
            kept.append(child)
        elif Name.Table != child.S:
            latest = _join_tables(child, latest)
            kept.append(child)
        elif latest is None or _has_caption(child):
            latest = child
            kept.append(child)
        else:
            _move_rows(child, latest)
    parent.K = Array(kept)
    return latest


def _has_caption(table: Any) -> bool:
    return any(Name.Caption == part.S for part in _children(table))


def _move_rows(rest: Any, table: Any) -> None:
    for part in _children(rest):
        if Name.THead != part.S:
            part.P = table
            table.K.append(part)


def _name_headers(document: Any) -> None:
    for table in _walk(document):
        if Name.Table != table.S:
            continue
        for section in _children(table):
            scope = Name.Column if Name.THead == section.S else Name.Row
            for cell in _walk(section):
                if cell.S == Name.TH:
                    cell.A.Scope = scope
                # Scope says it all, and stays true for tables that were joined.
                if "/ID" in cell:
                    del cell.ID
                if cell.S == Name.TD and "/Headers" in cell.A:
                    del cell.A.Headers


def _set_furniture_apart(pdf: pikepdf.Pdf, document: Any) -> None:
    living = {element.objgen for element in _walk(document)}
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    owners = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    for page in pdf.pages:
        marked = owners[int(page.StructParents)]
        dead = {place for place, owner in enumerate(marked) if owner.objgen not in living}
        if dead:
            page.Contents = pdf.make_stream(_mark_furniture(page, dead))
        for annotation in page.get("/Annots", []):
            annotation.F = int(annotation.get("/F", 0)) | PRINTED


def _mark_furniture(page: pikepdf.Page, dead: set[int]) -> bytes:
    furniture = [Name.Artifact, Dictionary(Type=Name.Pagination)]
    steps: list[Any] = []
    for step in pikepdf.parse_content_stream(page):
        operands = step.operands
        begins = step.operator == BEGIN_MARKED and isinstance(operands[1], Dictionary)
        is_dead = begins and int(operands[1].get("/MCID", -1)) in dead
        steps.append((furniture if is_dead else operands, step.operator))
    return pikepdf.unparse_content_stream(steps)


def _claim_accessible(pdf: pikepdf.Pdf) -> None:
    described = pdf.Root.Metadata.read_bytes()
    claimed = described.replace(b"</rdf:RDF>", UA_CLAIM + b"</rdf:RDF>")
    pdf.Root.Metadata = pdf.make_stream(claimed, Type=Name.Metadata, Subtype=Name.XML)


def _map_every_glyph(pdf: pikepdf.Pdf) -> None:
    """Give a glyph that only dots or joins the one before it a text of no width, not none."""
    for font in pdf.objects:
        if isinstance(font, Dictionary) and "/ToUnicode" in font:
            meanings = font.ToUnicode.read_bytes()
            if b" <>" in meanings:
                font.ToUnicode.write(meanings.replace(b" <>", b" <200b>"))


def _settle_ends(pdf: pikepdf.Pdf) -> None:
    """Keep compressed streams from ending in a carriage return.

    A line feed follows every stream, and the two together read as one line's end: the stream
    would seem one byte too short, which PDF/A forbids. The last byte is the checksum's.
    """
    for stream in pdf.objects:
        if not isinstance(stream, pikepdf.Stream):
            continue
        content = stream.read_bytes()
        if zlib.adler32(content) & 0xFF == CARRIAGE_RETURN:
            stream.write(content + b"\n")
            if "/Length1" in stream:
                stream.Length1 = len(content) + 1


def _save(pdf: pikepdf.Pdf) -> bytes:
    saved = _write(pdf)
    # The library's own streams hold objects by number; one object more gives them other ends.
    for page in pdf.pages:
        if BAD_END not in saved:
            break
        page.MediaBox = pdf.make_indirect(page.MediaBox)
        saved = _write(pdf)
    return saved


def _write(pdf: pikepdf.Pdf) -> bytes:
    saved = io.BytesIO()
    pdf.save(
        saved,
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.generate,
        compress_streams=True,
        recompress_flate=True,
    )
    return saved.getvalue()


def _walk(element: Any) -> Iterator[Any]:
    yield element
    for child in _children(element):
        if _is_element(child):
            yield from _walk(child)


def _children(element: Any) -> list[Any]:
    inside = element.get("/K", [])
    return list(inside) if isinstance(inside, Array) else [inside]


def _is_element(child: Any) -> bool:
    return isinstance(child, Dictionary) and "/S" in child
