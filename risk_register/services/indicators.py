"""Indicators: defined, given a trajectory, linked to areas and risks, retired."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.errors import ChangedMeanwhileError, NotFoundError, RuleError
from risk_register.domain.indicators import Aim, Direction, Sector
from risk_register.domain.periods import PeriodKind
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import LIVE
from risk_register.models import (
    EarlyWarning,
    ImprovementArea,
    Indicator,
    IndicatorArea,
    Post,
    Programme,
    Risk,
    Trajectory,
)
from risk_register.services.events import record_event
from risk_register.services.programmes import Member, list_posts
from risk_register.services.risks import check_reason


@dataclass(frozen=True)
class IndicatorWords:
    """What is said about an indicator, and what it is linked to."""

    title: str
    definition: str
    sector: Sector
    source: str
    owner_id: int
    due_days: int  #: after a period's end
    denominator: str = ""
    attribution: str = ""
    counts_people: bool = False
    area_ids: frozenset[int] = field(default_factory=frozenset)
    risk_ids: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Measured:
    """What an indicator is measured in; with something else, it is another indicator."""

    unit: str
    direction: Direction
    period_kind: PeriodKind


def add_indicator(
    words: IndicatorWords,
    measured: Measured,
    aim: Aim,
    *,
    by: Member,
    at: datetime,
    is_illustrative: bool = False,
) -> Indicator:
    """Put an indicator into the programme under the next number.

    :raises NotAllowedError: if the member does not keep the indicators
    :raises RuleError: if the aim cannot be judged as it says
    """
    by.check(Permission.KEEP_INDICATORS)
    aim.check()
    _check_linkable(words, by.programme)
    indicator = Indicator(
        programme=by.programme,
        number=_next_number(by.programme),
        unit=measured.unit,
        direction=measured.direction,
        period_kind=measured.period_kind,
        is_illustrative=is_illustrative,
        added_at=at,
        version=1,
        **_columns(words),
    )
    db.session.add(indicator)
    _set_trajectory(indicator, aim, by=by, at=at, reason=None)
    db.session.flush()
    _link(indicator, words, at=at)
    _record("indicator added", indicator, by=by, at=at)
    return indicator


def update_indicator(
    indicator: Indicator,
    words: IndicatorWords,
    aim: Aim,
    *,
    reason: str,
    by: Member,
    at: datetime,
    version: int,
) -> None:
    """Say anew what the indicator is; another trajectory needs a reason, and the old one stays.

    :param version: the indicator's version on the form it was typed into
    :raises NotAllowedError: if the member does not keep the indicators
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if it is retired, the aim cannot be judged or its reason is missing
    """
    check_changeable(indicator, by=by, version=version)
    aim.check()
    _check_linkable(words, by.programme)
    said = reason.strip() or None
    if aim != find_trajectory(indicator).aim(indicator.direction):
        said = check_reason(reason)
        _set_trajectory(indicator, aim, by=by, at=at, reason=said)
    for name, value in _columns(words).items():
        setattr(indicator, name, value)
    _link(indicator, words, at=at)
    indicator.version += 1
    _record("indicator changed", indicator, by=by, at=at, reason=said)


def retire_indicator(
    indicator: Indicator, *, reason: str, by: Member, at: datetime, version: int
) -> None:
    """Measure it no longer; its values and its history stay.

    :raises NotAllowedError: if the member does not keep the indicators
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if it is retired already or the reason is missing
    """
    check_changeable(indicator, by=by, version=version)
    said = check_reason(reason)
    indicator.retired_at, indicator.retire_reason = at, said
    indicator.version += 1
    _record("indicator retired", indicator, by=by, at=at, reason=said)


def check_changeable(indicator: Indicator, *, by: Member, version: int) -> None:
    """Let somebody change an indicator who may, from a form that is not stale.

    :raises NotAllowedError: if the member does not keep the indicators
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if it is retired
    """
    by.check(Permission.KEEP_INDICATORS)
    if indicator.version != version:
        raise ChangedMeanwhileError
    check_measured(indicator)


def check_measured(indicator: Indicator) -> None:
    """Refuse to go on with an indicator that is measured no longer.

    :raises RuleError: if it is retired
    """
    if indicator.retired_at is not None:
        raise RuleError(f"{indicator.reference} is measured no longer.")


def get_indicator(member: Member, reference: str) -> Indicator:
    """Find an indicator of the member's programme, retired or not.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    letter, _, digits = reference.partition("-")
    is_one = letter == "I" and digits.isascii() and digits.isdigit() and len(digits) < 9
    indicator = db.session.scalar(
        _select(member.programme).where(Indicator.number == (int(digits) if is_one else 0))
    )
    if indicator is None or indicator.reference != reference:
        raise NotFoundError(f"There is no indicator {reference} in this programme.")
    return indicator


