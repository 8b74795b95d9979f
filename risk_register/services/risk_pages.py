"""A part of the register with everything that a program is told of each risk."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.permissions import Permission
from risk_register.models import AffectedAgency, Post, Risk, Threat
from risk_register.services.programmes import Member
from risk_register.services.risk_filters import RiskFilter
from risk_register.services.risks import find_ids


@dataclass(frozen=True)
class Ties:
    """What some risks threaten and who feels them, by the risks' ids."""

    area_ids: Mapping[int, Sequence[int]]
    affected_ids: Mapping[int, Sequence[int]]


def list_risk_ids(member: Member, narrowed: RiskFilter) -> list[int]:
    """List the ids of all risks that a list shows, in its order.

    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    return [row.id for row in db.session.execute(find_ids(member, narrowed))]


def list_risks_by_id(ids: Sequence[int]) -> list[Risk]:
    """Read risks that ``list_risk_ids`` has named, in that order."""
    rows = db.session.scalars(
        select(Risk)
        .where(Risk.id.in_(ids))
        .options(joinedload(Risk.owner).joinedload(Post.agency), joinedload(Risk.carrying_agency))
    )
    found = {risk.id: risk for risk in rows}
    return [found[risk_id] for risk_id in ids]


def read_ties(ids: Sequence[int]) -> Ties:
    """Read what some risks threaten and who feels them."""
    threats = select(Threat.risk_id, Threat.area_id).where(Threat.risk_id.in_(ids))
    affected = select(AffectedAgency.risk_id, AffectedAgency.agency_id).where(
        AffectedAgency.risk_id.in_(ids)
    )
    ties = []
    for query in (threats.order_by(Threat.area_id), affected.order_by(AffectedAgency.agency_id)):
        found: dict[int, list[int]] = defaultdict(list)
        for risk_id, other_id in db.session.execute(query):
            found[risk_id].append(other_id)
        ties.append(found)
    return Ties(*ties)
