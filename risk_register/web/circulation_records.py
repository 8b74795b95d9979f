"""The circulation record of a meeting: a page, and files to take along."""

import hashlib
from io import BytesIO

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import read_moment, write_transaction
from risk_register.domain.circulation_records import CirculationRecord
from risk_register.domain.errors import NotFoundError
from risk_register.domain.packs import Form
from risk_register.domain.permissions import Permission
from risk_register.doors.post_rooms import open_room
from risk_register.doors.uploads import hand_out_pieces
from risk_register.models import Meeting
from risk_register.services.circulated_files import pack_up
from risk_register.services.circulation_records import draw_paper, gather_record, record_taking
from risk_register.services.meetings import get_meeting
from risk_register.sheets.circulation_records import lay_out
from risk_register.sheets.registers import SheetKind, write_csv
from risk_register.web.access import needs, present_member

doors = Blueprint("circulation_records", __name__)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/circulation-record")
@needs(Permission.READ_CIRCULATIONS)
def show_record(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show who was entitled, who got what and when, by whose decision, in time or not."""
    meeting = get_meeting(present_member(), meeting_id)
    return render_template(
        "circulation_records/show.html", meeting=meeting, record=_gather(meeting)
    )


@doors.get("/<programme_key>/meetings/<int:meeting_id>/circulation-record.csv")
@needs(Permission.READ_CIRCULATIONS)
def export_record(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Hand the record over as a table."""
    with read_moment():
        meeting = get_meeting(present_member(), meeting_id)
        record = _gather(meeting)
        file = BytesIO()
        write_csv(lay_out(record), file)
    return _hand_over(programme_key, meeting_id, file.getvalue(), SheetKind.CSV.media_type, "csv")


@doors.get("/<programme_key>/meetings/<int:meeting_id>/circulation-record.pdf")
@needs(Permission.READ_CIRCULATIONS)
def print_record(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Hand the record over as a paper; it is drawn now, outside any transaction."""
    with read_moment():
        meeting = get_meeting(present_member(), meeting_id)
        record = _gather(meeting)
    content = draw_paper(record)
    return _hand_over(programme_key, meeting_id, content, Form.PDF.media_type, Form.PDF.value)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/circulated.zip")
@needs(Permission.READ_CIRCULATIONS)
def export_files(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Hand over exactly what was circulated, piece by piece."""
    member = present_member()
    with read_moment():
        record = _gather(get_meeting(member, meeting_id))
    if not record.circulations:
        raise NotFoundError("Nothing has been circulated for this meeting.")
    paper = draw_paper(record)
    with read_moment():
        meeting = get_meeting(member, meeting_id)
        name = f"{programme_key}-{meeting.body.key}-{meeting.held_on}-as-circulated.zip"
        room = open_room()
        archive = pack_up(member, meeting, record, paper=paper, room=room)
    _record_taking(meeting_id, kind="zip", sha256=archive.sha256)
    return hand_out_pieces(archive.file, name=name, media_type="application/zip")


def _gather(meeting: Meeting) -> CirculationRecord:
    return gather_record(present_member(), meeting, at=clock.now())


def _hand_over(
    programme_key: str, meeting_id: int, content: bytes, media_type: str, kind: str
) -> Response:
    """Hand a file over under its name, and record who takes it."""
    meeting = get_meeting(present_member(), meeting_id)
    name = f"{programme_key}-{meeting.body.key}-{meeting.held_on}-circulation-record.{kind}"
    _record_taking(meeting_id, kind=kind, sha256=hashlib.sha256(content).hexdigest())
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _record_taking(meeting_id: int, *, kind: str, sha256: str) -> None:
    """Record who takes a file; who asks for its head takes nothing."""
    if request.method != "GET":
        return
    member = present_member()
    with write_transaction():
        meeting = get_meeting(member, meeting_id)
        record_taking(member, meeting, kind=kind, sha256=sha256, at=clock.now())
