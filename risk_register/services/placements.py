"""Where risks stand on a heat map, in the database's words."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, join, not_, select, tuple_

from risk_register.domain.heat_maps import Beside, Judged, Placement
from risk_register.domain.risks import RiskKind
from risk_register.domain.scoring import Basis
from risk_register.models import Assessment, Risk


def select_judged(basis: Basis) -> Select[Any]:
    """Build a query of scored risks: their number, and what their newest judgement says.

    Current judgements stand in the risk's own row; reading them there costs half as much.
    """
    names = ("likelihood", "impact", "score", "band")
    columns = [column.label(name) for column, name in zip(_columns(basis), names, strict=True)]
    if basis is Basis.CURRENT:
        return select(Risk.number, *columns).where(Risk.current_score.is_not(None))
    return select(Risk.number, *columns).join_from(
        _newest(basis), Risk, Risk.id == Assessment.risk_id
    )


def stands_at(placement: Placement) -> ColumnElement[bool]:
    """Build the condition that a risk is a threat and stands where a placement says."""
    return and_(Risk.kind == RiskKind.THREAT, _is_placed(placement))


def _is_placed(placement: Placement) -> ColumnElement[bool]:
    is_current = placement.basis is Basis.CURRENT
    if placement.beside is Beside.UNSCORED and is_current:
        return Risk.current_score.is_(None)
    judged = select(Assessment.risk_id).select_from(_newest(placement.basis))
    if placement.beside is Beside.UNSCORED:
        return Risk.id.not_in(judged)
    cells = [_values(cell) for cell in placement.cells]
    within: ColumnElement[bool] = tuple_(*_columns(placement.basis)).in_(cells)
    if placement.beside is Beside.EARLIER:
        within = not_(within)
    if is_current:
        return and_(Risk.current_score.is_not(None), within)
    return Risk.id.in_(judged.where(within))


def _newest(basis: Basis) -> Any:
    """Join each risk's newest judgement on a basis to itself: one row for each scored risk."""
    newest = (
        select(func.max(Assessment.id).label("id"))
        .where(Assessment.basis == basis)
        .group_by(Assessment.risk_id)
        .subquery()
    )
    return join(newest, Assessment, Assessment.id == newest.c.id)


def _columns(basis: Basis) -> tuple[Any, ...]:
    if basis is Basis.CURRENT:
        return (
            Risk.current_likelihood,
            Risk.current_impact,
            Risk.current_score,
            Risk.current_band,
        )
    return (Assessment.likelihood, Assessment.impact, Assessment.score, Assessment.band)


def _values(cell: Judged) -> tuple[int, int, int, str]:
    return (cell.likelihood, cell.impact, cell.score, cell.band)
