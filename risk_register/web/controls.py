"""What holds a risk down: a new control, how one stands now, and its end."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.controls import AssuranceLine
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import ControlState
from risk_register.models import Control, Risk
from risk_register.schemas.controls import ControlSchema, RetirementSchema
from risk_register.services.controls import ControlWords, add_control, get_control, retire_control
from risk_register.services.controls import update_control as record_change
from risk_register.services.programmes import Member
from risk_register.services.risks import get_risk
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import risk_page
from risk_register.web.forms import Form, read_form

doors = Blueprint("controls", __name__)


@doors.get("/<programme_key>/risks/<reference>/controls/new")
@needs(Permission.KEEP_CONTROLS)
def new_control(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show an empty control."""
    member = present_member()
    return _new_form(_own_risk(member, reference), Form())


@doors.post("/<programme_key>/risks/<reference>/controls/new")
@needs(Permission.KEEP_CONTROLS)
def create_control(programme_key: str, reference: str) -> ResponseReturnValue:
    """Add the control to the risk."""
    member = present_member()
    form = read_form(ControlSchema())
    if form.is_valid:
        version = form.values.pop("version")
        with form.saving():
            with write_transaction():
                risk = get_risk(member, reference)
                add_control(risk, _words(form.values), by=member, at=clock.now(), version=version)
            flash(f"A control of {reference} is on record.", "success")
            return redirect(risk_page(programme_key, reference))
    return _new_form(_own_risk(member, reference), form)


@doors.get("/<programme_key>/controls/<int:control_id>/edit")
@needs(Permission.KEEP_CONTROLS)
def edit_control(programme_key: str, control_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show how the control stands, ready to be changed."""
    control = _own_control(present_member(), control_id)
    typed = {
        "text": control.text,
        "state": control.state.value,
        "assurance_line": str(control.assurance_line or ""),
        "gaps": control.gaps or "",
    }
    return _edit_form(control, Form(typed=typed))


@doors.post("/<programme_key>/controls/<int:control_id>/edit")
@needs(Permission.KEEP_CONTROLS)
def update_control(programme_key: str, control_id: int) -> ResponseReturnValue:
    """Record how the control stands now."""
    member = present_member()
    form = read_form(ControlSchema())
    if form.is_valid:
        version = form.values.pop("version")
        with form.saving():
            with write_transaction():
                control = get_control(member, control_id)
                record_change(
                    control, _words(form.values), by=member, at=clock.now(), version=version
                )
                reference = control.risk.reference
            flash(f"The control of {reference} is changed.", "success")
            return redirect(risk_page(programme_key, reference))
    return _edit_form(_own_control(member, control_id), form)


@doors.get("/<programme_key>/controls/<int:control_id>/retire")
@needs(Permission.KEEP_CONTROLS)
def new_retirement(programme_key: str, control_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask why the control no longer holds."""
    return _retire_form(_own_control(present_member(), control_id), Form())


@doors.post("/<programme_key>/controls/<int:control_id>/retire")
@needs(Permission.KEEP_CONTROLS)
def create_retirement(programme_key: str, control_id: int) -> ResponseReturnValue:
    """Retire the control."""
    member = present_member()
    form = read_form(RetirementSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                control = get_control(member, control_id)
                retire_control(control, by=member, at=clock.now(), **form.values)
                reference = control.risk.reference
            flash(f"A control of {reference} is retired. Your reason is on record.", "success")
            return redirect(risk_page(programme_key, reference))
    return _retire_form(_own_control(member, control_id), form)


def _own_risk(member: Member, reference: str) -> Risk:
    risk = get_risk(member, reference)
    member.check(Permission.KEEP_CONTROLS, risk)
    return risk


def _own_control(member: Member, control_id: int) -> Control:
    control = get_control(member, control_id)
    member.check(Permission.KEEP_CONTROLS, control.risk)
    return control


def _words(values: dict[str, Any]) -> ControlWords:
    line = values["assurance_line"]
    return ControlWords(
        text=values["text"],
        state=values["state"],
        assurance_line=AssuranceLine(line) if line else None,
        gaps=values["gaps"],
    )


def _new_form(risk: Risk, form: Form) -> ResponseReturnValue:
    page = render_template(
        "controls/new.html",
        risk=risk,
        form=form,
        ControlState=ControlState,
        AssuranceLine=AssuranceLine,
    )
    return page, form.status


def _edit_form(control: Control, form: Form) -> ResponseReturnValue:
    page = render_template(
        "controls/edit.html",
        control=control,
        risk=control.risk,
        form=form,
        ControlState=ControlState,
        AssuranceLine=AssuranceLine,
    )
    return page, form.status


def _retire_form(control: Control, form: Form) -> ResponseReturnValue:
    page = render_template("controls/retire.html", control=control, risk=control.risk, form=form)
    return page, form.status
