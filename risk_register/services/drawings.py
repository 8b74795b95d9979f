"""Making packs: claim, freeze, draw, publish; and drawing them again once they are approved.

Exactly one pack comes of any race: the row is unique, a claim carries a lease
and a fence (``attempts``), and only who still holds the fence may publish. The
drawing runs in a child process, outside any transaction. All editions are
published in one transaction: there are both, or none.
"""

import json
import logging
import os
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import aliased, joinedload

from risk_register.clock import london_day
from risk_register.database import database_seconds, db, read_moment, write_transaction
from risk_register.domain.errors import (
    AlreadyDoneError,
    BusyError,
    PackDrawingError,
    RegisterError,
    RuleError,
)
from risk_register.domain.packs import Edition, PackState, redraw_after
from risk_register.domain.permissions import Permission, Role
from risk_register.domain.values import canonical_json, fingerprint
from risk_register.models import Body, Meeting, Pack, Programme, Snapshot
from risk_register.services.events import record_event
from risk_register.services.meetings import (
    check_not_cancelled,
    deadlines_of,
    was_recorded_in_time,
)
from risk_register.services.pack_editions import keep_editions
from risk_register.services.pack_orders import (
    Approval,
    PackOrder,
    PrintedEdition,
    print_editions,
)
from risk_register.services.pack_versions import find_replaced
from risk_register.services.packs import find_newest, list_editions
from risk_register.services.previews import forget_preview
from risk_register.services.programmes import Member
from risk_register.services.restricted_lines import leave_out_restricted
from risk_register.services.snapshots import freeze_snapshot

log = logging.getLogger(__name__)

LEASE_SECONDS = 300.0  #: longer than the press may take between two words about its progress
TELL_SECONDS = 1.0  #: at least so long between two words that are stored


@dataclass(frozen=True)
class Claim:
    """The right to draw one pack, as long as nobody took it over."""

    pack_id: int
    attempt: int


def list_due_meetings(programme: Programme, *, at: datetime) -> list[Meeting]:
    """List the meetings with a pack to be made, or left half made or approved, the oldest first.

    A meeting that was entered after its lock counts until it is held.
    """
    made = select(Pack.meeting_id).where(Pack.state == PackState.MADE)
    newer = aliased(Pack)
    unfinished = select(Pack.meeting_id).where(
        Pack.state != PackState.MADE,
        ~exists().where(newer.meeting_id == Pack.meeting_id, newer.version > Pack.version),
    )
    meetings = db.session.scalars(
        select(Meeting)
        .join(Body)
        .where(Body.programme_id == programme.id, Body.has_packs, Meeting.cancelled_at.is_(None))
        .where(or_(Meeting.id.not_in(made), Meeting.id.in_(unfinished)))
        .options(joinedload(Meeting.body).selectinload(Body.own_days))
        .order_by(Meeting.held_on)
    ).all()
    begun = set(db.session.scalars(unfinished))
    return [meeting for meeting in meetings if meeting.id in begun or _is_due(meeting, at)]


def claim_due_pack(meeting: Meeting, *, at: datetime) -> Claim | None:
    """Claim the first version for the clock, or take over one that waits to be drawn.

    That is one that was left half done, or one that was approved and needs its new cover.

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
    :raises RuleError: if a new version does not say what it changes, the version before it is
        not drawn yet, or the meeting was cancelled
    """
    if by is not None:
        by.check(Permission.MAKE_PACK)
    check_not_cancelled(meeting)
    said = (correction or "").strip()
    pack = find_newest(meeting)
    if pack is None:
        return _start(meeting, version=1, by=by, correction=None, at=at)
    if _is_held(pack):
        raise AlreadyDoneError("The pack is being drawn at this moment.")
    if pack.state is PackState.DRAWING and said:
        raise RuleError(
            f"Version {pack.version} is not drawn yet. Ask for the correction once it is.",
            field="correction",
        )
    if pack.state is PackState.DRAWING or (pack.state is PackState.FAILED and not said):
        pack.failures = 0  # whoever asks has looked; the clock is patient anew
        return _take_over(pack, by=by, at=at)
    if not said:
        raise RuleError("Say what the new version changes.", field="correction")
    return _start(meeting, version=pack.version + 1, by=by, correction=said, at=at)


