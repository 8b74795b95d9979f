"""Files that a pack carries along, such as the register as a workbook."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pikepdf
from pikepdf import Array, Dictionary, Name, String


@dataclass(frozen=True)
class Enclosure:
    """A file inside the pack; ``made_at`` is the snapshot's moment, so bytes repeat."""

    name: str
    media_type: str
    description: str
    content: bytes
    made_at: datetime


def read_enclosures(ordered: Iterable[Mapping[str, str]], *, made_at: str) -> list[Enclosure]:
    """Read the attachments of an order: name, media_type, description and base64."""
    moment = datetime.fromisoformat(made_at).astimezone(UTC)
    return [
        Enclosure(
            each["name"],
            each["media_type"],
            each["description"],
            base64.b64decode(each["base64"], validate=True),
            moment,
        )
        for each in ordered
    ]


def enclose(pdf: pikepdf.Pdf, enclosures: Iterable[Enclosure]) -> None:
    """Embed files in a pack so that PDF/A-3 allows them: each says what it is to the pack."""
    specs = [(each.name, _embed(pdf, each)) for each in sorted(enclosures, key=lambda e: e.name)]
    if not specs:
        return
    if "/Names" not in pdf.Root:
        pdf.Root.Names = Dictionary()
    held = [part for name, spec in specs for part in (String(name), spec)]
    pdf.Root.Names.EmbeddedFiles = Dictionary(Names=Array(held))
    pdf.Root.AF = Array([spec for _, spec in specs])


def _embed(pdf: pikepdf.Pdf, enclosure: Enclosure) -> pikepdf.Object:
    moment = String(f"D:{enclosure.made_at:%Y%m%d%H%M%S}Z")
    digest = hashlib.md5(enclosure.content, usedforsecurity=False).digest()
    stream = pdf.make_stream(
        enclosure.content,
        Type=Name.EmbeddedFile,
        Subtype=Name(f"/{enclosure.media_type}"),
        Params=Dictionary(
            Size=len(enclosure.content),
            CheckSum=String(digest),
            CreationDate=moment,
            ModDate=moment,
        ),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(enclosure.name),
            UF=String(enclosure.name),
            Desc=String(enclosure.description),
            AFRelationship=Name.Data,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
