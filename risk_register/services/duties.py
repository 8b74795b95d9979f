"""What is due from one person: risks to look at, actions to report on, packs to move on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import func, select

from risk_register.clock import LONDON, london_day
from risk_register.database import db
from risk_register.domain.calendars import Deadlines
from risk_register.domain.duties import Call, find_report_due, find_review_due
from risk_register.domain.packs import Edition, PackKind, PackState
from risk_register.domain.permissions import Permission
from risk_register.models import (
    Action,
    Circulation,
    Meeting,
    ModerationNote,
    Pack,
    Programme,
    Review,
    Risk,
)
from risk_register.services.actions import find_told_at, list_led
from risk_register.services.early_warnings import Breach, find_warned
from risk_register.services.meetings import deadlines_of, find_next_meeting
from risk_register.services.notes import list_open_notes
from risk_register.services.pack_days import names_other_day
from risk_register.services.packs import find_newest
from risk_register.services.programmes import Member
from risk_register.services.risks import list_owned
from risk_register.services.told_packs import Told, find_last_told


class PackStep(StrEnum):
    """What has to happen next to the pack of the coming meeting."""

    MAKE = "make"
    WAIT = "wait"  #: it is being drawn
    LOOK = "look"  #: it could not be drawn
    APPROVE = "approve"
    CORRECT = "correct"  #: it was returned or withdrawn, or its meeting was moved since
    CIRCULATE = "circulate"
    NONE = "none"  #: it is with its readers


_DONE_BY = {
    PackStep.LOOK: Permission.MAKE_PACK,
    PackStep.APPROVE: Permission.APPROVE_PACK,
    PackStep.CORRECT: Permission.MAKE_PACK,
    PackStep.CIRCULATE: Permission.CIRCULATE_PACK,
}


class DutyKind(StrEnum):
    """What a person is asked to do."""

    ANSWER = "answer"  #: a question of the programme manager
    REVIEW = "review"  #: a risk of their post
    REPORT = "report"  #: an action their post leads


@dataclass(frozen=True)
class Duty:
    """One thing that is due from a member; ``note`` and ``action`` stand for their kinds."""

    kind: DutyKind
    due_on: date  #: London date; for a question, the day it was asked
    member: Member
    risk: Risk | None  #: None for an action that serves no risk
    review: Review | None = None  #: what was last said about the risk
    note: ModerationNote | None = None
    action: Action | None = None
    warning: Breach | None = None  #: that nobody has answered yet

    @property
    def matter(self) -> Risk | Action:
        """Give the action it is about, or else the risk."""
        found = self.action or self.risk
        if found is None:
            raise ValueError("A duty is about an action or a risk.")
        return found

    @property
    def urgency(self) -> tuple[date, int, str]:
        """Sort the longest overdue first; of one day, questions first."""
        return (self.due_on, list(DutyKind).index(self.kind), self.matter.reference)


@dataclass(frozen=True)
class Duties:
    """What is due from a member, the most urgent first, and what else is theirs."""

    due: Sequence[Duty]
    other_risks: Sequence[Risk]
    other_actions: Sequence[Action]

    @property
    def has_others(self) -> bool:
        """Say whether anything is theirs that is not due now."""
        return bool(self.other_risks or self.other_actions)


@dataclass(frozen=True)
class Month:
    """Where the next board month stands."""

    meeting: Meeting
    deadlines: Deadlines
    pack: Pack | None  #: the newest version
    told: Pack | None  #: the version that is with its readers, if one is
    step: PackStep

    def waits_for(self, member: Member) -> bool:
        """Say whether the next thing that has to happen to the pack is the member's to do."""
        needed = _DONE_BY.get(self.step)
        return needed is not None and member.may(needed)


