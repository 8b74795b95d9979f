"""The days on which offices are shut: published ones, and those a programme knows better."""

from collections.abc import Callable, Sequence
from typing import Any

from risk_register import clock
from risk_register.api.bodies import tell_outlook
from risk_register.api.rooms import Room, Told
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.models import Body, Holiday
from risk_register.schemas.machines.bodies import (
    AddedDayIn,
    BodyOutlookOut,
    HolidaysOut,
    OwnDayIn,
    OwnDayOut,
    OwnDayRemovalIn,
)
from risk_register.services.bodies import list_bodies
from risk_register.services.holidays import (
    OwnDayFacts,
    add_holiday,
    check_holiday,
    get_holiday,
    list_own_days,
    list_published_ahead,
    remove_holiday,
)
from risk_register.services.outlooks import foresee_holiday, foresee_removal
from risk_register.services.programmes import Member

room = Room("holidays", Group.MEETINGS, "Days on which offices are shut.")

HOLIDAYS = "/programmes/<programme_key>/holidays"
HOLIDAY = f"{HOLIDAYS}/<int:holiday_id>"
_EXAMPLE = {"day": "2018-08-31", "name": "Offices are shut", "kind": "closed"}


@room.reads(HOLIDAYS, Permission.READ_MEETINGS, HolidaysOut, is_list=False)
def list_programme_holidays(member: Member) -> Any:
    """List the programme's own days, and what is published for the next 18 months."""
    sets = {body.holidays for body in list_bodies(member.programme)}
    published = list_published_ahead(sets, on=clock.today())
    return {
        "items": [_tell(each) for each in list_own_days(member.programme)],
        "published": [
            {"holidays": holidays, "day": day, "name": name}
            for holidays, ahead in published.items()
            for day, name in ahead.days.items()
        ],
    }


@room.adds(
    f"{HOLIDAYS}/outlook",
    Permission.KEEP_BODIES,
    OwnDayIn,
    BodyOutlookOut,
    is_prepared=True,
    example=_EXAMPLE,
)
def foresee_own_day(member: Member, said: dict[str, Any]) -> Callable[[], Any]:
    """Say what would follow for meetings if a day were shut, or open; nothing is saved."""
    facts = said["facts"]
    check_holiday(facts, _choose(member, facts))
    outlook = tell_outlook(foresee_holiday(member.programme, facts, at=clock.now()))
    return lambda: outlook


@room.adds(
    HOLIDAYS,
    Permission.KEEP_BODIES,
    AddedDayIn,
    OwnDayOut,
    example={**_EXAMPLE, "mark": "0123456789abcdef"},
)
def add_own_day(member: Member, said: dict[str, Any]) -> Any:
    """Say that a day is shut, or open; its outlook says first what follows."""
    facts, now = said["facts"], clock.now()
    outlook = foresee_holiday(member.programme, facts, at=now)
    holiday = add_holiday(facts, bodies=_choose(member, facts), by=member, at=now)
    outlook.check_mark(said["mark"])
    place = f"/api/v1/programmes/{member.programme.key}/holidays/{holiday.id}"
    return Told(_tell(holiday), location=place)


@room.reads(HOLIDAY, Permission.READ_MEETINGS, OwnDayOut)
def get_own_day(member: Member, holiday_id: int) -> Any:
    """Show one of the programme's own days, removed or not."""
    return _tell(get_holiday(member, holiday_id))


@room.reads(f"{HOLIDAY}/outlook", Permission.KEEP_BODIES, BodyOutlookOut, is_list=False)
def foresee_removal_of_day(member: Member, holiday_id: int) -> Any:
    """Say what would follow for meetings if a day were as it is published again."""
    return tell_outlook(foresee_removal(get_holiday(member, holiday_id), at=clock.now()))


@room.adds(
    f"{HOLIDAY}/removal",
    Permission.KEEP_BODIES,
    OwnDayRemovalIn,
    OwnDayOut,
    example={"reason": "The offices stay open after all", "mark": "0123456789abcdef"},
)
def remove_own_day(member: Member, said: dict[str, Any], holiday_id: int) -> Any:
    """Take back what was said of a day; its outlook says first what follows."""
    holiday, now = get_holiday(member, holiday_id), clock.now()
    outlook = foresee_removal(holiday, at=now)
    remove_holiday(holiday, reason=said["reason"], by=member, at=now)
    outlook.check_mark(said["mark"])
    return _tell(holiday)


def _choose(member: Member, facts: OwnDayFacts) -> Sequence[Body]:
    """List the bodies that a day is for; none if it names one that is not there."""
    return [body for body in list_bodies(member.programme) if facts.body_id in (None, body.id)]


def _tell(holiday: Holiday) -> dict[str, Any]:
    names = ("id", "day", "name", "kind", "added_at", "removed_at", "remove_reason")
    return {
        **{name: getattr(holiday, name) for name in names},
        "body": holiday.body.key if holiday.body else None,
    }
