"""Bearing a risk knowingly, for a while, and no longer."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.schemas.acceptances import AcceptanceSchema
from risk_register.schemas.escalations import ReasonSchema
from risk_register.services.acceptances import accept_risk, find_borne, withdraw_acceptance
from risk_register.services.risks import get_risk
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import risk_page
from risk_register.web.filters import as_day
from risk_register.web.forms import Form, read_form

doors = Blueprint("acceptances", __name__)


@doors.get("/<programme_key>/risks/<reference>/acceptances/new")
@needs(Permission.ACCEPT_RISK)
def new_acceptance(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what would be accepted."""
    return _form("acceptances/new.html", reference, Form())


@doors.post("/<programme_key>/risks/<reference>/acceptances/new")
@needs(Permission.ACCEPT_RISK)
def create_acceptance(programme_key: str, reference: str) -> ResponseReturnValue:
    """Accept the risk at its present score."""
    member = present_member()
    form = read_form(AcceptanceSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                accept_risk(get_risk(member, reference), by=member, at=clock.now(), **form.values)
            until = as_day(form.values["expires_on"])
            flash(f"{reference} is accepted until {until}; then it is back by itself.", "success")
            return redirect(risk_page(programme_key, reference))
    return _form("acceptances/new.html", reference, form)


@doors.get("/<programme_key>/risks/<reference>/acceptances/withdraw")
@needs(Permission.ACCEPT_RISK)
def edit_acceptance(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask why the risk is borne no longer."""
    return _form("acceptances/withdraw.html", reference, Form())


@doors.post("/<programme_key>/risks/<reference>/acceptances/withdraw")
@needs(Permission.ACCEPT_RISK)
def update_acceptance(programme_key: str, reference: str) -> ResponseReturnValue:
    """Bear the risk no longer."""
    member = present_member()
    form = read_form(ReasonSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                risk = get_risk(member, reference)
                withdraw_acceptance(risk, by=member, at=clock.now(), **form.values)
            flash(f"{reference} is accepted no longer.", "success")
            return redirect(risk_page(programme_key, reference))
    return _form("acceptances/withdraw.html", reference, form)


def _form(template: str, reference: str, form: Form) -> ResponseReturnValue:
    member = present_member()
    risk = get_risk(member, reference)
    page = render_template(
        template,
        risk=risk,
        form=form,
        scheme=member.scheme,
        borne=find_borne(risk, on=clock.today()),
    )
    return page, form.status
