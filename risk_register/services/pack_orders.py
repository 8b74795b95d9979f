"""What the press is asked to print of one pack, edition by edition, and what it gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from risk_register.documents.press import print_pack
from risk_register.domain.packs import Edition, Form
from risk_register.domain.values import canonical_json, fingerprint, iso

#: Is told how far the drawing is, in words.
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Approval:
    """Who approved a pack, as its cover says it."""

    post: str  #: title
    at: datetime


@dataclass(frozen=True)
class PackOrder:
    """Everything that decides what a pack says in every edition."""

    snapshot: dict[str, Any]  #: of the full edition
    version: int
    correction: str | None
    approval: Approval | None  #: None: the pack is a proof, to be approved


@dataclass(frozen=True)
class PrintedEdition:
    """One edition in all its forms, and the count of what was drawn and left out."""

    edition: Edition
    files: Mapping[Form, bytes]
    manifest: Mapping[str, Any]


def print_editions(order: PackOrder, *, tell: Tell) -> list[PrintedEdition]:
    """Print every edition of a pack, the full one first; takes long and needs no database.

    :raises PackDrawingError: if one edition cannot be drawn; there is none then
    """
    return [_print(order, Edition.FULL, order.snapshot, tell)]


def _print(
    order: PackOrder, edition: Edition, snapshot: dict[str, Any], tell: Tell
) -> PrintedEdition:
    text = canonical_json(snapshot)
    printed = print_pack(
        {
            "snapshot": snapshot,
            "fingerprint": fingerprint(text),
            "edition": edition.value,
            "version": order.version,
            "correction": order.correction,
            "approval": _describe(order.approval) if order.approval else None,
            "status": "approved" if order.approval else "proof",
            "attachments": [],
        },
        tell=lambda done, total: tell(_say_progress(edition, done, total)),
    )
    files = printed.files | {Form.DATA: text.encode()}
    return PrintedEdition(edition, files, printed.manifest)


def _describe(approval: Approval) -> dict[str, str]:
    return {"post": approval.post, "at": iso(approval.at)}


def _say_progress(edition: Edition, done: int, total: int) -> str:
    return f"{edition.label}: {done} of {total} risks drawn"
