"""Closing a meeting's month by hand, before the clock does it."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.services.meetings import get_meeting
from risk_register.services.rolls import roll_forward
from risk_register.web.access import needs, present_member

doors = Blueprint("rolls", __name__)


@doors.post("/<programme_key>/meetings/<int:meeting_id>/roll")
@needs(Permission.KEEP_MEETINGS)
def create_roll(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Close the month."""
    member = present_member()
    with write_transaction():
        has_closed = roll_forward(get_meeting(member, meeting_id), by=member, at=clock.now())
    flash("The month is closed." if has_closed else "The month was closed already.", "success")
    return redirect(
        url_for("minutes.show_minutes", programme_key=programme_key, meeting_id=meeting_id)
    )
