"""Bodies and their meetings."""

from typing import Any

from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.models import Meeting
from risk_register.schemas.machines.meetings import BodiesOut, MeetingsOut, OneMeetingOut
from risk_register.services.bodies import list_bodies
from risk_register.services.meetings import deadlines_of, get_meeting, list_meetings
from risk_register.services.programmes import Member

room = Room("meetings", Group.MEETINGS, "Bodies and their meetings.")

MEETINGS = "/programmes/<programme_key>/meetings"


@room.reads("/programmes/<programme_key>/bodies", Permission.READ_MEETINGS, BodiesOut)
def list_programme_bodies(member: Member) -> Any:
    """List the programme's bodies."""
    return {"items": list_bodies(member.programme)}


@room.reads(MEETINGS, Permission.READ_MEETINGS, MeetingsOut)
def list_programme_meetings(member: Member) -> Any:
    """List the meetings of bodies that get packs, without those that were cancelled."""
    return {"items": [_tell(meeting) for meeting in list_meetings(member.programme)]}


@room.reads(f"{MEETINGS}/<int:meeting_id>", Permission.READ_MEETINGS, OneMeetingOut)
def get_one_meeting(member: Member, meeting_id: int) -> Any:
    """Show a meeting with the steps of its month."""
    meeting = get_meeting(member, meeting_id)
    steps = deadlines_of(meeting)
    names = ("call_on", "updates_due_on", "lock_on", "circulate_by", "minutes_due_on")
    return {
        **_tell(meeting),
        "cancelled_at": meeting.cancelled_at,
        **{name: getattr(steps, name) for name in names},
    }


def _tell(meeting: Meeting) -> dict[str, Any]:
    names = ("id", "held_on", "starts_at", "ends_at", "place")
    return {**{name: getattr(meeting, name) for name in names}, "body": meeting.body.key}
