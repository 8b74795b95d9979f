"""Agencies' own layouts of the register: kept by who looks after it, used by who reads it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.errors import (
    ChangedMeanwhileError,
    NotAllowedError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.permissions import Permission
from risk_register.domain.register_layouts import LayoutColumn
from risk_register.models import Agency, Person, Programme, RegisterLayout
from risk_register.services.events import record_event
from risk_register.services.lives import list_carrying_agencies
from risk_register.services.programmes import Member

MOST_LAYOUTS = 40  #: of one programme


def list_layouts(member: Member) -> Sequence[RegisterLayout]:
    """List the layouts of the programme's agencies, by agency and name.

    :raises NotAllowedError: if the member neither reads the register nor keeps layouts
    """
    if not member.may(Permission.READ_REGISTER):
        member.check(Permission.KEEP_LAYOUTS)
    return db.session.scalars(
        select(RegisterLayout)
        .join(RegisterLayout.agency)
        .where(
            RegisterLayout.programme_id == member.programme.id,
            RegisterLayout.removed_at.is_(None),
        )
        .options(joinedload(RegisterLayout.agency))
        .order_by(Agency.short, RegisterLayout.name, RegisterLayout.id)
    ).all()


def list_kept_agencies(member: Member) -> list[Agency]:
    """List the agencies whose layouts the member keeps: the manager every one's, others their own.

    :raises NotAllowedError: if the member keeps no layouts
    """
    member.check(Permission.KEEP_LAYOUTS)
    is_manager = member.may(Permission.MOVE_RISK)
    return [
        agency
        for agency in list_carrying_agencies()
        if is_manager or agency.id == member.person.agency_id
    ]


def get_layout(member: Member, layout_id: int) -> RegisterLayout:
    """Find a layout of the member's programme.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member neither reads the register nor keeps layouts
    """
    for layout in list_layouts(member):
        if layout.id == layout_id:
            return layout
    raise NotFoundError("There is no such layout.")


def get_kept_layout(member: Member, layout_id: int) -> RegisterLayout:
    """Find a layout that the member may change.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if it is another agency's
    """
    layout = get_layout(member, layout_id)
    if layout.agency_id not in {agency.id for agency in list_kept_agencies(member)}:
        raise NotAllowedError
    return layout


def keep_layout(
    member: Member, *, agency_id: int, name: str, columns: Sequence[LayoutColumn], at: datetime
) -> RegisterLayout:
    """Keep how an agency wants its risks laid out.

    :raises NotAllowedError: if the member keeps no layouts
    :raises RuleError: if the agency is not theirs to speak for, its layout of that name is there
        already, or there are too many
    """
    if agency_id not in {agency.id for agency in list_kept_agencies(member)}:
        raise RuleError("Choose an agency from the list.", field="agency_id")
    known = list_layouts(member)
    if len(known) >= MOST_LAYOUTS:
        raise RuleError(f"There are {MOST_LAYOUTS} layouts. Remove one first.")
    _check_name(name, [each for each in known if each.agency_id == agency_id])
    layout = RegisterLayout(
        programme=member.programme,
        agency_id=agency_id,
        name=name,
        columns=_as_plain(columns),
        created_at=at,
        version=1,
    )
    db.session.add(layout)
    _record("layout kept", layout, by=member.person, at=at)
    return layout


def set_layout(
    programme: Programme,
    agency: Agency,
    *,
    name: str,
    columns: Sequence[LayoutColumn],
    at: datetime,
) -> RegisterLayout:
    """Keep an agency's layout at the operator's word, in place of one of the same name."""
    layout = db.session.scalar(
        select(RegisterLayout).where(
            RegisterLayout.programme_id == programme.id,
            RegisterLayout.agency_id == agency.id,
            RegisterLayout.removed_at.is_(None),
            func.lower(RegisterLayout.name) == name.lower(),
        )
    )
    kind = "layout kept" if layout is None else "layout changed"
    if layout is None:
        layout = RegisterLayout(
            programme=programme, agency=agency, name=name, created_at=at, version=0
        )
        db.session.add(layout)
    layout.columns = _as_plain(columns)
    layout.version += 1
    _record(kind, layout, by=None, at=at)
    return layout


def change_layout(
    member: Member,
    layout: RegisterLayout,
    *,
    name: str,
    columns: Sequence[LayoutColumn],
    version: int,
    at: datetime,
) -> None:
    """Lay an agency's risks out in another way from now on.

    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if the agency has another layout of that name
    """
    _check_version(layout, version)
    others = [
        each
        for each in list_layouts(member)
        if each.agency_id == layout.agency_id and each.id != layout.id
    ]
    _check_name(name, others)
    layout.name, layout.columns = name, _as_plain(columns)
    layout.version += 1
    _record("layout changed", layout, by=member.person, at=at)


def remove_layout(member: Member, layout: RegisterLayout, *, version: int, at: datetime) -> None:
    """Take a layout away; what it was stays on record.

    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    """
    _check_version(layout, version)
    layout.removed_at = at
    layout.version += 1
    _record("layout removed", layout, by=member.person, at=at)


def _check_version(layout: RegisterLayout, version: int) -> None:
    if layout.version != version:
        raise ChangedMeanwhileError


def _check_name(name: str, known: Sequence[RegisterLayout]) -> None:
    if name.casefold() in {each.name.casefold() for each in known}:
        raise RuleError("The agency has a layout of that name. Choose another one.", field="name")


def _as_plain(columns: Sequence[LayoutColumn]) -> list[list[str]]:
    return [[each.heading, each.source] for each in columns]


def _record(kind: str, layout: RegisterLayout, *, by: Person | None, at: datetime) -> None:
    db.session.flush()
    record_event(
        kind,
        subject=f"layout {layout.id}",
        programme=layout.programme,
        by=by,
        at=at,
    )