def list_indicators(programme: Programme, *, at: datetime | None = None) -> Sequence[Indicator]:
    """List what a programme measures, by reference; at a past moment, what it measured then."""
    query = _select(programme).order_by(Indicator.number)
    if at is None:
        return db.session.scalars(query.where(Indicator.retired_at.is_(None))).all()
    is_there = (Indicator.retired_at.is_(None)) | (Indicator.retired_at > at)
    return db.session.scalars(query.where(Indicator.added_at <= at, is_there)).all()


def list_retired_indicators(programme: Programme) -> Sequence[Indicator]:
    """List what a programme measures no longer, by reference."""
    query = _select(programme).where(Indicator.retired_at.is_not(None))
    return db.session.scalars(query.order_by(Indicator.number)).all()


def list_indicators_of_area(area: ImprovementArea, *, at: datetime) -> Sequence[Indicator]:
    """List the indicators that showed at a moment whether an area improves, by reference."""
    return db.session.scalars(
        select(Indicator)
        .join(IndicatorArea, IndicatorArea.indicator_id == Indicator.id)
        .where(
            IndicatorArea.area_id == area.id,
            IndicatorArea.added_at <= at,
            or_(IndicatorArea.removed_at.is_(None), IndicatorArea.removed_at > at),
            or_(Indicator.retired_at.is_(None), Indicator.retired_at > at),
        )
        .options(joinedload(Indicator.owner).joinedload(Post.agency))
        .order_by(Indicator.number)
    ).all()


def list_indicators_of_risk(risk: Risk) -> Sequence[Indicator]:
    """List the indicators that warn early of a risk, by reference."""
    return db.session.scalars(
        select(Indicator)
        .join(EarlyWarning, EarlyWarning.indicator_id == Indicator.id)
        .where(
            EarlyWarning.risk_id == risk.id,
            EarlyWarning.removed_at.is_(None),
            Indicator.retired_at.is_(None),
        )
        .options(joinedload(Indicator.owner).joinedload(Post.agency))
        .order_by(Indicator.number)
    ).all()


def list_areas_of(indicator: Indicator) -> Sequence[ImprovementArea]:
    """List the improvement areas an indicator is linked to, by key."""
    return db.session.scalars(
        select(ImprovementArea)
        .join(IndicatorArea, IndicatorArea.area_id == ImprovementArea.id)
        .where(IndicatorArea.indicator_id == indicator.id, IndicatorArea.removed_at.is_(None))
        .order_by(ImprovementArea.key)
    ).all()


def list_risks_of(indicator: Indicator) -> Sequence[Risk]:
    """List the risks an indicator warns of, by reference."""
    return db.session.scalars(
        select(Risk)
        .join(EarlyWarning, EarlyWarning.risk_id == Risk.id)
        .where(EarlyWarning.indicator_id == indicator.id, EarlyWarning.removed_at.is_(None))
        .order_by(Risk.number)
    ).all()


def list_areas(programme: Programme) -> Sequence[ImprovementArea]:
    """List a programme's improvement areas, by key."""
    return db.session.scalars(
        select(ImprovementArea)
        .where(ImprovementArea.programme_id == programme.id)
        .order_by(ImprovementArea.key)
    ).all()


def list_warned_of(programme: Programme) -> Sequence[Risk]:
    """List the risks an indicator can warn of: those that live, by reference."""
    return db.session.scalars(
        select(Risk)
        .where(Risk.programme_id == programme.id, Risk.status.in_(LIVE))
        .order_by(Risk.number)
    ).all()


