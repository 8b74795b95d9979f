"""Bearing a risk knowingly, for a while, and no longer."""

from typing import Any

from risk_register import clock
from risk_register.api.risks import ONE, tell_title
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.models import Risk
from risk_register.schemas.machines.acceptances import (
    AcceptanceIn,
    AcceptanceOut,
    AcceptancesOut,
    ReasonIn,
)
from risk_register.services.acceptances import (
    Borne,
    accept_risk,
    list_acceptances,
    withdraw_acceptance,
)
from risk_register.services.programmes import Member
from risk_register.services.risks import get_risk

room = Room("acceptances", Group.RISKS, "Risks that are borne knowingly, for a while.")

ACCEPTANCES = f"{ONE}/acceptances"


@room.reads(ACCEPTANCES, Permission.READ_REGISTER, AcceptancesOut)
def list_risk_acceptances(member: Member, reference: str) -> Any:
    """List when a risk was borne knowingly, the newest first."""
    risk = get_risk(member, reference)
    return {"items": [_tell(each) for each in list_acceptances(risk, on=clock.today())]}


@room.adds(
    ACCEPTANCES,
    Permission.ACCEPT_RISK,
    AcceptanceIn,
    AcceptanceOut,
    is_versioned=True,
    example={"reason": "Nothing more can be done this year", "expires_on": "2018-12-31"},
)
def accept_one_risk(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Bear a risk at its present score until a date. The ETag is the risk's new one."""
    version = read_version(reference)
    risk = get_risk(member, reference)
    accept_risk(risk, by=member, at=clock.now(), version=version, **said)
    return _told(risk)


@room.adds(
    f"{ACCEPTANCES}/withdrawal",
    Permission.ACCEPT_RISK,
    ReasonIn,
    AcceptanceOut,
    is_versioned=True,
    example={"reason": "The grant makes more possible"},
)
def withdraw_acceptance_of_risk(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Bear a risk no longer. The ETag is the risk's new one."""
    version = read_version(reference)
    risk = get_risk(member, reference)
    withdraw_acceptance(risk, by=member, at=clock.now(), version=version, **said)
    return _told(risk)


def _told(risk: Risk) -> Told:
    newest = list_acceptances(risk, on=clock.today())[0]
    return Told(_tell(newest), etag=write_etag(risk.reference, risk.version))


def _tell(borne: Borne) -> dict[str, Any]:
    row = borne.acceptance
    plain = ("id", "score", "reason", "expires_on", "accepted_at", "withdrawn_at")
    return {
        **{name: getattr(row, name) for name in plain},
        "state": borne.state,
        "accepted_as": tell_title(row.accepted_as),
        "withdraw_reason": row.withdraw_reason,
    }
