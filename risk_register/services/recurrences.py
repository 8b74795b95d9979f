"""Planning meetings by a rule: the dates it gives, those that are wanted, and the year ahead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.calendars import Deadlines, build_deadlines
from risk_register.domain.day_words import say_short_day
from risk_register.domain.errors import AlreadyDoneError, ChangedMeanwhileError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.domain.recurrences import Recurrence, find_last, list_dates, list_planned
from risk_register.models import Body, Meeting, MeetingMove
from risk_register.services.bodies import rules_of
from risk_register.services.events import record_event
from risk_register.services.holidays import list_holidays
from risk_register.services.meetings import Details, add_meeting, check_day_free, check_times
from risk_register.services.programmes import Member

#: So far ahead a body with a rule has its meetings planned.
AHEAD = timedelta(days=366)
MOST_DATES = 60
#: In what a body keeps of its rule: up to which London date it has been planned by.
PLANNED_UNTIL = "planned_until"


@dataclass(frozen=True)
class DateToPlan:
    """A date on which a body could meet, with the month before it."""

    held_on: date
    deadlines: Deadlines
    clash: str | None  #: why offices are shut on it; None if they are open
    instead_of: date | None  #: the closed day in whose place it is offered
    is_known: bool  #: the body has a meeting on it, or one that was moved from it
    is_wanted: bool  #: whether its box is ticked at first


def preview_dates(
    body: Body, recurrence: Recurrence, *, from_on: date, until_on: date
) -> list[DateToPlan]:
    """List the dates that a rule gives a body between two London dates, both included.

    For a closed day another one is offered behind it.

    :raises RuleError: if they are too many, or the end lies before the start
    """
    if until_on < from_on:
        raise RuleError("Enter a date after the first one.", field="until_on")
    dates = list_dates(recurrence, from_on, until_on)
    if len(dates) > MOST_DATES:
        raise RuleError(
            f"Plan {MOST_DATES} meetings or fewer at once; these are {len(dates)}.",
            field="until_on",
        )
    known, rules, holidays = _list_known(body), rules_of(body), list_holidays(body)

    def build(day: date, *, clash: str | None, instead_of: date | None) -> DateToPlan:
        return DateToPlan(
            held_on=day,
            deadlines=build_deadlines(day, rules, holidays),
            clash=clash,
            instead_of=instead_of,
            is_known=day in known,
            is_wanted=clash is None and day not in known and instead_of not in known,
        )

    found: dict[date, DateToPlan] = {}
    for planned in list_planned(dates, holidays):
        day = planned.held_on
        found.setdefault(day, build(day, clash=planned.clash, instead_of=None))
        if planned.instead is not None and planned.instead not in dates:
            found.setdefault(planned.instead, build(planned.instead, clash=None, instead_of=day))
    return list(found.values())


def plan_dates(
    body: Body,
    dates: Iterable[date],
    details: Details,
    *,
    recurrence: Recurrence | None,
    until_on: date,
    by: Member,
    at: datetime,
    version: int,
) -> list[Meeting]:
    """Plan a meeting on each of some London dates, and keep the rule that gave them.

    :param recurrence: by which later meetings plan themselves; None keeps what was kept
    :param until_on: the London date up to which somebody has chosen; none before it comes later
    :param version: the body's version on the form
    :raises NotAllowedError: if the member may not keep meetings
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if no date is chosen and no rule kept, or one is over or taken
    """
    by.check(Permission.KEEP_MEETINGS)
    if body.version != version:
        raise ChangedMeanwhileError
    chosen = sorted(set(dates))
    if not chosen and recurrence is None:
        raise RuleError("Tick the dates on which the body is to meet.", field="chosen")
    if recurrence is not None:
        _keep_rule(body, recurrence, details, until_on=until_on, by=by, at=at)
    check_times(details)
    for day in chosen:
        _check_free(body, day, today=london_day(at))
    return [add_meeting(body, held_on=day, by=by, at=at, **vars(details)) for day in chosen]


def forget_rule(body: Body, *, by: Member, at: datetime, version: int) -> None:
    """Stop planning a body's meetings by its rule; those that are planned stay.

    :raises NotAllowedError: if the member may not keep meetings
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises AlreadyDoneError: if it has none
    """
    by.check(Permission.KEEP_MEETINGS)
    if body.version != version:
        raise ChangedMeanwhileError
    if body.recurrence is None:
        raise AlreadyDoneError("The body has no rule any more.")
    body.recurrence = None
    body.version += 1
    _record(body, "from now on by single dates", by=by, at=at)


def plan_ahead(body: Body, *, at: datetime) -> list[Meeting]:
    """Plan the meetings that a body's rule gives for the year after a moment; run it as you like.

    Dates up to the day to which somebody or this has planned already are left alone, so that a
    meeting that nobody wanted, or that was moved, does not come back. A closed day gives way to
    the one offered for it. A body without a rule, a usual time or a usual place gets nothing.
    """
    if not (body.recurrence and body.usual_time and body.usual_place):
        return []
    kept, today = body.recurrence, london_day(at)
    until_on = today + AHEAD
    from_on = max(today, find_planned_until(kept) + timedelta(days=1))
    if from_on > until_on:
        return []
    dates = list_dates(Recurrence.from_document(kept), from_on, until_on)
    known = _list_known(body)
    planned = list_planned(dates, list_holidays(body))
    wanted = sorted(
        {
            each.instead or each.held_on
            for each in planned
            if each.held_on not in known and each.instead not in known
        }
    )
    if not wanted:
        return []
    body.recurrence = kept | {PLANNED_UNTIL: until_on.isoformat()}
    return [
        add_meeting(
            body,
            held_on=day,
            starts_at=body.usual_time,
            place=body.usual_place,
            quorum=body.quorum,
            at=at,
        )
        for day in wanted
    ]


def find_rule(body: Body) -> Recurrence | None:
    """Give the rule by which a body's meetings plan themselves; None if there is none."""
    return Recurrence.from_document(body.recurrence) if body.recurrence else None


