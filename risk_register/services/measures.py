"""Indicators with all that is known of them at a moment, read in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import false, or_, select

from risk_register.clock import london_day
from risk_register.database import as_utc, db
from risk_register.domain.indicators import Aim, Standing
from risk_register.domain.periods import Period, PeriodKind, find_newest_due, list_periods
from risk_register.domain.readings import (
    Currency,
    Point,
    Restatement,
    Value,
    find_restatement,
    list_series,
    say_number,
    settle,
)
from risk_register.models import Indicator, Reading, Trajectory
from risk_register.services.courses import as_stored

#: So many periods of each indicator are drawn.
MOST_DRAWN = 13
#: How far back a drawing goes, by kind of period; about a dozen values each.
_DRAWN_DAYS = {
    PeriodKind.WEEK: 133,
    PeriodKind.MONTH: 430,
    PeriodKind.TERM: 5 * 366,
    PeriodKind.ACADEMIC_YEAR: 12 * 366,
    PeriodKind.CALENDAR_YEAR: 12 * 366,
    PeriodKind.AS_AT: 12 * 366,
}


@dataclass(frozen=True, eq=False)
class Measure:
    """One indicator with its values as they were known at a moment."""

    indicator: Indicator
    aim: Aim
    points: Sequence[Point]  #: its own, the oldest period first
    comparators: Mapping[str, Sequence[Point]]  #: by name
    today: date  #: London date of the moment
    told_at: datetime | None  #: when the figures were frozen that readers have

    @property
    def newest(self) -> Point | None:
        """Give the newest period's value; None if there is none."""
        return self.points[-1] if self.points else None

    @cached_property
    def standing(self) -> Standing:
        """Say how the newest value stands against the trajectory."""
        return self.judge(self.newest) if self.newest else Standing.UNJUDGED

    @cached_property
    def expected(self) -> Decimal | None:
        """Give where the trajectory stands at the end of the newest value's period."""
        return self.aim.expect(self.newest.period.end) if self.newest else None

    @property
    def newest_period(self) -> Period | None:
        """Give the newest period with a value."""
        return self.newest.period if self.newest else None

    @cached_property
    def currency(self) -> Currency:
        """Say whether the values are as new as they should be."""
        return self.indicator.rhythm.find_currency(self.newest_period, today=self.today)

    @property
    def missing(self) -> Period | None:
        """Give the oldest period since the newest value whose value should be there."""
        return self.indicator.rhythm.find_missing(self.newest_period, today=self.today)

    @property
    def due(self) -> Period | None:
        """Give the newest period whose value should be there; None where a day stands alone."""
        kind, days = self.indicator.period_kind, self.indicator.due_days
        return find_newest_due(kind, days, today=self.today)

    @property
    def due_on(self) -> date:
        """Give the day by which the next value is due."""
        return self.indicator.rhythm.find_due_on(self.newest_period, today=self.today)

    def judge(self, point: Point) -> Standing:
        """Say how a value stands against the trajectory."""
        return self.aim.judge(point.number, point.period.end)

    def find_restatement(self, point: Point) -> Restatement | None:
        """Find whether readers were told another value of a period."""
        return find_restatement(point, self.told_at)

    @property
    def restated(self) -> list[Point]:
        """List the periods of which readers were told another value."""
        return [point for point in self.points if self.find_restatement(point)]


def read_measures(
    indicators: Sequence[Indicator],
    *,
    known_at: datetime,
    told_at: datetime | None = None,
    is_whole: bool = False,
) -> list[Measure]:
    """Read what was known at a moment of some indicators, in the order they are given.

    :param told_at: when the figures were frozen that readers have; None if they have none
    :param is_whole: whether to go back to the first value, and not only as far as is drawn
    """
    today = london_day(known_at)
    aims = _find_aims(indicators, known_at)
    values = _list_values(indicators, known_at, since=None if is_whole else today)
    # What has no value so near may have had its last one long ago; that is told, too.
    silent = [each for each in indicators if None not in values[each.id]]
    if silent and not is_whole:
        values |= _list_values(silent, known_at, since=None)
    return [
        Measure(
            indicator=indicator,
            aim=aims[indicator.id],
            points=settle(values[indicator.id].pop(None, ())),
            comparators={
                name: settle(rows) for name, rows in sorted(values[indicator.id].items()) if name
            },
            today=today,
            told_at=told_at,
        )
        for indicator in indicators
    ]


