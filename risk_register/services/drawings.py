"""Making packs: claim, freeze, draw, publish.

Exactly one pack comes of any race: the row is unique, a claim carries a lease
and a fence (``attempts``), and only who still holds the fence may publish. The
drawing runs in a child process, outside any transaction.
"""

import hashlib
import json
import logging
import os
import threading
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import database_seconds, db, read_moment, write_transaction
from risk_register.documents.press import draw_in_child
from risk_register.domain.errors import AlreadyDoneError, PackDrawingError, RuleError
from risk_register.domain.packs import Edition, PackState, redraw_after
from risk_register.domain.permissions import Permission
from risk_register.domain.values import canonical_json, fingerprint
from risk_register.models import Body, Meeting, Pack, Programme, Snapshot
from risk_register.services.events import record_event
from risk_register.services.meetings import deadlines_of, was_recorded_in_time
from risk_register.services.packs import find_newest
from risk_register.services.previews import forget_preview
from risk_register.services.programmes import Member
from risk_register.services.snapshots import freeze_snapshot

log = logging.getLogger(__name__)

LEASE_SECONDS = 300.0  #: longer than the press may take


@dataclass(frozen=True)
class Claim:
    """The right to draw one pack, as long as nobody took it over."""

    pack_id: int
    attempt: int


def list_due_meetings(programme: Programme, *, at: datetime) -> list[Meeting]:
    """List the meetings with a pack to be made, or left half made, the oldest first.

    A meeting that was entered after its lock counts until it is held.
    """
    made = select(Pack.meeting_id).where(Pack.state == PackState.MADE)
    unfinished = select(Pack.meeting_id).where(Pack.state != PackState.MADE)
    meetings = db.session.scalars(
        select(Meeting)
        .join(Body)
        .where(Body.programme_id == programme.id, Body.has_packs)
        .where(or_(Meeting.id.not_in(made), Meeting.id.in_(unfinished)))
        .options(joinedload(Meeting.body))
        .order_by(Meeting.held_on)
    ).all()
    begun = set(db.session.scalars(unfinished))
    return [meeting for meeting in meetings if meeting.id in begun or _is_due(meeting, at)]


def claim_due_pack(meeting: Meeting, *, at: datetime) -> Claim | None:
    """Claim the first version for the clock, or take over one that was left half done.

    :returns: None if it is made, somebody else is drawing it, or its next try is not due
    """
    pack = find_newest(meeting)
    if pack is None:
        return _start(meeting, version=1, by=None, correction=None, at=at)
    if pack.state is PackState.MADE or _is_held(pack):
        return None
    if pack.state is PackState.FAILED and (pack.retry_at is None or pack.retry_at > at):
        return None
    return _take_over(pack, by=None, at=at)


def claim_asked_pack(
    meeting: Meeting, *, correction: str | None, by: Member | None, at: datetime
) -> Claim:
    """Claim the first version, or a correction, because somebody asked.

    :param correction: what the new version changes; needed from version 2 on
    :param by: the programme manager; None for an operator at the command line
    :raises NotAllowedError: if the member may not make packs
    :raises AlreadyDoneError: if the pack is being drawn at this moment
    :raises RuleError: if a new version does not say what it changes
    """
    if by is not None:
        by.check(Permission.MAKE_PACK)
    pack = find_newest(meeting)
    if pack is None:
        return _start(meeting, version=1, by=by, correction=None, at=at)
    if pack.state is not PackState.MADE:
        if _is_held(pack):
            raise AlreadyDoneError("The pack is being drawn at this moment.")
        return _take_over(pack, by=by, at=at)
    said = (correction or "").strip()
    if not said:
        raise RuleError("Say what the new version changes.")
    return _start(meeting, version=pack.version + 1, by=by, correction=said, at=at)


def finish_pack(claim: Claim, *, at: datetime) -> bool:
    """Freeze, draw and publish a claimed pack; opens its own transactions.

    :returns: whether the pack was made; False if somebody else took over or it failed
    """
    try:
        _freeze(claim, at=at)
        pdf = draw_in_child(_order(claim))
    except PackDrawingError as error:
        log.error("Pack %s could not be drawn: %s", claim.pack_id, error)  # noqa: TRY400 - the press logged its own trace
        _note_failure(claim, words=str(error), at=at)
        return False
    return _publish(claim, pdf, at=at)


def _is_due(meeting: Meeting, at: datetime) -> bool:
    in_time = meeting.held_on >= london_day(at) or was_recorded_in_time(meeting)
    return deadlines_of(meeting).locks_at <= at and in_time


def _is_held(pack: Pack) -> bool:
    return (
        pack.state is PackState.DRAWING
        and pack.lease_until is not None
        and pack.lease_until > database_seconds()
    )


def _start(
    meeting: Meeting, *, version: int, by: Member | None, correction: str | None, at: datetime
) -> Claim:
    person = by.person if by else None
    pack = Pack(
        meeting=meeting,
        edition=Edition.FULL,
        version=version,
        state=PackState.DRAWING,
        due_at=deadlines_of(meeting).locks_at,
        asked_at=at,
        asked_by=person,
        asked_as=by.post if by else None,
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
        by=person,
        at=at,
        reason=correction,
        facts={"meeting": meeting.held_on.isoformat(), "version": version},
    )
    return Claim(pack.id, pack.attempts)


def _take_over(pack: Pack, *, by: Member | None, at: datetime) -> Claim:
    pack.attempts += 1
    pack.state = PackState.DRAWING
    pack.holder = _me()
    pack.lease_until = database_seconds() + LEASE_SECONDS
    record_event(
        "pack drawing begun again",
        subject=f"pack {pack.id}",
        programme=pack.meeting.body.programme,
        by=by.person if by else None,
        at=at,
        facts={"attempt": pack.attempts},
    )
    return Claim(pack.id, pack.attempts)


def _freeze(claim: Claim, *, at: datetime) -> None:
    with read_moment():
        pack = _held(claim)
        if pack is None or pack.snapshot_id is not None:
            return  # frozen by an earlier try: the board is told what was true then
        meeting_id = pack.meeting_id
        asked_as = pack.asked_as.title if pack.asked_as else None
        frozen = freeze_snapshot(pack.meeting, prepared_by=asked_as, at=at)
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
    pack = _held(claim)
    if pack is None or pack.snapshot is None:
        raise PackDrawingError("Somebody else is drawing this pack.")
    order: dict[str, object] = {
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
        forget_preview(pack)
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
