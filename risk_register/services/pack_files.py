"""A pack's files in all their forms: kept with their hashes, handed out, found again by hash."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from risk_register.clock import LONDON, london_day
from risk_register.database import db
from risk_register.domain.errors import ChangedFileError, NotFoundError
from risk_register.domain.packs import Edition, Form
from risk_register.models import Event, Meeting, Pack, PackFile, Snapshot
from risk_register.services.events import record_event
from risk_register.services.programmes import Member


@dataclass(frozen=True)
class FileFacts:
    """What is known of a file without reading it; ``size`` in bytes."""

    form: Form
    sha256: str
    size: int


def keep_files(pack: Pack, files: Mapping[Form, bytes]) -> None:
    """Keep a drawn pack's files; those of an earlier drawing make room for them.

    The database lets it be done while the pack is being drawn only, so the files beside the PDF
    are written first.

    :param files: the PDF, and what else there is
    """
    held = {file.form: file for file in _list_beside([pack])}
    for form, content in sorted(files.items()):
        if form is Form.PDF:
            continue
        file = held.get(form) or PackFile(pack=pack, form=form)
        file.content, file.sha256, file.size = content, _hash(content), len(content)
        db.session.add(file)
    db.session.flush()
    pdf = files[Form.PDF]
    pack.pdf, pack.sha256, pack.size = pdf, _hash(pdf), len(pdf)


def list_facts(packs: Sequence[Pack]) -> dict[int, list[FileFacts]]:
    """List the files of packs by the pack's id, the PDF first."""
    facts: dict[int, list[FileFacts]] = {pack.id: [] for pack in packs}
    for pack in packs:
        if pack.sha256 and pack.size:
            facts[pack.id].append(FileFacts(Form.PDF, pack.sha256, pack.size))
    order = list(Form)
    for file in sorted(_list_beside(packs), key=lambda file: order.index(file.form)):
        facts[file.pack_id].append(FileFacts(file.form, file.sha256, file.size))
    return facts


def is_noted(pack: Pack, form: Form, *, by: Member, at: datetime) -> bool:
    """Say whether it was noted on the day of a moment that somebody has got a file of a pack."""
    lines = db.session.scalars(
        select(Event.body).where(
            Event.chain == by.programme.key,
            Event.subject == f"pack {pack.id}",
            Event.kind == "pack file exported",
            Event.person_id == by.person.id,
            Event.at >= datetime.combine(london_day(at), time(), LONDON),
        )
    )
    return any(json.loads(body)["facts"]["form"] == form.value for body in lines)


def record_reading(pack: Pack, form: Form, *, by: Member, at: datetime) -> None:
    """Note who has got a file of a pack; once for each file, person and day is enough."""
    record_event(
        "pack file exported",
        subject=f"pack {pack.id}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={"form": form.value, "edition": pack.edition.value, "version": pack.version},
    )


def get_file(pack: Pack, form: Form) -> bytes:
    """Read one of a pack's files.

    :raises NotFoundError: if the pack is not drawn yet, or not in this form
    :raises ChangedFileError: if it is not the file that was drawn
    """
    content, sha256 = _read_pdf(pack) if form is Form.PDF else _read_beside(pack, form)
    if content is None:
        raise NotFoundError("The pack is not kept in this form.")
    if _hash(content) != sha256:
        raise ChangedFileError("This file is not the one that was made. Tell the auditor.")
    return content


def get_content(pack: Pack) -> dict[str, Any]:
    """Read what a frozen pack says, in its own edition.

    :raises NotFoundError: if it is not frozen yet
    """
    if pack.edition is not Edition.FULL:
        return json.loads(get_file(pack, Form.JSON))  # type: ignore[no-any-return]  # an object
    body = db.session.scalar(select(Snapshot.body).where(Snapshot.id == pack.snapshot_id))
    if body is None:
        raise NotFoundError("This pack has not been made yet.")
    content: dict[str, Any] = json.loads(body)
    return content


def get_fingerprint(pack: Pack) -> str | None:
    """Give the fingerprint of the figures an edition was drawn from; None if it is not frozen."""
    if pack.edition is Edition.FULL:
        return pack.snapshot.fingerprint if pack.snapshot else None
    # The file of data is the edition's own snapshot, letter for letter.
    return db.session.scalar(
        select(PackFile.sha256).where(PackFile.pack_id == pack.id, PackFile.form == Form.JSON)
    )


def list_files() -> Iterator[tuple[PackFile, bytes]]:
    """Give every file beside the PDFs with its bytes; for checking them."""
    query = (
        select(PackFile)
        .options(undefer(PackFile.content), joinedload(PackFile.pack).joinedload(Pack.meeting))
        .order_by(PackFile.id)
    )
    for file in db.session.scalars(query.execution_options(yield_per=10)):
        yield file, file.content


def find_by_hash(sha256: str) -> tuple[Pack, Form] | None:
    """Find which pack, and in which form, a file is."""
    meeting = joinedload(Pack.meeting).joinedload(Meeting.body)
    pack = db.session.scalar(select(Pack).where(Pack.sha256 == sha256).options(meeting).limit(1))
    if pack is not None:
        return pack, Form.PDF
    file = db.session.scalar(
        select(PackFile)
        .where(PackFile.sha256 == sha256)
        .options(joinedload(PackFile.pack).options(meeting))
        .order_by(PackFile.id)
        .limit(1)
    )
    return (file.pack, file.form) if file is not None else None


def find_proof(sha256: str) -> Pack | None:
    """Find the pack whose proof, read before it was approved, a file is.

    The approved pack was drawn anew with the approval on its cover, so the proof is kept no more;
    the record holds its hash.
    """
    query = select(Event.subject).where(
        Event.kind == "pack made", Event.body.contains(sha256, autoescape=True)
    )
    subject = db.session.scalar(query.limit(1))
    if subject is None:
        return None
    meeting = joinedload(Pack.meeting).joinedload(Meeting.body)
    return db.session.get(Pack, int(subject.removeprefix("pack ")), options=[meeting])


def _read_pdf(pack: Pack) -> tuple[bytes | None, str | None]:
    row = db.session.execute(select(Pack.pdf, Pack.sha256).where(Pack.id == pack.id)).first()
    return (row[0], row[1]) if row else (None, None)


def _read_beside(pack: Pack, form: Form) -> tuple[bytes | None, str | None]:
    wanted = (PackFile.pack_id == pack.id, PackFile.form == form)
    row = db.session.execute(select(PackFile.content, PackFile.sha256).where(*wanted)).first()
    return (row[0], row[1]) if row else (None, None)


def _list_beside(packs: Sequence[Pack]) -> Sequence[PackFile]:
    return db.session.scalars(
        select(PackFile)
        .where(PackFile.pack_id.in_([pack.id for pack in packs]))
        .order_by(PackFile.id)
    ).all()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
