"""What the demonstration measures: indicators and batches of values, as its file tells them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select

from risk_register.database import db
from risk_register.domain.errors import SettingsError
from risk_register.domain.indicators import Aim, Direction, Sector
from risk_register.domain.periods import PeriodKind, read_period
from risk_register.models import ImprovementArea, Indicator, Post, Risk
from risk_register.services.demonstration_acts import ToldAct
from risk_register.services.indicators import IndicatorWords, Measured, add_indicator
from risk_register.services.programmes import Member
from risk_register.services.reading_batches import Line, record_readings
from risk_register.services.readings import Entry


def list_measure_acts(document: Mapping[str, Any]) -> Iterator[ToldAct]:
    """List what the file measures: all indicators at once, and each batch of values."""
    if indicators := document.get("indicators"):
        first, attributions = indicators[0], document.get("attributions", {})
        act = partial(_add_indicators, indicators, attributions)
        yield ToldAct(first["added_at"], first["added_by"], act)
    for batch in document.get("readings", ()):
        yield ToldAct(batch["at"], batch["by"], partial(_record_batch, batch))


def _add_indicators(
    told: Sequence[Mapping[str, Any]],
    attributions: Mapping[str, str],
    *,
    by: Member,
    find_post: Callable[[str], Post],
) -> None:
    at = told[0]["added_at"]
    for each in told:
        _add_indicator(each, attributions=attributions, find_post=find_post, by=by, at=at)


def _add_indicator(
    told: Mapping[str, Any],
    *,
    attributions: Mapping[str, str],
    find_post: Callable[[str], Post],
    by: Member,
    at: datetime,
) -> None:
    """Begin to measure what the file tells of."""
    aim = told.get("aim", {})
    words = IndicatorWords(
        title=told["title"],
        definition=told["definition"],
        sector=Sector(told["sector"]),
        source=told["source"],
        owner_id=find_post(told["owner"]).id,
        due_days=told["due_days"],
        denominator=told.get("denominator", ""),
        attribution=attributions.get(told.get("attribution", ""), ""),
        counts_people=told.get("counts_people", False),
        area_ids=_find_areas(told["areas"], by),
        risk_ids=_find_risks(told.get("warns_of", ()), by),
    )
    measured = Measured(told["unit"], Direction(told["better"]), PeriodKind(told["period"]))
    indicator = add_indicator(
        words,
        measured,
        Aim(
            measured.direction,
            _number(aim.get("baseline")),
            aim.get("baseline_on"),
            _number(aim.get("target")),
            aim.get("target_on"),
            _number(aim.get("tolerance")) or Decimal(0),
        ),
        by=by,
        at=at,
        is_illustrative=told.get("is_illustrative", False),
    )
    if indicator.reference != told["reference"]:
        raise SettingsError(f"The demonstration adds {told['reference']} out of turn.")


def _record_batch(told: Mapping[str, Any], *, by: Member, **_posts: Any) -> None:
    """Record a batch of values that the file tells of; a value is a text or a table."""
    rows = db.session.scalars(select(Indicator).where(Indicator.programme_id == by.programme.id))
    indicators = {indicator.reference: indicator for indicator in rows}
    lines = [
        Line(indicators[reference], _entry(indicators[reference], period, value), comparator)
        for reference, series in told["values"].items()
        for comparator, values in _list_series(series)
        for period, value in values.items()
    ]
    record_readings(lines, by=by, at=told["at"], source=told["source"])


def _list_series(
    series: Mapping[str, Any],
) -> Iterable[tuple[str | None, Mapping[str, Any]]]:
    for name, values in series.items():
        yield (None if name == "own" else name), values


def _entry(indicator: Indicator, period: str, value: Any) -> Entry:
    said = value if isinstance(value, Mapping) else {"value": value}
    return Entry(
        read_period(indicator.period_kind, period),
        Decimal(said["value"]),
        said.get("is_provisional", False),
        said.get("commentary", ""),
        said.get("reason", ""),
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _find_areas(keys: Iterable[str], by: Member) -> frozenset[int]:
    query = select(ImprovementArea.id).where(
        ImprovementArea.programme_id == by.programme.id, ImprovementArea.key.in_(list(keys))
    )
    return frozenset(db.session.scalars(query))


def _find_risks(numbers: Iterable[int], by: Member) -> frozenset[int]:
    query = select(Risk.id).where(
        Risk.programme_id == by.programme.id, Risk.number.in_(list(numbers))
    )
    return frozenset(db.session.scalars(query))
