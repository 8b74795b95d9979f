"""Carrying a risk to a body, and bringing it back."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.models import Escalation, Risk
from risk_register.schemas.escalations import EscalationSchema, ReasonSchema
from risk_register.services.bodies import list_bodies
from risk_register.services.escalations import (
    escalate_risk,
    get_standing,
    return_risk,
)
from risk_register.services.risks import get_risk
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import risk_page
from risk_register.web.forms import Form, read_form

doors = Blueprint("escalations", __name__)


@doors.get("/<programme_key>/risks/<reference>/escalations/new")
@needs(Permission.ESCALATE_RISK)
def new_escalation(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show the bodies that can be asked."""
    return _form(get_risk(present_member(), reference), Form())


@doors.post("/<programme_key>/risks/<reference>/escalations/new")
@needs(Permission.ESCALATE_RISK)
def create_escalation(programme_key: str, reference: str) -> ResponseReturnValue:
    """Carry the risk to the body."""
    member = present_member()
    form = read_form(EscalationSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                made = escalate_risk(
                    get_risk(member, reference), by=member, at=clock.now(), **form.values
                )
                name = made.body.name
            flash(f"{reference} is before the {name} now.", "success")
            return redirect(risk_page(programme_key, reference))
    return _form(get_risk(member, reference), form)


@doors.get("/<programme_key>/risks/<reference>/escalations/<int:number>/return")
@needs(Permission.ESCALATE_RISK)
def edit_escalation(programme_key: str, reference: str, number: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask why the risk comes back."""
    return _return_form(_find(reference, number), Form())


@doors.post("/<programme_key>/risks/<reference>/escalations/<int:number>/return")
@needs(Permission.ESCALATE_RISK)
def update_escalation(programme_key: str, reference: str, number: int) -> ResponseReturnValue:
    """Bring the risk back."""
    member = present_member()
    form = read_form(ReasonSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                escalation = _find(reference, number)
                return_risk(escalation, by=member, at=clock.now(), **form.values)
                name = escalation.body.name
            flash(f"{reference} is back from the {name}.", "success")
            return redirect(risk_page(programme_key, reference))
    return _return_form(_find(reference, number), form)


def _find(reference: str, number: int) -> Escalation:
    return get_standing(get_risk(present_member(), reference), number)


def _form(risk: Risk, form: Form) -> ResponseReturnValue:
    bodies = list_bodies(present_member().programme)
    return render_template("escalations/new.html", risk=risk, form=form, bodies=bodies), form.status


def _return_form(escalation: Escalation, form: Form) -> ResponseReturnValue:
    page = render_template("escalations/return.html", escalation=escalation, form=form)
    return page, form.status
