"""Opening a programme in need, and closing it again."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.doors.post_rooms import find_domain, send_now
from risk_register.schemas.openings import OpeningSchema
from risk_register.services.openings import close_opening, find_own, open_programme
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("openings", __name__)


@doors.get("/<programme_key>/opening")
@needs(Permission.OPEN_PROGRAMME)
def new_opening(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Say what comes of it, and ask why."""
    return _page(Form(typed={"hours": "4"}))


@doors.post("/<programme_key>/opening")
@needs(Permission.OPEN_PROGRAMME)
def create_opening(programme_key: str) -> ResponseReturnValue:
    """Open the programme to the administrator, and write to its managers."""
    form = read_form(OpeningSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                opening = open_programme(
                    present_member(), domain=find_domain(), at=clock.now(), **form.values
                )
                hours = form.values["hours"]
                name = opening.programme.name
            send_now()
            said = "1 hour" if hours == 1 else f"{hours} hours"
            flash(f"You can read {name} for {said}. Its managers are told.", "success")
            return redirect(url_for("risks.list_risks", programme_key=programme_key))
    return _page(form)


@doors.post("/<programme_key>/opening/end")
@needs(Permission.OPEN_PROGRAMME)
def delete_opening(programme_key: str) -> ResponseReturnValue:
    """End it before its time."""
    with write_transaction():
        close_opening(present_member(), at=clock.now())
    flash("The programme is closed to you again.", "success")
    return redirect(url_for("openings.new_opening", programme_key=programme_key))


def _page(form: Form) -> ResponseReturnValue:
    own = find_own(present_member())
    return render_template("openings/new.html", form=form, own=own), form.status
