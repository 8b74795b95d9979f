"""Evidence of impact in an area of the plan: stated, and taken back."""

from typing import Any

from risk_register import clock
from risk_register.api.plan import AREA
from risk_register.api.risks import tell_title
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.models import ImpactStatement
from risk_register.schemas.machines.impact import (
    StatementIn,
    StatementOut,
    StatementsOut,
    WithdrawnStatementIn,
)
from risk_register.services.impact import (
    ImpactWords,
    get_impact,
    list_impact,
    state_impact,
    withdraw_impact,
)
from risk_register.services.plan import get_area
from risk_register.services.programmes import Member

room = Room("impact", Group.ACTIONS, "What has become better in an area of the plan.")

IMPACT = f"{AREA}/impact"


@room.reads(IMPACT, Permission.READ_REGISTER, StatementsOut)
def list_impact_of_area(member: Member, area_key: str) -> Any:
    """List what stands as evidence of impact in an area, the newest seen first."""
    area = get_area(member, area_key)
    return {"items": [_tell(each) for each in list_impact([area])[area.id]]}


@room.adds(
    IMPACT,
    Permission.STATE_IMPACT,
    StatementIn,
    StatementOut,
    example={
        "text": "Nine in ten families say that they were heard",
        "source": "Survey of April 2018, 212 answers",
        "seen_on": "2018-04-30",
    },
)
def state_one_impact(member: Member, said: dict[str, Any], area_key: str) -> Any:
    """Say what has become better in an area, and how that is known."""
    area = get_area(member, area_key)
    return _tell(state_impact(area, ImpactWords(**said), by=member, at=clock.now()))


@room.adds(
    f"{IMPACT}/<int:statement_id>/withdrawal",
    Permission.STATE_IMPACT,
    WithdrawnStatementIn,
    StatementOut,
    example={"reason": "The survey was counted wrongly"},
)
def withdraw_one_impact(
    member: Member, said: dict[str, Any], area_key: str, statement_id: int
) -> Any:
    """Take back what was said to have become better; it stays in the record."""
    statement = get_impact(member, area_key, statement_id)
    withdraw_impact(statement, by=member, at=clock.now(), **said)
    return _tell(statement)


def _tell(statement: ImpactStatement) -> dict[str, Any]:
    plain = ("id", "text", "source", "seen_on", "added_at", "withdrawn_at", "withdraw_reason")
    return {
        **{name: getattr(statement, name) for name in plain},
        "added_as": tell_title(statement.added_as),
    }