def finish_pack(claim: Claim, *, at: datetime) -> bool:
    """Freeze, draw and publish a claimed pack; opens its own transactions.

    :returns: whether the pack was made; False if somebody else took over or it failed
    """
    try:
        _freeze(claim, at=at)
        printed = print_editions(_order(claim), tell=_Progress(claim))
    except PackDrawingError as error:
        log.error("Pack %s could not be drawn: %s", claim.pack_id, error)  # noqa: TRY400 - the press logged its own trace
        words = str(error)
    except (RegisterError, SQLAlchemyError):
        raise  # whoever called it tries again when the database answers
    except Exception:  # it would be met again each time, and hold up the packs after this one
        log.exception("Pack %s could not be drawn.", claim.pack_id)
        db.session.rollback()
        words = "The pack could not be drawn; the service's log says why."
    else:
        return _publish(claim, printed, at=at)
    _note_failure(claim, words=words, at=at)
    return False


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
    _enter(pack, PackState.DRAWING)
    pack.progress = None
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


def _order(claim: Claim) -> PackOrder:
    pack = _held(claim)
    if pack is None or pack.snapshot is None:
        raise PackDrawingError("Somebody else is drawing this pack.")
    corrects = held.version if (held := find_replaced(pack)) else pack.version - 1
    order = PackOrder(
        snapshot=json.loads(pack.snapshot.body),
        version=pack.version,
        correction=pack.correction,
        corrects=corrects,
        earlier=_read_version(pack, corrects),
        approval=_find_approval(pack),
    )
    db.session.rollback()  # nothing may stay open while the press runs
    return order


def _read_version(pack: Pack, version: int) -> dict[str, Any] | None:
    """Read what may be told of an earlier version; None if it was never frozen."""
    body = db.session.scalar(
        select(Snapshot.body)
        .join(Pack, Pack.snapshot_id == Snapshot.id)
        .where(
            Pack.meeting_id == pack.meeting_id,
            Pack.edition == pack.edition,
            Pack.version == version,
        )
    )
    if body is None:
        return None
    return leave_out_restricted(json.loads(body), pack.meeting.body.programme)


def _find_approval(pack: Pack) -> Approval | None:
    if pack.approved_at is None:
        return None
    title = pack.approved_as.title if pack.approved_as else Role.PROGRAMME_MANAGER.label
    return Approval(title, pack.approved_at)


class _Progress:
    """Notes how far a drawing is, seldom, and keeps the lease of who draws it."""

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._told_at = -TELL_SECONDS

    def __call__(self, words: str) -> None:
        now = time.monotonic()
        if now - self._told_at < TELL_SECONDS:
            return
        self._told_at = now
        try:
            with write_transaction():
                pack = _held(self._claim)
                if pack is not None:
                    pack.progress = words[:200]
                    pack.lease_until = database_seconds() + LEASE_SECONDS
        except BusyError:
            log.info("The drawing of pack %s goes on untold.", self._claim.pack_id)


def _publish(claim: Claim, printed: list[PrintedEdition], *, at: datetime) -> bool:
    with write_transaction():
        pack = _held(claim)
        if pack is None:
            return False
        forget_preview(pack)
        keep_editions(pack, printed, at=at)
        pack.holder = pack.lease_until = pack.retry_at = pack.progress = None
        pack.failures = 0
        kind = "pack made" if pack.approved_at is None else "approved pack drawn"
        record_event(
            kind,
            subject=f"pack {pack.id}",
            programme=pack.meeting.body.programme,
            by=pack.asked_by if pack.approved_at is None else pack.approved_by,
            at=at,
            facts={
                "meeting": pack.meeting.held_on.isoformat(),
                "version": pack.version,
                "sha256": pack.sha256,
            },
        )
    return True


def _enter(pack: Pack, state: PackState) -> None:
    for edition in list_editions(pack):
        edition.state = state


def _note_failure(claim: Claim, *, words: str, at: datetime) -> None:
    with write_transaction():
        pack = _held(claim)
        if pack is None:
            return
        pack.failures += 1
        wait = redraw_after(pack.failures)
        _enter(pack, PackState.FAILED)
        pack.failure = words
        pack.retry_at = at + wait if wait else None
        pack.holder = pack.lease_until = pack.progress = None
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
