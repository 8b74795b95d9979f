"""Moving a meeting, cancelling it, and putting it back: what follows is said before it is saved."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from sqlalchemy import exists, func, or_, select

from risk_register.clock import LONDON, london_day
from risk_register.database import db
from risk_register.domain.calendar_changes import compare_deadlines
from risk_register.domain.calendars import build_deadlines, is_working_day
from risk_register.domain.chases import Stage
from risk_register.domain.circulation import WAITING, DeliveryState
from risk_register.domain.day_words import say_weekday
from risk_register.domain.errors import (
    AlreadyDoneError,
    ChangedMeanwhileError,
    RuleError,
)
from risk_register.domain.meetings import Presence
from risk_register.domain.moves import MonthSoFar, PackSoFar, say_cancellation, say_move
from risk_register.domain.packs import PackState
from risk_register.domain.permissions import Permission
from risk_register.domain.values import fingerprint
from risk_register.models import (
    Attendance,
    Circulation,
    Decision,
    Delivery,
    Meeting,
    MeetingMove,
    Minutes,
    Pack,
    Reminder,
)
from risk_register.services.bodies import rules_of
from risk_register.services.events import record_event
from risk_register.services.holidays import list_holidays
from risk_register.services.meetings import (
    check_day_free,
    check_not_cancelled,
    check_unchanged,
    deadlines_of,
)
from risk_register.services.pack_days import find_told_day
from risk_register.services.packs import find_newest, list_editions, stop_letters
from risk_register.services.programmes import Member

CANCELLED = "The meeting was cancelled."  #: why its pack was not drawn to the end


@dataclass(frozen=True)
class Outlook:
    """What follows from a move or a cancellation, in sentences."""

    deadlines: tuple[str, ...]  #: in the order of the month
    others: tuple[str, ...]  #: what becomes of the call, the pack and its letters

    @cached_property
    def mark(self) -> str:
        """Tell two outlooks apart, so that nobody saves what they have not read."""
        return fingerprint("\n".join((*self.deadlines, "", *self.others)))[:16]


def foresee_move(meeting: Meeting, to_on: date, *, at: datetime) -> Outlook:
    """Say what follows if a meeting is moved to a London date.

    :raises RuleError: if it cannot be moved, or not to that day
    """
    today = london_day(at)
    _check_ahead(meeting, today)
    if to_on == meeting.held_on:
        raise RuleError("The meeting is on that day.", field="to_on")
    check_day_free(meeting.body, to_on, today=today, field="to_on")
    holidays = list_holidays(meeting.body)
    after = build_deadlines(to_on, rules_of(meeting.body), holidays)
    changes = compare_deadlines(deadlines_of(meeting), after, today)
    closed = None
    if not is_working_day(to_on, holidays):
        closed = holidays.get(to_on, f"it is a {say_weekday(to_on)}")
    return Outlook(
        tuple(change.sentence for change in changes),
        tuple(say_move(_look_back(meeting), to_on, closed=closed)),
    )


def foresee_cancellation(meeting: Meeting, *, at: datetime) -> Outlook:
    """Say what follows if a meeting is cancelled.

    :raises AlreadyDoneError: if it is
    :raises RuleError: if it was held
    """
    if meeting.cancelled_at is not None:
        raise AlreadyDoneError("This meeting was cancelled already.")
    _check_not_held(meeting)
    changes = compare_deadlines(deadlines_of(meeting), None, london_day(at))
    return Outlook(
        tuple(change.sentence for change in changes),
        tuple(say_cancellation(_look_back(meeting))),
    )


def move_meeting(
    meeting: Meeting,
    *,
    to_on: date,
    reason: str,
    by: Member,
    at: datetime,
    version: int,
    mark: str,
) -> MeetingMove:
    """Move a meeting to another London date; letters with a pack for the old one are stopped.

    :param version: the meeting's version on the form
    :param mark: of the outlook on the form
    :raises NotAllowedError: if the member may not keep meetings
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn, or what follows
        is no longer what it said
    :raises RuleError: if it cannot be moved, not to that day, or the reason is missing
    """
    by.check(Permission.KEEP_MEETINGS)
    check_unchanged(meeting, version)
    if foresee_move(meeting, to_on, at=at).mark != mark:
        raise ChangedMeanwhileError
    said = _need_reason(reason)
    move = MeetingMove(
        meeting_id=meeting.id,
        from_on=meeting.held_on,
        to_on=to_on,
        reason=said,
        moved_by=by.person,
        moved_as=by.post,
        moved_at=at,
    )
    meeting.moves.append(move)
    stop_letters(_list_packs(meeting))
    meeting.held_on = to_on
    meeting.version += 1
    record_event(
        "meeting moved",
        subject=f"meeting {move.from_on.isoformat()}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=said,
        facts={"body": meeting.body.name, "to": to_on.isoformat()},
    )
    return move


def cancel_meeting(
    meeting: Meeting, *, reason: str, by: Member, at: datetime, version: int, mark: str
) -> None:
    """Say that a meeting does not take place; a pack that is being drawn for it is given up.

    :param version: the meeting's version on the form
    :param mark: of the outlook on the form
    :raises NotAllowedError: if the member may not keep meetings
    :raises AlreadyDoneError: if it is cancelled
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn, or what follows
        is no longer what it said
    :raises RuleError: if it was held, or the reason is missing
    """
    by.check(Permission.KEEP_MEETINGS)
    check_unchanged(meeting, version)
    if foresee_cancellation(meeting, at=at).mark != mark:
        raise ChangedMeanwhileError
    said = _need_reason(reason)
    meeting.cancelled_at, meeting.cancel_reason = at, said
    meeting.cancelled_by, meeting.cancelled_as = by.person, by.post
    meeting.version += 1
    _give_up_drawing(meeting)
    stop_letters(_list_packs(meeting))
    record_event(
        "meeting cancelled",
        subject=f"meeting {meeting.held_on.isoformat()}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=said,
        facts={"body": meeting.body.name},
    )


def reinstate_meeting(
    meeting: Meeting, *, reason: str, by: Member, at: datetime, version: int
) -> None:
    """Say that a cancelled meeting takes place after all, on its day.

    :param version: the meeting's version on the form
    :raises NotAllowedError: if the member may not keep meetings
    :raises AlreadyDoneError: if it is not cancelled
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if its day is over, or the reason is missing
    """
    by.check(Permission.KEEP_MEETINGS)
    check_unchanged(meeting, version)
    if meeting.cancelled_at is None:
        raise AlreadyDoneError("This meeting is not cancelled.")
    if meeting.held_on < london_day(at):
        raise RuleError("The day of this meeting is over. Plan a new one.")
    said = _need_reason(reason)
    meeting.cancelled_at = meeting.cancel_reason = None
    meeting.cancelled_by = meeting.cancelled_as = None
    meeting.version += 1
    pack = find_newest(meeting)
    if pack is not None and pack.failure == CANCELLED:
        pack.retry_at = at  # the clock goes on where it was stopped
    record_event(
        "meeting reinstated",
        subject=f"meeting {meeting.held_on.isoformat()}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=said,
        facts={"body": meeting.body.name},
    )


def was_held(meeting: Meeting) -> bool:
    """Say whether anything is recorded of what happened at a meeting.

    That somebody comes, as it was noted before its day, is none of it.
    """
    began_at = datetime.combine(meeting.held_on, time.min, LONDON)
    traces = (
        select(Decision.id).where(
            Decision.meeting_id == meeting.id, Decision.withdrawn_at.is_(None)
        ),
        select(Minutes.id).where(Minutes.meeting_id == meeting.id),
        select(Attendance.id).where(
            Attendance.meeting_id == meeting.id,
            Attendance.presence == Presence.PRESENT,
            Attendance.noted_at >= began_at,
        ),
    )
    found = select(or_(*(exists(trace) for trace in traces)))
    return meeting.rolled_at is not None or bool(db.session.scalar(found))


def count_called(meeting: Meeting) -> int:
    """Count the people whom the call for a meeting's updates has reached."""
    return (
        db.session.scalar(
            select(func.count(Reminder.person_id.distinct())).where(
                Reminder.matter == f"meeting {meeting.id}", Reminder.stage == Stage.CALL
            )
        )
        or 0
    )


