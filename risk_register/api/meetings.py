"""Meetings of bodies: planned, changed, moved, cancelled, reinstated."""

from datetime import time
from typing import Any

from risk_register import clock
from risk_register.api.reading import complete_change
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.errors import RuleError
from risk_register.domain.permissions import Permission
from risk_register.models import Meeting
from risk_register.schemas.machines.meetings import (
    CancellationIn,
    MeetingChangeIn,
    MeetingIn,
    MeetingMoveIn,
    MeetingsAsked,
    MeetingsOut,
    OneMeetingOut,
    OutlookAsked,
    OutlookOut,
    ReinstatementIn,
)
from risk_register.services.bodies import list_bodies
from risk_register.services.meetings import (
    change_meeting,
    deadlines_of,
    get_meeting,
    list_every_meeting,
    plan_meeting,
)
from risk_register.services.moves import (
    cancel_meeting,
    foresee_cancellation,
    foresee_move,
    move_meeting,
    reinstate_meeting,
)
from risk_register.services.programmes import Member

room = Room("meetings", Group.MEETINGS, "Meetings of bodies.")

MEETINGS = "/programmes/<programme_key>/meetings"
MEETING = f"{MEETINGS}/<int:meeting_id>"


@room.reads(MEETINGS, Permission.READ_MEETINGS, MeetingsOut, asks=MeetingsAsked)
def list_programme_meetings(member: Member, asked: dict[str, Any]) -> Any:
    """List the meetings of all bodies or one, the earliest first."""
    found = list_every_meeting(member, body_key=asked["body"], with_cancelled=asked["cancelled"])
    return {"items": [tell_meeting(meeting) for meeting in found]}


@room.adds(
    MEETINGS,
    Permission.KEEP_MEETINGS,
    MeetingIn,
    OneMeetingOut,
    example={"body_id": 1, "held_on": "2018-09-13", "starts_at": "14:00", "place": "County Hall"},
)
def plan_one_meeting(member: Member, said: dict[str, Any]) -> Any:
    """Put a meeting into the calendar."""
    bodies = {body.id: body for body in list_bodies(member.programme)}
    if said["body_id"] not in bodies:
        raise RuleError("Choose a body.", field="body_id")
    made = plan_meeting(
        bodies[said["body_id"]],
        held_on=said["held_on"],
        details=said["details"],
        by=member,
        at=clock.now(),
    )
    place = f"/api/v1/programmes/{member.programme.key}/meetings/{made.id}"
    return _told(get_meeting(member, made.id), location=place)


@room.reads(MEETING, Permission.READ_MEETINGS, OneMeetingOut, has_etag=True)
def get_one_meeting(member: Member, meeting_id: int) -> Any:
    """Show a meeting with the steps of its month."""
    return _told(get_meeting(member, meeting_id))


@room.changes(
    MEETING,
    Permission.KEEP_MEETINGS,
    MeetingChangeIn,
    OneMeetingOut,
    example={"place": "Town Hall", "starts_at": "10:30"},
)
def change_one_meeting(member: Member, sent: dict[str, Any], meeting_id: int) -> Any:
    """Change when on its day, and where, a meeting is held."""
    version = read_version(_name(meeting_id))
    meeting = get_meeting(member, meeting_id)
    standing = {
        "starts_at": _say_time(meeting.starts_at),
        "ends_at": _say_time(meeting.ends_at),
        "place": meeting.place,
        "quorum": meeting.quorum,
    }
    said = complete_change(MeetingChangeIn, standing, sent)
    change_meeting(meeting, said["details"], by=member, at=clock.now(), version=version)
    return _told(meeting)


@room.reads(f"{MEETING}/outlook", Permission.KEEP_MEETINGS, OutlookOut, asks=OutlookAsked)
def foresee_change_of_meeting(member: Member, asked: dict[str, Any], meeting_id: int) -> Any:
    """Say what would follow from moving a meeting to a day, or from cancelling it."""
    meeting, to_on = get_meeting(member, meeting_id), asked["to_on"]
    if to_on is None:
        return foresee_cancellation(meeting, at=clock.now())
    return foresee_move(meeting, to_on, at=clock.now())


@room.adds(
    f"{MEETING}/moves",
    Permission.KEEP_MEETINGS,
    MeetingMoveIn,
    OneMeetingOut,
    is_versioned=True,
    example={"to_on": "2018-09-20", "reason": "The hall is taken", "mark": "0" * 64},
)
def move_one_meeting(member: Member, said: dict[str, Any], meeting_id: int) -> Any:
    """Move a meeting to another day; its outlook says first what follows."""
    version = read_version(_name(meeting_id))
    meeting = get_meeting(member, meeting_id)
    move_meeting(meeting, by=member, at=clock.now(), version=version, **said)
    return _told(meeting)


@room.adds(
    f"{MEETING}/cancellation",
    Permission.KEEP_MEETINGS,
    CancellationIn,
    OneMeetingOut,
    is_versioned=True,
    example={"reason": "There is nothing to decide", "mark": "0" * 64},
)
def cancel_one_meeting(member: Member, said: dict[str, Any], meeting_id: int) -> Any:
    """Say that a meeting does not take place; its outlook says first what follows."""
    version = read_version(_name(meeting_id))
    meeting = get_meeting(member, meeting_id)
    cancel_meeting(meeting, by=member, at=clock.now(), version=version, **said)
    return _told(meeting)


@room.adds(
    f"{MEETING}/reinstatement",
    Permission.KEEP_MEETINGS,
    ReinstatementIn,
    OneMeetingOut,
    is_versioned=True,
    example={"reason": "There is something to decide after all"},
)
def reinstate_one_meeting(member: Member, said: dict[str, Any], meeting_id: int) -> Any:
    """Let a cancelled meeting take place after all."""
    version = read_version(_name(meeting_id))
    meeting = get_meeting(member, meeting_id)
    reinstate_meeting(meeting, by=member, at=clock.now(), version=version, **said)
    return _told(meeting)


def _name(meeting_id: int) -> str:
    return f"meeting-{meeting_id}"


def _say_time(moment: time | None) -> str | None:
    return f"{moment:%H:%M}" if moment else None


def _told(meeting: Meeting, *, location: str | None = None) -> Told:
    steps = deadlines_of(meeting)
    names = ("call_on", "updates_due_on", "lock_on", "circulate_by", "minutes_due_on")
    told = {
        **tell_meeting(meeting),
        "quorum": meeting.quorum,
        "cancel_reason": meeting.cancel_reason,
        **{name: getattr(steps, name) for name in names},
    }
    etag = write_etag(_name(meeting.id), meeting.version)
    return Told(told, etag=etag, location=location)


def tell_meeting(meeting: Meeting) -> dict[str, Any]:
    """Tell when and where a meeting is held."""
    names = ("id", "held_on", "starts_at", "ends_at", "place", "cancelled_at", "version")
    return {**{name: getattr(meeting, name) for name in names}, "body": meeting.body.key}