def _check_linkable(words: IndicatorWords, programme: Programme) -> None:
    """Refuse a post, areas or risks that are not the programme's.

    :raises RuleError: naming the field
    """
    if words.owner_id not in {post.id for post in list_posts(programme)}:
        raise RuleError("Choose a post from the list.", field="owner_id")
    if not words.area_ids <= {area.id for area in list_areas(programme)}:
        raise RuleError("Choose areas from the list.", field="area_ids")
    risks = select(Risk.id).where(Risk.programme_id == programme.id)
    if not words.risk_ids <= set(db.session.scalars(risks)):
        raise RuleError("Choose risks from the list.", field="risk_ids")


def find_trajectory(indicator: Indicator) -> Trajectory:
    """Give the trajectory an indicator is judged by now."""
    return db.session.scalars(
        select(Trajectory)
        .where(Trajectory.indicator_id == indicator.id)
        .order_by(Trajectory.id.desc())
        .limit(1)
    ).one()


def list_trajectories(indicator: Indicator) -> Sequence[Trajectory]:
    """List the trajectories an indicator was ever judged by, the newest first."""
    return db.session.scalars(
        select(Trajectory)
        .where(Trajectory.indicator_id == indicator.id)
        .order_by(Trajectory.id.desc())
    ).all()


def _select(programme: Programme) -> Select[Indicator]:
    return (
        select(Indicator)
        .where(Indicator.programme_id == programme.id)
        .options(joinedload(Indicator.owner).joinedload(Post.agency))
    )


def _next_number(programme: Programme) -> int:
    query = select(func.max(Indicator.number)).where(Indicator.programme_id == programme.id)
    return (db.session.scalar(query) or 0) + 1


def _columns(words: IndicatorWords) -> dict[str, Any]:
    return {
        "title": words.title,
        "definition": words.definition,
        "sector": words.sector,
        "source": words.source,
        "owner_id": words.owner_id,
        "due_days": words.due_days,
        "denominator": words.denominator.strip() or None,
        "attribution": words.attribution.strip() or None,
        "counts_people": words.counts_people,
    }


def _set_trajectory(
    indicator: Indicator, aim: Aim, *, by: Member, at: datetime, reason: str | None
) -> None:
    db.session.add(
        Trajectory(
            indicator=indicator,
            baseline=aim.baseline,
            baseline_on=aim.baseline_on,
            target=aim.target,
            target_on=aim.target_on,
            tolerance=aim.tolerance,
            reason=reason,
            set_by_id=by.person.id,
            set_as_id=by.post.id if by.post else None,
            set_at=at,
        )
    )


def _link(indicator: Indicator, words: IndicatorWords, *, at: datetime) -> None:
    """Link it to these areas and risks and to no others; what was a link stays on record."""
    areas = db.session.scalars(
        select(IndicatorArea).where(
            IndicatorArea.indicator_id == indicator.id, IndicatorArea.removed_at.is_(None)
        )
    ).all()
    warnings = db.session.scalars(
        select(EarlyWarning).where(
            EarlyWarning.indicator_id == indicator.id, EarlyWarning.removed_at.is_(None)
        )
    ).all()
    for tie in areas:
        if tie.area_id not in words.area_ids:
            tie.removed_at = at
    for warning in warnings:
        if warning.risk_id not in words.risk_ids:
            warning.removed_at = at
    for area_id in sorted(words.area_ids - {tie.area_id for tie in areas}):
        db.session.add(IndicatorArea(indicator_id=indicator.id, area_id=area_id, added_at=at))
    for risk_id in sorted(words.risk_ids - {each.risk_id for each in warnings}):
        db.session.add(EarlyWarning(indicator_id=indicator.id, risk_id=risk_id, added_at=at))


def _record(
    kind: str, indicator: Indicator, *, by: Member, at: datetime, reason: str | None = None
) -> None:
    record_event(
        kind,
        subject=f"indicator {indicator.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=reason,
        facts={"title": indicator.title},
    )
