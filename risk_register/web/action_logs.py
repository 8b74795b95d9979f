"""The action log of the meetings."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.domain.permissions import Permission
from risk_register.services.action_logs import list_asked_for
from risk_register.services.bodies import list_bodies
from risk_register.web.access import needs, present_member

doors = Blueprint("action_logs", __name__)


@doors.get("/<programme_key>/meetings/actions")
@needs(Permission.READ_REGISTER)
def show_log(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List the actions that came of decisions, of all bodies or of one."""
    member = present_member()
    bodies = list_bodies(member.programme)
    wanted = request.args.get("body", "")
    body = next((each for each in bodies if each.key == wanted), None)
    return render_template(
        "action_logs/show.html",
        asked=list_asked_for(member, body),
        body=body,
        bodies=bodies,
        today=clock.today(),
    )
