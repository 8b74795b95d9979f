"""What is measured, and the value of a period: recorded, or restated with a reason."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from risk_register import clock
from risk_register.api.reading import complete_change
from risk_register.api.risks import tell_post
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.errors import ChangedMeanwhileError, NotFoundError, RuleError
from risk_register.domain.periods import read_period
from risk_register.domain.permissions import Permission
from risk_register.domain.readings import Point
from risk_register.models import Indicator, Reading, Risk
from risk_register.schemas.indicators import read_aim
from risk_register.schemas.machines.indicators import (
    ChangedIndicatorIn,
    EndIn,
    IndicatorIn,
    IndicatorsAsked,
    IndicatorsOut,
    OneIndicatorOut,
    ReadingIn,
)
from risk_register.services.indicators import (
    IndicatorWords,
    Measured,
    add_indicator,
    get_indicator,
    list_areas_of,
    list_indicators,
    list_retired_indicators,
    list_risks_of,
    retire_indicator,
    update_indicator,
)
from risk_register.services.measures import Measure, read_measure, read_measures
from risk_register.services.programmes import Member
from risk_register.services.readings import Entry, find_reading, record_reading
from risk_register.services.risks import get_risk

room = Room("indicators", Group.INDICATORS, "What the programme measures, and its values.")

INDICATORS = "/programmes/<programme_key>/indicators"
ONE = f"{INDICATORS}/<reference>"


@room.reads(INDICATORS, Permission.READ_REGISTER, IndicatorsOut, asks=IndicatorsAsked)
def list_programme_indicators(member: Member, asked: dict[str, Any]) -> Any:
    """List what the programme measures, or measures no longer, with the newest value of each."""
    listed = list_retired_indicators if asked["retired"] else list_indicators
    measures = read_measures(listed(member.programme), known_at=clock.now())
    return {"items": [_tell(measure) for measure in measures]}


@room.reads(ONE, Permission.READ_REGISTER, OneIndicatorOut, has_etag=True)
def get_one_indicator(member: Member, reference: str) -> Any:
    """Show an indicator with the value of every period."""
    return _told(get_indicator(member, reference))


@room.adds(
    INDICATORS,
    Permission.KEEP_INDICATORS,
    IndicatorIn,
    OneIndicatorOut,
    example={
        "title": "Plans finished within 20 weeks",
        "definition": "Share of the plans finished in the month that took at most 20 weeks",
        "sector": "education",
        "source": "Case management system",
        "owner_id": 1,
        "due_days": 30,
        "unit": "%",
        "direction": "higher",
        "period_kind": "month",
        "baseline": "41.0",
        "baseline_on": "2018-03-31",
        "target": "90.0",
        "target_on": "2019-03-31",
        "risks": ["R-001"],
    },
)
def add_one_indicator(member: Member, said: dict[str, Any]) -> Any:
    """Begin to measure something."""
    given = dict(said)
    measured = Measured(given.pop("unit"), given.pop("direction"), given.pop("period_kind"))
    aim = read_aim(given, measured.direction)
    made = add_indicator(_words(given, member), measured, aim, by=member, at=clock.now())
    place = f"/api/v1/programmes/{member.programme.key}/indicators/{made.reference}"
    return _told(get_indicator(member, made.reference), location=place)


@room.changes(
    ONE,
    Permission.KEEP_INDICATORS,
    ChangedIndicatorIn,
    OneIndicatorOut,
    example={"target": "85.0", "reason": "The board has agreed to less"},
)
def change_indicator(member: Member, sent: dict[str, Any], reference: str) -> Any:
    """Say anew what an indicator is; another trajectory needs a reason, and the old one stays."""
    version = read_version(reference)
    indicator = get_indicator(member, reference)
    said = complete_change(ChangedIndicatorIn, _told(indicator).value, sent)
    reason, aim = said.pop("reason"), read_aim(said, indicator.direction)
    update_indicator(
        indicator,
        _words(said, member),
        aim,
        reason=reason,
        by=member,
        at=clock.now(),
        version=version,
    )
    return _told(indicator)


@room.adds(
    f"{ONE}/end",
    Permission.KEEP_INDICATORS,
    EndIn,
    OneIndicatorOut,
    is_versioned=True,
    example={"reason": "The return has ended in March"},
)
def end_indicator(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Measure something no longer; its values stay."""
    version = read_version(reference)
    indicator = get_indicator(member, reference)
    retire_indicator(indicator, by=member, at=clock.now(), version=version, **said)
    return _told(indicator)


@room.adds(
    f"{ONE}/readings",
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
    return _told(indicator)


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


def _told(indicator: Indicator, *, location: str | None = None) -> Told:
    measure = read_measure(indicator, known_at=clock.now())
    told = {
        **_tell(measure),
        "denominator": indicator.denominator or "",
        "attribution": indicator.attribution or "",
        "due_days": indicator.due_days,
        "counts_people": indicator.counts_people,
        "baseline": _say_number(measure.aim.baseline),
        "baseline_on": measure.aim.baseline_on,
        "tolerance": _say_number(measure.aim.tolerance),
        "area_ids": [area.id for area in list_areas_of(indicator)],
        "risks": [risk.reference for risk in list_risks_of(indicator)],
        "readings": _tell_points(measure.points),
    }
    etag = write_etag(indicator.reference, indicator.version)
    return Told(told, etag=etag, location=location)


def _words(said: dict[str, Any], member: Member) -> IndicatorWords:
    given = dict(said)
    areas, references = given.pop("area_ids"), given.pop("risks")
    risks = frozenset(_find_risk(member, each).id for each in references)
    return IndicatorWords(area_ids=frozenset(areas), risk_ids=risks, **given)


def _find_risk(member: Member, reference: str) -> Risk:
    try:
        return get_risk(member, reference)
    except NotFoundError as error:
        raise RuleError(str(error), field="risks") from None


def _say_number(number: Decimal | None) -> str | None:
    return f"{number:f}" if number is not None else None


def _tell(measure: Measure) -> dict[str, Any]:
    indicator = measure.indicator
    newest = _tell_points([measure.newest]) if measure.newest else [None]
    return {
        **{name: getattr(indicator, name) for name in _PLAIN},
        "owner": tell_post(indicator.owner),
        "target": _say_number(measure.aim.target),
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
    "retired_at",
    "retire_reason",
    "version",
)