def list_duties(member: Member, *, month: Month | None) -> Duties:
    """List what is due from a member's posts on the member's day, and what else is theirs.

    :param month: where the coming board month stands; None if no meeting is planned
    """
    call = find_call(member.programme, month, today=member.on)
    risks, actions = list_owned(member), list_led(member)
    reviews, told_at = _latest_reviews(risks), find_told_at(actions)
    warned = find_warned(member.programme)
    due = [
        Duty(DutyKind.ANSWER, london_day(note.asked_at), member, note.risk, note=note)
        for note in list_open_notes(member)
    ]
    others: tuple[list[Risk], list[Action]] = ([], [])
    for risk in risks:
        breach = warned.get(risk.id)
        warned_on = breach.asks_since(risk.reviewed_at) if breach else None
        day = find_review_due(
            review_due_on=risk.review_due_on,
            reviewed_at=risk.reviewed_at,
            call=call,
            today=member.on,
            warned_on=warned_on,
        )
        if day is None:
            others[0].append(risk)
        else:
            review = reviews.get(risk.id)
            warning = breach if warned_on else None
            due.append(Duty(DutyKind.REVIEW, day, member, risk, review=review, warning=warning))
    for action in actions:
        day = find_report_due(
            due_on=action.due_on, told_at=told_at.get(action.id), call=call, today=member.on
        )
        if day is None:
            others[1].append(action)
        else:
            due.append(Duty(DutyKind.REPORT, day, member, action.served, action=action))
    return Duties(sorted(due, key=lambda duty: duty.urgency), *others)


def find_asked_at(last: Told | None, month: Month | None, *, today: date) -> datetime | None:
    """Find the moment from which on answers are of this month; None before the first call.

    :param last: the last circulated pack
    """
    if last is not None:
        return last.taken_at
    if month is not None and month.deadlines.call_on <= today:
        return datetime.combine(month.deadlines.call_on, time.min, LONDON)
    return None


def find_month(member: Member, *, at: datetime) -> Month | None:
    """Find where the coming meeting's pack stands; None if no meeting is planned."""
    return find_month_of(member.programme, at=at) if member.may(Permission.READ_MEETINGS) else None


def find_visit(member: Member, *, at: datetime) -> Month | None:
    """Find where the pack for the coming monitoring visit stands; None if none is planned."""
    if not member.may(Permission.READ_MEETINGS):
        return None
    return find_month_of(member.programme, at=at, kind=PackKind.MONITORING)


def find_month_of(
    programme: Programme, *, at: datetime, kind: PackKind = PackKind.BOARD
) -> Month | None:
    """Find where a programme's next board month stands, or its next monitoring visit's.

    :returns: None if no such meeting is planned
    """
    meeting = find_next_meeting(programme, on=london_day(at), kind=kind)
    if meeting is None:
        return None
    pack, told = find_newest(meeting), _find_told(meeting)
    return Month(meeting, deadlines_of(meeting), pack, told, _find_step(pack, told))


def _find_step(pack: Pack | None, told: Pack | None) -> PackStep:
    """Say what has to happen next to a meeting's newest pack; ``told`` is with its readers."""
    if pack is None:
        return PackStep.MAKE
    if pack.state is PackState.DRAWING:
        return PackStep.WAIT
    if pack.state is PackState.FAILED:
        return PackStep.LOOK
    ended = pack.returned_at is not None or pack.withdrawn_at is not None
    if ended or names_other_day(pack):
        return PackStep.CORRECT
    if pack.approved_at is None:
        return PackStep.APPROVE
    return PackStep.NONE if pack is told else PackStep.CIRCULATE


def _find_told(meeting: Meeting) -> Pack | None:
    """Find the newest version that went out and still holds for the day of the meeting."""
    pack = db.session.scalar(
        select(Pack)
        .where(
            Pack.meeting_id == meeting.id,
            Pack.edition == Edition.FULL,
            Pack.withdrawn_at.is_(None),
            Pack.id.in_(select(Circulation.pack_id)),
        )
        .order_by(Pack.version.desc())
        .limit(1)
    )
    return None if pack is None or names_other_day(pack) else pack


def find_call(programme: Programme, month: Month | None, *, today: date) -> Call | None:
    """Find the call that owners have to answer; None if none has gone out or it is over."""
    if month is None or month.deadlines.call_on > today or month.told is not None:
        return None  # nobody has been asked yet, or the answers are with the readers already
    last = find_last_told(programme, on=today)
    asked_at = find_asked_at(last, month, today=today)
    return Call(asked_at, month.deadlines.updates_due_on, month.deadlines.held_on)


def _latest_reviews(risks: Sequence[Risk]) -> dict[int, Review]:
    newest = (
        select(func.max(Review.id))
        .where(Review.risk_id.in_([risk.id for risk in risks]))
        .group_by(Review.risk_id)
    )
    rows = db.session.scalars(select(Review).where(Review.id.in_(newest)))
    return {row.risk_id: row for row in rows}
