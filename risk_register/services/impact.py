"""Evidence of impact: what has become better, apart from what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.errors import ChangedMeanwhileError, NotFoundError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.models import ImpactStatement, ImprovementArea
from risk_register.services.events import record_event
from risk_register.services.plan import get_area
from risk_register.services.programmes import Member
from risk_register.services.risks import check_reason


@dataclass(frozen=True)
class ImpactWords:
    """What has become better, how that is known, and when it was seen."""

    text: str
    source: str
    seen_on: date


def state_impact(
    area: ImprovementArea, words: ImpactWords, *, by: Member, at: datetime
) -> ImpactStatement:
    """Say what has become better in an area, and how that is known.

    :raises NotAllowedError: if the member neither keeps the plan nor leads the area
    :raises RuleError: if it was seen in the future
    """
    by.check(Permission.STATE_IMPACT, area)
    if words.seen_on > london_day(at):
        raise RuleError("Enter a day that is not in the future.", field="seen_on")
    statement = ImpactStatement(
        area=area,
        text=words.text,
        source=words.source,
        seen_on=words.seen_on,
        added_by=by.person,
        added_as=by.post,
        added_at=at,
    )
    db.session.add(statement)
    _record("impact stated", statement, by=by, at=at)
    return statement


def withdraw_impact(statement: ImpactStatement, *, reason: str, by: Member, at: datetime) -> None:
    """Take back what was said to have become better; it stays in the record.

    :param reason: at least 10 characters
    :raises NotAllowedError: if the member neither keeps the plan nor leads the area
    :raises ChangedMeanwhileError: if somebody withdrew it already
    :raises RuleError: if the reason says nothing
    """
    by.check(Permission.STATE_IMPACT, statement.area)
    if statement.withdrawn_at is not None:
        raise ChangedMeanwhileError
    said = check_reason(reason)
    statement.withdrawn_at, statement.withdraw_reason = at, said
    statement.withdrawn_as = by.post
    _record("impact withdrawn", statement, by=by, at=at, reason=said)


def get_impact(member: Member, key: str, statement_id: int) -> ImpactStatement:
    """Find a statement of an area, withdrawn or not.

    :raises NotFoundError: if the area has no such statement, or there is no such area
    :raises NotAllowedError: if the member may not read the register
    """
    area = get_area(member, key)
    statement = db.session.scalar(
        select(ImpactStatement).where(
            ImpactStatement.id == statement_id, ImpactStatement.area_id == area.id
        )
    )
    if statement is None:
        raise NotFoundError(f"Area {key} has no such statement.")
    return statement


def list_impact(areas: Sequence[ImprovementArea]) -> dict[int, list[ImpactStatement]]:
    """List what stands as evidence of impact, by the area's id, the newest seen first."""
    found: dict[int, list[ImpactStatement]] = {area.id: [] for area in areas}
    rows = db.session.scalars(
        select(ImpactStatement)
        .where(ImpactStatement.area_id.in_(found), ImpactStatement.withdrawn_at.is_(None))
        .options(joinedload(ImpactStatement.added_as), joinedload(ImpactStatement.added_by))
        .order_by(ImpactStatement.seen_on.desc(), ImpactStatement.id.desc())
    )
    for row in rows:
        found[row.area_id].append(row)
    return found


def _record(
    kind: str, statement: ImpactStatement, *, by: Member, at: datetime, reason: str | None = None
) -> None:
    record_event(
        kind,
        subject=f"area {statement.area.key}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=reason,
        facts={"impact": statement.text},
    )
