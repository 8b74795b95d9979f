"""How somebody signs in, and what can be done about it at once.

A key takes nobody's second factor away: what guards against a stolen secret must not fall to one.
"""

from datetime import timedelta
from typing import Any

from flask import current_app

from risk_register import clock
from risk_register.api.afterwards import once_saved
from risk_register.api.people import PERSON, tell_one
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.permissions import Access
from risk_register.doors.post_rooms import open_room, send_now
from risk_register.doors.second_factors import list_factor_roles
from risk_register.models import Person
from risk_register.schemas.machines.agendas import NoWordsIn
from risk_register.schemas.machines.people import PersonOut
from risk_register.schemas.machines.ways_in import BarIn, KeepingIn, WaysInOut
from risk_register.services.keepers import Keeper, get_kept, get_other_changeable
from risk_register.services.passkeys import list_passkeys
from risk_register.services.people import choose_keeper, list_sessions
from risk_register.services.second_factors import (
    find_factor,
    is_demanded,
    is_required,
    list_devices,
)
from risk_register.services.ways_in import bar_person, let_in, sign_out

room = Room("ways_in", Group.PEOPLE, "How people sign in.")

SIGN_IN = f"{PERSON}/sign-in"


@room.reads(SIGN_IN, Access.KEEPERS, WaysInOut)
def get_ways_in(keeper: Keeper, person_id: int) -> Any:
    """Show how somebody signs in, and where they are signed in now."""
    return _tell(_get(keeper, person_id))


@room.adds(f"{SIGN_IN}/sessions/end", Access.KEEPERS, NoWordsIn, WaysInOut, example={})
def end_sessions_of_person(keeper: Keeper, _said: dict[str, Any], person_id: int) -> Any:
    """Sign somebody out in every browser."""
    person = _get(keeper, person_id)
    sign_out(person, by=keeper, at=clock.now())
    return _tell(person)


@room.adds(
    f"{SIGN_IN}/bar", Access.KEEPERS, BarIn, WaysInOut, example={"reason": "Their laptop is lost"}
)
def bar_one_person(keeper: Keeper, said: dict[str, Any], person_id: int) -> Any:
    """Let somebody no longer sign in, from this moment on."""
    person = _get(keeper, person_id)
    bar_person(person, by=keeper, at=clock.now(), **said)
    return _tell(person)


@room.adds(
    f"{SIGN_IN}/bar/end", Access.KEEPERS, BarIn, WaysInOut, example={"reason": "It was found"}
)
def let_one_person_in(keeper: Keeper, said: dict[str, Any], person_id: int) -> Any:
    """Let somebody sign in again who was barred; they get a letter that says so."""
    person = _get(keeper, person_id)
    let_in(person, by=keeper, room=open_room(), at=clock.now(), **said)
    once_saved(send_now)
    return _tell(person)


@room.adds(f"{PERSON}/agency", Access.KEEPERS, KeepingIn, PersonOut, example={"keeps": True})
def choose_keeper_of_agency(keeper: Keeper, said: dict[str, Any], person_id: int) -> Any:
    """Let somebody look after the people of their agency, or no longer."""
    person = get_other_changeable(keeper, person_id)
    if not keeper.is_administrator:
        raise NotAllowedError
    choose_keeper(person, by=keeper.person, at=clock.now(), **said)
    return tell_one(keeper, person_id)


def _get(keeper: Keeper, person_id: int) -> Person:
    """Find somebody whom the keeper may let in or not."""
    person = get_kept(keeper, person_id)
    keeper.check_bars(person)
    return person


def _tell(person: Person) -> dict[str, Any]:
    now = clock.now()
    sessions = list_sessions(
        person,
        at=now,
        idle=timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"]),
        longest=timedelta(hours=current_app.config["SESSION_HOURS"]),
    )
    factor = find_factor(person)
    return {
        "person_id": person.id,
        **{name: getattr(person, name) for name in ("is_active", "left_on", "signed_in_at")},
        "sessions": sessions,
        "factor_since": factor.confirmed_at if factor else None,
        "is_factor_demanded": is_demanded(person),
        "is_factor_required": is_required(person, list_factor_roles()),
        "passkeys": len(list_passkeys(person)),
        "devices": len(list_devices(person, at=now)),
    }
