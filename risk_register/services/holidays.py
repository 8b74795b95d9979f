"""The days on which a body's offices are shut: published ones, and its programme's own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from govuk_bank_holidays.bank_holidays import BankHolidays
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.calendars import SATURDAY
from risk_register.domain.day_words import say_weekday
from risk_register.domain.errors import AlreadyDoneError, NotFoundError, RuleError
from risk_register.domain.holidays import HolidayKind, HolidaySet, OwnDay, merge_holidays
from risk_register.domain.permissions import Permission
from risk_register.models import Body, Holiday, Programme
from risk_register.services.events import record_event
from risk_register.services.programmes import Member

#: So far ahead published days are shown: 18 months.
AHEAD = timedelta(days=548)


@dataclass(frozen=True)
class PublishedDays:
    """Published days with their names, the earliest first."""

    days: Mapping[date, str]
    last_on: date  #: nothing is published after it
    is_short: bool  #: whether that is sooner than 18 months from now


@dataclass(frozen=True)
class OwnDayFacts:
    """A day on which all bodies of a programme, or one, differ from what is published."""

    day: date
    name: str
    kind: HolidayKind
    body_id: int | None = None  #: None: all of them


def list_holidays(body: Body) -> Mapping[date, str]:
    """List by name the days that a body's months leave out, weekends apart."""
    return name_closed_days(body.holidays, list_own(body.own_days))


def list_own(days: Iterable[Holiday | OwnDayFacts]) -> list[OwnDay]:
    """Give a programme's own days as the calendar counts by them, in the same order."""
    return [OwnDay(each.day, each.name, each.kind) for each in days]


def name_closed_days(holidays: HolidaySet, own: Sequence[OwnDay]) -> Mapping[date, str]:
    """Name the days that are shut for whoever keeps a set of holidays and has own days."""
    published = list_published(holidays)
    return merge_holidays(published, own) if own else published


@lru_cache(maxsize=len(HolidaySet))
def list_published(holidays: HolidaySet) -> Mapping[date, str]:
    """List the bank holidays that GOV.UK publishes, by name.

    The library's own copy is used, so that nothing is fetched.
    """
    if holidays is HolidaySet.NONE:
        return {}
    calendar = BankHolidays(use_cached_holidays=True)
    return {
        holiday["date"]: holiday["title"]
        for holiday in calendar.get_holidays(division=holidays.division)
    }


def list_published_ahead(
    sets: Iterable[HolidaySet], *, on: date
) -> dict[HolidaySet, PublishedDays]:
    """List what is published for the 18 months from a London date, by whose they are."""
    until = on + AHEAD
    ahead: dict[HolidaySet, PublishedDays] = {}
    for holidays in HolidaySet:
        if holidays in sets and holidays is not HolidaySet.NONE:
            days = list_published(holidays)
            named = {day: name for day, name in sorted(days.items()) if on <= day < until}
            ahead[holidays] = PublishedDays(named, max(days), is_short=max(days) < until)
    return ahead


def list_own_days(programme: Programme) -> Sequence[Holiday]:
    """List the own days of a programme and its bodies that stand, the earliest first."""
    return db.session.scalars(
        select(Holiday)
        .where(Holiday.programme_id == programme.id, Holiday.removed_at.is_(None))
        .options(
            joinedload(Holiday.body), joinedload(Holiday.added_as), joinedload(Holiday.added_by)
        )
        .order_by(Holiday.day, Holiday.id)
    ).all()


def get_holiday(member: Member, holiday_id: int) -> Holiday:
    """Find an own day of the member's programme, removed or not.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not read meetings
    """
    member.check(Permission.READ_MEETINGS)
    holiday = db.session.scalar(
        select(Holiday)
        .where(Holiday.id == holiday_id, Holiday.programme_id == member.programme.id)
        .options(joinedload(Holiday.body))
    )
    if holiday is None:
        raise NotFoundError("There is no such day in this programme's list.")
    return holiday


def add_holiday(facts: OwnDayFacts, *, bodies: Sequence[Body], by: Member, at: datetime) -> Holiday:
    """Say that a day is shut, or open, against what is published.

    :param bodies: those it is for
    :raises NotAllowedError: if the member may not keep bodies
    :raises RuleError: if it changes nothing for any of them
    """
    by.check(Permission.KEEP_BODIES)
    check_holiday(facts, bodies)
    holiday = Holiday(
        programme_id=by.programme.id,
        body_id=facts.body_id,
        day=facts.day,
        name=facts.name,
        kind=facts.kind,
        added_by=by.person,
        added_as=by.post,
        added_at=at,
    )
    db.session.add(holiday)
    _record("holiday added", holiday, by=by, at=at)
    return holiday


def remove_holiday(holiday: Holiday, *, reason: str, by: Member, at: datetime) -> None:
    """Take back what was said of a day; what is published holds again.

    :raises NotAllowedError: if the member may not keep bodies
    :raises AlreadyDoneError: if it is taken back already
    :raises RuleError: if the reason is missing
    """
    by.check(Permission.KEEP_BODIES)
    if holiday.removed_at is not None:
        raise AlreadyDoneError("This day has been removed already.")
    said = reason.strip()
    if not said:
        raise RuleError("Say why.", field="reason")
    holiday.removed_by_id, holiday.removed_at, holiday.remove_reason = by.person.id, at, said
    _record("holiday removed", holiday, by=by, at=at, reason=said)


def check_holiday(facts: OwnDayFacts, bodies: Sequence[Body]) -> None:
    """Refuse a word about a day that would change nothing.

    :param bodies: those it is for
    :raises RuleError: if it is a weekend, or for all of them is as it is said to be already
    """
    if facts.day.weekday() >= SATURDAY:
        weekday = say_weekday(facts.day)
        raise RuleError(
            f"That is a {weekday}: offices are shut, and no weekend counts.", field="day"
        )
    closed = [list_holidays(body).get(facts.day) for body in bodies]
    if not bodies:
        raise RuleError("Choose a body.", field="body_id")
    if facts.kind is HolidayKind.CLOSED and all(closed):
        raise RuleError(f"That day is closed already: {closed[0]}.", field="day")
    if facts.kind is HolidayKind.OPEN and not any(closed):
        raise RuleError("That day is open already.", field="day")


def _record(
    kind: str, holiday: Holiday, *, by: Member, at: datetime, reason: str | None = None
) -> None:
    record_event(
        kind,
        subject=f"holiday {holiday.day.isoformat()}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=reason,
        facts={"day": holiday.day.isoformat(), "name": holiday.name, "as": holiday.kind.value},
    )
