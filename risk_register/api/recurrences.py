"""The rule by which a body's meetings plan themselves, and the dates it gives."""

from collections.abc import Callable
from datetime import date
from typing import Any

from risk_register import clock
from risk_register.api.bodies import BODY, name_body, told_body
from risk_register.api.meetings import tell_meeting
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.domain.recurrences import check_recurrence
from risk_register.models import Body
from risk_register.schemas.machines.agendas import NoWordsIn
from risk_register.schemas.machines.bodies import (
    DatesIn,
    DatesOut,
    OneBodyOut,
    RecurrenceOut,
    RuleIn,
)
from risk_register.schemas.machines.meetings import MeetingsOut
from risk_register.services.bodies import get_body
from risk_register.services.programmes import Member
from risk_register.services.recurrences import (
    PLANNED_UNTIL,
    DateToPlan,
    find_end,
    find_planned_until,
    find_rule,
    forget_rule,
    plan_dates,
    preview_dates,
)

room = Room("recurrences", Group.MEETINGS, "Rules by which bodies meet.")

RECURRENCE = f"{BODY}/recurrence"
_RULE = {"ordinal": "second", "weekday": 3, "every_months": 1, "from_month": 1}


@room.reads(RECURRENCE, Permission.KEEP_MEETINGS, RecurrenceOut, has_etag=True)
def get_recurrence_of_body(member: Member, body_key: str) -> Any:
    """Show by which rule a body's meetings plan themselves; the ETag is the body's."""
    body = get_body(member, body_key)
    rule, kept = find_rule(body), body.recurrence or {}
    told = {
        "rule": rule.to_document() if rule else None,
        "words": rule.in_words if rule else None,
        "planned_until": find_planned_until(kept) if PLANNED_UNTIL in kept else None,
    }
    return _told(told, body)


@room.adds(
    f"{RECURRENCE}/outlook",
    Permission.KEEP_MEETINGS,
    RuleIn,
    DatesOut,
    is_prepared=True,
    example={**_RULE, "from_on": "2018-07-01", "count": 6},
)
def foresee_dates(member: Member, said: dict[str, Any], body_key: str) -> Callable[[], Any]:
    """List the dates that a rule gives, with what stands against each; nothing is saved."""
    body, rule = get_body(member, body_key), said["recurrence"]
    check_recurrence(rule)
    dates = preview_dates(body, rule, from_on=said["from_on"], until_on=_find_end(said))
    told = {"words": rule.in_words, "items": [_tell_date(each) for each in dates]}
    return lambda: told


@room.adds(
    RECURRENCE,
    Permission.KEEP_MEETINGS,
    DatesIn,
    MeetingsOut,
    is_versioned=True,
    example={
        **_RULE,
        "from_on": "2018-07-01",
        "starts_at": "14:00",
        "place": "County Hall",
        "chosen": ["2018-07-12"],
        "keeps": True,
    },
)
def plan_chosen_dates(member: Member, said: dict[str, Any], body_key: str) -> Any:
    """Plan a meeting on each chosen date, all or none; with ``keeps``, later ones by the rule.

    If-Match is the body's.
    """
    body = get_body(member, body_key)
    version = read_version(name_body(body))
    rule = said["recurrence"]
    check_recurrence(rule)
    planned = plan_dates(
        body,
        said["chosen"],
        said["details"],
        recurrence=rule if said["keeps"] else None,
        until_on=_find_end(said),
        by=member,
        at=clock.now(),
        version=version,
    )
    return _told({"items": [tell_meeting(each) for each in planned]}, body)


@room.adds(
    f"{RECURRENCE}/removal",
    Permission.KEEP_MEETINGS,
    NoWordsIn,
    OneBodyOut,
    is_versioned=True,
    example={},
)
def forget_recurrence(member: Member, _said: dict[str, Any], body_key: str) -> Any:
    """Stop planning a body's meetings by its rule; those that are planned stay."""
    body = get_body(member, body_key)
    forget_rule(body, by=member, at=clock.now(), version=read_version(name_body(body)))
    return told_body(body)


def _told(value: dict[str, Any], body: Body) -> Told:
    return Told(value, etag=write_etag(name_body(body), body.version))


def _find_end(said: dict[str, Any]) -> date:
    limits = {name: said[name] for name in ("from_on", "until_on", "count")}
    return find_end(said["recurrence"], **limits)


def _tell_date(each: DateToPlan) -> dict[str, Any]:
    names = ("held_on", "clash", "instead_of", "is_known", "is_wanted")
    steps = ("updates_due_on", "lock_on", "circulate_by")
    return {
        **{name: getattr(each, name) for name in names},
        **{name: getattr(each.deadlines, name) for name in steps},
    }
