"""Taking what is measured along: every indicator with every value that was ever recorded."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from risk_register.clock import london_day
from risk_register.domain.indicators import Standing
from risk_register.domain.permissions import Permission
from risk_register.domain.readings import Point, Value
from risk_register.services.area_indicators import find_area_keys
from risk_register.services.events import Head, record_event
from risk_register.services.export_files import Export, describe_making, export_sheet, say_moment
from risk_register.services.indicators import list_indicators
from risk_register.services.measures import Measure, read_measures
from risk_register.services.programmes import Member
from risk_register.sheets.registers import Sheet, SheetKind
from risk_register.sheets.workbooks import Cell, Column, Table

VALUE_COLUMNS = (
    Column("Reference", 10),
    Column("Indicator", 44),
    Column("Unit", 14),
    Column("Whose", 16),
    Column("Period", 20),
    Column("From", 13),
    Column("To", 13),
    Column("Value", 12),
    Column("Should be", 12),
    Column("State", 16),
    Column("Provisional", 12),
    Column("Recorded on", 13),
    Column("Stands", 16),
    Column("What is being done", 60),
    Column("Why restated", 50),
)
INDICATOR_COLUMNS = (
    Column("Reference", 10),
    Column("Indicator", 44),
    Column("Definition", 60),
    Column("Sector", 14),
    Column("Improvement areas", 14),
    Column("Unit", 14),
    Column("Denominator", 30),
    Column("Better", 18),
    Column("Baseline", 12),
    Column("Baseline of", 13),
    Column("Target", 12),
    Column("Target by", 13),
    Column("Newest value", 12),
    Column("Period", 20),
    Column("Should be", 12),
    Column("State", 16),
    Column("Up to date", 16),
    Column("Owner post", 26),
    Column("Owner's agency", 14),
    Column("Source", 40),
    Column("Attribution", 40),
    Column("Illustrative", 12),
)
OWN, STANDS, REPLACED = "Own", "yes", "was replaced"

Row = tuple[Cell, ...]


def export_indicators(member: Member, *, kind: SheetKind, at: datetime) -> Export:
    """Write what is measured now, with all its values; must run inside ``read_moment``.

    A value that was restated stays in the file beside the one that stands.

    :param at: with a time zone
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    programme = member.programme
    measures = read_measures(list_indicators(programme, at=at), known_at=at, is_whole=True)
    about = (
        ("Programme", programme.name),
        ("Values as known at", f"{say_moment(at)}, London time"),
        ("Indicators", str(len(measures))),
        *describe_making(member, "", at=at),
    )
    areas = find_area_keys(programme, at)
    more = (Table("Indicators", INDICATOR_COLUMNS, _list_indicators(measures, areas)),)
    sheet = Sheet("Values", about, VALUE_COLUMNS, _list_values(measures), at, more)
    return export_sheet(sheet, kind, count=len(measures))


def record_indicator_export(member: Member, export: Export, *, at: datetime) -> Head:
    """Say in the record who took the indicators along."""
    return record_event(
        "indicators exported",
        subject=f"indicators of {member.programme.key}",
        programme=member.programme,
        by=member.person,
        at=at,
        facts={"kind": export.kind, "indicators": export.count, "sha256": export.sha256},
    )


def _list_values(measures: Sequence[Measure]) -> Iterator[Row]:
    """Give a row for each value: an indicator's own, oldest period first, then of others."""
    for measure in measures:
        for point in measure.points:
            yield from _list_rows(measure, OWN, point)
        for name, points in measure.comparators.items():
            for point in points:
                yield from _list_rows(measure, name, point)


def _list_rows(measure: Measure, whose: str, point: Point) -> Iterator[Row]:
    indicator, period, is_own = measure.indicator, point.period, whose == OWN
    expected = measure.aim.expect(period.end) if is_own else None
    for value in (*point.earlier, point.now):
        standing = measure.aim.judge_against(value.number, expected)
        yield (
            indicator.reference,
            indicator.title,
            indicator.unit,
            whose,
            period.label,
            period.start,
            period.end,
            float(value.number),
            _number(expected),
            standing.label if standing is not Standing.UNJUDGED else None,
            *_tell(value),
            STANDS if value is point.now else REPLACED,
            value.commentary,
            value.reason,
        )


def _tell(value: Value) -> Row:
    return "yes" if value.is_provisional else None, london_day(value.recorded_at)


def _list_indicators(
    measures: Sequence[Measure], areas: Mapping[int, Sequence[str]]
) -> Iterator[Row]:
    for measure in measures:
        indicator, aim, newest = measure.indicator, measure.aim, measure.newest
        yield (
            indicator.reference,
            indicator.title,
            indicator.definition,
            indicator.sector.label,
            ", ".join(areas.get(indicator.id, ())) or None,
            indicator.unit,
            indicator.denominator or None,
            indicator.direction.label,
            _number(aim.baseline),
            aim.baseline_on,
            _number(aim.target),
            aim.target_on,
            _number(newest.number if newest else None),
            newest.period.label if newest else None,
            _number(measure.expected),
            measure.standing.label,
            measure.currency.label,
            indicator.owner.title,
            indicator.owner.agency.short,
            indicator.source,
            indicator.attribution or None,
            "yes" if indicator.is_illustrative else None,
        )


def _number(number: Decimal | None) -> float | None:
    return float(number) if number is not None else None
