"""Relating a risk to another one, and taking that back."""

from typing import Any

from risk_register import clock
from risk_register.api.risks import ONE
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.schemas.machines.relations import (
    PartingIn,
    RelationIn,
    RelationOut,
    RelationsOut,
)
from risk_register.services.programmes import Member
from risk_register.services.relations import (
    Related,
    get_relation,
    list_related,
    part_risks,
    relate_risks,
)
from risk_register.services.risks import get_risk

room = Room("relations", Group.RISKS, "How risks bear on each other.")

RELATIONS = f"{ONE}/relations"


@room.reads(RELATIONS, Permission.READ_REGISTER, RelationsOut)
def list_risk_relations(member: Member, reference: str) -> Any:
    """List how a risk bears on others, and they on it."""
    return {"items": [_tell(each) for each in list_related(get_risk(member, reference))]}


@room.adds(
    RELATIONS,
    Permission.RELATE_RISK,
    RelationIn,
    RelationOut,
    is_versioned=True,
    example={"kind": "feeds", "other": "R-002", "note": "Late plans mean more appeals"},
)
def relate_one_risk(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Say that a risk causes, feeds or duplicates another one. The ETag is the first one's."""
    version = read_version(reference)
    risk = get_risk(member, reference)
    made = relate_risks(
        risk,
        said["kind"],
        said["other"],
        note=said["note"],
        by=member,
        at=clock.now(),
        version=version,
    )
    told = _tell(get_relation(risk, made.id))
    return Told(told, etag=write_etag(reference, risk.version))


@room.adds(
    f"{RELATIONS}/<int:relation_id>/removal",
    Permission.RELATE_RISK,
    PartingIn,
    RelationOut,
    is_versioned=True,
    example={"reason": "They turned out to be apart"},
)
def part_one_risk(member: Member, said: dict[str, Any], reference: str, relation_id: int) -> Any:
    """Take a relation back; it stays in the history. The ETag is the risk's new one."""
    version = read_version(reference)
    risk = get_risk(member, reference)
    related = get_relation(risk, relation_id)
    part_risks(related.relation, risk, by=member, at=clock.now(), version=version, **said)
    return Told(_tell(related), etag=write_etag(reference, risk.version))


def _tell(related: Related) -> dict[str, Any]:
    row = related.relation
    return {
        **{name: getattr(row, name) for name in ("id", "kind", "note", "added_at")},
        "says": related.says,
        "other": related.other.reference,
    }
