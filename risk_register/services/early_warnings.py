"""Early warnings: an indicator off track prompts the owner of each risk it warns of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.indicators import Standing
from risk_register.models import EarlyWarning, Indicator, Programme, Reading, Risk, Trajectory
from risk_register.services.indicators import list_indicators_of_risk
from risk_register.services.measures import Measure, read_measures


@dataclass(frozen=True)
class Breach:
    """An indicator whose newest value is off track, and since when that is known."""

    indicator: Indicator
    known_at: datetime

    def asks_since(self, reviewed_at: datetime | None) -> date | None:
        """Give the London date since which the owner has not answered it; None if they have."""
        is_answered = reviewed_at is not None and reviewed_at > self.known_at
        return None if is_answered else london_day(self.known_at)


def list_warnings(risk: Risk, *, known_at: datetime) -> Sequence[Measure]:
    """List the indicators that warn of a risk with all that is known of them, by reference."""
    return read_measures(list_indicators_of_risk(risk), known_at=known_at)


def find_warned(programme: Programme) -> Mapping[int, Breach]:
    """Find which risks are warned of now, by id, each with its latest breach.

    Three queries, whatever a programme measures.
    """
    ties = db.session.execute(
        select(EarlyWarning.risk_id, Indicator)
        .join(EarlyWarning.indicator)
        .where(
            Indicator.programme_id == programme.id,
            Indicator.retired_at.is_(None),
            EarlyWarning.removed_at.is_(None),
        )
        .order_by(Indicator.number)
    ).all()
    breaches = _find_breaches({indicator.id: indicator for _, indicator in ties})
    warned: dict[int, Breach] = {}
    for risk_id, indicator in ties:
        breach = breaches.get(indicator.id)
        if breach and (risk_id not in warned or breach.known_at > warned[risk_id].known_at):
            warned[risk_id] = breach
    return warned


def _find_breaches(indicators: Mapping[int, Indicator]) -> dict[int, Breach]:
    if not indicators:
        return {}
    newest_start = (
        select(Reading.indicator_id, func.max(Reading.period_start).label("start"))
        .where(Reading.indicator_id.in_(indicators), Reading.comparator.is_(None))
        .group_by(Reading.indicator_id)
        .subquery()
    )
    rows = db.session.scalars(
        select(Reading)
        .join(
            newest_start,
            (newest_start.c.indicator_id == Reading.indicator_id)
            & (newest_start.c.start == Reading.period_start),
        )
        .where(Reading.comparator.is_(None))
        .order_by(Reading.id)
    )
    newest = {row.indicator_id: row for row in rows}  # of one period, the last row counts
    aims = {
        row.indicator_id: row.aim(indicators[row.indicator_id].direction)
        for row in db.session.scalars(
            select(Trajectory)
            .where(Trajectory.indicator_id.in_(indicators))
            .order_by(Trajectory.id)
        )
    }
    return {
        indicator_id: Breach(indicators[indicator_id], row.recorded_at)
        for indicator_id, row in newest.items()
        if aims[indicator_id].judge(
            row.value, row.as_value(indicators[indicator_id].period_kind).period.end
        )
        is Standing.OFF_TRACK
    }
