"""How the very next pack would look, at any time before it is made."""

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.packs import PackState
from risk_register.domain.permissions import Permission
from risk_register.doors.background import go_on
from risk_register.models import Meeting
from risk_register.schemas.base import FormSchema
from risk_register.services.meetings import deadlines_of, get_meeting_with_pack
from risk_register.services.packs import find_newest
from risk_register.services.previews import (
    claim_preview,
    find_preview,
    finish_preview,
    is_drawing,
)
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form
from risk_register.web.policies import write_policy

doors = Blueprint("previews", __name__)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/preview")
@needs(Permission.MAKE_PACK)
def show_preview(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show where the preview stands, and the way to its files."""
    return _show(get_meeting_with_pack(present_member().programme, meeting_id), Form())


@doors.post("/<programme_key>/meetings/<int:meeting_id>/preview")
@needs(Permission.MAKE_PACK)
def create_preview(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Ask for a preview; it is drawn after this page."""
    member, now = present_member(), clock.now()
    form = read_form(FormSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                meeting = get_meeting_with_pack(member.programme, meeting_id)
                claim = claim_preview(meeting, by=member, at=now)
            go_on(lambda: finish_preview(claim, at=now), name=f"Preview {claim.preview_id}")
            return redirect(
                url_for("previews.show_preview", programme_key=programme_key, meeting_id=meeting_id)
            )
    return _show(get_meeting_with_pack(member.programme, meeting_id), form)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/preview.pdf")
@needs(Permission.MAKE_PACK)
def show_preview_pdf(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Give the drawn preview as a PDF."""
    meeting = get_meeting_with_pack(present_member().programme, meeting_id)
    preview = find_preview(meeting, with_files=True)
    if preview is None or preview.pdf is None:
        abort(404)
    response = Response(preview.pdf, mimetype="application/pdf")
    name = f"draft-{meeting.body.key}-{meeting.held_on}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@doors.get("/<programme_key>/meetings/<int:meeting_id>/preview.html")
@needs(Permission.MAKE_PACK)
def show_preview_page(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Give the drawn preview as a page."""
    meeting = get_meeting_with_pack(present_member().programme, meeting_id)
    preview = find_preview(meeting, with_files=True)
    if preview is None or preview.html is None:
        abort(404)
    response = Response(preview.html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = write_policy(preview.html)
    return response


def _show(meeting: Meeting, form: Form) -> ResponseReturnValue:
    preview = find_preview(meeting)
    page = render_template(
        "previews/show.html",
        meeting=meeting,
        preview=preview,
        is_drawing=preview is not None and is_drawing(preview),
        deadlines=deadlines_of(meeting),
        pack=find_newest(meeting),
        form=form,
        PackState=PackState,
    )
    return page, form.status