def _check_ahead(meeting: Meeting, today: date) -> None:
    check_not_cancelled(meeting)
    _check_not_held(meeting)
    if meeting.held_on < today:
        raise RuleError("The day of this meeting is over. It can be cancelled, not moved.")


def _check_not_held(meeting: Meeting) -> None:
    if was_held(meeting):
        raise RuleError("This meeting was held: something is recorded of it.")


def _need_reason(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise RuleError("Say why.", field="reason")
    return said


def _look_back(meeting: Meeting) -> MonthSoFar:
    noted = select(func.count()).select_from(Attendance).where(Attendance.meeting_id == meeting.id)
    return MonthSoFar(
        called=count_called(meeting),
        noted=db.session.scalar(noted) or 0,
        pack=_find_pack(meeting),
    )


def _find_pack(meeting: Meeting) -> PackSoFar | None:
    pack = find_newest(meeting)
    if pack is None:
        return None
    return PackSoFar(
        version=pack.version,
        told_on=find_told_day(pack),
        is_drawing=pack.state is PackState.DRAWING,
        holding=_count_letters(meeting, DeliveryState.SENT),
        waiting=_count_letters(meeting, *WAITING),
    )


def _count_letters(meeting: Meeting, *states: DeliveryState) -> int:
    """Count the people to whom letters in some states are addressed."""
    query = (
        select(func.count(Delivery.person_id.distinct()))
        .join(Delivery.circulation)
        .join(Circulation.pack)
        .where(Pack.meeting_id == meeting.id, Delivery.state.in_(states))
    )
    return db.session.scalar(query) or 0


def _list_packs(meeting: Meeting) -> list[Pack]:
    return list(db.session.scalars(select(Pack).where(Pack.meeting_id == meeting.id)))


def _give_up_drawing(meeting: Meeting) -> None:
    """Take the right to publish from whoever draws the newest version just now."""
    pack = find_newest(meeting)
    if pack is None or pack.state is not PackState.DRAWING:
        return
    for edition in list_editions(pack):
        edition.state = PackState.FAILED
    pack.failure = CANCELLED
    pack.holder = pack.lease_until = pack.retry_at = pack.progress = None
