"""Making packs: claim, freeze, draw, publish, approve.

Exactly one pack comes of any race: the row is unique, a claim carries a lease
and a fence (``attempts``), and only who still holds the fence may publish. The
drawing runs in a child process, outside any transaction.
"""

import hashlib
import json
import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from risk_register.database import database_seconds, db, read_moment, write_transaction
from risk_register.documents.press import draw_in_child
from risk_register.domain.errors import (
    AlreadyDoneError,
    NotFoundError,
    PackDrawingError,
    RuleError,
)
from risk_register.domain.packs import Edition, PackState, redraw_after
from risk_register.domain.permissions import Permission
from risk_register.domain.values import canonical_json, fingerprint
from risk_register.models import Body, Circulation, Meeting, Pack, Person, Programme, Snapshot
from risk_register.services.events import record_event
from risk_register.services.meetings import deadlines_of, was_recorded_in_time
from risk_register.services.programmes import Member
from risk_register.services.snapshots import freeze_snapshot

log = logging.getLogger(__name__)

LEASE_SECONDS = 300.0  #: longer than the press may take


@dataclass(frozen=True)
class Claim:
    """The right to draw one pack, as long as nobody took it over."""

    pack_id: int
    attempt: int
    prepared_by: str | None  #: title of the post that asked; None for the clock


def list_due_meetings(programme: Programme, *, at: datetime) -> list[Meeting]:
    """List the meetings whose pack is due and not made, the oldest first.

    A meeting that was entered after its lock counts until it is held.
    """
    meetings = db.session.scalars(
        select(Meeting)
        .join(Body)
        .where(Body.programme_id == programme.id, Body.has_packs)
        .where(Meeting.id.not_in(select(Pack.meeting_id).where(Pack.state == PackState.MADE)))
        .options(joinedload(Meeting.body))
        .order_by(Meeting.held_on)
    ).all()
    return [
        meeting
        for meeting in meetings
        if deadlines_of(meeting).locks_at <= at
        and (meeting.held_on >= at.date() or was_recorded_in_time(meeting))
    ]


def claim_due_pack(meeting: Meeting, *, at: datetime) -> Claim | None:
    """Claim the first version for the clock, or take over one that was left half done.

    :returns: None if it is made, somebody else is drawing it, or its next try is not due
    """
    pack = _newest(meeting)
    if pack is None:
        return _start(meeting, version=1, asked_by=None, title=None, correction=None, at=at)
    if pack.state is PackState.MADE or _is_held(pack):
        return None
    if pack.state is PackState.FAILED and (pack.retry_at is None or pack.retry_at > at):
        return None
    return _take_over(pack, title=pack.asked_by.name if pack.asked_by else None)


def claim_asked_pack(
    meeting: Meeting, *, correction: str | None, by: Member, at: datetime
) -> Claim:
    """Claim the first version or a correction because the programme manager asked.

    :param correction: what the new version changes; needed from version 2 on
    :raises NotAllowedError: if the member may not make packs
    :raises AlreadyDoneError: if the pack is being drawn at this moment
    :raises RuleError: if a new version does not say what it changes
    """
    by.check(Permission.MAKE_PACK)
    pack = _newest(meeting)
    if pack is None:
        return _start(
            meeting, version=1, asked_by=by.person, title=by.title, correction=None, at=at
        )
    if pack.state is PackState.FAILED:
        return _take_over(pack, title=by.title)
    if pack.state is PackState.DRAWING:
        if _is_held(pack):
            raise AlreadyDoneError("The pack is being drawn at this moment.")
        return _take_over(pack, title=by.title)
    if not (correction and correction.strip()):
        raise RuleError("Say what the new version changes.")
    return _start(
        meeting,
        version=pack.version + 1,
        asked_by=by.person,
        title=by.title,
        correction=correction.strip(),
        at=at,
    )


def finish_pack(claim: Claim, *, at: datetime) -> bool:
    """Freeze, draw and publish a claimed pack; opens its own transactions.

    :returns: whether the pack was made; False if somebody else took over or it failed
    """
    try:
        _freeze(claim, at=at)
        pdf = draw_in_child(_order(claim))
    except PackDrawingError as error:
        log.error("Pack %s could not be drawn: %s", claim.pack_id, error)
        _note_failure(claim, words=str(error), at=at)
        return False
    return _publish(claim, pdf, at=at)


