"""The months of boards: their meetings in a row, and how far the month before one has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.calendars import SATURDAY, Deadlines
from risk_register.domain.day_words import say_full_day, say_weekday
from risk_register.domain.deadline_words import (
    CALL,
    CIRCULATE,
    LOCK,
    MEETING,
    MINUTES,
    MODERATION,
    ROLL_FORWARD,
    UPDATES,
    ToldDeadline,
    list_deadlines,
    say_reckoning,
)
from risk_register.domain.issue_reckonings import explain_issue, find_breach
from risk_register.domain.months import MonthStep, Progress, StepState, find_steps
from risk_register.domain.packs import PackKind
from risk_register.models import Body, Circulation, Meeting, Minutes, Pack, Programme
from risk_register.services.bodies import rules_of
from risk_register.services.holidays import list_holidays
from risk_register.services.meetings import deadlines_of
from risk_register.services.moves import count_called
from risk_register.services.pack_days import find_told_day
from risk_register.services.packs import find_newest

PAGE_SIZE = 20


class Done(StrEnum):
    """What has been done about a step, for a page to say with its ``count`` and ``at``."""

    CALLED = "called"
    FROZEN = "frozen"
    SENT = "sent"
    DRAFTED = "drafted"
    AGREED = "agreed"
    ROLLED = "rolled"


@dataclass(frozen=True)
class Deed:
    """Something that was done about a step."""

    done: Done
    at: datetime | None = None
    count: int = 0  #: people called, or the pack's version


@dataclass(frozen=True)
class MonthLine:
    """A step of a meeting's month with its day in words, and what was done about it."""

    told: ToldDeadline
    state: StepState
    deed: Deed | None


@dataclass(frozen=True)
class MeetingMonth:
    """How far the month of one meeting has come."""

    deadlines: Deadlines
    lines: Sequence[MonthLine]
    issue: str  #: how the latest day to circulate was counted
    warnings: Sequence[str]
    pack: Pack | None
    told_on: date | None  #: London date of the meeting that the newest pack names
    circulated_at: datetime | None  #: when the newest version went out first


@dataclass(frozen=True)
class MeetingPage:
    """The meetings to come, the earliest first, and a page of the past ones, the latest first."""

    coming: Sequence[Meeting]
    past: Sequence[Meeting]
    total: int  #: past meetings in all
    number: int  #: of the page, from 1

    @property
    def pages(self) -> int:
        """Count the pages of past meetings, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


#: Steps of a body that gets no packs, and of one whose packs are for monitoring: nobody is called.
_WITHOUT_PACK = (CIRCULATE, MEETING, MINUTES)
_WITHOUT_CALL = (LOCK, *_WITHOUT_PACK)
_STEPS = {
    CALL: MonthStep.CALL,
    UPDATES: MonthStep.UPDATES,
    MODERATION: MonthStep.MODERATION,
    LOCK: MonthStep.FREEZE,
    CIRCULATE: MonthStep.CIRCULATE,
    MEETING: MonthStep.MEET,
    MINUTES: MonthStep.MINUTES,
}


def show_calendar(
    programme: Programme,
    *,
    body: Body | None,
    on: date,
    page: int = 1,
    month: date | None = None,
) -> MeetingPage:
    """Lay out the meetings of every body of a programme, or of one, cancelled ones too.

    :param on: the London date from which on a meeting is still to come
    :param page: of the past meetings, from 1
    :param month: the first day of the only month to look at
    """
    of_body = Body.programme_id == programme.id if body is None else Body.id == body.id
    if month is not None:
        after = (month + timedelta(days=31)).replace(day=1)
        of_body &= (Meeting.held_on >= month) & (Meeting.held_on < after)
    is_past = Meeting.held_on < on
    query = (
        select(Meeting)
        .join(Meeting.body)
        .where(of_body)
        .options(contains_eager(Meeting.body).selectinload(Body.own_days))
    )
    coming = query.where(~is_past).order_by(Meeting.held_on, Meeting.starts_at, Meeting.id)
    past = query.where(is_past).order_by(
        Meeting.held_on.desc(), Meeting.starts_at.desc(), Meeting.id.desc()
    )
    count = select(func.count()).select_from(Meeting).join(Meeting.body).where(of_body, is_past)
    return MeetingPage(
        coming=db.session.scalars(coming).all(),
        past=db.session.scalars(past.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all(),
        total=db.session.scalar(count) or 0,
        number=page,
    )


def find_closed(meeting: Meeting) -> str | None:
    """Say why offices are shut on a meeting's day: "Good Friday"; None if they are open."""
    if meeting.held_on.weekday() >= SATURDAY:
        return say_weekday(meeting.held_on)
    return list_holidays(meeting.body).get(meeting.held_on)


