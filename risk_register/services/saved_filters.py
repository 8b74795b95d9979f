"""Filters of the list under a name: kept by a person, or shared with everybody who reads it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.errors import ChangedMeanwhileError, NotFoundError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.models import SavedFilter
from risk_register.services.events import record_event
from risk_register.services.programmes import Member

MOST_FILTERS = 30  #: of one person in one programme


def list_filters(member: Member) -> Sequence[SavedFilter]:
    """List the member's own filters and those shared with everybody, by name.

    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    found = db.session.scalars(
        select(SavedFilter)
        .where(
            SavedFilter.programme_id == member.programme.id,
            SavedFilter.removed_at.is_(None),
            or_(SavedFilter.person_id == member.person.id, SavedFilter.is_shared),
        )
        .options(joinedload(SavedFilter.person))
    ).all()
    return sorted(found, key=lambda kept: (kept.name.casefold(), kept.id))


def get_filter(member: Member, filter_id: int) -> SavedFilter:
    """Find a filter the member may change: their own, or a shared one for who may share.

    :raises NotFoundError: if there is none, or it is somebody else's
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    kept = db.session.get(SavedFilter, filter_id)
    if (
        kept is None
        or kept.removed_at is not None
        or kept.programme_id != member.programme.id
        or not may_change(member, kept)
    ):
        raise NotFoundError("There is no such filter.")
    return kept


def may_change(member: Member, kept: SavedFilter) -> bool:
    """Say whether a filter is the member's to rename and to remove."""
    if kept.is_shared:
        return member.may(Permission.SHARE_FILTER)
    return kept.person_id == member.person.id


def save_filter(
    member: Member, *, name: str, query: str, is_shared: bool, at: datetime
) -> SavedFilter:
    """Keep a filter under a name.

    :param query: of the list's address, in the one order that all have
    :raises NotAllowedError: if the member may not read the register, or share and wants to
    :raises RuleError: if nothing is narrowed, the name is taken, or there are too many
    """
    member.check(Permission.READ_REGISTER)
    if is_shared:
        member.check(Permission.SHARE_FILTER)
    if not query:
        raise RuleError("Narrow the list first; the whole register needs no name.")
    known = list_filters(member)
    if sum(kept.person_id == member.person.id for kept in known) >= MOST_FILTERS:
        raise RuleError(f"You keep {MOST_FILTERS} filters. Remove one first.")
    _check_name(name, known)
    kept = SavedFilter(
        programme=member.programme,
        person=member.person,
        name=name,
        query=query,
        is_shared=is_shared,
        created_at=at,
        version=1,
    )
    db.session.add(kept)
    _record("filter saved", kept, member, at)
    return kept


def change_filter(
    member: Member, kept: SavedFilter, *, name: str, is_shared: bool, version: int, at: datetime
) -> None:
    """Give a filter another name, or share it or not.

    :raises NotAllowedError: if the member may not share and wants to
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if the name is taken
    """
    if kept.version != version:
        raise ChangedMeanwhileError
    if is_shared != kept.is_shared:
        member.check(Permission.SHARE_FILTER)
    _check_name(name, [other for other in list_filters(member) if other.id != kept.id])
    kept.name, kept.is_shared = name, is_shared
    kept.version += 1
    _record("filter changed", kept, member, at)


def remove_filter(member: Member, kept: SavedFilter, *, version: int, at: datetime) -> None:
    """Take a filter away; what it was stays on record.

    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    """
    if kept.version != version:
        raise ChangedMeanwhileError
    kept.removed_at = at
    kept.version += 1
    _record("filter removed", kept, member, at)


def _check_name(name: str, known: Sequence[SavedFilter]) -> None:
    if name.casefold() in {kept.name.casefold() for kept in known}:
        raise RuleError("There is a filter of that name. Choose another one.", field="name")


def _record(kind: str, kept: SavedFilter, member: Member, at: datetime) -> None:
    db.session.flush()
    record_event(
        kind,
        subject=f"filter {kept.id}",
        programme=member.programme,
        by=member.person,
        at=at,
    )
