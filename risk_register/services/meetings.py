"""Meetings, their deadlines, and what was decided at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.calendars import Deadlines, build_deadlines
from risk_register.domain.errors import ChangedMeanwhileError, NotFoundError, RuleError
from risk_register.domain.packs import PackKind
from risk_register.domain.permissions import Permission
from risk_register.models import (
    Body,
    Meeting,
    MeetingMove,
    Programme,
)
from risk_register.services.bodies import rules_of
from risk_register.services.events import record_event
from risk_register.services.holidays import list_holidays
from risk_register.services.programmes import Member

NOT_THERE = "There is no such meeting."


@dataclass(frozen=True)
class Details:
    """What is said of a meeting besides its date; times are London civil times."""

    starts_at: time
    place: str
    ends_at: time | None = None
    quorum: int | None = None  #: seats that have to be present


def deadlines_of(meeting: Meeting) -> Deadlines:
    """Count the steps of the month before a meeting by its body's rules and holidays."""
    holidays = frozenset(list_holidays(meeting.body))
    return build_deadlines(meeting.held_on, rules_of(meeting.body), holidays)


def list_meetings(programme: Programme) -> Sequence[Meeting]:
    """List the meetings of bodies that get packs, the earliest first."""
    return db.session.scalars(
        select(Meeting)
        .join(Body)
        .where(Body.programme_id == programme.id, Body.has_packs, Meeting.cancelled_at.is_(None))
        .options(joinedload(Meeting.body).selectinload(Body.own_days))
        .order_by(Meeting.held_on, Meeting.starts_at, Meeting.id)
    ).all()


def list_every_meeting(
    member: Member, *, body_key: str = "", with_cancelled: bool = False
) -> Sequence[Meeting]:
    """List the meetings of all bodies of the member's programme or one, the earliest first.

    :param body_key: empty for all
    :raises NotAllowedError: if the member may not read meetings
    """
    member.check(Permission.READ_MEETINGS)
    query = (
        select(Meeting)
        .join(Meeting.body)
        .where(Body.programme_id == member.programme.id)
        .options(contains_eager(Meeting.body))
        .order_by(Meeting.held_on, Meeting.starts_at, Meeting.id)
    )
    if body_key:
        query = query.where(Body.key == body_key)
    if not with_cancelled:
        query = query.where(Meeting.cancelled_at.is_(None))
    return db.session.scalars(query).all()


def find_next_meeting(
    programme: Programme, *, on: date, kind: PackKind = PackKind.BOARD
) -> Meeting | None:
    """Find the first meeting on or after a London date, of the bodies that get packs of a kind.

    The month of a programme goes by that of a board.
    """
    query = select_next_meeting(programme, on=on, kind=kind).options(joinedload(Meeting.body))
    return db.session.scalar(query)


def select_next_meeting(
    programme: Programme, *, on: date, kind: PackKind = PackKind.BOARD
) -> Select[Meeting]:
    """Ask for that meeting; of two on one day, for the one that starts first."""
    return (
        select(Meeting)
        .join(Body)
        .where(
            Body.programme_id == programme.id,
            Body.has_packs,
            Body.pack_kind == kind,
            Meeting.cancelled_at.is_(None),
            Meeting.held_on >= on,
        )
        .order_by(Meeting.held_on, Meeting.starts_at, Meeting.id)
        .limit(1)
    )


def list_next_meetings(programme: Programme, *, on: date) -> dict[int, Meeting]:
    """Find the first meeting of each body on or after a London date, by the body's id."""
    meetings = db.session.scalars(
        select(Meeting)
        .join(Meeting.body)
        .where(
            Body.programme_id == programme.id,
            Meeting.cancelled_at.is_(None),
            Meeting.held_on >= on,
        )
        .order_by(Meeting.held_on.desc())
    )
    return {meeting.body_id: meeting for meeting in meetings}


def get_meeting(member: Member, meeting_id: int) -> Meeting:
    """Find a meeting of any body of the member's programme, with its moves.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not read meetings
    """
    member.check(Permission.READ_MEETINGS)
    meeting = db.session.scalar(
        select(Meeting)
        .join(Meeting.body)
        .where(Meeting.id == meeting_id, Body.programme_id == member.programme.id)
        .options(
            contains_eager(Meeting.body).selectinload(Body.own_days),
            selectinload(Meeting.moves).joinedload(MeetingMove.moved_as),
            selectinload(Meeting.moves).joinedload(MeetingMove.moved_by),
            joinedload(Meeting.cancelled_as),
            joinedload(Meeting.cancelled_by),
        )
    )
    if meeting is None:
        raise NotFoundError(NOT_THERE)
    return meeting


def get_meeting_with_pack(programme: Programme, meeting_id: int) -> Meeting:
    """Find a meeting of the bodies that get packs.

    :raises NotFoundError: if there is none in the programme
    """
    meeting = db.session.scalar(
        select(Meeting)
        .join(Meeting.body)
        .where(Meeting.id == meeting_id, Body.programme_id == programme.id, Body.has_packs)
        .options(contains_eager(Meeting.body))
    )
    if meeting is None:
        raise NotFoundError(NOT_THERE)
    return meeting


