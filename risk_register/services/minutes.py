"""Minutes on their way: drafted, agreed with the chair, approved by a later meeting."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.errors import ChangedMeanwhileError, NotFoundError, RuleError
from risk_register.domain.minutes import MinutesState, find_state
from risk_register.domain.permissions import Permission
from risk_register.models import AgendaItem, Meeting, Minutes, Person
from risk_register.services.events import record_event
from risk_register.services.programmes import Member
from risk_register.services.risks import check_reason
from risk_register.services.seats import SeatHolder, list_seat_holders


def find_minutes(meeting: Meeting) -> Minutes | None:
    """Find the minutes of a meeting, whether or not anybody else may read them yet."""
    return db.session.scalar(
        select(Minutes)
        .where(Minutes.meeting_id == meeting.id)
        .options(joinedload(Minutes.agreed_as), joinedload(Minutes.approved_meeting))
    )


def get_minutes(member: Member, meeting: Meeting) -> Minutes:
    """Find the minutes of a meeting that the member may read.

    :raises NotFoundError: if there are none, or only a draft that is not for the member's eyes
    """
    minutes = find_minutes(meeting)
    if minutes is None or (state_of(minutes).is_open and not member.may(Permission.KEEP_MEETINGS)):
        raise NotFoundError("There are no minutes of this meeting yet.")
    return minutes


def state_of(minutes: Minutes) -> MinutesState:
    """Say how far minutes have come."""
    return find_state(minutes.agreed_at, minutes.approved_at)


def draft_minutes(meeting: Meeting, *, by: Member | None, at: datetime) -> Minutes:
    """Begin the minutes of a meeting; those there are already stay as they are.

    :param by: None for the clock
    :raises NotAllowedError: if the member may not keep meetings
    :raises RuleError: if the meeting was cancelled, or is still to come
    """
    if by is not None:
        by.check(Permission.KEEP_MEETINGS)
    if known := find_minutes(meeting):
        return known
    if not is_held(meeting, on=london_day(at)):
        raise RuleError("Minutes are begun on the day of the meeting or later.")
    minutes = Minutes(meeting=meeting, opening="", drafted_at=at, version=1)
    db.session.add(minutes)
    _record("minutes drafted", meeting, by=by.person if by else None, at=at)
    return minutes


def is_held(meeting: Meeting, *, on: date) -> bool:
    """Say whether a meeting's day has come by a London date, and it was not cancelled."""
    return meeting.cancelled_at is None and meeting.held_on <= on


def check_unagreed(meeting: Meeting) -> None:
    """Refuse to change what the minutes of a meeting say once the chair has agreed them.

    :raises RuleError: if they are agreed, or approved
    """
    minutes = find_minutes(meeting)
    if minutes is not None:
        _check_open(minutes)


def write_opening(
    minutes: Minutes, opening: str, *, by: Member, at: datetime, version: int
) -> None:
    """Change what stands before the items.

    :param version: of the minutes on the form it was typed into
    :raises NotAllowedError: if the member may not keep meetings
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if the minutes are agreed already
    """
    _check_change(minutes, by, version)
    _check_open(minutes)
    minutes.opening = opening.strip()
    _change(minutes, "minutes written", by=by, at=at)


def write_minute(
    minutes: Minutes, item: AgendaItem, minute: str, *, by: Member, at: datetime, version: int
) -> None:
    """Change what the minutes say about an item.

    :param version: of the item on the form it was typed into
    :raises NotAllowedError: if the member may not keep meetings
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if the minutes are agreed already
    """
    by.check(Permission.KEEP_MEETINGS)
    if item.version != version:
        raise ChangedMeanwhileError
    _check_open(minutes)
    item.minute = minute.strip() or None
    item.version += 1
    _record("minutes written", minutes.meeting, by=by.person, at=at, item=item)


