"""Who comes to a meeting: the table of who was there, and apologies beforehand."""

from typing import Any

from risk_register import clock
from risk_register.api.meetings import MEETING
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.schemas.machines.attendances import ApologiesIn, AttendanceIn, AttendanceOut
from risk_register.services.attendances import (
    AttendanceRow,
    SeatNote,
    count_attendance,
    list_rows,
    note_attendance,
    send_apologies,
)
from risk_register.services.meetings import get_meeting
from risk_register.services.programmes import Member

room = Room("attendances", Group.MEETINGS, "Who comes to meetings.")


@room.reads(f"{MEETING}/attendance", Permission.READ_MEETINGS, AttendanceOut)
def get_attendance(member: Member, meeting_id: int) -> Any:
    """Show who comes to a meeting, or came."""
    return _tell(member, meeting_id)


@room.adds(
    f"{MEETING}/attendance",
    Permission.KEEP_MEETINGS,
    AttendanceIn,
    AttendanceOut,
    example={"rows": [{"seat_id": 1, "presence": "present", "was": "apologies"}]},
)
def note_attendance_of_meeting(member: Member, said: dict[str, Any], meeting_id: int) -> Any:
    """Note who came; ``was`` is the state of the seat that has been read, and empty for none."""
    notes = [SeatNote(**row) for row in said["rows"]]
    note_attendance(get_meeting(member, meeting_id), notes, by=member, at=clock.now())
    return _tell(member, meeting_id)


@room.adds(
    f"{MEETING}/apologies",
    Permission.READ_MEETINGS,
    ApologiesIn,
    AttendanceOut,
    example={"seat_id": 1, "deputy_id": 2, "was": ""},
)
def send_own_apologies(member: Member, said: dict[str, Any], meeting_id: int) -> Any:
    """Send apologies for a seat of your own, or say that you come after all."""
    send_apologies(get_meeting(member, meeting_id), by=member, at=clock.now(), **said)
    return _tell(member, meeting_id)


def _tell(member: Member, meeting_id: int) -> dict[str, Any]:
    meeting = get_meeting(member, meeting_id)
    rows = list_rows(meeting)
    count = count_attendance(meeting, rows)
    return {
        "items": [_tell_row(row) for row in rows],
        "voting": count.voting,
        "filled": count.filled,
        "needed": count.needed,
    }


def _tell_row(row: AttendanceRow) -> dict[str, Any]:
    return {
        "seat_id": row.seat.id,
        "title": row.seat.title,
        "capacity": row.seat.capacity,
        "is_vacant": row.person is None,
        "presence": row.noted.presence if row.noted else None,
        "deputy_id": row.noted.deputy_id if row.noted else None,
        "deputy_ids": [seat.id for seat in row.deputies],
        "state": row.state,
    }
