"""The golden thread of an area, today or as at any moment."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.domain.permissions import Permission
from risk_register.schemas.moments import AsAtSchema
from risk_register.services.plan import get_area
from risk_register.services.threads import get_thread
from risk_register.web.access import needs, present_member
from risk_register.web.forms import read_if_asked

doors = Blueprint("threads", __name__)


@doors.get("/<programme_key>/plan/<area_key>/thread")
@needs(Permission.READ_REGISTER)
def show_thread(programme_key: str, area_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what hangs on an area, at the moment that the address names or now."""
    member = present_member()
    form = read_if_asked(AsAtSchema(), "on")
    area = get_area(member, area_key)
    moment = form.values.get("moment") or (None if form.errors else clock.now())
    return render_template(
        "threads/show.html",
        form=form,
        area=area,
        thread=get_thread(member, area_key, moment) if moment else None,
        is_past="moment" in form.values,
    ), form.status