def agree_minutes(
    minutes: Minutes, *, post_id: int, by: Member, at: datetime, version: int
) -> None:
    """Record that the chair has agreed the words; everybody at the table reads them from now on.

    :param post_id: the chair, or whoever took the chair
    :raises NotAllowedError: if the member may not keep meetings
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if they are agreed already, or the post has no seat at the table
    """
    _check_change(minutes, by, version)
    _check_open(minutes)
    posts = [holder.seat.post for holder in list_chairs(minutes.meeting)]
    chair = next((post for post in posts if post is not None and post.id == post_id), None)
    if chair is None:
        raise RuleError("Choose who agreed them.", field="post_id")
    minutes.agreed_at, minutes.agreed_as = at, chair
    _change(minutes, "minutes agreed", by=by, at=at)


def reopen_minutes(
    minutes: Minutes, *, reason: str, by: Member, at: datetime, version: int
) -> None:
    """Make agreed minutes a draft again, before a meeting has approved them.

    :raises NotAllowedError: if the member may not keep meetings
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if they are no agreed draft, or the reason is missing
    """
    _check_change(minutes, by, version)
    if state_of(minutes) is not MinutesState.AGREED:
        raise RuleError("Only minutes that are agreed and not yet approved go back to a draft.")
    said = check_reason(reason)
    minutes.agreed_at = minutes.agreed_as = None
    _change(minutes, "minutes reopened", by=by, at=at, reason=said)


def approve_minutes(
    minutes: Minutes,
    *,
    meeting_id: int,
    corrections: str,
    by: Member,
    at: datetime,
    version: int,
) -> None:
    """Record that a later meeting of the body approved the minutes.

    :param meeting_id: the meeting that approved them
    :param corrections: what it asked to be put right; empty if nothing
    :raises NotAllowedError: if the member may not keep meetings
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if they are not agreed, or the meeting is no later one of the body, or
        is still to come
    """
    _check_change(minutes, by, version)
    if state_of(minutes) is not MinutesState.AGREED:
        raise RuleError("Minutes are agreed with the chair before a meeting approves them.")
    held = list_later(minutes.meeting, on=london_day(at))
    later = next((each for each in held if each.id == meeting_id), None)
    if later is None:
        raise RuleError("Choose a later meeting of the same body.", field="meeting_id")
    minutes.approved_at, minutes.approved_meeting = at, later
    minutes.corrections = corrections.strip() or None
    _change(minutes, "minutes approved", by=by, at=at)


def list_chairs(meeting: Meeting) -> list[SeatHolder]:
    """List the posts that may have taken the chair at a meeting, the chair's own first."""
    return [
        holder
        for holder in list_seat_holders(meeting.body, on=meeting.held_on)
        if holder.seat.post is not None
    ]


def list_later(meeting: Meeting, *, on: date) -> Sequence[Meeting]:
    """List the later meetings of a meeting's body up to a London date, the earliest first."""
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.body_id == meeting.body_id,
            Meeting.held_on > meeting.held_on,
            Meeting.held_on <= on,
            Meeting.cancelled_at.is_(None),
        )
        .order_by(Meeting.held_on)
    ).all()


def _check_change(minutes: Minutes, by: Member, version: int) -> None:
    by.check(Permission.KEEP_MEETINGS)
    if minutes.version != version:
        raise ChangedMeanwhileError


def _check_open(minutes: Minutes) -> None:
    if not state_of(minutes).is_open:
        raise RuleError(_say_closed(minutes))


def _say_closed(minutes: Minutes) -> str:
    if state_of(minutes) is MinutesState.APPROVED:
        return "The minutes of this meeting are approved. What they say stays as it is."
    return "The minutes of this meeting are agreed. Make them a draft again to change them."


def _change(
    minutes: Minutes, kind: str, *, by: Member, at: datetime, reason: str | None = None
) -> None:
    minutes.version += 1
    _record(kind, minutes.meeting, by=by.person, at=at, reason=reason)


def _record(
    kind: str,
    meeting: Meeting,
    *,
    by: Person | None,
    at: datetime,
    reason: str | None = None,
    item: AgendaItem | None = None,
) -> None:
    record_event(
        kind,
        subject=f"meeting {meeting.held_on.isoformat()}",
        programme=meeting.body.programme,
        by=by,
        at=at,
        reason=reason,
        facts={"body": meeting.body.name, **({"item": item.title} if item else {})},
    )
