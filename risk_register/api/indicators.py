"""What is measured, and the value of a period: recorded, or restated with a reason."""

from collections.abc import Sequence
from typing import Any

from risk_register import clock
from risk_register.api.risks import tell_post
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.errors import ChangedMeanwhileError
from risk_register.domain.periods import read_period
from risk_register.domain.permissions import Permission
from risk_register.domain.readings import Point
from risk_register.models import Reading
from risk_register.schemas.machines.indicators import (
    IndicatorsOut,
    OneIndicatorOut,
    ReadingIn,
)
from risk_register.services.indicators import get_indicator, list_indicators
from risk_register.services.measures import Measure, read_measure, read_measures
from risk_register.services.programmes import Member
from risk_register.services.readings import Entry, find_reading, record_reading

room = Room("indicators", Group.INDICATORS, "What the programme measures, and its values.")

INDICATORS = "/programmes/<programme_key>/indicators"


@room.reads(INDICATORS, Permission.READ_REGISTER, IndicatorsOut)
def list_programme_indicators(member: Member) -> Any:
    """List what the programme measures, with the newest value of each."""
    measures = read_measures(list_indicators(member.programme), known_at=clock.now())
    return {"items": [_tell(measure) for measure in measures]}


@room.reads(f"{INDICATORS}/<reference>", Permission.READ_REGISTER, OneIndicatorOut)
def get_one_indicator(member: Member, reference: str) -> Any:
    """Show an indicator with the value of every period."""
    return _tell_whole(read_measure(get_indicator(member, reference), known_at=clock.now()))


@room.adds(
    f"{INDICATORS}/<reference>/readings",
    Permission.RECORD_READING,
    ReadingIn,
    OneIndicatorOut,
    example={"period": "May 2018", "value": "61.5", "is_provisional": True},
)
def record_one_reading(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Record the value of a period that has ended.

    One that is off track needs a commentary; one that replaces another needs a reason
    and says in ``replaces`` which.
    """
    indicator = get_indicator(member, reference)
    period = read_period(indicator.period_kind, said["period"])
    known = find_reading(indicator, period)
    _check_known(known, said["replaces"])
    entry = Entry(period, said["value"], said["is_provisional"], said["commentary"], said["reason"])
    record_reading(indicator, entry, by=member, at=clock.now(), known=known.id if known else 0)
    return _tell_whole(read_measure(indicator, known_at=clock.now()))


def _check_known(known: Reading | None, replaces: str | None) -> None:
    """Refuse a value by whoever has not read the one that it would replace.

    :raises ChangedMeanwhileError: if another value is known, or none
    """
    value = f"{known.value:f}" if known else None
    if value != replaces:
        raise ChangedMeanwhileError(
            f"The value that is known is {value}. Send it as replaces, with a reason."
            if known
            else "No value is known of this period, so there is none to replace."
        )


def _tell_whole(measure: Measure) -> dict[str, Any]:
    return {**_tell(measure), "readings": _tell_points(measure.points)}


def _tell(measure: Measure) -> dict[str, Any]:
    indicator = measure.indicator
    newest = _tell_points([measure.newest]) if measure.newest else [None]
    return {
        **{name: getattr(indicator, name) for name in _PLAIN},
        "owner": tell_post(indicator.owner),
        "target": f"{measure.aim.target:f}" if measure.aim.target is not None else None,
        "target_on": measure.aim.target_on,
        "standing": measure.standing.value,
        "currency": measure.currency.value,
        "missing": measure.missing.label if measure.missing else None,
        "newest": newest[0],
    }


def _tell_points(points: Sequence[Point]) -> list[dict[str, Any]]:
    return [
        {
            "period": point.period.label,
            "starts_on": point.period.start,
            "ends_on": point.period.end,
            "value": f"{point.number:f}",
            "is_provisional": point.now.is_provisional,
            "commentary": point.now.commentary,
            "reason": point.now.reason,
            "recorded_at": point.now.recorded_at,
        }
        for point in points
    ]


_PLAIN = (
    "reference",
    "title",
    "definition",
    "sector",
    "unit",
    "direction",
    "period_kind",
    "source",
    "owner_id",
)
