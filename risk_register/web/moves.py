"""Moving, cancelling and reinstating a meeting: each says first what comes of it."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.models import Meeting
from risk_register.schemas.meetings import (
    LONGEST_REASON,
    CancellationSchema,
    MoveDaySchema,
    MoveSchema,
    ReinstatementSchema,
)
from risk_register.services.meetings import get_meeting
from risk_register.services.moves import (
    Outlook,
    cancel_meeting,
    foresee_cancellation,
    foresee_move,
    move_meeting,
    reinstate_meeting,
)
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import meeting_page
from risk_register.web.filters import as_day
from risk_register.web.forms import Form, read_asked, read_form, read_part

doors = Blueprint("moves", __name__)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/move")
@needs(Permission.KEEP_MEETINGS)
def new_move(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask for the new date and, once the address holds one, say what changes."""
    meeting = get_meeting(present_member(), meeting_id)
    form = read_asked(MoveDaySchema()) if request.args else Form()
    return _move_form(meeting, form, form.values.get("to_on"))


@doors.post("/<programme_key>/meetings/<int:meeting_id>/move")
@needs(Permission.KEEP_MEETINGS)
def create_move(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Move the meeting."""
    member = present_member()
    form = read_form(MoveSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                meeting = get_meeting(member, meeting_id)
                move = move_meeting(meeting, by=member, at=clock.now(), **form.values)
                words = f"The meeting is moved from {as_day(move.from_on)} to {as_day(move.to_on)}."
            flash(words, "success")
            return redirect(meeting_page(programme_key, meeting_id))
    to_on = read_part(MoveDaySchema()).values.get("to_on")
    return _move_form(get_meeting(member, meeting_id), form, to_on)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/cancellation")
@needs(Permission.KEEP_MEETINGS)
def new_cancellation(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Say what comes of it if the meeting does not take place."""
    return _cancellation_form(get_meeting(present_member(), meeting_id), Form())


@doors.post("/<programme_key>/meetings/<int:meeting_id>/cancellation")
@needs(Permission.KEEP_MEETINGS)
def create_cancellation(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Cancel the meeting."""
    member = present_member()
    form = read_form(CancellationSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                meeting = get_meeting(member, meeting_id)
                cancel_meeting(meeting, by=member, at=clock.now(), **form.values)
            flash("The meeting is cancelled.", "success")
            return redirect(meeting_page(programme_key, meeting_id))
    return _cancellation_form(get_meeting(member, meeting_id), form)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/reinstatement")
@needs(Permission.KEEP_MEETINGS)
def new_reinstatement(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask why a cancelled meeting takes place after all."""
    return _reinstatement_form(get_meeting(present_member(), meeting_id), Form())


@doors.post("/<programme_key>/meetings/<int:meeting_id>/reinstatement")
@needs(Permission.KEEP_MEETINGS)
def create_reinstatement(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Put the meeting back into the calendar."""
    member = present_member()
    form = read_form(ReinstatementSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                meeting = get_meeting(member, meeting_id)
                reinstate_meeting(meeting, by=member, at=clock.now(), **form.values)
            flash("The meeting takes place again.", "success")
            return redirect(meeting_page(programme_key, meeting_id))
    return _reinstatement_form(get_meeting(member, meeting_id), form)


def _move_form(meeting: Meeting, form: Form, to_on: date | None) -> ResponseReturnValue:
    outlook: Outlook | None = None
    if to_on is not None and "to_on" not in form.errors:
        with form.saving():
            outlook = foresee_move(meeting, to_on, at=clock.now())
    page = render_template(
        "moves/move.html",
        meeting=meeting,
        form=form,
        to_on=to_on,
        outlook=outlook,
        longest=LONGEST_REASON,
    )
    return page, form.status


def _cancellation_form(meeting: Meeting, form: Form) -> ResponseReturnValue:
    outlook: Outlook | None = None
    if form.problem is None:
        with form.saving():
            outlook = foresee_cancellation(meeting, at=clock.now())
    page = render_template(
        "moves/cancel.html", meeting=meeting, form=form, outlook=outlook, longest=LONGEST_REASON
    )
    return page, form.status


def _reinstatement_form(meeting: Meeting, form: Form) -> ResponseReturnValue:
    page = render_template(
        "moves/reinstate.html", meeting=meeting, form=form, longest=LONGEST_REASON
    )
    return page, form.status
