"""Finding made packs, approving them, and setting them against the register of today."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from risk_register.database import db
from risk_register.domain.errors import (
    AlreadyDoneError,
    ChangedMeanwhileError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.packs import Edition, PackState
from risk_register.domain.permissions import Permission
from risk_register.models import Body, Circulation, Event, Meeting, Pack, Programme, Snapshot
from risk_register.services.events import record_event
from risk_register.services.programmes import Member

#: Kinds of events after which a pack no longer says what the register says.
TOLD_IN_PACKS = (
    "risk opened",
    "risk admitted",
    "risk edited",
    "risk occurred",
    "risk closed",
    "risk merged",
    "risk reopened",
    "risk scored",
    "risk confirmed",
    "action added",
    "action updated",
)


def approve_pack(pack: Pack, *, sha256: str | None, by: Member, at: datetime) -> None:
    """Let a made pack go out.

    :param sha256: of the file that was read; another one is not approved
    :raises NotAllowedError: if the member may not approve packs
    :raises AlreadyDoneError: if it is approved already
    :raises ChangedMeanwhileError: if it is not the file that was read
    :raises RuleError: if it is not made, or a newer version stands
    """
    by.check(Permission.APPROVE_PACK)
    if pack.approved_at is not None:
        raise AlreadyDoneError("This pack is approved already.")
    check_newest(pack)
    if pack.state is not PackState.MADE:
        raise RuleError("Only a pack that is made can be approved.")
    if pack.sha256 != sha256:
        raise ChangedMeanwhileError
    pack.approved_at, pack.approved_by, pack.approved_as = at, by.person, by.post
    record_event(
        "pack approved",
        subject=f"pack {pack.id}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={"version": pack.version, "sha256": pack.sha256},
    )


def check_newest(pack: Pack) -> None:
    """Refuse a pack that a newer version stands in for.

    :raises RuleError: if there is a newer version, made or being made
    """
    newest = find_newest(pack.meeting)
    if newest is not None and newest.id != pack.id:
        raise RuleError(f"Version {newest.version} stands in this pack's place.")


def get_pack(member: Member, pack_id: int, *, with_pdf: bool = False) -> Pack:
    """Find a pack the member may read.

    :raises NotFoundError: if there is none, or it is not yet for the member's eyes
    :raises NotAllowedError: if the member may not read packs
    """
    member.check(Permission.READ_PACKS)
    query = (
        select(Pack)
        .join(Meeting)
        .join(Body)
        .where(Pack.id == pack_id, Body.programme_id == member.programme.id)
        .options(
            joinedload(Pack.meeting).joinedload(Meeting.body),
            joinedload(Pack.snapshot),
            joinedload(Pack.asked_as),
            joinedload(Pack.approved_as),
        )
    )
    if not member.may(Permission.READ_UNCIRCULATED_PACKS):
        query = query.where(Pack.id.in_(select(Circulation.pack_id)))
    if with_pdf:
        query = query.options(undefer(Pack.pdf))
    pack = db.session.scalar(query)
    if pack is None:
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
    return db.session.scalar(
        select(Pack)
        .where(Pack.meeting_id == meeting.id, Pack.edition == Edition.FULL)
        .options(joinedload(Pack.asked_as))
        .order_by(Pack.version.desc())
        .limit(1)
    )


def list_newer_events(pack: Pack) -> Sequence[Event]:
    """List what was recorded about risks since the pack's figures were frozen, oldest first."""
    if pack.snapshot is None:
        return []
    return db.session.scalars(
        select(Event)
        .where(
            Event.chain == pack.meeting.body.programme.key,
            Event.kind.in_(TOLD_IN_PACKS),
            Event.at > pack.snapshot.taken_at,
        )
        .options(joinedload(Event.person))
        .order_by(Event.sequence)
    ).all()
