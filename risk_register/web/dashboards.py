"""The dashboard: small charts of all that is measured, what is off track, as on any day."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from marshmallow import ValidationError

from risk_register import clock
from risk_register.documents.series import draw_series, write_rows
from risk_register.domain.indicators import Standing
from risk_register.domain.permissions import Permission
from risk_register.domain.readings import Point
from risk_register.schemas.base import first_sentences
from risk_register.schemas.moments import AsAtSchema
from risk_register.services.dashboards import Grouping, read_dashboard
from risk_register.services.measures import MOST_DRAWN, Measure, list_rows
from risk_register.services.told_packs import Told, list_told
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form

doors = Blueprint("dashboards", __name__)

MOST_KEPT = 1000  #: drawn charts of a process, each about 15 kB with its rows
MOST_PACKS = 12  #: a year of monthly boards
#: The drawn charts by all that they say.
_DRAWN: dict[tuple[Any, ...], dict[str, Any]] = {}


@doors.get("/<programme_key>/dashboard")
@needs(Permission.READ_REGISTER)
def show_dashboard(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what is measured, now or as the board saw it on a day."""
    member = present_member()
    told = list_told(member.programme, on=member.on)
    packs = told[:MOST_PACKS]
    form, moment = _read(told)
    by = Grouping.SECTOR if request.args.get("by") == Grouping.SECTOR else Grouping.AREA
    dashboard = read_dashboard(member, known_at=moment or clock.now(), by=by, packs=told)
    return render_template(
        "dashboards/show.html",
        form=form,
        dashboard=dashboard,
        drawn=_draw_all(dashboard.measures),
        by=by,
        Grouping=Grouping,
        Standing=Standing,
        is_past=moment is not None,
        on=form.typed.get("on", "") if moment else "",
        as_at=clock.london_day(dashboard.known_at),
        packs=packs,
        may_keep=member.may(Permission.KEEP_INDICATORS),
    ), form.status


def _read(packs: Sequence[Told]) -> tuple[Form, datetime | None]:
    """Read the day that is asked for; on a board's day, what its pack knew."""
    form = Form(typed={"on": request.args.get("on", "").strip()})
    if not form.typed["on"]:
        return form, None
    try:
        moment: datetime = AsAtSchema().load({"on": form.typed["on"]})["moment"]
    except ValidationError as error:
        form.errors, form.status = first_sentences(error.messages), 422
        return form, None
    day = clock.london_day(moment)
    return form, next((pack.taken_at for pack in packs if pack.held_on == day), moment)


def _draw_all(measures: Sequence[Measure]) -> dict[int, dict[str, Any]]:
    """Draw each indicator once, by its id; one that shows two areas stands in both."""
    return {measure.indicator.id: _draw(measure) for measure in measures}


def _draw(measure: Measure) -> dict[str, Any]:
    """Draw a chart and write the rows beside it, once as long as they say the same."""
    told = _list_told(measure)
    found = _DRAWN.get(told)
    if found is None:
        if len(_DRAWN) >= MOST_KEPT:
            _DRAWN.clear()
        found = _DRAWN[told] = _draw_anew(measure)
    return found


def _list_told(measure: Measure) -> tuple[Any, ...]:
    """List all that a chart and its rows are made of, so that drawings can be told apart.

    It holds values alone and all of them, so what is kept is as true for any reader, moment and
    programme. Numbers stand as text: 36 and 36.0 are equal, and are not written alike.
    """
    indicator = measure.indicator
    return (
        indicator.title,
        indicator.unit,
        indicator.period_kind,
        repr(measure.aim),
        measure.due,
        tuple(_list_numbers(measure.points)),
        *((name, *_list_numbers(points)) for name, points in measure.comparators.items()),
    )


def _list_numbers(points: Sequence[Point]) -> Iterator[tuple[date, str, bool]]:
    for point in points:
        value = point.now
        yield value.period.start, str(value.number), value.is_provisional


def _draw_anew(measure: Measure) -> dict[str, Any]:
    rows, names = list_rows(measure, most=MOST_DRAWN), tuple(measure.comparators)
    target = f"{measure.aim.target:f}" if measure.aim.target is not None else None
    title, unit = measure.indicator.title, measure.indicator.unit
    chart = draw_series(title, rows, names=names, unit=unit, target=target)
    return {
        "rows": Markup(write_rows(rows, names=names)),  # noqa: S704 - as the chart
        "names": names,
        "chart": Markup(chart),  # noqa: S704 - our own drawing, which escapes what it writes
    }
