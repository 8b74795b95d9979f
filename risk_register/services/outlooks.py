"""What a change of a body's rules or of the holidays would do to meetings, before it is saved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.bodies import BodyFacts
from risk_register.domain.calendars import BoardRules, build_deadlines
from risk_register.domain.chases import Stage
from risk_register.domain.errors import ChangedMeanwhileError
from risk_register.domain.holidays import HolidayKind
from risk_register.domain.outlooks import Progress, say_closed_meeting, say_new_deadlines
from risk_register.domain.packs import PackState
from risk_register.domain.values import fingerprint
from risk_register.models import Body, Holiday, Meeting, Pack, Programme, Reminder
from risk_register.services.bodies import rules_of
from risk_register.services.holidays import OwnDayFacts, list_own, name_closed_days
from risk_register.services.meetings import deadlines_of

#: No step of a month falls later after its meeting, whatever the rules and the holidays.
LONGEST_MONTH = timedelta(days=200)


@dataclass(frozen=True)
class MeetingOutlook:
    """What follows for one meeting, in sentences."""

    meeting: Meeting
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Outlook:
    """What follows for each meeting that anything follows for, the earliest first."""

    meetings: tuple[MeetingOutlook, ...]
    looked_at: int  #: meetings in all

    @cached_property
    def mark(self) -> str:
        """Tell two outlooks apart, so that nobody saves what they have not read."""
        said = (
            f"{each.meeting.id}: {sentence}"
            for each in self.meetings
            for sentence in each.sentences
        )
        return fingerprint("\n".join(said))[:16]

    def check_mark(self, mark: str) -> None:
        """Let what was read pass.

        :raises ChangedMeanwhileError: if the page said something else
        """
        if self.mark != mark:
            raise ChangedMeanwhileError


@dataclass(frozen=True)
class _Calendar:
    """What a meeting's deadlines would be counted by."""

    rules: BoardRules
    holidays: Mapping[date, str]
    gets_pack: bool


def foresee_rules(body: Body, facts: BodyFacts, *, at: datetime) -> Outlook:
    """Say what follows for a body's meetings if it changes its rules."""

    def change(_meeting: Meeting) -> _Calendar:
        holidays = name_closed_days(facts.holidays, list_own(body.own_days))
        return _Calendar(facts.rules, holidays, facts.has_packs)

    is_new_to_packs = facts.has_packs and not body.has_packs
    since = date.min if is_new_to_packs else london_day(at) - LONGEST_MONTH
    return _foresee(Meeting.body_id == body.id, change, since=since, at=at)


def foresee_holiday(programme: Programme, facts: OwnDayFacts, *, at: datetime) -> Outlook:
    """Say what follows for the meetings of a programme, or a body, if a day is shut or opened."""

    def change(meeting: Meeting) -> _Calendar:
        return _keep_rules(meeting, [*meeting.body.own_days, facts])

    outlook = _foresee(
        _choose(programme, facts.body_id), change, since=london_day(at) - LONGEST_MONTH, at=at
    )
    if facts.kind is HolidayKind.OPEN:
        return outlook
    return _add_clashes(programme, facts, outlook)


def foresee_removal(holiday: Holiday, *, at: datetime) -> Outlook:
    """Say what follows for the meetings it is for if a day is as it is published again."""

    def change(meeting: Meeting) -> _Calendar:
        return _keep_rules(
            meeting, [each for each in meeting.body.own_days if each.id != holiday.id]
        )

    chosen = _choose(holiday.programme, holiday.body_id)
    return _foresee(chosen, change, since=london_day(at) - LONGEST_MONTH, at=at)


def _keep_rules(meeting: Meeting, own: Sequence[Holiday | OwnDayFacts]) -> _Calendar:
    body = meeting.body
    return _Calendar(rules_of(body), name_closed_days(body.holidays, list_own(own)), body.has_packs)


def _choose(programme: Programme, body_id: int | None) -> ColumnElement[bool]:
    of_programme = Body.programme_id == programme.id
    return of_programme if body_id is None else (of_programme & (Body.id == body_id))


def _foresee(
    chosen: ColumnElement[bool],
    change: Callable[[Meeting], _Calendar],
    *,
    since: date,
    at: datetime,
) -> Outlook:
    """Compare the deadlines of some meetings with what a change would make of them."""
    meetings = db.session.scalars(
        select(Meeting)
        .join(Meeting.body)
        .where(chosen, Meeting.cancelled_at.is_(None), Meeting.held_on >= since)
        .options(contains_eager(Meeting.body).selectinload(Body.own_days))
        .order_by(Meeting.held_on, Meeting.id)
    ).all()
    months = _Months(meetings, today=london_day(at))
    found = []
    for meeting in meetings:
        calendar = change(meeting)
        after = build_deadlines(meeting.held_on, calendar.rules, calendar.holidays)
        sentences = say_new_deadlines(
            deadlines_of(meeting),
            after,
            months.find_progress(meeting),
            gets_pack=calendar.gets_pack,
        )
        if sentences:
            found.append(MeetingOutlook(meeting, tuple(sentences)))
    return Outlook(tuple(found), len(meetings))


def _add_clashes(programme: Programme, facts: OwnDayFacts, outlook: Outlook) -> Outlook:
    """Add the meetings that stand on the day that is to be shut."""
    clashes = db.session.scalars(
        select(Meeting)
        .join(Meeting.body)
        .where(
            _choose(programme, facts.body_id),
            Meeting.cancelled_at.is_(None),
            Meeting.held_on == facts.day,
        )
        .options(contains_eager(Meeting.body))
    ).all()
    said = {each.meeting.id: each for each in outlook.meetings}
    for meeting in clashes:
        before = said[meeting.id].sentences if meeting.id in said else ()
        sentence = say_closed_meeting(facts.day, facts.name)
        said[meeting.id] = MeetingOutlook(meeting, (sentence, *before))
    ordered = sorted(said.values(), key=lambda each: (each.meeting.held_on, each.meeting.id))
    return Outlook(tuple(ordered), outlook.looked_at)


class _Months:
    """How far the months of some meetings have come, asked at once for all of them."""

    def __init__(self, meetings: Sequence[Meeting], *, today: date) -> None:
        self.today = today
        ids = [meeting.id for meeting in meetings]
        matters = {f"meeting {meeting_id}": meeting_id for meeting_id in ids}
        called = db.session.execute(
            select(Reminder.matter, func.count(Reminder.person_id.distinct()))
            .where(Reminder.matter.in_(matters), Reminder.stage == Stage.CALL)
            .group_by(Reminder.matter)
        ).all()
        self.called = {matters[matter]: count for matter, count in called}
        made = db.session.execute(
            select(Pack.meeting_id, func.max(Pack.version))
            .where(Pack.meeting_id.in_(ids), Pack.state == PackState.MADE)
            .group_by(Pack.meeting_id)
        ).all()
        self.frozen: dict[int, int] = dict(made)

    def find_progress(self, meeting: Meeting) -> Progress:
        return Progress(
            today=self.today,
            called=self.called.get(meeting.id, 0),
            frozen=self.frozen.get(meeting.id),
            gets_pack=meeting.body.has_packs,
            recorded_on=london_day(meeting.recorded_at),
        )
