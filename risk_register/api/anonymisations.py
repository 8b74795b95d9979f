"""Names and addresses that are kept longer than the settings say, and their replacing."""

from typing import Any

from flask import current_app

from risk_register import clock
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.permissions import Access
from risk_register.models import Person
from risk_register.schemas.machines.anonymisations import (
    AnonymisationIn,
    AnonymisationOut,
    DuePeopleOut,
)
from risk_register.services.anonymisations import anonymise_people, list_due
from risk_register.services.keepers import Keeper

room = Room("anonymisations", Group.PEOPLE, "Names of people who left long ago.")

DUE = "/people/anonymisations"


@room.reads(DUE, Access.KEEPERS, DuePeopleOut)
def list_due_people(keeper: Keeper) -> Any:
    """List whose name and address are due to be replaced; for administrators."""
    if not keeper.is_administrator:
        raise NotAllowedError
    due = list_due(years=_years(), on=clock.today())
    return {"years": _years(), "items": [_tell(person) for person in due]}


@room.adds(DUE, Access.KEEPERS, AnonymisationIn, AnonymisationOut, example={"ids": [1]})
def replace_names(keeper: Keeper, said: dict[str, Any]) -> Any:
    """Replace names and addresses of some who are due; nothing brings them back."""
    count = anonymise_people(said["ids"], years=_years(), by=keeper, at=clock.now())
    return {"replaced": count}


def _years() -> int:
    return int(current_app.config["RETAIN_PEOPLE_YEARS"])


def _tell(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "agency": person.agency.short,
        "left_on": person.left_on,
    }
