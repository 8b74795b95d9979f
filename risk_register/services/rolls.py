"""Closing a month after its meeting, so that the next one can begin."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.errors import RuleError
from risk_register.domain.permissions import Permission
from risk_register.models import Body, Meeting, Programme
from risk_register.services.agendas import draft_agenda, is_drafted
from risk_register.services.events import record_event
from risk_register.services.meetings import deadlines_of, find_next_of
from risk_register.services.minutes import draft_minutes
from risk_register.services.programmes import Member
from risk_register.services.recurrences import plan_ahead

#: Longer than the clock was ever down; months before that were closed by hand, or never kept here.
CAUGHT_UP = timedelta(days=100)


def list_due(programme: Programme, *, at: datetime) -> Sequence[Meeting]:
    """List the meetings whose month is to be closed: from the first working day after them on.

    :param at: with a time zone; meetings long before it are left as they are
    """
    today = london_day(at)
    meetings = db.session.scalars(
        select(Meeting)
        .join(Meeting.body)
        .where(
            Body.programme_id == programme.id,
            Meeting.held_on < today,
            Meeting.held_on >= today - CAUGHT_UP,
            Meeting.cancelled_at.is_(None),
            Meeting.rolled_at.is_(None),
        )
        .options(joinedload(Meeting.body))
        .order_by(Meeting.held_on, Meeting.id)
    )
    return [each for each in meetings if deadlines_of(each).rolls_forward_on <= today]


def roll_forward(meeting: Meeting, *, by: Member | None, at: datetime) -> bool:
    """Close a meeting's month: its minutes, the next agenda and next year's meetings are begun.

    A month that is closed stays as it is.

    :param by: None for the clock
    :returns: whether there was anything to close
    :raises NotAllowedError: if the member may not keep meetings
    :raises RuleError: if the meeting was cancelled, or is still to come
    """
    if by is not None:
        by.check(Permission.KEEP_MEETINGS)
    if meeting.cancelled_at is not None or london_day(at) < meeting.held_on:
        raise RuleError("A month is closed once its meeting was held.")
    if meeting.rolled_at is not None:
        return False
    draft_minutes(meeting, by=by, at=at)
    plan_ahead(meeting.body, at=at)
    following = find_next_of(meeting.body, on=meeting.held_on + timedelta(days=1))
    if following is not None and not is_drafted(following):
        draft_agenda(following, by=by, at=at)
    meeting.rolled_at = at
    record_event(
        "month rolled forward",
        subject=f"meeting {meeting.held_on.isoformat()}",
        programme=meeting.body.programme,
        by=by.person if by else None,
        at=at,
        facts={"body": meeting.body.name},
    )
    return True
