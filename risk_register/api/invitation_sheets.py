"""Many people asked in at once: look at each line, then ask all of them or nobody."""

from collections.abc import Callable
from typing import Any

from risk_register import clock
from risk_register.api.afterwards import once_saved
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Access
from risk_register.doors.post_rooms import open_room, send_now
from risk_register.schemas.machines.base import clean
from risk_register.schemas.machines.invitation_sheets import (
    InvitedOut,
    PeopleSheetIn,
    PeopleSheetOut,
)
from risk_register.services.invitation_sheets import (
    FoundPerson,
    count_wrong,
    invite_people,
    weigh_people,
)
from risk_register.services.keepers import Keeper

room = Room("invitation_sheets", Group.PEOPLE, "Sheets of people to be asked in.")

SHEETS = "/people/invitations"
_EXAMPLE = {
    "text": "name,e-mail,agency,programme,roles\n"
    "A. Person,a.person@council.example,Council,send,Risk owner\n"
}


@room.adds(
    f"{SHEETS}/outlook",
    Access.KEEPERS,
    PeopleSheetIn,
    PeopleSheetOut,
    is_prepared=True,
    example=_EXAMPLE,
)
def foresee_invitations(keeper: Keeper, said: dict[str, Any]) -> Callable[[], Any]:
    """Say whom each line of a sheet would ask in; nobody is asked."""
    found = weigh_people(clean(said["text"]), by=keeper, at=clock.now())
    told = {"wrong": count_wrong(found), "items": [_tell(each) for each in found]}
    return lambda: told


@room.adds(SHEETS, Access.KEEPERS, PeopleSheetIn, InvitedOut, example=_EXAMPLE)
def invite_by_sheet(keeper: Keeper, said: dict[str, Any]) -> Any:
    """Ask everybody of a sheet in, or nobody; each gets a letter."""
    text = clean(said["text"])
    count = invite_people(text, by=keeper, room=open_room(), at=clock.now())
    once_saved(send_now)
    return {"invited": count}


def _tell(found: FoundPerson) -> dict[str, Any]:
    names = ("name", "email", "agency", "post", "programme", "roles")
    return {
        "line": found.line.number,
        **{name: getattr(found.line, name) for name in names},
        "problem": found.problem,
    }
