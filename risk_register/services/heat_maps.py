"""Where the open risks stand on a heat map.

Everything is grouped by the database, so that a long register costs no more queries and few
more rows than a short one.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, select

from risk_register.database import db
from risk_register.domain.heat_maps import Group, HeatMap, Judged, Placed, arrange
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import LIVE, RiskKind
from risk_register.domain.scoring import Basis
from risk_register.models import Risk
from risk_register.services.placements import select_judged
from risk_register.services.programmes import Member

MOST_IN_CELL = 6  #: references a cell shows before it only counts


def get_heat_map(member: Member, basis: Basis) -> HeatMap:
    """Give the map of the open risks by their newest judgement on a basis.

    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    of_register = list_conditions(member)
    total = db.session.scalar(select(func.count(Risk.id)).where(*of_register)) or 0
    rows = db.session.execute(_select_groups(basis, of_register)).all()
    titles = _read_titles(member, [number for row in rows for number in row[5:] if number])
    groups = [
        Group(
            Judged(*row[:4]),
            row[4],
            tuple(Placed(number, titles[number]) for number in row[5:] if number),
        )
        for row in rows
    ]
    unscored = Group(None, total - sum(group.count for group in groups))
    return arrange(member.scheme, [*groups, unscored])


def list_conditions(member: Member) -> tuple[Any, ...]:
    """List what makes a risk belong on the member's map: it is a threat of the register."""
    return (
        Risk.programme_id == member.programme.id,
        Risk.status.in_(LIVE),
        Risk.kind == RiskKind.THREAT,
    )


def count_opportunities(member: Member) -> int:
    """Count the opportunities in the register; they stand in no cell, where a score means harm.

    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    query = select(func.count(Risk.id)).where(
        Risk.programme_id == member.programme.id,
        Risk.status.in_(LIVE),
        Risk.kind == RiskKind.OPPORTUNITY,
    )
    return db.session.scalar(query) or 0


def _select_groups(basis: Basis, of_register: tuple[Any, ...]) -> Any:
    """Build one row for all risks judged alike: what was said, how many, the first numbers."""
    judged = select_judged(basis).where(*of_register).subquery()
    alike = (judged.c.likelihood, judged.c.impact, judged.c.score, judged.c.band)
    place = func.row_number().over(partition_by=alike, order_by=judged.c.number)
    ranked = select(*judged.c, place.label("place")).subquery()
    columns = (ranked.c.likelihood, ranked.c.impact, ranked.c.score, ranked.c.band)
    first = [
        func.max(case((ranked.c.place == number, ranked.c.number)))
        for number in range(1, MOST_IN_CELL + 1)
    ]
    return select(*columns, func.count(), *first).group_by(*columns)


def _read_titles(member: Member, numbers: Sequence[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Risk.number, Risk.title).where(
            Risk.programme_id == member.programme.id, Risk.number.in_(numbers)
        )
    )
    return {row.number: row.title for row in rows}
