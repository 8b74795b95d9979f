"""Letting an action that is there already serve another risk."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import NotFoundError
from risk_register.domain.permissions import Permission
from risk_register.models import Risk
from risk_register.schemas.actions import LinkSchema
from risk_register.services.actions import get_action, link_action, list_linkable
from risk_register.services.programmes import Member
from risk_register.services.risks import get_risk
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import risk_page
from risk_register.web.forms import Form, read_form

doors = Blueprint("action_links", __name__)


@doors.get("/<programme_key>/risks/<reference>/actions/link")
@needs(Permission.ADD_ACTION)
def new_link(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show the actions that do not serve the risk yet."""
    return _form(_own_risk(present_member(), reference), Form())


@doors.post("/<programme_key>/risks/<reference>/actions/link")
@needs(Permission.ADD_ACTION)
def create_link(programme_key: str, reference: str) -> ResponseReturnValue:
    """Let the action serve the risk too."""
    member = present_member()
    form = read_form(LinkSchema())
    if form.is_valid:
        said = form.values
        with form.saving():
            with write_transaction():
                risk = get_risk(member, reference)
                try:
                    action = get_action(member, said["action"])
                except NotFoundError:
                    form.refuse("action", "Choose an action from the list.")
                    return _form(risk, form)
                link_action(
                    risk,
                    action,
                    expected=(said["expected_likelihood"], said["expected_impact"]),
                    by=member,
                    at=clock.now(),
                    version=said["version"],
                )
            flash(f"{said['action']} is meant to bring down {reference} too.", "success")
            return redirect(risk_page(programme_key, reference))
    return _form(_own_risk(member, reference), form)


def _own_risk(member: Member, reference: str) -> Risk:
    risk = get_risk(member, reference)
    member.check(Permission.ADD_ACTION, risk)
    return risk


def _form(risk: Risk, form: Form) -> ResponseReturnValue:
    page = render_template(
        "actions/link.html",
        risk=risk,
        form=form,
        scheme=present_member().scheme,
        actions=list_linkable(risk),
    )
    return page, form.status
