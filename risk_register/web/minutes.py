"""A meeting's minutes: read, written item by item, agreed with the chair, and approved."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.documents.minutes import draw_minutes
from risk_register.domain.errors import RuleError
from risk_register.domain.minutes import LONGEST_MINUTE, LONGEST_OPENING, MinutesState
from risk_register.domain.permissions import Permission
from risk_register.models import Meeting, Minutes
from risk_register.schemas.escalations import ReasonSchema
from risk_register.schemas.minutes import (
    MinutesAgreementSchema,
    MinutesApprovalSchema,
    MinuteSchema,
    OpeningSchema,
)
from risk_register.services.meetings import get_meeting
from risk_register.services.minute_texts import PUBLIC, find_clearance, gather_minutes
from risk_register.services.minutes import (
    agree_minutes,
    approve_minutes,
    draft_minutes,
    find_minutes,
    get_minutes,
    is_held,
    list_chairs,
    list_later,
    reopen_minutes,
    state_of,
    write_minute,
    write_opening,
)
from risk_register.services.sittings import get_item
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("minutes", __name__)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HERE = "/<programme_key>/meetings/<int:meeting_id>/minutes"


@doors.get(_HERE)
@needs(Permission.READ_MEETINGS)
def show_minutes(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show the minutes as this reader may read them; to their keeper, how to begin them."""
    member = present_member()
    meeting = get_meeting(member, meeting_id)
    may_keep = member.may(Permission.KEEP_MEETINGS)
    minutes = find_minutes(meeting) if may_keep else get_minutes(member, meeting)
    return render_template(
        "minutes/show.html",
        meeting=meeting,
        minutes=minutes,
        state=state_of(minutes) if minutes else None,
        text=gather_minutes(minutes, find_clearance(member, meeting)) if minutes else None,
        may_keep=may_keep,
        is_held=is_held(meeting, on=clock.today()),
        MinutesState=MinutesState,
    )


