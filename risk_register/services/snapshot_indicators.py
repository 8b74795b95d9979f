"""What a pack says of all that is measured, each as it was known when its figures were frozen."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from risk_register.domain.day_words import say_short_day
from risk_register.domain.indicators import Standing
from risk_register.domain.readings import SMALL, Currency, is_small, say_number
from risk_register.models import Programme
from risk_register.services.area_indicators import find_area_keys, find_warned_references
from risk_register.services.indicators import list_indicators
from risk_register.services.measures import MOST_DRAWN, Measure, list_rows, read_measures
from risk_register.services.readings import say_value
from risk_register.services.told_packs import Told

#: What of each period a chart and its table say.
_DRAWN = (
    *("on", "period", "short", "value", "said", "expected"),
    *("standing", "word", "is_provisional", "others"),
)


def gather_indicators(
    programme: Programme, risks: Iterable[Mapping[str, Any]], *, told: Told | None, at: datetime
) -> list[dict[str, Any]]:
    """Gather a line for each indicator, by reference.

    :param risks: the lines of the risks in the pack; an indicator names no other that it warns of
    :param told: the pack that readers have; None before the first
    """
    measures = read_measures(
        list_indicators(programme, at=at), known_at=at, told_at=told.taken_at if told else None
    )
    areas, warned = find_area_keys(programme, at), find_warned_references(programme, at)
    known = {risk["reference"] for risk in risks}
    told_in = f"the pack for {say_short_day(told.held_on)} {told.held_on.year}" if told else ""
    return [
        _gather(measure, told_in)
        | {
            "areas": areas.get(measure.indicator.id, []),
            "risks": [each for each in warned.get(measure.indicator.id, []) if each in known],
        }
        for measure in measures
    ]


def _gather(measure: Measure, told_in: str) -> dict[str, Any]:
    indicator, newest = measure.indicator, measure.newest
    restated = [
        f"{point.period.label}: {found.say(told_in)}, now {say_number(point.number)}"
        for point in measure.points
        if (found := measure.find_restatement(point))
    ]
    notes = [*restated, *_list_remarks(measure)]
    return {
        "reference": indicator.reference,
        "name": indicator.title,
        "sector": indicator.sector.label,
        "baseline": _say(measure.aim.baseline, indicator.unit),
        "target": _say_target(measure),
        "latest": _say(newest.number if newest else None, indicator.unit),
        "period": newest.period.label if newest else "–",
        "should_be": _say(measure.expected, indicator.unit),
        "state": measure.standing.label,
        "off_track": measure.standing is Standing.OFF_TRACK,
        "restated": bool(restated),
        "note": "; ".join(notes),
        "commentary": newest.now.commentary if newest else None,
        "others": _say_others(measure),
        "attribution": indicator.attribution,
        "unit": indicator.unit,
        "series": _draw_up(measure),
        "public": _keep_small(measure, bool(restated)),
    }


def _draw_up(measure: Measure) -> dict[str, Any]:
    """Give what a chart and the table beside it say, the oldest period first."""
    target = measure.aim.target
    return {
        "names": list(measure.comparators),
        "target": f"{target:f}" if target is not None else None,
        "rows": [
            {name: row[name] for name in _DRAWN} for row in list_rows(measure, most=MOST_DRAWN)
        ],
    }


def _list_remarks(measure: Measure) -> list[str]:
    remarks = []
    if measure.newest and measure.newest.now.is_provisional:
        remarks.append("provisional")
    if measure.currency is not Currency.CURRENT:
        missing = f": {measure.missing.label} is missing" if measure.missing else ""
        remarks.append(f"{measure.currency.label.lower()}{missing}")
    if measure.indicator.is_illustrative:
        remarks.append("illustrative")
    return remarks


def _keep_small(measure: Measure, has_restated: bool) -> Mapping[str, Any]:
    """Say what a public edition prints instead, so that no small count can be told."""
    people = measure.indicator.counts_people
    numbers = [point.number for point in measure.points]
    numbers += [row.number for point in measure.points for row in point.earlier]
    baseline = measure.aim.baseline
    numbers += [baseline] if baseline is not None else []
    if not any(is_small(number, counts_people=people) for number in numbers):
        return {}
    newest = measure.newest
    is_newest_small = newest is not None and is_small(newest.number, counts_people=people)
    series = _draw_up(measure)
    rows = [_hide(row) if _is_kept_back(row["value"]) else row for row in series["rows"]]
    kept: dict[str, Any] = {"commentary": None, "series": series | {"rows": rows}}
    if is_newest_small:
        kept |= {"latest": SMALL, "state": Standing.UNJUDGED.label, "off_track": False}
    if baseline is not None and is_small(baseline, counts_people=people):
        # The line from the baseline to the target would tell where it begins.
        rows = [{**row, "expected": None} for row in rows]
        kept |= {"baseline": SMALL, "should_be": "–", "series": series | {"rows": rows}}
    if has_restated:
        kept |= {"restated": False, "note": "; ".join(_list_remarks(measure))}
    return kept


def _is_kept_back(value: str | None) -> bool:
    return value is not None and is_small(Decimal(value), counts_people=True)


def _hide(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give a row without its value, nor how it stands, which could tell it."""
    return {**row, "value": None, "said": SMALL, "standing": str(Standing.UNJUDGED), "word": ""}


def _say(number: Decimal | None, unit: str) -> str:
    return "–" if number is None else say_value(number, unit)


def _say_target(measure: Measure) -> str:
    said, by = _say(measure.aim.target, measure.indicator.unit), measure.aim.target_on
    is_dated = by is not None and measure.aim.target is not None
    return f"{said} by {say_short_day(by)} {by.year}" if by and is_dated else said


def _say_others(measure: Measure) -> str:
    """Say what others reached in the newest value's period: England 61.3; South East 51.1."""
    period = measure.newest_period
    return "; ".join(
        f"{name} {say_number(point.number)}"
        for name, points in measure.comparators.items()
        for point in points
        if point.period == period
    )
