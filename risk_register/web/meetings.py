"""Meetings and the dates of each board month."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.domain.permissions import Permission
from risk_register.services.escalations import list_with_bodies
from risk_register.services.meetings import deadlines_of, find_next_meeting
from risk_register.services.meetings import list_meetings as list_all
from risk_register.services.packs import list_packs
from risk_register.web.access import needs, present_member

doors = Blueprint("meetings", __name__)


@doors.get("/<programme_key>/meetings")
@needs(Permission.READ_MEETINGS)
def list_meetings(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List the meetings with their packs, and the coming one step by step."""
    member, today = present_member(), clock.today()
    coming = find_next_meeting(member.programme, on=today)
    packs = {pack.meeting_id: pack for pack in reversed(list_packs(member))}
    return render_template(
        "meetings/list.html",
        meetings=list_all(member.programme),
        coming=coming,
        deadlines=deadlines_of(coming) if coming else None,
        may_read=member.may(Permission.READ_REGISTER),
        escalated=list_with_bodies(member) if member.may(Permission.READ_REGISTER) else [],
        packs=packs,
        today=today,
    )
