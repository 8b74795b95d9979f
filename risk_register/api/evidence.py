"""Evidence of an action: its files, a new one, one that is handed over or withdrawn."""

from collections.abc import Callable
from typing import Any

from risk_register import clock
from risk_register.api.actions import ACTION
from risk_register.api.kept_files import ANY_TYPE, tell_file
from risk_register.api.rooms import Room, Told
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.doors.uploads import hand_out, inspect_body
from risk_register.models import Evidence
from risk_register.schemas.machines.kept_files import (
    EvidenceAsked,
    EvidenceOut,
    FileWithdrawalIn,
    OneEvidenceOut,
)
from risk_register.services.actions import get_action
from risk_register.services.evidence import (
    add_evidence,
    get_evidence,
    get_file,
    list_evidence,
    withdraw_evidence,
)
from risk_register.services.programmes import Member

room = Room("evidence", Group.ACTIONS, "Files that show what became of actions.")

FILES = f"{ACTION}/evidence"
FILE = f"{FILES}/<int:evidence_id>"


@room.reads(FILES, Permission.READ_REGISTER, EvidenceOut)
def list_evidence_of_action(member: Member, reference: str) -> Any:
    """List the files of an action, withdrawn ones too, the oldest first."""
    return {"items": [_tell(each) for each in list_evidence(get_action(member, reference))]}


@room.takes_file(FILES, Permission.ADD_EVIDENCE, OneEvidenceOut, asks=EvidenceAsked)
def add_evidence_to_action(
    member: Member, asked: dict[str, Any], content: bytes, reference: str
) -> Callable[[], Any]:
    """Keep a file as evidence of an action; also of one that is done or dropped."""
    now, file = clock.now(), inspect_body(asked["name"], content)

    def keep() -> Told:
        action = get_action(member, reference)
        kept = add_evidence(action, file, shows=asked["shows"], by=member, at=now)
        place = f"/api/v1/programmes/{member.programme.key}/actions/{action.reference}/evidence"
        return Told(_tell(kept), location=f"{place}/{kept.id}")

    return keep


@room.reads(FILE, Permission.READ_REGISTER, OneEvidenceOut)
def get_one_evidence(member: Member, reference: str, evidence_id: int) -> Any:
    """Show what the register says about a file of an action, withdrawn or not."""
    return _tell(get_evidence(member, reference, evidence_id))


@room.hands_over(f"{FILE}/file", Permission.READ_REGISTER, ANY_TYPE)
def get_evidence_file(member: Member, reference: str, evidence_id: int) -> Any:
    """Hand a file of an action over, as it was added."""
    evidence, content = get_file(member, reference, evidence_id)
    return hand_out(evidence.name, evidence.kind, content)


@room.adds(
    f"{FILE}/withdrawal",
    Permission.ADD_EVIDENCE,
    FileWithdrawalIn,
    OneEvidenceOut,
    example={"reason": "It names a member of staff", "sha256": "0" * 64},
)
def withdraw_one_evidence(
    member: Member, said: dict[str, Any], reference: str, evidence_id: int
) -> Any:
    """Hand a file of an action out no longer; the file, its hash and what it shows stay."""
    evidence = get_evidence(member, reference, evidence_id)
    withdraw_evidence(evidence, by=member, at=clock.now(), **said)
    return _tell(evidence)


def _tell(evidence: Evidence) -> dict[str, Any]:
    told = {"action": evidence.action.reference, "shows": evidence.shows}
    return {**tell_file(evidence), **told}
