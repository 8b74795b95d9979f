"""Choosing who may read a risk."""

from typing import Any

from risk_register import clock
from risk_register.api.risks import ONE, tell_post
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.models import Risk
from risk_register.schemas.machines.restrictions import (
    RestrictionEndIn,
    RestrictionIn,
    RestrictionOut,
)
from risk_register.services.programmes import Member
from risk_register.services.restrictions import (
    lift_restriction,
    list_agencies,
    list_candidates,
    list_unaware_leads,
    restrict_risk,
)
from risk_register.services.risks import get_risk

room = Room("restrictions", Group.RISKS, "Who alone may read a risk.")

RESTRICTION = f"{ONE}/restriction"


@room.reads(RESTRICTION, Permission.RESTRICT_RISK, RestrictionOut, has_etag=True)
def get_restriction_of_risk(member: Member, reference: str) -> Any:
    """Show who may read a risk, and who can be named; the ETag is the risk's."""
    return _told(member, get_risk(member, reference))


@room.adds(
    RESTRICTION,
    Permission.RESTRICT_RISK,
    RestrictionIn,
    RestrictionOut,
    is_versioned=True,
    example={"agency_ids": [1], "person_ids": [], "reason": "It tells of one family"},
)
def restrict_one_risk(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Let only the named read a risk, or name others than before; If-Match is the risk's."""
    version = read_version(reference)
    risk = get_risk(member, reference)
    restrict_risk(risk, by=member, at=clock.now(), version=version, **said)
    return _told(member, risk)


@room.adds(
    f"{RESTRICTION}/end",
    Permission.RESTRICT_RISK,
    RestrictionEndIn,
    RestrictionOut,
    is_versioned=True,
    example={"reason": "The family's case is closed"},
)
def lift_one_restriction(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Let everybody who reads the register read a risk again; If-Match is the risk's."""
    version = read_version(reference)
    risk = get_risk(member, reference)
    lift_restriction(risk, by=member, at=clock.now(), version=version, **said)
    return _told(member, risk)


def _told(member: Member, risk: Risk) -> Told:
    told = {
        "restricted_at": risk.restricted_at,
        "reason": risk.restrict_reason,
        "agency_ids": risk.open_to_agencies,
        "person_ids": risk.open_to_people,
        "agencies": [{"id": each.id, "title": each.short} for each in list_agencies()],
        "people": list_candidates(member),
        "unaware_leads": [tell_post(post) for post in list_unaware_leads(risk)],
    }
    return Told(told, etag=write_etag(risk.reference, risk.version))
