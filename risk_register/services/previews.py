"""Previews: how a meeting's pack would look if it were made now.

A preview is no pack: it has no snapshot row, no fingerprint of record and no
line in the history. There is one for each meeting; it goes when the pack is
made, or after a day.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload, undefer

from risk_register.database import database_seconds, db, read_moment, write_transaction
from risk_register.documents.asks import list_asks
from risk_register.documents.formats import complete
from risk_register.documents.press import print_pack
from risk_register.domain.errors import AlreadyDoneError, BusyError, PackDrawingError
from risk_register.domain.packs import Edition, Form, PackKind, PackState
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import LIVE
from risk_register.domain.values import canonical_json, fingerprint
from risk_register.models import Meeting, Pack, Preview, Risk
from risk_register.services.editions import list_quotes
from risk_register.services.meetings import check_not_cancelled
from risk_register.services.packs import find_newest
from risk_register.services.programmes import Member
from risk_register.services.snapshots import freeze_snapshot

log = logging.getLogger(__name__)

LEASE_SECONDS = 300.0  #: longer than the press may take
KEPT_FOR = timedelta(days=1)
MOST_COUNTED = 300  #: open risks; reading a snapshot takes 0.6 ms of the processor for each


@dataclass(frozen=True)
class PreviewClaim:
    """The right to draw a meeting's preview, as long as nobody asked anew."""

    preview_id: int
    attempt: int


def find_preview(meeting: Meeting, *, with_files: bool = False) -> Preview | None:
    """Find a meeting's preview.

    :param with_files: whether to read its files, too
    """
    query = select(Preview).where(Preview.meeting_id == meeting.id)
    if with_files:
        query = query.options(undefer(Preview.pdf), undefer(Preview.html))
    return db.session.scalar(query.options(joinedload(Preview.asked_as)))


def is_drawing(preview: Preview) -> bool:
    """Say whether somebody is drawing it; one whose drawer has died can be asked for again."""
    return (
        preview.state is PackState.DRAWING
        and preview.lease_until is not None
        and preview.lease_until > database_seconds()
    )


def claim_preview(meeting: Meeting, *, by: Member, at: datetime) -> PreviewClaim:
    """Claim the drawing of a meeting's preview; the one before goes.

    :raises NotAllowedError: if the member may not make packs
    :raises AlreadyDoneError: if it is being drawn at this moment
    :raises RuleError: if the meeting was cancelled
    """
    by.check(Permission.MAKE_PACK)
    check_not_cancelled(meeting)
    preview = find_preview(meeting)
    if preview is None:
        preview = Preview(meeting_id=meeting.id, attempts=0)
        db.session.add(preview)
    elif is_drawing(preview):
        raise AlreadyDoneError("The preview is being drawn at this moment.")
    preview.attempts += 1
    preview.state = PackState.DRAWING
    preview.asked_by, preview.asked_as, preview.asked_at = by.person, by.post, at
    preview.lease_until = database_seconds() + LEASE_SECONDS
    preview.progress = preview.failure = preview.pdf = preview.html = None
    db.session.flush()
    return PreviewClaim(preview.id, preview.attempts)


def finish_preview(claim: PreviewClaim, *, at: datetime) -> bool:
    """Read the register as of one moment and draw it; opens its own transactions.

    :returns: whether it was drawn; False if it failed or somebody asked anew
    """
    order = _order(claim, at=at)
    if order is None:
        return False
    try:
        printed = print_pack(order, tell=partial(_note_progress, claim))
    except PackDrawingError as error:
        log.error("A preview could not be drawn: %s", error)  # noqa: TRY400 - the press logged its own trace
        return _settle(claim, failure=str(error))
    quotes = list_quotes(order["snapshot"], fingerprint=order["fingerprint"])
    return _settle(claim, files=printed.files, failure=" ".join(quotes) or None)


def forget_preview(pack: Pack) -> None:
    """Drop the preview of a pack that is made; one asked for after its freeze is of the next."""
    if pack.snapshot is None:
        return
    db.session.execute(
        delete(Preview).where(
            Preview.meeting_id == pack.meeting_id, Preview.asked_at <= pack.snapshot.taken_at
        )
    )


def has_old_previews(*, at: datetime) -> bool:
    """Say whether any preview is older than a day."""
    return db.session.scalar(select(Preview.id).where(*_is_old(at)).limit(1)) is not None


def forget_old_previews(*, at: datetime) -> None:
    """Drop the previews that are older than a day."""
    db.session.execute(delete(Preview).where(*_is_old(at)))


def list_own_asks(meeting: Meeting, *, at: datetime) -> list[str] | None:
    """List what a meeting's pack would ask the board by itself, were it made now.

    :returns: nothing for a monitoring visit; None if the register has more risks than a page can
        wait for
    """
    if _count_open(meeting) > MOST_COUNTED:
        return None
    if meeting.body.pack_kind is PackKind.MONITORING:
        return []
    frozen = freeze_snapshot(meeting, prepared_by=None, at=at)
    return list_asks(complete({**frozen.content, "briefing": _UNWRITTEN}))


_UNWRITTEN: dict[str, Any] = {"commentary": None, "asks": [], "by": None}


def _count_open(meeting: Meeting) -> int:
    programme_id = meeting.body.programme_id
    query = select(func.count(Risk.id)).where(
        Risk.programme_id == programme_id, Risk.status.in_(LIVE)
    )
    return db.session.scalar(query) or 0


def _is_old(at: datetime) -> tuple[Any, ...]:
    return (Preview.asked_at <= at - KEPT_FOR,)


def _order(claim: PreviewClaim, *, at: datetime) -> dict[str, Any] | None:
    with read_moment():
        preview = _held(claim)
        if preview is None:
            return None
        meeting = preview.meeting
        asked_as = preview.asked_as.title if preview.asked_as else None
        newest = find_newest(meeting)
        is_frozen = newest is not None and newest.snapshot_id is not None
        content = freeze_snapshot(meeting, prepared_by=asked_as, at=at).content
        return {
            "snapshot": content,
            "fingerprint": fingerprint(canonical_json(content)),
            "edition": Edition.FULL.value,
            "version": (newest.version + is_frozen) if newest else 1,
            "correction": None,
            "approval": None,
            "status": "draft",
            "attachments": [],
        }


def _note_progress(claim: PreviewClaim, done: int, total: int) -> None:
    try:
        with write_transaction():
            preview = _held(claim)
            if preview is not None:
                preview.progress = f"{done} of {total} risks are drawn."
                preview.lease_until = database_seconds() + LEASE_SECONDS
    except BusyError:
        log.info("The drawing of preview %s goes on untold.", claim.preview_id)


def _settle(
    claim: PreviewClaim, *, files: Mapping[Form, bytes] | None = None, failure: str | None = None
) -> bool:
    with write_transaction():
        preview = _held(claim)
        if preview is None:
            return False
        preview.state = PackState.MADE if files else PackState.FAILED
        preview.progress = preview.lease_until = None
        preview.failure = failure
        if files:
            preview.pdf, preview.html = files[Form.PDF], files[Form.HTML]
    return files is not None


def _held(claim: PreviewClaim) -> Preview | None:
    preview = db.session.get(Preview, claim.preview_id)
    if preview is None or preview.attempts != claim.attempt:
        return None
    return preview if preview.state is PackState.DRAWING else None
