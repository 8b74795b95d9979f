"""Choosing who may read a risk."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.models import Risk
from risk_register.schemas.restrictions import Readership, RestrictionSchema
from risk_register.services.restrictions import (
    lift_restriction,
    list_agencies,
    list_candidates,
    list_unaware_leads,
    restrict_risk,
)
from risk_register.services.risks import get_risk
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import risk_page
from risk_register.web.forms import Form, read_form

doors = Blueprint("restrictions", __name__)


@doors.get("/<programme_key>/risks/<reference>/restriction")
@needs(Permission.RESTRICT_RISK)
def edit_restriction(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show who may read the risk."""
    risk = get_risk(present_member(), reference)
    return _page(risk, Form(typed=_typed(risk)))


@doors.post("/<programme_key>/risks/<reference>/restriction")
@needs(Permission.RESTRICT_RISK)
def update_restriction(programme_key: str, reference: str) -> ResponseReturnValue:
    """Restrict the risk, name others, or lift the restriction."""
    member = present_member()
    form = read_form(RestrictionSchema())
    if form.is_valid:
        given = dict(form.values)
        is_named = given.pop("readership") is Readership.NAMED
        with form.saving():
            with write_transaction():
                risk = get_risk(member, reference)
                _save(risk, given, is_named=is_named)
            flash(_say(reference, is_named=is_named), "success")
            return redirect(risk_page(programme_key, reference))
    return _page(get_risk(member, reference), form)


def _save(risk: Risk, given: dict[str, Any], *, is_named: bool) -> None:
    said: dict[str, Any] = {
        "by": present_member(),
        "at": clock.now(),
        "reason": given["reason"],
        "version": given["version"],
    }
    if is_named:
        named = {"agency_ids": given["agency_ids"], "person_ids": given["person_ids"]}
        restrict_risk(risk, **named, **said)
    else:
        lift_restriction(risk, **said)


def _say(reference: str, *, is_named: bool) -> str:
    if is_named:
        return f"{reference} is restricted. For everybody else it is not there."
    return f"{reference} is open again to everybody who reads the register."


def _typed(risk: Risk) -> dict[str, str]:
    if risk.restricted_at is None:
        agencies = [risk.carrying_agency_id]
        return {"readership": "", "agency_ids": ",".join(map(str, agencies))}
    return {
        "readership": Readership.NAMED.value,
        "agency_ids": ",".join(map(str, risk.open_to_agencies)),
        "person_ids": ",".join(map(str, risk.open_to_people)),
    }


def _page(risk: Risk, form: Form) -> ResponseReturnValue:
    page = render_template(
        "restrictions/edit.html",
        risk=risk,
        form=form,
        agencies=list_agencies(),
        candidates=list_candidates(present_member()),
        leads=list_unaware_leads(risk),
    )
    return page, form.status
