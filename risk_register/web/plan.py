"""The improvement plan: its areas, how far each is, and keeping areas and success measures."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.models import ImprovementArea, SuccessMeasure
from risk_register.schemas.plan import (
    AreaSchema,
    MeasureRetirementSchema,
    MeasureSchema,
    NewAreaSchema,
    NewMeasureSchema,
)
from risk_register.services.area_indicators import list_indicators_at
from risk_register.services.impact import list_impact
from risk_register.services.milestones import list_by_action
from risk_register.services.plan import (
    AreaWords,
    MeasureWords,
    add_area,
    add_measure,
    change_area,
    change_measure,
    get_area,
    get_measure,
    list_plan,
    list_threatening,
    retire_measure,
    view_area,
)
from risk_register.services.programmes import list_posts
from risk_register.services.ratings import find_rated, find_scale, rate_area
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import area_page
from risk_register.web.forms import Form, date_parts, read_form

doors = Blueprint("plan", __name__)


@doors.get("/<programme_key>/plan")
@needs(Permission.READ_REGISTER)
def list_areas(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List the areas with who leads them and how far they are."""
    member = present_member()
    views, scale = list_plan(member), find_scale(member.programme, on=member.on)
    rated = find_rated([line.action for view in views for line in view.lines])
    return render_template(
        "plan/list.html",
        views=views,
        scale=scale,
        ratings={view.area.id: rate_area(view, scale, rated) for view in views} if scale else {},
        may_keep=member.may(Permission.KEEP_PLAN),
    )


