"""Actions of the plan: a new one, one that is there already, and taking one out."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import NotFoundError
from risk_register.domain.permissions import Permission
from risk_register.models import PlanLine, SuccessMeasure
from risk_register.schemas.plan import PlaceSchema, PlannedActionSchema, RemovalSchema
from risk_register.services.actions import ActionPlan, get_action
from risk_register.services.plan import get_measure
from risk_register.services.plan_lines import (
    get_line,
    list_placeable,
    place_action,
    plan_action,
    remove_line,
)
from risk_register.services.programmes import list_posts
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import area_page
from risk_register.web.filters import as_day
from risk_register.web.forms import Form, read_form

doors = Blueprint("plan_lines", __name__)


@doors.get("/<programme_key>/plan/<area_key>/measures/<int:number>/actions/new")
@needs(Permission.KEEP_PLAN)
def new_line(programme_key: str, area_key: str, number: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show an empty action."""
    return _new_form(get_measure(present_member(), area_key, number), Form())


@doors.post("/<programme_key>/plan/<area_key>/measures/<int:number>/actions/new")
@needs(Permission.KEEP_PLAN)
def create_line(programme_key: str, area_key: str, number: int) -> ResponseReturnValue:
    """Plan the action under the success measure."""
    member = present_member()
    form = read_form(PlannedActionSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                measure = get_measure(member, area_key, number)
                line = plan_action(measure, ActionPlan(**form.values), by=member, at=clock.now())
                said, due_on = line.said_number, line.action.due_on
            flash(f"{said} is planned, due on {as_day(due_on)}.", "success")
            return redirect(area_page(programme_key, area_key))
    return _new_form(get_measure(member, area_key, number), form)


@doors.get("/<programme_key>/plan/<area_key>/measures/<int:number>/actions/link")
@needs(Permission.KEEP_PLAN)
def new_place(programme_key: str, area_key: str, number: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show the actions that have no place in the plan yet."""
    return _place_form(get_measure(present_member(), area_key, number), Form())


@doors.post("/<programme_key>/plan/<area_key>/measures/<int:number>/actions/link")
@needs(Permission.KEEP_PLAN)
def create_place(programme_key: str, area_key: str, number: int) -> ResponseReturnValue:
    """Give the action its place under the success measure."""
    member = present_member()
    form = read_form(PlaceSchema())
    if form.is_valid:
        reference = form.values["action"]
        with form.saving():
            with write_transaction():
                measure = get_measure(member, area_key, number)
                try:
                    action = get_action(member, reference)
                except NotFoundError:
                    form.refuse("action", "Choose an action from the list.")
                    return _place_form(measure, form)
                line = place_action(measure, action, by=member, at=clock.now(), field="action")
                said = line.said_number
            flash(f"{reference} stands in the plan as {said}.", "success")
            return redirect(area_page(programme_key, area_key))
    return _place_form(get_measure(member, area_key, number), form)


@doors.get("/<programme_key>/plan/<area_key>/actions/<int:line_id>/remove")
@needs(Permission.KEEP_PLAN)
def edit_line(programme_key: str, area_key: str, line_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask why the action is taken out of the plan."""
    return _remove_form(get_line(present_member(), area_key, line_id), Form())


@doors.post("/<programme_key>/plan/<area_key>/actions/<int:line_id>/remove")
@needs(Permission.KEEP_PLAN)
def update_line(programme_key: str, area_key: str, line_id: int) -> ResponseReturnValue:
    """Take the action out of the plan."""
    member = present_member()
    form = read_form(RemovalSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                line = get_line(member, area_key, line_id)
                remove_line(line, by=member, at=clock.now(), **form.values)
                said = f"{line.action.reference} no longer stands in the plan"
            flash(f"{said}. The action itself goes on.", "success")
            return redirect(area_page(programme_key, area_key))
    return _remove_form(get_line(member, area_key, line_id), form)


def _new_form(measure: SuccessMeasure, form: Form) -> ResponseReturnValue:
    page = render_template(
        "plan/action.html",
        area=measure.area,
        measure=measure,
        form=form,
        posts=list_posts(present_member().programme),
    )
    return page, form.status


def _place_form(measure: SuccessMeasure, form: Form) -> ResponseReturnValue:
    page = render_template(
        "plan/link.html",
        area=measure.area,
        measure=measure,
        form=form,
        actions=list_placeable(present_member()),
    )
    return page, form.status


def _remove_form(line: PlanLine, form: Form) -> ResponseReturnValue:
    page = render_template("plan/remove.html", area=line.measure.area, line=line, form=form)
    return page, form.status