def find_end(
    recurrence: Recurrence, *, from_on: date, until_on: date | None, count: int | None
) -> date:
    """Find the last London date to look at: as said, of so many meetings, or in a year.

    :param count: meetings, from 1
    """
    if until_on is not None:
        return until_on
    if count is not None:
        return find_last(recurrence, from_on, count)
    return from_on + AHEAD


def find_planned_until(kept: Mapping[str, Any]) -> date:
    """Read up to which London date a kept rule has been planned by; long ago if never."""
    return date.fromisoformat(kept.get(PLANNED_UNTIL, date.min.isoformat()))


def _check_free(body: Body, day: date, *, today: date) -> None:
    try:
        check_day_free(body, day, today=today, field="chosen")
    except RuleError as error:
        raise RuleError(f"{say_short_day(day)}: {error}", field="chosen") from error


def _keep_rule(
    body: Body,
    recurrence: Recurrence,
    details: Details,
    *,
    until_on: date,
    by: Member,
    at: datetime,
) -> None:
    body.recurrence = recurrence.to_document() | {PLANNED_UNTIL: until_on.isoformat()}
    body.usual_time, body.usual_place = details.starts_at, details.place
    body.version += 1
    _record(body, recurrence.in_words, by=by, at=at)


def _record(body: Body, rule: str, *, by: Member, at: datetime) -> None:
    record_event(
        "recurrence chosen",
        subject=f"body {body.key}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={"body": body.name, "rule": rule},
    )


def _list_known(body: Body) -> set[date]:
    """List the days on which a body meets or met, cancelled or not, and those it moved from."""
    held = select(Meeting.held_on).where(Meeting.body_id == body.id)
    moved = select(MeetingMove.from_on).join(Meeting).where(Meeting.body_id == body.id)
    return {*db.session.scalars(held), *db.session.scalars(moved)}