def read_measure(
    indicator: Indicator, *, known_at: datetime, told_at: datetime | None = None
) -> Measure:
    """Read all that was known at a moment of one indicator."""
    (measure,) = read_measures([indicator], known_at=known_at, told_at=told_at, is_whole=True)
    return measure


def _find_aims(indicators: Sequence[Indicator], known_at: datetime) -> dict[int, Aim]:
    """Find by what each is judged; one that had no trajectory yet, by its first."""
    directions = {indicator.id: indicator.direction for indicator in indicators}
    rows = db.session.scalars(
        select(Trajectory).where(Trajectory.indicator_id.in_(directions)).order_by(Trajectory.id)
    )
    aims: dict[int, Aim] = {}
    for row in rows:
        if row.set_at <= known_at or row.indicator_id not in aims:
            aims[row.indicator_id] = row.aim(directions[row.indicator_id])
    return aims


def _list_values(
    indicators: Sequence[Indicator], known_at: datetime, *, since: date | None
) -> dict[int, dict[str | None, list[Value]]]:
    """List the rows by indicator and comparator, in the order they were recorded."""
    kinds = {indicator.id: indicator.period_kind for indicator in indicators}
    query = select(
        Reading.indicator_id,
        Reading.comparator,
        Reading.period_start,
        Reading.value,
        as_stored(Reading.recorded_at),
        Reading.is_provisional,
        Reading.commentary,
        Reading.reason,
    ).where(Reading.recorded_at <= known_at)
    if since is None:
        query = query.where(Reading.indicator_id.in_(kinds))
    else:
        by_kind: dict[PeriodKind, list[int]] = {}
        for each, kind in kinds.items():
            by_kind.setdefault(kind, []).append(each)
        query = query.where(
            or_(
                false(),
                *(
                    Reading.indicator_id.in_(ids)
                    & (Reading.period_start >= since - timedelta(days=_DRAWN_DAYS[kind]))
                    for kind, ids in by_kind.items()
                ),
            )
        )
    found: dict[int, dict[str | None, list[Value]]] = {each: {} for each in kinds}
    # Without the mapper, and each period and moment made once: a dashboard has thousands of rows.
    periods: dict[tuple[date, PeriodKind], Period] = {}
    moments: dict[datetime, datetime] = {}
    rows = db.session.connection().execute(query.order_by(Reading.id))
    for owner, name, start, number, at, is_provisional, commentary, reason in rows:
        kind = kinds[owner]
        period = periods.get((start, kind)) or periods.setdefault(
            (start, kind), Period(start, kind)
        )
        moment = moments.get(at) or moments.setdefault(at, as_utc(at))
        found[owner].setdefault(name, []).append(
            Value(period, number, moment, is_provisional, commentary, reason)
        )
    return found


def list_rows(measure: Measure, *, most: int | None = None) -> list[dict[str, Any]]:
    """List an indicator's periods with every number as text, for a chart and its table alike.

    A period that is due and has no value is there too; one that is not due yet is no gap.

    :param most: so many of the newest periods; None for all
    """
    series = list_series(measure.points, measure.comparators)
    rows = {each[0].start: each for each in series}
    for period in _list_gaps(measure):
        rows.setdefault(period.start, (period, None, {}))
    starts = sorted(rows)
    chosen = starts[-most:] if most else starts
    return [_row(measure, *rows[start]) for start in chosen]


def _list_gaps(measure: Measure) -> list[Period]:
    """List the periods that should have a value, from the first one on, if any has none."""
    due = measure.due
    if not measure.points or due is None:
        return []
    first, newest = measure.points[0].period, measure.points[-1].period
    return list_periods(first, max(due, newest))


def _row(
    measure: Measure, period: Period, own: Point | None, others: Mapping[str, Point]
) -> dict[str, Any]:
    expected = measure.aim.expect(period.end)
    standing = measure.aim.judge_against(own.number, expected) if own else Standing.UNJUDGED
    restated = measure.find_restatement(own) if own and own.earlier else None
    return {
        "on": period.end.isoformat(),
        "start": period.start.isoformat(),
        "period": period.label,
        "short": period.short,
        "value": f"{own.number:f}" if own else None,
        "said": say_number(own.number) if own else "",
        "standing": str(standing),
        "word": standing.label,
        "is_provisional": own.now.is_provisional if own else False,
        "expected": f"{expected:f}" if expected is not None else None,
        "told": say_number(restated.told.number) if restated else None,
        "reason": (own.now.reason or "") if own else "",
        "commentary": (own.now.commentary or "") if own else "",
        "others": {name: f"{point.number:f}" for name, point in others.items()},
    }