@doors.post(_HERE)
@needs(Permission.KEEP_MEETINGS)
def create_minutes(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Begin the minutes."""
    member = present_member()
    try:
        with write_transaction():
            draft_minutes(get_meeting(member, meeting_id), by=member, at=clock.now())
        flash("The minutes are begun: what was recorded of the meeting stands in them.", "success")
    except RuleError as refusal:
        flash(str(refusal), "problem")
    return redirect(_minutes_page(programme_key, meeting_id))


@doors.get(f"{_HERE}.docx")
@needs(Permission.READ_MEETINGS)
def download_minutes(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Hand the minutes over as a Word document; with ``?edition=public``, for publication."""
    member = present_member()
    meeting = get_meeting(member, meeting_id)
    minutes = get_minutes(member, meeting)
    is_public = request.args.get("edition") == "public"
    clearance = PUBLIC if is_public else find_clearance(member, meeting)
    content = draw_minutes(gather_minutes(minutes, clearance), made_at=clock.now())
    response = Response(content, mimetype=WORD)
    edition = "-public" if is_public else ""
    name = f"minutes-{meeting.body.key}-{meeting.held_on.isoformat()}{edition}.docx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@doors.get(f"{_HERE}/opening")
@needs(Permission.KEEP_MEETINGS)
def edit_opening(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what stands before the items."""
    minutes = _find(meeting_id)
    return _words_form(minutes, _opening(minutes), Form(typed={"opening": minutes.opening}))


@doors.post(f"{_HERE}/opening")
@needs(Permission.KEEP_MEETINGS)
def update_opening(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Keep it."""
    member = present_member()
    form = read_form(OpeningSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                write_opening(_find(meeting_id), by=member, at=clock.now(), **form.values)
            return redirect(_minutes_page(programme_key, meeting_id))
    minutes = _find(meeting_id)
    return _words_form(minutes, _opening(minutes), form)


@doors.get(f"{_HERE}/items/<int:item_id>")
@needs(Permission.KEEP_MEETINGS)
def edit_minute(programme_key: str, meeting_id: int, item_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what the minutes say about an item."""
    minutes = _find(meeting_id)
    words = _minute(minutes, item_id)
    return _words_form(minutes, words, Form(typed={"minute": words.saved}))


@doors.post(f"{_HERE}/items/<int:item_id>")
@needs(Permission.KEEP_MEETINGS)
def update_minute(programme_key: str, meeting_id: int, item_id: int) -> ResponseReturnValue:
    """Keep it."""
    member = present_member()
    form = read_form(MinuteSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                minutes = _find(meeting_id)
                item = get_item(minutes.meeting, item_id)
                write_minute(minutes, item, by=member, at=clock.now(), **form.values)
            return redirect(_minutes_page(programme_key, meeting_id))
    minutes = _find(meeting_id)
    return _words_form(minutes, _minute(minutes, item_id), form)


@doors.get(f"{_HERE}/agreement")
@needs(Permission.KEEP_MEETINGS)
def new_agreement(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask who agreed the words."""
    return _step_form("agreement", _find(meeting_id), Form())


@doors.post(f"{_HERE}/agreement")
@needs(Permission.KEEP_MEETINGS)
def create_agreement(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Record that the chair has agreed the words."""
    member = present_member()
    form = read_form(MinutesAgreementSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                agree_minutes(_find(meeting_id), by=member, at=clock.now(), **form.values)
            flash("The minutes are agreed. Everybody at the table can read them now.", "success")
            return redirect(_minutes_page(programme_key, meeting_id))
    return _step_form("agreement", _find(meeting_id), form)


@doors.get(f"{_HERE}/reopening")
@needs(Permission.KEEP_MEETINGS)
def new_reopening(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask why agreed minutes become a draft again."""
    return _step_form("reopening", _find(meeting_id), Form())


@doors.post(f"{_HERE}/reopening")
@needs(Permission.KEEP_MEETINGS)
def create_reopening(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Make agreed minutes a draft again."""
    member = present_member()
    form = read_form(ReasonSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                reopen_minutes(_find(meeting_id), by=member, at=clock.now(), **form.values)
            flash("The minutes are a draft again.", "success")
            return redirect(_minutes_page(programme_key, meeting_id))
    return _step_form("reopening", _find(meeting_id), form)


@doors.get(f"{_HERE}/approval")
@needs(Permission.KEEP_MEETINGS)
def new_approval(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask which meeting approved the minutes."""
    return _step_form("approval", _find(meeting_id), Form())


@doors.post(f"{_HERE}/approval")
@needs(Permission.KEEP_MEETINGS)
def create_approval(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Record that a later meeting approved the minutes."""
    member = present_member()
    form = read_form(MinutesApprovalSchema())
    if form.is_valid:
        said = dict(form.values)
        with form.saving():
            with write_transaction():
                approve_minutes(_find(meeting_id), by=member, at=clock.now(), **said)
            flash("The minutes are approved.", "success")
            return redirect(_minutes_page(programme_key, meeting_id))
    return _step_form("approval", _find(meeting_id), form)


@dataclass(frozen=True)
class _Words:
    """One text of the minutes that is being edited."""

    name: str  #: of the form's field
    heading: str
    saved: str
    version: int
    longest: int


def _opening(minutes: Minutes) -> _Words:
    return _Words("opening", "Before the items", minutes.opening, minutes.version, LONGEST_OPENING)


def _minute(minutes: Minutes, item_id: int) -> _Words:
    item = get_item(minutes.meeting, item_id)
    heading = f"{item.number} {item.title}"
    return _Words("minute", heading, item.minute or "", item.version, LONGEST_MINUTE)


def _find(meeting_id: int) -> Minutes:
    member = present_member()
    return get_minutes(member, get_meeting(member, meeting_id))


def _minutes_page(programme_key: str, meeting_id: int) -> str:
    return url_for("minutes.show_minutes", programme_key=programme_key, meeting_id=meeting_id)


def _words_form(minutes: Minutes, words: _Words, form: Form) -> ResponseReturnValue:
    page = render_template("minutes/edit.html", meeting=minutes.meeting, words=words, form=form)
    return page, form.status


def _step_form(step: str, minutes: Minutes, form: Form) -> ResponseReturnValue:
    meeting: Meeting = minutes.meeting
    choices: dict[str, Any] = {
        "agreement": lambda: [holder.seat.post for holder in list_chairs(meeting)],
        "approval": lambda: list_later(meeting, on=clock.today()),
    }
    page = render_template(
        "minutes/step.html",
        step=step,
        meeting=meeting,
        minutes=minutes,
        choices=choices[step]() if step in choices else [],
        form=form,
    )
    return page, form.status
