"""What the record tells of exempt items of agendas, for whoever may not read those."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, select

from risk_register.database import db
from risk_register.domain.permissions import Permission
from risk_register.models import AgendaItem, Body, Decision, Meeting, Paper
from risk_register.services.programmes import Member
from risk_register.services.readership import list_entitled_bodies

#: Facts of a line that give an item, its paper or what was decided under it in their own words.
TELLING_FACTS = frozenset({"title", "item", "name", "outcome"})
WITHHELD = "withheld: it concerns an exempt item"
_TABLES = frozenset({"agenda_item", "paper", "decision"})


def find_withheld(
    member: Member, changes: Iterable[Mapping[str, Any]]
) -> frozenset[tuple[str, int]]:
    """Find the rows of exempt items that are not for a member's eyes, by table and id.

    What was decided about a risk is told as the risk is. Nothing is asked if no change needs it.
    """
    is_needed = any(change["table"] in _TABLES for change in changes)
    if not is_needed or member.may(Permission.KEEP_MEETINGS):
        return frozenset()
    hidden: list[ColumnElement[bool]] = [
        AgendaItem.is_exempt.is_(True),
        Body.programme_id == member.programme.id,
        Body.id.not_in(list_entitled_bodies(member)),
    ]
    items = db.session.scalars(
        select(AgendaItem.id).join(AgendaItem.meeting).join(Meeting.body).where(*hidden)
    ).all()
    papers = db.session.scalars(select(Paper.id).where(Paper.item_id.in_(items))).all()
    decisions = db.session.scalars(
        select(Decision.id).where(Decision.item_id.in_(items), Decision.risk_id.is_(None))
    ).all()
    found = {"agenda_item": items, "paper": papers, "decision": decisions}
    return frozenset((table, row_id) for table, ids in found.items() for row_id in ids)