def approve_pack(pack: Pack, *, by: Member, at: datetime) -> None:
    """Let a made pack go out.

    :raises NotAllowedError: if the member may not approve packs
    :raises AlreadyDoneError: if it is approved already
    :raises RuleError: if it is not made, or a newer version stands
    """
    by.check(Permission.APPROVE_PACK)
    if pack.approved_at is not None:
        raise AlreadyDoneError("This pack is approved already.")
    if pack.state is not PackState.MADE:
        raise RuleError("Only a pack that is made can be approved.")
    newest = _newest(pack.meeting)
    if newest is not None and newest.id != pack.id:
        raise RuleError(f"Version {newest.version} stands in this pack's place.")
    pack.approved_at, pack.approved_by = at, by.person
    record_event(
        "pack approved",
        subject=f"pack {pack.id}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={"version": pack.version, "sha256": pack.sha256},
    )


def get_pack(member: Member, pack_id: int, *, with_pdf: bool = False) -> Pack:
    """Find a pack the member may read.

    :raises NotFoundError: if there is none, or it is not yet for the member's eyes
    :raises NotAllowedError: if the member may not read packs
    """
    member.check(Permission.READ_PACKS)
    options = [joinedload(Pack.meeting).joinedload(Meeting.body), joinedload(Pack.snapshot)]
    if with_pdf:
        options.append(undefer(Pack.pdf))
    pack = db.session.scalar(
        select(Pack)
        .join(Meeting)
        .join(Body)
        .where(Pack.id == pack_id, Body.programme_id == member.programme.id)
        .options(*options)
    )
    if pack is None or not _is_for(member, pack.id):
        raise NotFoundError("There is no such pack.")
    return pack


def list_packs(member: Member) -> Sequence[Pack]:
    """List the packs the member may read, newest meeting and version first.

    :raises NotAllowedError: if the member may not read packs
    """
    member.check(Permission.READ_PACKS)
    query = select(Pack).join(Meeting).join(Body).where(Body.programme_id == member.programme.id)
    if not member.may(Permission.READ_UNCIRCULATED_PACKS):
        query = query.where(Pack.id.in_(select(Circulation.pack_id)))
    return db.session.scalars(
        query.options(
            joinedload(Pack.meeting).joinedload(Meeting.body), joinedload(Pack.snapshot)
        ).order_by(Meeting.held_on.desc(), Pack.version.desc())
    ).all()


def list_made(programme: Programme) -> Sequence[Pack]:
    """List every made pack with its bytes, oldest first; for checking them."""
    return db.session.scalars(
        select(Pack)
        .join(Meeting)
        .join(Body)
        .where(Body.programme_id == programme.id, Pack.state == PackState.MADE)
        .options(undefer(Pack.pdf), joinedload(Pack.snapshot).undefer(Snapshot.body))
        .order_by(Pack.id)
    ).all()


def find_newest(meeting: Meeting) -> Pack | None:
    """Find the newest version of a meeting's pack."""
    return _newest(meeting)


def _newest(meeting: Meeting) -> Pack | None:
    return db.session.scalar(
        select(Pack)
        .where(Pack.meeting_id == meeting.id, Pack.edition == Edition.FULL)
        .options(joinedload(Pack.asked_by))
        .order_by(Pack.version.desc())
        .limit(1)
    )


def _is_for(member: Member, pack_id: int) -> bool:
    if member.may(Permission.READ_UNCIRCULATED_PACKS):
        return True
    circulated = select(Circulation.id).where(Circulation.pack_id == pack_id).limit(1)
    return db.session.scalar(circulated) is not None


def _is_held(pack: Pack) -> bool:
    return (
        pack.state is PackState.DRAWING
        and pack.lease_until is not None
        and pack.lease_until > database_seconds()
    )


