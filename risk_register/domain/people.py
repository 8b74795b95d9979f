"""How a person stands with the register, and who may give which role."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from risk_register.domain.permissions import Role

#: What an agency's own administrator can give: it leaves boards and programmes to others.
AGENCY_ROLES = frozenset({Role.RISK_OWNER})


class PersonState(StrEnum):
    """How somebody stands; the value is how people say it."""

    INVITED = "Invited"
    ACTIVE = "Active"
    LEAVING = "Leaving"
    BARRED = "May not sign in"
    LEFT = "Left"
    ANONYMISED = "Name removed"

    @property
    def label(self) -> str:
        """Say it in words."""
        return self.value


#: Stands where a name stood.
NOBODY_NOW = "Somebody who has left"


def years_before(day: date, years: int) -> date:
    """Give the same day so many years earlier; the last of February for a leap day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


@dataclass(frozen=True)
class PersonFacts:
    """What says how somebody stands."""

    is_active: bool
    signed_in_at: datetime | None
    left_on: date | None
    is_invited: bool  #: an invitation has neither been accepted nor taken back
    anonymised_at: datetime | None = None


def judge_person(facts: PersonFacts) -> PersonState:
    """Say how somebody stands."""
    if facts.anonymised_at is not None:
        return PersonState.ANONYMISED
    if not facts.is_active:
        return PersonState.LEFT if facts.left_on else PersonState.BARRED
    if facts.left_on is not None:
        return PersonState.LEAVING
    if facts.is_invited and facts.signed_in_at is None:
        return PersonState.INVITED
    return PersonState.ACTIVE


def list_giveable(*, is_administrator: bool, manages: bool, keeps_agency: bool) -> Collection[Role]:
    """List the roles in a programme that somebody may give and take back, in their order.

    Only an administrator makes another one.

    :param manages: whether they manage the programme
    :param keeps_agency: whether they look after the people of the agency that it is about
    """
    if is_administrator:
        return tuple(Role)
    if manages:
        return tuple(role for role in Role if role is not Role.ADMINISTRATOR)
    return tuple(role for role in Role if keeps_agency and role in AGENCY_ROLES)
