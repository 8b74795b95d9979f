"""What the press is asked to print of one pack, edition by edition, and what it gives back."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from risk_register.documents.formats import complete
from risk_register.documents.press import Press, Printed, open_press
from risk_register.domain.pack_differences import compare_snapshots
from risk_register.domain.pack_sentences import say_differences
from risk_register.domain.packs import Edition, Form
from risk_register.domain.values import canonical_json, fingerprint, iso
from risk_register.services.editions import build_edition, check_edition
from risk_register.sheets.packs import draw_register_table, draw_register_workbook

MOST_CHANGES = 8  #: sentences on the cover of a correction

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
    corrects: int  #: the version that readers hold, or else the one before; 0 for the first
    earlier: dict[str, Any] | None  #: the snapshot of the version it corrects
    approval: Approval | None  #: None: the pack is a proof, to be approved


@dataclass(frozen=True)
class PrintedEdition:
    """One edition in all its forms, and the count of what was drawn and left out."""

    edition: Edition
    files: Mapping[Form, bytes]
    manifest: Mapping[str, Any]


def print_editions(order: PackOrder, *, tell: Tell) -> list[PrintedEdition]:
    """Print every edition of a pack, the full one first; takes long and needs no database.

    The press is given nothing but what an edition says, so it cannot print more.

    :raises PackDrawingError: if one edition cannot be drawn; there is none then
    :raises LeakError: if something could be read in the public edition that is withheld
    """
    printed = []
    whole = fingerprint(canonical_json(order.snapshot))
    with open_press() as press:
        for edition in Edition:
            said = build_edition(order.snapshot, edition, fingerprint=whole)
            changes = _list_changes(order.earlier, said, edition)
            drawn = _print(press, order, edition, said, changes, tell)
            if edition is not Edition.FULL:
                check_edition(order.snapshot, said, drawn.readable)
            printed.append(PrintedEdition(edition, drawn.files, drawn.manifest))
    return printed


def _list_changes(
    earlier: dict[str, Any] | None, said: dict[str, Any], edition: Edition
) -> list[str]:
    """Say what differs from the version before, as far as this edition says it."""
    if earlier is None:
        return []
    seal = fingerprint(canonical_json(earlier))
    before = complete(build_edition(earlier, edition, fingerprint=seal))
    return say_differences(compare_snapshots(before, complete(said)), most=MOST_CHANGES)


def _print(
    press: Press,
    order: PackOrder,
    edition: Edition,
    snapshot: dict[str, Any],
    changes: list[str],
    tell: Tell,
) -> Printed:
    text = canonical_json(snapshot)
    sheets = _draw_sheets(complete(snapshot), fingerprint(text), order.version)
    printed = press.print_pack(
        {
            "snapshot": snapshot,
            "fingerprint": fingerprint(text),
            "edition": edition.value,
            "version": order.version,
            "correction": order.correction,
            "corrects": order.corrects,
            "changes": changes,
            "approval": _describe(order.approval) if order.approval else None,
            "status": "approved" if order.approval else "proof",
            "attachments": [_attach(form, content) for form, content in sheets.items()],
        },
        tell=lambda done, total: tell(_say_progress(edition, done, total)),
    )
    return replace(
        printed,
        files=printed.files | sheets | {Form.JSON: text.encode()},
        readable=f"{printed.readable}\n{text}",
    )


def _draw_sheets(snapshot: dict[str, Any], seal: str, version: int) -> dict[Form, bytes]:
    return {
        Form.XLSX: draw_register_workbook(snapshot, fingerprint=seal, version=version),
        Form.CSV: draw_register_table(snapshot, fingerprint=seal, version=version),
    }


def _attach(form: Form, content: bytes) -> dict[str, str]:
    return {
        "name": form.file,
        "media_type": form.media_type,
        "description": form.label,
        "base64": b64encode(content).decode("ascii"),
    }


def _describe(approval: Approval) -> dict[str, str]:
    return {"post": approval.post, "at": iso(approval.at)}


def _say_progress(edition: Edition, done: int, total: int) -> str:
    return f"{edition.label}: {done} of {total} risks drawn"
