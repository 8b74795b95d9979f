"""What boards decide: recorded, and a record taken back."""

from typing import Any

from risk_register import clock
from risk_register.api.meetings import MEETING
from risk_register.api.risks import ONE, tell_title
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.decisions import Ruling
from risk_register.domain.permissions import Permission
from risk_register.models import Decision
from risk_register.schemas.machines.decisions import (
    DecisionIn,
    DecisionOut,
    DecisionsOut,
    OtherDecisionIn,
    WithdrawnDecisionIn,
)
from risk_register.services.decisions import (
    get_decision,
    list_decisions,
    list_decisions_at,
    record_decision,
    say_decision,
    withdraw_decision,
)
from risk_register.services.meetings import get_meeting
from risk_register.services.programmes import Member
from risk_register.services.risks import get_risk
from risk_register.services.sittings import get_item

room = Room("decisions", Group.MEETINGS, "What boards decide.")

DECISIONS = f"{MEETING}/decisions"


@room.reads(f"{ONE}/decisions", Permission.READ_REGISTER, DecisionsOut)
def list_decisions_about_risk(member: Member, reference: str) -> Any:
    """List what boards decided about a risk, the newest first."""
    return {"items": [_tell(each) for each in list_decisions(get_risk(member, reference).id)]}


@room.reads(DECISIONS, Permission.RECORD_DECISION, DecisionsOut)
def list_decisions_of_meeting(member: Member, meeting_id: int) -> Any:
    """List what was decided at a meeting, in the order it was recorded."""
    return {"items": [_tell(each) for each in list_decisions_at(get_meeting(member, meeting_id))]}


@room.adds(
    f"{DECISIONS}/about/<reference>",
    Permission.RECORD_DECISION,
    DecisionIn,
    DecisionOut,
    is_versioned=True,
    also=(Group.RISKS, Group.ACTIONS),
    example={"kind": "scored", "text": "The backlog has grown", "likelihood": 5, "impact": 4},
)
def decide_about_risk(member: Member, said: dict[str, Any], meeting_id: int, reference: str) -> Any:
    """Record what a body decided about a risk, and make it the change; If-Match is the risk's.

    What is decided changes the risk and may add an action, so a key needs the scopes
    ``meetings:write``, ``risks:write`` and ``actions:write``.
    """
    version = read_version(reference)
    given = dict(said)
    item_id = given.pop("item_id")
    meeting, risk = get_meeting(member, meeting_id), get_risk(member, reference)
    made = record_decision(
        meeting,
        Ruling(version=version, **given),
        risk=risk,
        item=get_item(meeting, item_id) if item_id else None,
        by=member,
        at=clock.now(),
    )
    return Told(_tell(made), etag=write_etag(reference, risk.version))


@room.adds(
    DECISIONS,
    Permission.RECORD_DECISION,
    OtherDecisionIn,
    DecisionOut,
    example={"kind": "noted", "text": "The report of the parents' forum is noted"},
)
def decide_about_other(member: Member, said: dict[str, Any], meeting_id: int) -> Any:
    """Record a decision about an item of the agenda, or about none."""
    meeting = get_meeting(member, meeting_id)
    made = record_decision(
        meeting,
        Ruling(said["kind"], said["text"]),
        item=get_item(meeting, said["item_id"]) if said["item_id"] else None,
        by=member,
        at=clock.now(),
    )
    return _tell(made)


@room.adds(
    f"{DECISIONS}/<int:decision_id>/withdrawal",
    Permission.RECORD_DECISION,
    WithdrawnDecisionIn,
    DecisionOut,
    example={"reason": "It was decided about another risk"},
)
def withdraw_one_decision(
    member: Member, said: dict[str, Any], meeting_id: int, decision_id: int
) -> Any:
    """Take the record of a decision back; what it changed stays."""
    decision = get_decision(get_meeting(member, meeting_id), decision_id)
    withdraw_decision(decision, reason=said["reason"], by=member, at=clock.now())
    return _tell(decision)


def _tell(decision: Decision) -> dict[str, Any]:
    plain = ("id", "item_id", "kind", "text", "recorded_at", "withdrawn_at", "withdraw_reason")
    return {
        **{name: getattr(decision, name) for name in plain},
        "meeting_id": decision.meeting.id,
        "risk": decision.risk.reference if decision.risk else None,
        "outcome": say_decision(decision),
        "action": decision.action.reference if decision.action else None,
        "recorded_as": tell_title(decision.recorded_as),
    }
