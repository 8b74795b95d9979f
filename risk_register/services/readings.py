"""Values of indicators: recorded by the owner's post, restated with a reason."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.errors import ChangedMeanwhileError, RuleError
from risk_register.domain.indicators import Standing
from risk_register.domain.periods import Period
from risk_register.domain.permissions import Permission
from risk_register.domain.readings import Value, say_number
from risk_register.models import Indicator, Reading
from risk_register.services.events import record_event
from risk_register.services.indicators import check_measured, find_trajectory
from risk_register.services.programmes import Member
from risk_register.services.risks import check_reason

SHORTEST_COMMENTARY = 10  #: characters


@dataclass(frozen=True)
class Entry:
    """What is said about one period of an indicator."""

    period: Period
    number: Decimal
    is_provisional: bool = False
    commentary: str = ""
    reason: str = ""  #: why it replaces another value


def record_reading(
    indicator: Indicator, entry: Entry, *, by: Member, at: datetime, known: int
) -> Reading:
    """Add the value of a period; one that replaces another keeps the old one and says why.

    :param known: id of the reading of this period the form was drawn upon; 0 for none
    :raises NotAllowedError: if the indicator is not theirs
    :raises ChangedMeanwhileError: if somebody recorded this period since the form was drawn
    :raises RuleError: if the period has not ended, or a reason or commentary is missing
    """
    by.check(Permission.RECORD_READING, indicator)
    check_measured(indicator)
    check_ended(entry.period, on=london_day(at))
    before = find_reading(indicator, entry.period)
    if (before.id if before else 0) != known:
        raise ChangedMeanwhileError
    stands = before.as_value(indicator.period_kind) if before else None
    reason = check_replaces(entry, stands)
    standing = judge(indicator, entry)
    check_commentary(entry, standing)
    reading = build_reading(indicator, entry, by=by, at=at, reason=reason)
    db.session.add(reading)
    facts = {
        "period": entry.period.label,
        "value": say_value(entry.number, indicator.unit),
        "standing": standing.label,
        "title": indicator.title,
    }
    if before is not None:
        facts["value before"] = say_value(before.value, indicator.unit)
    record_event(
        "reading restated" if before else "reading recorded",
        subject=f"indicator {indicator.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=reason,
        facts=facts,
    )
    return reading


def find_reading(indicator: Indicator, period: Period) -> Reading | None:
    """Find what is known now of a period; None if nothing is."""
    return db.session.scalars(
        select(Reading)
        .where(
            Reading.indicator_id == indicator.id,
            Reading.comparator.is_(None),
            Reading.period_start == period.start,
        )
        .order_by(Reading.id.desc())
        .limit(1)
    ).first()


def check_ended(period: Period, *, on: date) -> None:
    """Refuse the value of a period that is not over.

    :raises RuleError: if it ends later
    """
    if period.end > on:
        raise RuleError(f"{_begin(period.label)} has not ended yet.", field="period")


def check_replaces(entry: Entry, before: Value | None) -> str | None:
    """Give the reason why a value replaces another one; None if there is no other.

    :raises RuleError: if nothing is different, or a different number comes without a reason
    """
    if before is None:
        return None
    if entry.number != before.number:
        return check_reason(entry.reason)
    said = (before.is_provisional, before.commentary or "")
    if said == (entry.is_provisional, entry.commentary.strip()):
        raise RuleError("This is what stands already. Change something, or leave without saving.")
    return entry.reason.strip() or None


def judge(indicator: Indicator, entry: Entry) -> Standing:
    """Judge a value against the trajectory that counts now."""
    aim = find_trajectory(indicator).aim(indicator.direction)
    return aim.judge(entry.number, entry.period.end)


def build_reading(
    indicator: Indicator,
    entry: Entry,
    *,
    by: Member,
    at: datetime,
    reason: str | None = None,
    comparator: str | None = None,
) -> Reading:
    """Give the row of a value, which is not in the database yet."""
    return Reading(
        indicator_id=indicator.id,
        comparator=comparator,
        period_start=entry.period.start,
        value=entry.number,
        is_provisional=entry.is_provisional,
        commentary=entry.commentary.strip() or None,
        reason=reason,
        recorded_by_id=by.person.id,
        recorded_as_id=by.post.id if by.post else None,
        recorded_at=at,
    )


def say_value(number: Decimal, unit: str) -> str:
    """Write a value with its unit: 36.0%, 174 statements."""
    return f"{say_number(number)}{'' if unit.startswith('%') else ' '}{unit}"


def check_commentary(entry: Entry, standing: Standing) -> None:
    """Refuse a value that is off track and says nothing about it.

    :raises RuleError: at the commentary
    """
    is_short = len(entry.commentary.strip()) < SHORTEST_COMMENTARY
    if standing is Standing.OFF_TRACK and is_short:
        raise RuleError(
            "This value is off track. Say what is being done about it, in "
            f"{SHORTEST_COMMENTARY} characters or more.",
            field="commentary",
        )


def _begin(label: str) -> str:
    return f"{label[:1].upper()}{label[1:]}"
