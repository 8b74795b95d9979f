"""Meetings, their deadlines, and what was decided at them."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.calendars import Deadlines, build_deadlines
from risk_register.domain.errors import NotFoundError
from risk_register.models import Body, Decision, Meeting, Programme, Risk
from risk_register.services.bodies import rules_of
from risk_register.services.events import record_event
from risk_register.services.holidays import list_holidays


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


def record_decision(meeting: Meeting, risk: Risk, *, text: str, at: datetime) -> Decision:
    """Write down what a body decided about a risk."""
    decision = Decision(meeting=meeting, risk=risk, text=text)
    db.session.add(decision)
    record_event(
        "decision recorded",
        subject=f"risk {risk.reference}",
        programme=risk.programme,
        by=None,
        at=at,
        reason=text,
        facts={"body": meeting.body.name, "meeting": meeting.held_on.isoformat()},
    )
    return decision


def list_decisions(risk_id: int) -> Sequence[Decision]:
    """List what boards decided about a risk, newest first."""
    return db.session.scalars(
        select(Decision)
        .join(Meeting)
        .where(Decision.risk_id == risk_id, Decision.withdrawn_at.is_(None))
        .options(joinedload(Decision.meeting).joinedload(Meeting.body))
        .order_by(Meeting.held_on.desc(), Decision.id.desc())
    ).all()


def list_decisions_of(body: Body) -> Sequence[Decision]:
    """List what a body decided about risks, newest first."""
    return db.session.scalars(
        select(Decision)
        .join(Decision.meeting)
        .where(
            Meeting.body_id == body.id,
            Decision.risk_id.is_not(None),
            Decision.withdrawn_at.is_(None),
        )
        .options(contains_eager(Decision.meeting), joinedload(Decision.risk))
        .order_by(Meeting.held_on.desc(), Decision.id.desc())
    ).all()


def was_recorded_in_time(meeting: Meeting) -> bool:
    """Say whether the meeting stood in the register before its own lock."""
    return london_day(meeting.recorded_at) <= deadlines_of(meeting).lock_on
