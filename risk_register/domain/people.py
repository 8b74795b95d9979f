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

    @property
    def label(self) -> str:
        """Say it in words."""
        return self.value


@dataclass(frozen=True)
class PersonFacts:
    """What says how somebody stands."""

    is_active: bool
    signed_in_at: datetime | None
    left_on: date | None
    is_invited: bool  #: an invitation has neither been accepted nor taken back


def judge_person(facts: PersonFacts) -> PersonState:
    """Say how somebody stands."""
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
