"""The circulation record of a meeting: a page, and files to take along."""

import hashlib
from io import BytesIO

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import read_moment, write_transaction
from risk_register.domain.circulation_records import CirculationRecord
from risk_register.domain.packs import Form
from risk_register.domain.permissions import Permission
from risk_register.models import Meeting
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


def _gather(meeting: Meeting) -> CirculationRecord:
    return gather_record(present_member(), meeting, at=clock.now())


def _hand_over(
    programme_key: str, meeting_id: int, content: bytes, media_type: str, kind: str
) -> Response:
    """Record who takes the file; who asks for its head takes nothing."""
    meeting = get_meeting(present_member(), meeting_id)
    name = f"{programme_key}-{meeting.body.key}-{meeting.held_on}-circulation-record.{kind}"
    if request.method == "GET":
        sha256 = hashlib.sha256(content).hexdigest()
        with write_transaction():
            record_taking(present_member(), meeting, kind=kind, sha256=sha256, at=clock.now())
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
