"""What one body has before it, and what became of what it had."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.domain.permissions import Permission
from risk_register.services.bodies import get_body
from risk_register.services.escalations import list_of_body
from risk_register.services.meetings import list_decisions_of, list_meetings
from risk_register.web.access import needs, present_member

doors = Blueprint("bodies", __name__)


@doors.get("/<programme_key>/bodies/<body_key>")
@needs(Permission.READ_REGISTER)
def show_body(programme_key: str, body_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what was escalated to a body, with its trail and what the body decided."""
    member = present_member()
    body = get_body(member, body_key)
    escalations = list_of_body(body)
    meetings = [each for each in list_meetings(member.programme) if each.body_id == body.id]
    return render_template(
        "bodies/show.html",
        body=body,
        standing=[each for each in escalations if each.returned_at is None],
        returned=[each for each in escalations if each.returned_at is not None],
        decisions=list_decisions_of(body),
        coming=next((each for each in meetings if each.held_on >= clock.today()), None),
        scheme=member.scheme,
    )
