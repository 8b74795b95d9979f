"""What is measured: the list, one indicator with its values, a new one, and its end."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.documents.series import draw_series
from risk_register.domain.indicators import Direction, Sector
from risk_register.domain.periods import PeriodKind
from risk_register.domain.permissions import Permission
from risk_register.models import Indicator
from risk_register.schemas.indicators import (
    ChangedIndicatorSchema,
    EndSchema,
    IndicatorSchema,
    read_aim,
)
from risk_register.services.indicators import (
    IndicatorWords,
    Measured,
    add_indicator,
    find_trajectory,
    get_indicator,
    list_areas,
    list_areas_of,
    list_retired_indicators,
    list_risks_of,
    list_trajectories,
    list_warned_of,
    retire_indicator,
)
from risk_register.services.indicators import list_indicators as list_all
from risk_register.services.indicators import update_indicator as record_change
from risk_register.services.measures import list_rows, read_measure, read_measures
from risk_register.services.programmes import list_posts
from risk_register.services.told_packs import find_last_told
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, date_parts, read_form

doors = Blueprint("indicators", __name__)


@doors.get("/<programme_key>/indicators")
@needs(Permission.READ_REGISTER)
def list_indicators(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List what the programme measures, with the newest value of each."""
    member = present_member()
    return render_template(
        "indicators/list.html",
        measures=read_measures(list_all(member.programme), known_at=clock.now()),
        retired=list_retired_indicators(member.programme),
        may_keep=member.may(Permission.KEEP_INDICATORS),
    )


@doors.get("/<programme_key>/indicators/<reference>")
@needs(Permission.READ_REGISTER)
def show_indicator(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what one measures, every value of it, and what it bears on."""
    member = present_member()
    indicator = get_indicator(member, reference)
    told = find_last_told(member.programme, on=member.on)
    measure = read_measure(indicator, known_at=clock.now(), told_at=told.taken_at if told else None)
    rows = list_rows(measure)
    names = list(measure.comparators)
    target = f"{measure.aim.target:f}" if measure.aim.target is not None else None
    drawn = draw_series(indicator.title, rows, names=names, unit=indicator.unit, target=target)
    return render_template(
        "indicators/show.html",
        indicator=indicator,
        measure=measure,
        rows=rows,
        names=names,
        chart=Markup(drawn),  # noqa: S704 - our own drawing, which escapes what it writes
        told=told,
        areas=list_areas_of(indicator),
        risks=list_risks_of(indicator),
        trajectories=list_trajectories(indicator),
        may_keep=member.may(Permission.KEEP_INDICATORS),
        may_record=member.may(Permission.RECORD_READING, indicator),
    )


@doors.get("/<programme_key>/indicators/new")
@needs(Permission.KEEP_INDICATORS)
def new_indicator(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show an empty indicator."""
    return _new_form(Form(typed={"due_days": "30"}))


@doors.post("/<programme_key>/indicators/new")
@needs(Permission.KEEP_INDICATORS)
def create_indicator(programme_key: str) -> ResponseReturnValue:
    """Begin to measure it."""
    member = present_member()
    form = read_form(IndicatorSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                values = dict(form.values)
                measured = Measured(
                    values.pop("unit"), values.pop("direction"), values.pop("period_kind")
                )
                aim = read_aim(values, measured.direction)
                indicator = add_indicator(_words(values), measured, aim, by=member, at=clock.now())
                reference = indicator.reference
            flash(f"{reference} is measured from now on.", "success")
            return redirect(indicator_page(programme_key, reference))
    return _new_form(form)


@doors.get("/<programme_key>/indicators/<reference>/edit")
@needs(Permission.KEEP_INDICATORS)
def edit_indicator(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what is said about it, ready to be changed."""
    indicator = get_indicator(present_member(), reference)
    return _edit_form(indicator, Form(typed=_typed(indicator)))


@doors.post("/<programme_key>/indicators/<reference>/edit")
@needs(Permission.KEEP_INDICATORS)
def update_indicator(programme_key: str, reference: str) -> ResponseReturnValue:
    """Record what is said about it now."""
    member = present_member()
    form = read_form(ChangedIndicatorSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                indicator = get_indicator(member, reference)
                values = dict(form.values)
                aim = read_aim(values, indicator.direction)
                reason, version = values["reason"], values["version"]
                record_change(
                    indicator,
                    _words(values),
                    aim,
                    reason=reason,
                    by=member,
                    at=clock.now(),
                    version=version,
                )
            flash(f"{reference} is changed.", "success")
            return redirect(indicator_page(programme_key, reference))
    return _edit_form(get_indicator(member, reference), form)


@doors.get("/<programme_key>/indicators/<reference>/end")
@needs(Permission.KEEP_INDICATORS)
def new_end(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask why it is measured no longer."""
    return _end_form(get_indicator(present_member(), reference), Form())


@doors.post("/<programme_key>/indicators/<reference>/end")
@needs(Permission.KEEP_INDICATORS)
def create_end(programme_key: str, reference: str) -> ResponseReturnValue:
    """Measure it no longer."""
    member = present_member()
    form = read_form(EndSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                indicator = get_indicator(member, reference)
                retire_indicator(indicator, by=member, at=clock.now(), **form.values)
            flash(f"{reference} is measured no longer. Its values stay.", "success")
            return redirect(indicator_page(programme_key, reference))
    return _end_form(get_indicator(member, reference), form)


def indicator_page(programme_key: str, reference: str) -> str:
    """Give the address of an indicator's page."""
    return url_for("indicators.show_indicator", programme_key=programme_key, reference=reference)


def _words(values: dict[str, Any]) -> IndicatorWords:
    values.pop("reason")
    values.pop("version")
    areas, risks = values.pop("area_ids"), values.pop("risk_ids")
    return IndicatorWords(area_ids=frozenset(areas), risk_ids=frozenset(risks), **values)


def _typed(indicator: Indicator) -> dict[str, str]:
    trajectory = find_trajectory(indicator)
    typed = {
        name: str(getattr(indicator, name) or "")
        for name in ("title", "definition", "denominator", "source", "attribution", "owner_id")
    }
    for name in ("baseline", "target", "tolerance"):
        number = getattr(trajectory, name)
        typed[name] = "" if number is None else f"{number:f}"
    for name in ("baseline_on", "target_on"):
        if day := getattr(trajectory, name):
            typed |= date_parts(name, day)
    return typed | {
        "sector": indicator.sector.value,
        "due_days": str(indicator.due_days),
        "counts_people": "true" if indicator.counts_people else "",
        "area_ids": ",".join(str(area.id) for area in list_areas_of(indicator)),
        "risk_ids": ",".join(str(risk.id) for risk in list_risks_of(indicator)),
    }


def _new_form(form: Form) -> ResponseReturnValue:
    return _form("indicators/new.html", form)


def _edit_form(indicator: Indicator, form: Form) -> ResponseReturnValue:
    return _form("indicators/edit.html", form, indicator=indicator)


def _form(template: str, form: Form, **values: Any) -> ResponseReturnValue:
    programme = present_member().programme
    page = render_template(
        template,
        form=form,
        posts=list_posts(programme),
        areas=list_areas(programme),
        risks=list_warned_of(programme),
        Sector=Sector,
        Direction=Direction,
        PeriodKind=PeriodKind,
        **values,
    )
    return page, form.status


def _end_form(indicator: Indicator, form: Form) -> ResponseReturnValue:
    page = render_template("indicators/end.html", indicator=indicator, form=form)
    return page, form.status
