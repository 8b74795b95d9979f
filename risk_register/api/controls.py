"""What holds a risk down: added, changed, retired."""

from typing import Any

from risk_register import clock
from risk_register.api.reading import complete_change
from risk_register.api.risks import ONE
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.controls import AssuranceLine
from risk_register.domain.permissions import Permission
from risk_register.models import Control
from risk_register.schemas.machines.assessments import (
    ControlIn,
    ControlOut,
    ControlsOut,
    RetirementIn,
)
from risk_register.services.controls import (
    ControlWords,
    add_control,
    get_control,
    list_retired_controls,
    retire_control,
    update_control,
)
from risk_register.services.programmes import Member
from risk_register.services.risks import get_risk

room = Room("controls", Group.RISKS, "What already holds risks down.")

CONTROL = "/programmes/<programme_key>/controls/<int:control_id>"
_EXAMPLE = {"text": "Weekly review of late plans", "state": "in place", "assurance_line": 1}


@room.reads(f"{ONE}/controls", Permission.READ_REGISTER, ControlsOut)
def list_risk_controls(member: Member, reference: str) -> Any:
    """List what holds a risk down today, and what did once."""
    risk = get_risk(member, reference)
    controls = [*risk.controls, *list_retired_controls(risk)]
    return {"items": [_tell(each) for each in controls]}


@room.adds(
    f"{ONE}/controls",
    Permission.KEEP_CONTROLS,
    ControlIn,
    ControlOut,
    is_versioned=True,
    example=_EXAMPLE,
)
def add_one_control(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Say what else holds a risk down; If-Match is the risk's."""
    version = read_version(reference)
    risk = get_risk(member, reference)
    return _told(add_control(risk, _words(said), by=member, at=clock.now(), version=version))


@room.reads(CONTROL, Permission.READ_REGISTER, ControlOut, has_etag=True)
def get_one_control(member: Member, control_id: int) -> Any:
    """Show one control."""
    return _told(get_control(member, control_id))


@room.changes(CONTROL, Permission.KEEP_CONTROLS, ControlIn, ControlOut, example={"gaps": "None"})
def change_control(member: Member, sent: dict[str, Any], control_id: int) -> Any:
    """Say how a control stands now."""
    version = read_version(_name(control_id))
    control = get_control(member, control_id)
    said = complete_change(ControlIn, _tell(control), sent)
    update_control(control, _words(said), by=member, at=clock.now(), version=version)
    return _told(control)


@room.adds(
    f"{CONTROL}/retirement",
    Permission.KEEP_CONTROLS,
    RetirementIn,
    ControlOut,
    is_versioned=True,
    example={"reason": "The weekly review has ended"},
)
def retire_one_control(member: Member, said: dict[str, Any], control_id: int) -> Any:
    """Say that a control holds the risk down no longer."""
    version = read_version(_name(control_id))
    control = get_control(member, control_id)
    retire_control(control, reason=said["reason"], by=member, at=clock.now(), version=version)
    return _told(control)


def _name(control_id: int) -> str:
    return f"control-{control_id}"


def _told(control: Control) -> Told:
    return Told(_tell(control), etag=write_etag(_name(control.id), control.version))


def _tell(control: Control) -> dict[str, Any]:
    plain = ("id", "text", "state", "assurance_line", "retired_at", "retire_reason", "version")
    return {
        **{name: getattr(control, name) for name in plain},
        "risk": control.risk.reference,
        "gaps": control.gaps or "",
    }


def _words(said: dict[str, Any]) -> ControlWords:
    line = said["assurance_line"]
    return ControlWords(
        text=said["text"],
        state=said["state"],
        assurance_line=AssuranceLine(line) if line else None,
        gaps=said["gaps"],
    )
