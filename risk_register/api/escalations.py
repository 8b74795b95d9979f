"""Carrying a risk to a body, and bringing it back."""

from typing import Any

from risk_register import clock
from risk_register.api.risks import ONE, tell_title
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.models import Escalation
from risk_register.schemas.machines.acceptances import ReasonIn
from risk_register.schemas.machines.escalations import EscalationIn, EscalationOut, EscalationsOut
from risk_register.services.escalations import (
    escalate_risk,
    get_standing,
    list_escalations,
    return_risk,
)
from risk_register.services.programmes import Member
from risk_register.services.risks import get_risk

room = Room("escalations", Group.RISKS, "Risks that a body was asked to look at.")

ESCALATIONS = f"{ONE}/escalations"


@room.reads(ESCALATIONS, Permission.READ_REGISTER, EscalationsOut)
def list_risk_escalations(member: Member, reference: str) -> Any:
    """List the bodies that were asked to look at a risk, the newest first."""
    return {"items": [_tell(each) for each in list_escalations(get_risk(member, reference))]}


@room.adds(
    ESCALATIONS,
    Permission.ESCALATE_RISK,
    EscalationIn,
    EscalationOut,
    is_versioned=True,
    example={"body_id": 1, "reason": "Only the board can find the money"},
)
def escalate_one_risk(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Ask a body to look at a risk. The ETag is the risk's new one."""
    version = read_version(reference)
    risk = get_risk(member, reference)
    return _told(escalate_risk(risk, by=member, at=clock.now(), version=version, **said))


@room.adds(
    f"{ESCALATIONS}/<int:escalation_id>/return",
    Permission.ESCALATE_RISK,
    ReasonIn,
    EscalationOut,
    is_versioned=True,
    example={"reason": "The board has found the money"},
)
def return_one_risk(
    member: Member, said: dict[str, Any], reference: str, escalation_id: int
) -> Any:
    """Bring a risk back from a body. The ETag is the risk's new one."""
    version = read_version(reference)
    escalation = get_standing(get_risk(member, reference), escalation_id)
    return_risk(escalation, by=member, at=clock.now(), version=version, **said)
    return _told(escalation)


def _told(escalation: Escalation) -> Told:
    risk = escalation.risk
    return Told(_tell(escalation), etag=write_etag(risk.reference, risk.version))


def _tell(escalation: Escalation) -> dict[str, Any]:
    plain = ("id", "reason", "escalated_at", "returned_at", "return_reason")
    return {
        **{name: getattr(escalation, name) for name in plain},
        "body": escalation.body.key,
        "escalated_as": tell_title(escalation.escalated_as),
        "returned_as": tell_title(escalation.returned_as),
    }
