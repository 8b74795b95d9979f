"""The packs that readers hold, and which of them is the last one.

A board compares a pack with the last one that was circulated to it. Pages have
no board, so they count as the next pack will: since the last circulated pack
of the board whose meeting comes next among those that get packs. If no such
meeting is planned, it is the board whose pack was the last circulated of all.
Packs for monitoring visits have nothing to do with it.
A body that has had no pack yet has nothing to count from, nor have the pages.
A pack that was withdrawn is told no longer: the one before it counts again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select
from sqlalchemy.orm import aliased

from risk_register.database import db
from risk_register.domain.oddities import STUCK_PACKS
from risk_register.domain.packs import PackKind
from risk_register.models import Body, Circulation, Event, Meeting, Pack, Programme, Snapshot
from risk_register.services.meetings import select_next_meeting


@dataclass(frozen=True)
class Told:
    """A pack that readers hold: whose it is, for which meeting, and what it knew."""

    body: str  #: its name
    held_on: date  #: London date of the meeting
    meeting_id: int
    pack_id: int
    version: int
    taken_at: datetime  #: when its figures were frozen
    fingerprint: str  #: of its snapshot
    last_assessment_id: int  #: newest judgement it knew; 0 if none
    line: int  #: sequence of the line of the record that froze it; 0 if none
    circulated_at: datetime  #: when it was first sent


def list_told(programme: Programme, *, on: date) -> Sequence[Told]:
    """List the circulated packs that pages look back on, one for each meeting, the newest first.

    :param on: the London date from which on a meeting is still to come
    """
    return _list_newest(_is_of_next_body(programme, on))


def find_last_told(programme: Programme, *, on: date) -> Told | None:
    """Find the circulated pack that pages count from; None before the first one of its body.

    :param on: the London date from which on a meeting is still to come
    """
    return _find_first(_is_of_next_body(programme, on))


def find_reported_assessment_id(programme: Programme, *, on: date) -> int:
    """Find the newest judgement that this pack knew; 0 if there is none.

    :param on: the London date from which on a meeting is still to come
    """
    last = find_last_told(programme, on=on)
    return last.last_assessment_id if last else 0


def find_still_since(programme: Programme, *, on: date) -> int:
    """Find the newest judgement that the pack knew from which on an unmoved score is stuck.

    :param on: the London date from which on a meeting is still to come
    :returns: 0 if too few packs were circulated for anything to be stuck
    """
    told = list_told(programme, on=on)
    return told[STUCK_PACKS - 1].last_assessment_id if len(told) >= STUCK_PACKS else 0


def list_told_before(meeting: Meeting) -> Sequence[Told]:
    """List the packs circulated to a body before a meeting of it, one for each, newest first.

    The first one is that which the meeting's own pack is compared with.
    """
    return _list_newest(*_is_before(meeting))


def _is_before(meeting: Meeting) -> tuple[ColumnElement[bool], ...]:
    return (Meeting.body_id == meeting.body_id, Meeting.held_on < meeting.held_on)


def _list_newest(*where: ColumnElement[bool]) -> list[Told]:
    newest: dict[int, Told] = {}
    for row in db.session.execute(_TOLD.where(*where)):
        newest.setdefault(row.meeting_id, Told(*row))
    return list(newest.values())


def _find_first(*where: ColumnElement[bool]) -> Told | None:
    row = db.session.execute(_TOLD.where(*where).limit(1)).first()
    return Told(*row) if row else None


def _select_told() -> Select[Any]:
    sent = (
        select(Circulation.pack_id, func.min(Circulation.decided_at).label("circulated_at"))
        .group_by(Circulation.pack_id)
        .subquery()
    )
    line = (
        select(func.max(Event.sequence))
        .where(
            Event.chain == Programme.key,
            Event.kind == "snapshot frozen",
            Event.sequence.in_(_select_lines_about_pack()),
        )
        .correlate(Programme, Pack)
        .scalar_subquery()
    )
    return (
        select(
            Body.name,
            Meeting.held_on,
            Meeting.id.label("meeting_id"),
            Pack.id,
            Pack.version,
            Snapshot.taken_at,
            Snapshot.fingerprint,
            Snapshot.last_assessment_id,
            func.coalesce(line, 0),
            sent.c.circulated_at,
        )
        .select_from(Pack)
        .join(sent, sent.c.pack_id == Pack.id)
        .join(Snapshot, Snapshot.id == Pack.snapshot_id)
        .join(Meeting, Meeting.id == Pack.meeting_id)
        .join(Body, Body.id == Meeting.body_id)
        .join(Programme, Programme.id == Body.programme_id)
        .where(Pack.withdrawn_at.is_(None))
        .order_by(Meeting.held_on.desc(), Pack.version.desc())
    )


def _select_lines_about_pack() -> Select[Any]:
    # Asked apart, because SQLite would read the whole chain to find subject and kind in one index.
    about = aliased(Event)
    return (
        select(about.sequence)
        .where(
            about.chain == Programme.key,
            about.subject == literal("pack ") + cast(Pack.id, String),
        )
        .correlate(Programme, Pack)
    )


def _is_of_next_body(programme: Programme, on: date) -> ColumnElement[bool]:
    next_one = select_next_meeting(programme, on=on).with_only_columns(Meeting.body_id)
    last_one = (
        select(Meeting.body_id)
        .join(Body)
        .join(Pack, Pack.meeting_id == Meeting.id)
        .join(Circulation, Circulation.pack_id == Pack.id)
        .where(
            Body.programme_id == programme.id,
            Body.pack_kind == PackKind.BOARD,
            Pack.withdrawn_at.is_(None),
        )
        .order_by(Meeting.held_on.desc(), Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(1)
    )
    return Meeting.body_id == func.coalesce(next_one.scalar_subquery(), last_one.scalar_subquery())


# Made once: to put it together takes longer than to ask it.
_TOLD = _select_told()
