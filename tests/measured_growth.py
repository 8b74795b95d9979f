"""Growing what a programme measures: hundreds of indicators with years of values, in bulk.

Only for measurements and counts of queries: the rows stand in no line of the record.
"""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import func, insert, select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.indicators import Direction, Sector
from risk_register.domain.periods import Period, PeriodKind, find_newest_due, list_periods
from risk_register.models import (
    EarlyWarning,
    ImprovementArea,
    Indicator,
    IndicatorArea,
    Post,
    Programme,
    Reading,
    Risk,
    Trajectory,
)

DUE_DAYS = 30


def grow_indicators(size, *, now, years=1):
    """Add monthly indicators to the only programme until it has so many, each with England's."""
    programme = db.session.scalars(select(Programme)).one()
    begun = db.session.scalar(select(func.count()).select_from(Indicator))
    first_id = (db.session.scalar(select(func.max(Indicator.id))) or 0) + 1
    owners = db.session.scalars(select(Post.id).order_by(Post.id)).all()
    areas = db.session.scalars(select(ImprovementArea.id).order_by(ImprovementArea.id)).all()
    risks = db.session.scalars(select(Risk.id).order_by(Risk.id).limit(10)).all()
    last = find_newest_due(PeriodKind.MONTH, DUE_DAYS, today=london_day(now))
    first = Period.holding(PeriodKind.MONTH, last.start - timedelta(days=round(365.25 * years)))
    began_at = now - timedelta(days=366 * years)
    rows = {model: [] for model in (Indicator, Trajectory, Reading, IndicatorArea, EarlyWarning)}
    for place in range(begun, size):
        indicator_id = first_id + place - begun
        rows[Indicator].append(
            {
                "id": indicator_id,
                "programme_id": programme.id,
                "number": place + 1,
                "title": f"Measure {place + 1} of what children and families get in time",
                "definition": "Grown for a measurement.",
                "sector": list(Sector)[place % 3],
                "unit": "%",
                "direction": Direction.HIGHER,
                "period_kind": PeriodKind.MONTH,
                "due_days": DUE_DAYS,
                "source": "Grown",
                "counts_people": False,
                "is_illustrative": True,
                "owner_id": owners[place % len(owners)],
                "added_at": began_at,
                "version": 1,
            }
        )
        rows[Trajectory].append(
            {
                "indicator_id": indicator_id,
                "baseline": Decimal(20),
                "baseline_on": first.start,
                "target": Decimal(80),
                "target_on": last.end + timedelta(days=200),
                "tolerance": Decimal(10),
                "set_by_id": 1,
                "set_at": began_at,
            }
        )
        rows[IndicatorArea].append(
            {
                "indicator_id": indicator_id,
                "area_id": areas[place % len(areas)],
                "added_at": began_at,
            }
        )
        rows[EarlyWarning].append(
            {
                "indicator_id": indicator_id,
                "risk_id": risks[place % len(risks)],
                "added_at": began_at,
            }
        )
        for step, period in enumerate(list_periods(first, last)):
            for comparator in (None, "England"):
                rows[Reading].append(
                    {
                        "indicator_id": indicator_id,
                        "comparator": comparator,
                        "period_start": period.start,
                        "value": Decimal(200 + (place * 37 + step * 53) % 700) / 10,
                        "is_provisional": False,
                        "commentary": "Two more people start in the autumn.",
                        "recorded_by_id": 1,
                        "recorded_at": now - timedelta(days=1),
                    }
                )
    for model, grown in rows.items():
        if grown:
            db.session.execute(insert(model), grown)
    db.session.commit()
