"""Agencies: who looks after their people, what leads them, and what they are called."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.permissions import Access
from risk_register.models import Agency
from risk_register.schemas.agency_names import AgencyNamesSchema, RenamedAgencySchema
from risk_register.services.agency_names import (
    AgencyNames,
    add_agency,
    get_named_agency,
    list_agency_lines,
    rename_agency,
)
from risk_register.web.access import needs, present_keeper
from risk_register.web.forms import Form, read_form

doors = Blueprint("agency_names", __name__, url_prefix="/people/agencies")


@doors.get("")
@needs(Access.KEEPERS)
def list_agencies() -> ResponseReturnValue:
    """List the agencies with who looks after their people and which posts lead them."""
    keeper = present_keeper()
    return render_template(
        "agency_names/list.html",
        lines=list_agency_lines(keeper),
        is_administrator=keeper.is_administrator,
    )


@doors.get("/new")
@needs(Access.KEEPERS)
def new_agency() -> ResponseReturnValue:
    """Ask what a new agency is called."""
    if not present_keeper().is_administrator:
        raise NotAllowedError
    return _form(None, Form())


@doors.post("/new")
@needs(Access.KEEPERS)
def create_agency() -> ResponseReturnValue:
    """Add the agency."""
    if not present_keeper().is_administrator:
        raise NotAllowedError
    form = read_form(AgencyNamesSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                add_agency(form.values["names"], by=present_keeper(), at=clock.now())
            flash(f"{form.values['names'].name} is added.", "success")
            return redirect(url_for("agency_names.list_agencies"))
    return _form(None, form)


@doors.get("/<int:agency_id>/edit")
@needs(Access.KEEPERS)
def edit_agency(agency_id: int) -> ResponseReturnValue:
    """Ask what the agency is called."""
    agency = get_named_agency(present_keeper(), agency_id)
    typed = {"name": agency.name, "short": agency.short, "kind": agency.kind}
    return _form(agency, Form(typed=typed))


@doors.post("/<int:agency_id>/edit")
@needs(Access.KEEPERS)
def update_agency(agency_id: int) -> ResponseReturnValue:
    """Keep what the agency is called."""
    keeper = present_keeper()
    form = read_form(RenamedAgencySchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                agency = get_named_agency(keeper, agency_id)
                rename_agency(agency, by=keeper, at=clock.now(), **form.values)
            flash(f"{form.values['names'].name} is saved.", "success")
            return redirect(url_for("agency_names.list_agencies"))
    return _form(get_named_agency(keeper, agency_id), form)


def _form(agency: Agency | None, form: Form) -> ResponseReturnValue:
    seen = AgencyNames.of(agency).mark if agency else None
    page = render_template("agency_names/form.html", agency=agency, form=form, seen=seen)
    return page, form.status
