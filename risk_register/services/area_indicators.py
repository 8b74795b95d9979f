"""The indicators that show whether an area improves, told as at a moment."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from risk_register.database import db
from risk_register.domain.threads import IndicatorAt
from risk_register.models import (
    EarlyWarning,
    ImprovementArea,
    IndicatorArea,
    Programme,
    Risk,
)
from risk_register.services.indicators import list_indicators_of_area
from risk_register.services.measures import Measure, read_measures


def list_indicators_at(
    area: ImprovementArea, at: datetime, *, titles: Mapping[int, str] | None = None
) -> tuple[IndicatorAt, ...]:
    """List what was measured for an area at a moment, as it was known then, by reference.

    :param at: with a time zone
    :param titles: what indicators were called then, by id; those of today without
    """
    called = titles or {}
    indicators = list_indicators_of_area(area, at=at)
    warned = _list_warned(EarlyWarning.indicator_id.in_([each.id for each in indicators]), at)
    return tuple(
        _tell(
            measure,
            called.get(measure.indicator.id, measure.indicator.title),
            tuple(warned[measure.indicator.id]),
        )
        for measure in read_measures(indicators, known_at=at)
    )


def find_area_keys(programme: Programme, at: datetime) -> dict[int, list[str]]:
    """Find which areas each indicator showed at a moment: their keys in order, by its id.

    :param at: with a time zone
    """
    rows = db.session.execute(
        select(IndicatorArea.indicator_id, ImprovementArea.key)
        .join(ImprovementArea, ImprovementArea.id == IndicatorArea.area_id)
        .where(
            ImprovementArea.programme_id == programme.id,
            IndicatorArea.added_at <= at,
            or_(IndicatorArea.removed_at.is_(None), IndicatorArea.removed_at > at),
        )
        .order_by(ImprovementArea.key)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for indicator_id, key in rows:
        found[indicator_id].append(key)
    return found


def find_warned_references(programme: Programme, at: datetime) -> dict[int, list[str]]:
    """Find of which risks each indicator warned at a moment: their references, by its id.

    :param at: with a time zone
    """
    return _list_warned(Risk.programme_id == programme.id, at)


def _list_warned(which: ColumnElement[bool], at: datetime) -> dict[int, list[str]]:
    rows = db.session.execute(
        select(EarlyWarning.indicator_id, Risk.number)
        .join(Risk, Risk.id == EarlyWarning.risk_id)
        .where(
            which,
            EarlyWarning.added_at <= at,
            or_(EarlyWarning.removed_at.is_(None), EarlyWarning.removed_at > at),
        )
        .order_by(Risk.number)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for indicator_id, number in rows:
        found[indicator_id].append(f"R-{number:03}")
    return found


def _tell(measure: Measure, title: str, warned: tuple[str, ...]) -> IndicatorAt:
    newest = measure.newest
    return IndicatorAt(
        reference=measure.indicator.reference,
        title=title,
        unit=measure.indicator.unit,
        period=measure.newest_period,
        value=newest.number if newest else None,
        is_provisional=newest is not None and newest.now.is_provisional,
        expected=measure.expected,
        standing=measure.standing,
        currency=measure.currency,
        risks=warned,
    )
