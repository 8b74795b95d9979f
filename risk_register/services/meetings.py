"""Meetings, their deadlines, and who sits at the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.calendars import Deadlines, build_deadlines
from risk_register.domain.circulation import Capacity
from risk_register.domain.errors import NotFoundError
from risk_register.models import (
    Body,
    Holding,
    Meeting,
    Person,
    Post,
    Programme,
    Seat,
)
from risk_register.services.bodies import rules_of
from risk_register.services.events import record_event
from risk_register.services.holidays import list_holidays


@dataclass(frozen=True)
class SeatHolder:
    """Who sits on a seat on a day; ``person`` is None when the post is vacant."""

    seat: Seat
    person: Person | None


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
        .options(joinedload(Meeting.body))
        .order_by(Meeting.held_on, Meeting.starts_at, Meeting.id)
    ).all()


def find_next_meeting(programme: Programme, *, on: date) -> Meeting | None:
    """Find the first meeting on or after a London date, of the bodies that get packs."""
    query = select_next_meeting(programme, on=on).options(joinedload(Meeting.body))
    return db.session.scalar(query)


def select_next_meeting(programme: Programme, *, on: date) -> Select[Meeting]:
    """Ask for that meeting; of two on one day, for the one that starts first."""
    return (
        select(Meeting)
        .join(Body)
        .where(
            Body.programme_id == programme.id,
            Body.has_packs,
            Meeting.cancelled_at.is_(None),
            Meeting.held_on >= on,
        )
        .order_by(Meeting.held_on, Meeting.starts_at, Meeting.id)
        .limit(1)
    )


def find_following(meeting: Meeting) -> Meeting | None:
    """Find the next meeting of the same body that is not cancelled."""
    return db.session.scalar(
        select(Meeting)
        .where(
            Meeting.body_id == meeting.body_id,
            Meeting.held_on > meeting.held_on,
            Meeting.cancelled_at.is_(None),
        )
        .options(joinedload(Meeting.body))
        .order_by(Meeting.held_on)
        .limit(1)
    )


def get_meeting(programme: Programme, held_on: date) -> Meeting:
    """Find the meeting of a date.

    :raises NotFoundError: if there is none
    """
    for meeting in list_meetings(programme):
        if meeting.held_on == held_on:
            return meeting
    raise NotFoundError("There is no meeting on that date.")


def get_numbered_meeting(programme: Programme, meeting_id: int) -> Meeting:
    """Find a meeting by its id, of the bodies that get packs.

    :raises NotFoundError: if there is none in the programme
    """
    meeting = db.session.scalar(
        select(Meeting)
        .join(Meeting.body)
        .where(Meeting.id == meeting_id, Body.programme_id == programme.id, Body.has_packs)
        .options(contains_eager(Meeting.body))
    )
    if meeting is None:
        raise NotFoundError("There is no such meeting.")
    return meeting


def get_planned_meeting(programme: Programme, meeting_id: int) -> Meeting:
    """Find a meeting by its id, of any body, cancelled or not.

    :raises NotFoundError: if there is none in the programme
    """
    meeting = db.session.scalar(
        select(Meeting)
        .join(Meeting.body)
        .where(Meeting.id == meeting_id, Body.programme_id == programme.id)
        .options(contains_eager(Meeting.body))
    )
    if meeting is None:
        raise NotFoundError("There is no such meeting.")
    return meeting


def list_seat_holders(body: Body, *, on: date) -> list[SeatHolder]:
    """List the seats of a body on a London date with who holds them, chair first."""
    seats = db.session.scalars(
        select(Seat)
        .where(
            Seat.body_id == body.id,
            Seat.from_on <= on,
            or_(Seat.until_on.is_(None), Seat.until_on >= on),
        )
        .options(
            joinedload(Seat.post).joinedload(Post.agency),
            joinedload(Seat.person).joinedload(Person.agency),
        )
    ).all()
    holdings = db.session.execute(
        select(Holding.post_id, Person)
        .join(Holding.person)
        .where(
            Holding.post_id.in_([seat.post_id for seat in seats]),
            Holding.from_on <= on,
            or_(Holding.until_on.is_(None), Holding.until_on >= on),
            Person.is_active,
        )
    ).all()
    holders = {row.post_id: row.Person for row in holdings}
    order = list(Capacity)
    ranked = sorted(seats, key=lambda seat: (order.index(seat.capacity), seat.id))
    return [SeatHolder(seat, _sits(seat) or holders.get(seat.post_id)) for seat in ranked]


def _sits(seat: Seat) -> Person | None:
    """Say who sits on a seat that is a person's own."""
    return seat.person if seat.person and seat.person.is_active else None


def add_meeting(body: Body, *, held_on: date, starts_at: time, place: str, at: datetime) -> Meeting:
    """Put a meeting into the calendar.

    :param starts_at: London civil time
    """
    meeting = Meeting(body=body, held_on=held_on, starts_at=starts_at, place=place, recorded_at=at)
    db.session.add(meeting)
    record_event(
        "meeting planned",
        subject=f"meeting {held_on.isoformat()}",
        programme=body.programme,
        by=None,
        at=at,
        facts={"body": body.name},
    )
    return meeting


def was_recorded_in_time(meeting: Meeting) -> bool:
    """Say whether the meeting stood in the register before its own lock."""
    return london_day(meeting.recorded_at) <= deadlines_of(meeting).lock_on