def _start(
    meeting: Meeting,
    *,
    version: int,
    asked_by: Person | None,
    title: str | None,
    correction: str | None,
    at: datetime,
) -> Claim:
    pack = Pack(
        meeting=meeting,
        edition=Edition.FULL,
        version=version,
        state=PackState.DRAWING,
        due_at=deadlines_of(meeting).locks_at,
        asked_at=at,
        asked_by=asked_by,
        correction=correction,
        attempts=1,
        holder=_me(),
        lease_until=database_seconds() + LEASE_SECONDS,
    )
    db.session.add(pack)
    db.session.flush()
    record_event(
        "pack asked for",
        subject=f"pack {pack.id}",
        programme=meeting.body.programme,
        by=asked_by,
        at=at,
        reason=correction,
        facts={"meeting": meeting.held_on.isoformat(), "version": version},
    )
    return Claim(pack.id, pack.attempts, title)


def _take_over(pack: Pack, *, title: str | None) -> Claim:
    pack.attempts += 1
    pack.state = PackState.DRAWING
    pack.holder = _me()
    pack.lease_until = database_seconds() + LEASE_SECONDS
    record_event(
        "pack drawing begun again",
        subject=f"pack {pack.id}",
        programme=pack.meeting.body.programme,
        by=None,
        at=pack.asked_at,
        facts={"attempt": pack.attempts},
    )
    return Claim(pack.id, pack.attempts, title)


def _freeze(claim: Claim, *, at: datetime) -> None:
    pack = db.session.get(Pack, claim.pack_id)
    if pack is None or pack.snapshot_id is not None:
        return  # frozen by an earlier try: the board is told what was true then
    meeting_id = pack.meeting_id
    with read_moment():
        meeting = db.session.get_one(Meeting, meeting_id)
        frozen = freeze_snapshot(meeting, prepared_by=claim.prepared_by, at=at)
    text = canonical_json(frozen.content)
    with write_transaction():
        pack = _held(claim)
        if pack is None or pack.snapshot_id is not None:
            return
        pack.snapshot = Snapshot(
            meeting_id=meeting_id,
            body=text,
            fingerprint=fingerprint(text),
            taken_at=frozen.taken_at,
            last_assessment_id=frozen.last_assessment_id,
        )
        record_event(
            "snapshot frozen",
            subject=f"pack {pack.id}",
            programme=pack.meeting.body.programme,
            by=pack.asked_by,
            at=at,
            facts={"fingerprint": pack.snapshot.fingerprint},
        )


def _order(claim: Claim) -> dict[str, object]:
    pack = db.session.get_one(Pack, claim.pack_id)
    if pack.snapshot is None:
        raise PackDrawingError("Somebody else is drawing this pack.")
    order = {
        "snapshot": json.loads(pack.snapshot.body),
        "fingerprint": pack.snapshot.fingerprint,
        "edition": pack.edition.value,
        "version": pack.version,
        "correction": pack.correction,
    }
    db.session.rollback()  # nothing may stay open while the press runs
    return order


def _publish(claim: Claim, pdf: bytes, *, at: datetime) -> bool:
    with write_transaction():
        pack = _held(claim)
        if pack is None:
            return False
        pack.pdf = pdf
        pack.sha256 = hashlib.sha256(pdf).hexdigest()
        pack.size = len(pdf)
        pack.state = PackState.MADE
        pack.made_at = at
        pack.failure = pack.holder = pack.lease_until = pack.retry_at = None
        record_event(
            "pack made",
            subject=f"pack {pack.id}",
            programme=pack.meeting.body.programme,
            by=pack.asked_by,
            at=at,
            facts={
                "meeting": pack.meeting.held_on.isoformat(),
                "version": pack.version,
                "sha256": pack.sha256,
            },
        )
    return True


def _note_failure(claim: Claim, *, words: str, at: datetime) -> None:
    with write_transaction():
        pack = _held(claim)
        if pack is None:
            return
        wait = redraw_after(pack.attempts)
        pack.state = PackState.FAILED
        pack.failure = words
        pack.retry_at = at + wait if wait else None
        pack.holder = pack.lease_until = None
        record_event(
            "pack drawing failed",
            subject=f"pack {pack.id}",
            programme=pack.meeting.body.programme,
            by=None,
            at=at,
            reason=words,
            facts={"attempt": pack.attempts},
        )


def _held(claim: Claim) -> Pack | None:
    pack = db.session.get(Pack, claim.pack_id)
    if pack is None or pack.attempts != claim.attempt or pack.state is not PackState.DRAWING:
        return None
    return pack


def _me() -> str:
    return f"{os.uname().nodename}:{os.getpid()}:{threading.get_ident()}"[:80]
