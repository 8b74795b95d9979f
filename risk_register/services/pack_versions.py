"""Versions of one meeting's pack, and which of them stands in another's place."""

from collections.abc import Sequence

from sqlalchemy import and_, exists, func, not_, select

from risk_register.database import db
from risk_register.domain.errors import AlreadyDoneError, RuleError
from risk_register.domain.packs import Edition, PackState
from risk_register.models import Circulation, Pack


def check_stands(pack: Pack) -> None:
    """Refuse a pack in whose place a newer version stands, or may soon.

    :raises RuleError: if there is one
    """
    newer = find_in_place(pack)
    if newer is not None:
        raise RuleError(f"Version {newer.version} stands in this pack's place.")


def check_newest(pack: Pack, version: int) -> None:
    """Refuse a correction of a version that somebody has corrected meanwhile.

    :param version: the newest one of the meeting's pack that was looked at
    :raises AlreadyDoneError: if there is a newer one, or none that is so new
    """
    newest = db.session.scalar(
        select(func.max(Pack.version)).where(
            Pack.meeting_id == pack.meeting_id, Pack.edition == Edition.FULL
        )
    )
    if newest is not None and newest != version:
        raise AlreadyDoneError(f"Version {newest} is there already. Look at it first.")


def find_in_place(pack: Pack) -> Pack | None:
    """Find the newest version that stands in a pack's place, or is being drawn to do so.

    One that was returned or withdrawn does not, nor one that could not be drawn.
    """
    was_never_made = and_(Pack.state == PackState.FAILED, Pack.made_at.is_(None))
    return db.session.scalar(
        select(Pack)
        .where(
            Pack.meeting_id == pack.meeting_id,
            Pack.edition == Edition.FULL,
            Pack.version > pack.version,
            Pack.returned_at.is_(None),
            Pack.withdrawn_at.is_(None),
            not_(was_never_made),
        )
        .order_by(Pack.version.desc())
        .limit(1)
    )


def find_successor_sent(pack: Pack) -> Pack | None:
    """Find the newest version that has gone to readers in a pack's place and was not withdrawn."""
    return db.session.scalar(
        select(Pack)
        .where(
            Pack.meeting_id == pack.meeting_id,
            Pack.edition == Edition.FULL,
            Pack.version > pack.version,
            Pack.withdrawn_at.is_(None),
            exists(select(Circulation.id).where(Circulation.pack_id == Pack.id)),
        )
        .order_by(Pack.version.desc())
        .limit(1)
    )


def find_replaced(pack: Pack) -> Pack | None:
    """Find the version that readers hold and that a later one replaces; None if none has gone."""
    return db.session.scalar(
        select(Pack)
        .where(
            Pack.meeting_id == pack.meeting_id,
            Pack.edition == Edition.FULL,
            Pack.version < pack.version,
            exists(select(Circulation.id).where(Circulation.pack_id == Pack.id)),
        )
        .order_by(Pack.version.desc())
        .limit(1)
    )


def list_earlier(pack: Pack) -> Sequence[Pack]:
    """List the versions of the full edition before a pack's, the newest first."""
    return db.session.scalars(
        select(Pack)
        .where(
            Pack.meeting_id == pack.meeting_id,
            Pack.edition == Edition.FULL,
            Pack.version < pack.version,
        )
        .order_by(Pack.version.desc())
    ).all()