def show_month(meeting: Meeting, *, at: datetime) -> MeetingMonth:
    """Lay out the month of a meeting, step by step.

    :param at: the moment, with a time zone
    """
    deadlines, pack = deadlines_of(meeting), find_newest(meeting)
    facts = _Facts(meeting, deadlines, pack, _find_circulated(pack))
    reckoning = explain_issue(meeting.held_on, rules_of(meeting.body), list_holidays(meeting.body))
    return MeetingMonth(
        deadlines=deadlines,
        lines=facts.list_lines(today=london_day(at)),
        issue=say_reckoning(reckoning),
        warnings=() if meeting.cancelled_at else facts.list_warnings(at=at),
        pack=pack,
        told_on=find_told_day(pack) if pack else None,
        circulated_at=facts.circulated_at,
    )


def _list_step_names(body: Body) -> tuple[str, ...]:
    if not body.has_packs:
        return _WITHOUT_PACK
    is_called = body.pack_kind is PackKind.BOARD
    return (*_STEPS, ROLL_FORWARD) if is_called else _WITHOUT_CALL


class _Facts:
    """What is known of a month, read once."""

    def __init__(
        self,
        meeting: Meeting,
        deadlines: Deadlines,
        pack: Pack | None,
        circulated_at: datetime | None,
    ) -> None:
        self.meeting, self.deadlines, self.pack = meeting, deadlines, pack
        self.circulated_at = circulated_at
        self.minutes = db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting.id))
        self.called = count_called(meeting)

    def list_lines(self, *, today: date) -> list[MonthLine]:
        states, deeds = self._find_states(today), self._find_deeds()
        return [
            MonthLine(told, states[told.name], deeds.get(told.name))
            for told in sorted(list_deadlines(self.deadlines), key=lambda each: each.on)
            if told.name in _list_step_names(self.meeting.body)
        ]

    def list_warnings(self, *, at: datetime) -> list[str]:
        found = [self._warn_of_day(), self._warn_of_issue(at), self._warn_of_minutes(at)]
        return [warning for warning in found if warning]

    def _find_states(self, today: date) -> dict[str, StepState]:
        progress = Progress(
            is_answered=False,
            is_frozen=self.pack is not None and self.pack.made_at is not None,
            is_circulated=self.circulated_at is not None,
        )
        steps = {
            each.step: each.state for each in find_steps(self.deadlines, progress, today=today)
        }
        states = {name: steps[step] for name, step in _STEPS.items()}
        if states[UPDATES] is StepState.LATE:
            states[UPDATES] = StepState.PAST  # who is silent, the desk says
        if self.called:
            states[CALL] = StepState.DONE
        if self.minutes is not None and self.minutes.agreed_at is not None:
            states[MINUTES] = StepState.DONE
        has_come = self.deadlines.rolls_forward_on < today
        states[ROLL_FORWARD] = StepState.PAST if has_come else StepState.COMING
        if self.meeting.rolled_at is not None:
            states[ROLL_FORWARD] = StepState.DONE
        return states

    def _find_deeds(self) -> dict[str, Deed]:
        deeds: dict[str, Deed] = {}
        if self.called:
            deeds[CALL] = Deed(Done.CALLED, count=self.called)
        if self.pack is not None and self.pack.snapshot is not None:
            frozen_at = self.pack.snapshot.taken_at
            deeds[LOCK] = Deed(Done.FROZEN, at=frozen_at, count=self.pack.version)
        if self.circulated_at is not None:
            deeds[CIRCULATE] = Deed(Done.SENT, at=self.circulated_at)
        if self.minutes is not None:
            agreed_at = self.minutes.agreed_at
            done = Done.AGREED if agreed_at else Done.DRAFTED
            deeds[MINUTES] = Deed(done, at=agreed_at or self.minutes.drafted_at)
        if self.meeting.rolled_at is not None:
            deeds[ROLL_FORWARD] = Deed(Done.ROLLED, at=self.meeting.rolled_at)
        return deeds

    def _warn_of_day(self) -> str | None:
        closed = find_closed(self.meeting)
        return (
            f"{say_full_day(self.meeting.held_on)} is a closed day: {closed}." if closed else None
        )

    def _warn_of_issue(self, at: datetime) -> str | None:
        if not self.meeting.body.has_packs:
            return None
        if self.circulated_at is not None:
            breach = find_breach(self.circulated_at, self.deadlines)
            return f"The pack went out late. {breach}" if breach else None
        if london_day(at) > self.meeting.held_on:
            return None  # nothing can be done about it any more
        breach = find_breach(at, self.deadlines)
        return f"A pack that goes out now is late. {breach}" if breach else None

    def _warn_of_minutes(self, at: datetime) -> str | None:
        is_over = london_day(at) > self.deadlines.minutes_due_on
        is_agreed = self.minutes is not None and self.minutes.agreed_at is not None
        if not is_over or is_agreed or self.minutes is None:
            return None
        return f"The minutes were due on {say_full_day(self.deadlines.minutes_due_on)}."


def _find_circulated(pack: Pack | None) -> datetime | None:
    if pack is None:
        return None
    return db.session.scalar(
        select(func.min(Circulation.decided_at)).where(Circulation.pack_id == pack.id)
    )
