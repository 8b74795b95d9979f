"""The circulation record of a meeting, and exactly what was circulated."""

from typing import Any

from flask import request

from risk_register import clock
from risk_register.api.meetings import MEETING
from risk_register.api.rooms import Room
from risk_register.database import read_moment, write_transaction
from risk_register.domain.api_keys import Group
from risk_register.domain.errors import NotFoundError
from risk_register.domain.permissions import Permission
from risk_register.doors.post_rooms import open_room
from risk_register.doors.uploads import hand_out_pieces
from risk_register.schemas.machines.circulation_records import CirculationRecordOut
from risk_register.services.circulated_files import pack_up
from risk_register.services.circulation_records import draw_paper, gather_record, record_taking
from risk_register.services.meetings import get_meeting
from risk_register.services.programmes import Member

room = Room("circulation_records", Group.PACKS, "Who got what, when and by whose decision.")

ZIP = "application/zip"


@room.reads(f"{MEETING}/circulation-record", Permission.READ_CIRCULATIONS, CirculationRecordOut)
def get_circulation_record(member: Member, meeting_id: int) -> Any:
    """Show who was entitled, who got what and when, by whose decision, in time or not."""
    with read_moment():
        return gather_record(member, get_meeting(member, meeting_id), at=clock.now())


@room.hands_over(f"{MEETING}/circulated.zip", Permission.READ_CIRCULATIONS, ZIP)
def get_circulated_files(member: Member, meeting_id: int) -> Any:
    """Hand over exactly what was circulated, with the record as paper; the record says who did."""
    with read_moment():
        record = gather_record(member, get_meeting(member, meeting_id), at=clock.now())
    if not record.circulations:
        raise NotFoundError("Nothing has been circulated for this meeting.")
    paper = draw_paper(record)
    with read_moment():
        meeting = get_meeting(member, meeting_id)
        name = f"{member.programme.key}-{meeting.body.key}-{meeting.held_on}-as-circulated.zip"
        archive = pack_up(member, meeting, record, paper=paper, room=open_room())
    if request.method == "GET":
        with write_transaction():
            meeting = get_meeting(member, meeting_id)
            record_taking(member, meeting, kind="zip", sha256=archive.sha256, at=clock.now())
    return hand_out_pieces(archive.file, name=name, media_type=ZIP)
