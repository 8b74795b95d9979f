"""The dashboard: small charts of all that is measured, what is off track, as on any day."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from marshmallow import ValidationError

from risk_register import clock
from risk_register.documents.series import draw_series, write_rows
from risk_register.domain.indicators import Standing
from risk_register.domain.permissions import Permission
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
    drawn = {}
    for measure in measures:
        rows = list_rows(measure, most=MOST_DRAWN)
        names = tuple(measure.comparators)
        target = f"{measure.aim.target:f}" if measure.aim.target is not None else None
        title, unit = measure.indicator.title, measure.indicator.unit
        chart, table = _draw(title, json.dumps(rows), names, unit, target)
        drawn[measure.indicator.id] = {
            "rows": Markup(table),  # noqa: S704 - as the chart
            "names": names,
            "chart": Markup(chart),  # noqa: S704 - our own drawing, which escapes what it writes
        }
    return drawn


@lru_cache(maxsize=MOST_KEPT)
def _draw(
    title: str, rows: str, names: tuple[str, ...], unit: str, target: str | None
) -> tuple[str, str]:
    """Draw a chart and write the rows beside it, once as long as they say the same.

    Nothing else comes in, so what is kept is as true for any reader, moment and programme.

    :param rows: as JSON, so that they can be told apart
    """
    told = json.loads(rows)
    chart = draw_series(title, told, names=names, unit=unit, target=target)
    return chart, write_rows(told, names=names)
