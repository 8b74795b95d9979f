"""Many values at once, from a sheet: all of them or none, under one line of the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.errors import RuleError
from risk_register.domain.indicators import Standing
from risk_register.domain.permissions import Permission
from risk_register.domain.readings import Value
from risk_register.models import Indicator
from risk_register.services.events import record_event
from risk_register.services.indicators import check_measured
from risk_register.services.measures import Measure, read_measures
from risk_register.services.programmes import Member
from risk_register.services.readings import (
    Entry,
    build_reading,
    check_commentary,
    check_ended,
    check_replaces,
)


@dataclass(frozen=True)
class Line:
    """One value of a batch; ``comparator`` names whose it is, None for the programme's own."""

    indicator: Indicator
    entry: Entry
    comparator: str | None = None


@dataclass(frozen=True)
class Weighed:
    """A line with what it would replace, and what speaks against it."""

    line: Line
    before: Value | None
    standing: Standing
    problem: str | None

    @property
    def is_new(self) -> bool:
        """Say whether its period has no value yet."""
        return self.before is None

    @property
    def stands(self) -> bool:
        """Say whether it only repeats what is on record."""
        entry, before = self.line.entry, self.before
        return before is not None and (before.number, before.is_provisional) == (
            entry.number,
            entry.is_provisional,
        )


def weigh_readings(lines: Sequence[Line], *, by: Member, at: datetime) -> list[Weighed]:
    """Hold each line against what is on record, in a fixed number of queries; saves nothing."""
    indicators = {line.indicator.id: line.indicator for line in lines}
    measures = {
        measure.indicator.id: measure
        for measure in read_measures(list(indicators.values()), known_at=at, is_whole=True)
    }
    seen: set[tuple[int, str | None, object]] = set()
    weighed = []
    for line in lines:
        key = (line.indicator.id, line.comparator, line.entry.period)
        weighed.append(_weigh(line, measures[line.indicator.id], key in seen, by=by, at=at))
        seen.add(key)
    return weighed


def record_readings(lines: Sequence[Line], *, by: Member, at: datetime, source: str) -> int:
    """Add all the values or none; those that only repeat what is on record are left out.

    :param source: where they come from, as the record says it
    :returns: how many were added
    :raises RuleError: saying the first thing that is wrong
    """
    added = 0
    for each in weigh_readings(lines, by=by, at=at):
        if each.problem:
            raise RuleError(each.problem)
        if each.stands:
            continue
        line = each.line
        reason = None if each.is_new else line.entry.reason.strip() or None
        db.session.add(
            build_reading(
                line.indicator,
                line.entry,
                by=by,
                at=at,
                reason=reason,
                comparator=line.comparator,
            )
        )
        added += 1
    if added:
        record_event(
            "readings recorded",
            subject=f"programme {by.programme.key}",
            programme=by.programme,
            by=by.person,
            at=at,
            facts={"source": source, "values": added},
        )
    return added


def _weigh(line: Line, measure: Measure, is_double: bool, *, by: Member, at: datetime) -> Weighed:
    own = line.comparator is None
    points = measure.points if own else measure.comparators.get(line.comparator or "", ())
    before = next((point.now for point in points if point.period == line.entry.period), None)
    standing = (
        measure.aim.judge(line.entry.number, line.entry.period.end) if own else Standing.UNJUDGED
    )
    weighed = Weighed(line, before, standing, None)
    problem = "This period stands twice in the sheet." if is_double else None
    if problem is None:
        try:
            _check(weighed, by=by, at=at)
        except RuleError as error:
            problem = str(error)
    return Weighed(line, before, standing, problem)


def _check(weighed: Weighed, *, by: Member, at: datetime) -> None:
    line = weighed.line
    if line.comparator is None:
        by.check(Permission.RECORD_READING, line.indicator)
    else:
        by.check(Permission.KEEP_INDICATORS)
    check_measured(line.indicator)
    check_ended(line.entry.period, on=london_day(at))
    if weighed.stands:
        return
    check_replaces(line.entry, weighed.before)
    check_commentary(line.entry, weighed.standing)