@doors.get("/<programme_key>/plan/<area_key>")
@needs(Permission.READ_REGISTER)
def show_area(programme_key: str, area_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show an area with its success measures, the actions under them and the risks to it."""
    member = present_member()
    view = view_area(member, area_key)
    actions = [line.action for line in view.lines]
    scale, rated = find_scale(member.programme, on=member.on), find_rated(actions)
    return render_template(
        "plan/show.html",
        view=view,
        area=view.area,
        impact=list_impact([view.area])[view.area.id],
        scale=scale,
        rated=rated,
        area_rating=rate_area(view, scale, rated) if scale else None,
        milestones=list_by_action(actions),
        may_state=member.may(Permission.STATE_IMPACT, view.area),
        indicators=list_indicators_at(view.area, clock.now()),
        risks=list_threatening(view.area),
        scheme=member.scheme,
        may_keep=member.may(Permission.KEEP_PLAN),
    )


@doors.get("/<programme_key>/plan/new")
@needs(Permission.KEEP_PLAN)
def new_area(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show an empty area."""
    return _new_area_form(Form())


@doors.post("/<programme_key>/plan/new")
@needs(Permission.KEEP_PLAN)
def create_area(programme_key: str) -> ResponseReturnValue:
    """Add the area to the plan."""
    member = present_member()
    form = read_form(NewAreaSchema())
    if form.is_valid:
        with form.saving():
            key = form.values.pop("key")
            with write_transaction():
                add_area(key, AreaWords(**form.values), by=member, at=clock.now())
            flash(f"Area {key} is in the plan. Say next what will show it better.", "success")
            return redirect(area_page(programme_key, key))
    return _new_area_form(form)


@doors.get("/<programme_key>/plan/<area_key>/edit")
@needs(Permission.KEEP_PLAN)
def edit_area(programme_key: str, area_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what is said about an area, ready to be changed."""
    area = get_area(present_member(), area_key)
    typed = {"short": area.short, "text": area.text, "lead_id": str(area.lead_id or "")}
    return _edit_area_form(area, Form(typed=typed))


@doors.post("/<programme_key>/plan/<area_key>/edit")
@needs(Permission.KEEP_PLAN)
def update_area(programme_key: str, area_key: str) -> ResponseReturnValue:
    """Record what is said about the area now."""
    member = present_member()
    form = read_form(AreaSchema())
    if form.is_valid:
        version = form.values.pop("version")
        with form.saving():
            with write_transaction():
                area = get_area(member, area_key)
                words = AreaWords(**form.values)
                change_area(area, words, by=member, at=clock.now(), version=version)
            flash(f"Area {area_key} is changed.", "success")
            return redirect(area_page(programme_key, area_key))
    return _edit_area_form(get_area(member, area_key), form)


@doors.get("/<programme_key>/plan/<area_key>/measures/new")
@needs(Permission.KEEP_PLAN)
def new_measure(programme_key: str, area_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show an empty success measure."""
    return _measure_form(get_area(present_member(), area_key), None, Form())


@doors.post("/<programme_key>/plan/<area_key>/measures/new")
@needs(Permission.KEEP_PLAN)
def create_measure(programme_key: str, area_key: str) -> ResponseReturnValue:
    """Add the success measure to the area."""
    member = present_member()
    form = read_form(NewMeasureSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                area = get_area(member, area_key)
                words = MeasureWords(**form.values)
                number = add_measure(area, words, by=member, at=clock.now()).said_number
            flash(f"Success measure {number} is in the plan.", "success")
            return redirect(area_page(programme_key, area_key))
    return _measure_form(get_area(member, area_key), None, form)


@doors.get("/<programme_key>/plan/<area_key>/measures/<int:number>/edit")
@needs(Permission.KEEP_PLAN)
def edit_measure(programme_key: str, area_key: str, number: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show a success measure, ready to be changed."""
    measure = get_measure(present_member(), area_key, number)
    typed = {
        "text": measure.text,
        "baseline": measure.baseline or "",
        "target": measure.target or "",
    }
    if measure.target_on:
        typed |= date_parts("target_on", measure.target_on)
    return _measure_form(measure.area, measure, Form(typed=typed))


@doors.post("/<programme_key>/plan/<area_key>/measures/<int:number>/edit")
@needs(Permission.KEEP_PLAN)
def update_measure(programme_key: str, area_key: str, number: int) -> ResponseReturnValue:
    """Record how the success measure is worded now."""
    member = present_member()
    form = read_form(MeasureSchema())
    if form.is_valid:
        version = form.values.pop("version")
        with form.saving():
            with write_transaction():
                measure = get_measure(member, area_key, number)
                words = MeasureWords(**form.values)
                change_measure(measure, words, by=member, at=clock.now(), version=version)
                said = measure.said_number
            flash(f"Success measure {said} is changed.", "success")
            return redirect(area_page(programme_key, area_key))
    measure = get_measure(member, area_key, number)
    return _measure_form(measure.area, measure, form)


@doors.get("/<programme_key>/plan/<area_key>/measures/<int:number>/retire")
@needs(Permission.KEEP_PLAN)
def new_retirement(programme_key: str, area_key: str, number: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask why the area is judged by the measure no longer."""
    return _retire_form(get_measure(present_member(), area_key, number), Form())


@doors.post("/<programme_key>/plan/<area_key>/measures/<int:number>/retire")
@needs(Permission.KEEP_PLAN)
def create_retirement(programme_key: str, area_key: str, number: int) -> ResponseReturnValue:
    """Retire the success measure."""
    member = present_member()
    form = read_form(MeasureRetirementSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                measure = get_measure(member, area_key, number)
                retire_measure(measure, by=member, at=clock.now(), **form.values)
                said = measure.said_number
            flash(f"Success measure {said} is retired. Your reason is on record.", "success")
            return redirect(area_page(programme_key, area_key))
    return _retire_form(get_measure(member, area_key, number), form)


def _new_area_form(form: Form) -> ResponseReturnValue:
    posts = list_posts(present_member().programme)
    return render_template("plan/new.html", form=form, posts=posts), form.status


def _edit_area_form(area: ImprovementArea, form: Form) -> ResponseReturnValue:
    posts = list_posts(present_member().programme)
    page = render_template("plan/edit.html", area=area, form=form, posts=posts)
    return page, form.status


def _measure_form(
    area: ImprovementArea, measure: SuccessMeasure | None, form: Form
) -> ResponseReturnValue:
    return render_template("plan/measure.html", area=area, measure=measure, form=form), form.status


def _retire_form(measure: SuccessMeasure, form: Form) -> ResponseReturnValue:
    page = render_template("plan/retire.html", area=measure.area, measure=measure, form=form)
    return page, form.status