def get_dated_meeting(
    programme: Programme, held_on: date, *, body_key: str | None, kind: PackKind | None = None
) -> Meeting:
    """Find the meeting of a date by which an operator names it, of the bodies that get packs.

    :param body_key: whose meeting; needed if several bodies meet on that day
    :param kind: of the body's packs; None for any
    :raises NotFoundError: if there is none
    :raises RuleError: if there are several, naming the bodies
    """
    found = [
        each
        for each in list_meetings(programme)
        if each.held_on == held_on
        and body_key in (None, each.body.key)
        and kind in (None, each.body.pack_kind)
    ]
    if not found:
        raise NotFoundError("There is no meeting on that date.")
    if len(found) > 1:
        keys = ", ".join(each.body.key for each in found)
        raise RuleError(f"Several bodies meet on that date. Name one with --body: {keys}.")
    return found[0]


def find_next_of(body: Body, *, on: date) -> Meeting | None:
    """Find a body's first meeting on or after a London date."""
    return db.session.scalar(
        select(Meeting)
        .where(Meeting.body_id == body.id, Meeting.cancelled_at.is_(None), Meeting.held_on >= on)
        .order_by(Meeting.held_on)
        .limit(1)
    )


def find_on(body: Body, held_on: date) -> Meeting | None:
    """Find a body's meeting on a London date, cancelled or not."""
    return db.session.scalar(
        select(Meeting).where(Meeting.body_id == body.id, Meeting.held_on == held_on)
    )


def check_not_cancelled(meeting: Meeting) -> None:
    """Refuse work for a meeting that does not take place.

    :raises RuleError: if it was cancelled
    """
    if meeting.cancelled_at is not None:
        raise RuleError("This meeting was cancelled.")


def check_day_free(body: Body, held_on: date, *, today: date, field: str) -> None:
    """Refuse a date on which a body cannot be told to meet.

    :param today: the London date
    :param field: name of the form's field the date was typed into
    :raises RuleError: if the day is over, or the body meets on it, or was to meet
    """
    if held_on < today:
        raise RuleError("Enter a date that is not in the past.", field=field)
    there = find_on(body, held_on)
    if there is not None and there.cancelled_at is None:
        raise RuleError(f"The {body.name} meets on that day already.", field=field)
    if there is not None:
        raise RuleError(
            f"The {body.name} was to meet on that day. Reinstate that meeting instead.",
            field=field,
        )


def check_times(details: Details) -> None:
    """Refuse a meeting that ends before it starts.

    :raises RuleError: if it does
    """
    if details.ends_at is not None and details.ends_at <= details.starts_at:
        raise RuleError("Enter a time after the start.", field="ends_at")


def check_unchanged(meeting: Meeting, version: int) -> None:
    """Refuse a form that was drawn from an earlier state of a meeting.

    :raises ChangedMeanwhileError: if somebody saved since
    """
    if meeting.version != version:
        raise ChangedMeanwhileError


def plan_meeting(
    body: Body, *, held_on: date, details: Details, by: Member, at: datetime
) -> Meeting:
    """Put a meeting into the calendar, because somebody says when the body meets.

    :raises NotAllowedError: if the member may not keep meetings
    :raises RuleError: if the day is over or taken, or the times do not fit
    """
    by.check(Permission.KEEP_MEETINGS)
    check_day_free(body, held_on, today=london_day(at), field="held_on")
    check_times(details)
    return add_meeting(body, held_on=held_on, at=at, by=by, **vars(details))


def add_meeting(
    body: Body,
    *,
    held_on: date,
    starts_at: time,
    place: str,
    at: datetime,
    ends_at: time | None = None,
    quorum: int | None = None,
    by: Member | None = None,
) -> Meeting:
    """Put a meeting into the calendar; nothing is checked.

    :param starts_at: London civil time
    :param by: who planned it; None for the service's clock
    """
    meeting = Meeting(
        body=body,
        held_on=held_on,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        quorum=quorum,
        recorded_at=at,
    )
    db.session.add(meeting)
    record_event(
        "meeting planned",
        subject=f"meeting {held_on.isoformat()}",
        programme=body.programme,
        by=by.person if by else None,
        at=at,
        facts={"body": body.name},
    )
    return meeting


def change_meeting(
    meeting: Meeting, details: Details, *, by: Member, at: datetime, version: int
) -> None:
    """Change when on its day and where a meeting is held, and its quorum.

    :param version: the meeting's version on the form
    :raises NotAllowedError: if the member may not keep meetings
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if it was cancelled, or the times do not fit
    """
    by.check(Permission.KEEP_MEETINGS)
    check_unchanged(meeting, version)
    check_not_cancelled(meeting)
    check_times(details)
    for name, value in vars(details).items():
        setattr(meeting, name, value)
    meeting.version += 1
    record_event(
        "meeting changed",
        subject=f"meeting {meeting.held_on.isoformat()}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={"body": meeting.body.name},
    )


def was_recorded_in_time(meeting: Meeting) -> bool:
    """Say whether the meeting stood in the register before its own lock."""
    return london_day(meeting.recorded_at) <= deadlines_of(meeting).lock_on
