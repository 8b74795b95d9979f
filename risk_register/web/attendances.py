"""Who comes to a meeting: apologies beforehand, the table of who was there, and the year."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.attendances import Tally, say_outlook, say_presence, say_quorum, say_tally
from risk_register.domain.errors import NotFoundError
from risk_register.domain.meetings import Presence
from risk_register.domain.permissions import Permission
from risk_register.models import Meeting
from risk_register.schemas.attendances import ApologiesSchema, AttendanceSchema
from risk_register.services.attendances import (
    AttendanceRow,
    SeatNote,
    count_attendance,
    list_own_seats,
    list_rows,
    note_attendance,
    send_apologies,
    tally_year,
)
from risk_register.services.meetings import get_meeting
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("attendances", __name__)


@dataclass(frozen=True)
class ShownRow:
    """A seat as the page shows it."""

    row: AttendanceRow
    said: str  #: what is noted now, in words
    tally: str  #: of the year
    was: str  #: what the form carries as having been shown
    is_stale: bool  #: somebody noted something else since the form was drawn


@doors.get("/<programme_key>/meetings/<int:meeting_id>/attendance")
@needs(Permission.READ_MEETINGS)
def show_attendance(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show who comes, or came; those who keep meetings can write it down."""
    meeting = get_meeting(present_member(), meeting_id)
    rows = list_rows(meeting)
    return _show(meeting, rows, Form(typed=_typed(rows)))


@doors.post("/<programme_key>/meetings/<int:meeting_id>/attendance")
@needs(Permission.KEEP_MEETINGS)
def update_attendance(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Note what was chosen; rows in which nothing was stay as they are."""
    member = present_member()
    form = read_form(AttendanceSchema())
    if form.is_valid:
        notes = [SeatNote(**row) for row in form.values["rows"]]
        with form.saving():
            with write_transaction():
                meeting = get_meeting(member, meeting_id)
                note_attendance(meeting, notes, by=member, at=clock.now())
            flash("Who comes is saved.", "success")
            return redirect(
                url_for(
                    "attendances.show_attendance",
                    programme_key=programme_key,
                    meeting_id=meeting_id,
                )
            )
    meeting = get_meeting(member, meeting_id)
    return _show(meeting, list_rows(meeting), form)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/apologies")
@needs(Permission.READ_MEETINGS)
def new_apologies(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask whoever holds a seat whether they come, and who comes instead."""
    meeting = get_meeting(present_member(), meeting_id)
    return _apologies_form(meeting, Form())


@doors.post("/<programme_key>/meetings/<int:meeting_id>/apologies")
@needs(Permission.READ_MEETINGS)
def create_apologies(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Note their apologies, or that they come after all."""
    member = present_member()
    form = read_form(ApologiesSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                meeting = get_meeting(member, meeting_id)
                send_apologies(meeting, by=member, at=clock.now(), **form.values)
            comes = form.values["comes"]
            flash("You come after all." if comes else "Your apologies are noted.", "success")
            return redirect(
                url_for(
                    "attendances.new_apologies", programme_key=programme_key, meeting_id=meeting_id
                )
            )
    return _apologies_form(get_meeting(member, meeting_id), form)


def _typed(rows: list[AttendanceRow]) -> dict[str, str]:
    typed = {}
    for row in rows:
        if row.noted is not None:
            typed[f"presence-{row.seat.id}"] = row.noted.presence.value
            typed[f"deputy-{row.seat.id}"] = str(row.noted.deputy_id or "")
    return typed


def _say_noted(row: AttendanceRow, rows: list[AttendanceRow], *, is_over: bool) -> str:
    if row.noted is None:
        return "Nothing noted"
    titles = {other.seat.id: other.seat.title for other in rows}
    deputy = titles.get(row.noted.deputy_id or 0)
    instead = f", {deputy} instead" if deputy else ""
    return f"{say_presence(row.noted.presence, is_over=is_over)}{instead}"


def _show(meeting: Meeting, rows: list[AttendanceRow], form: Form) -> ResponseReturnValue:
    today = clock.today()
    quorum = count_attendance(meeting, rows)
    is_over = meeting.held_on <= today
    page = render_template(
        "attendances/show.html",
        meeting=meeting,
        rows=_show_rows(rows, rows, form, tally_year(meeting, rows, on=today), is_over=is_over),
        form=form,
        keeps=present_member().may(Permission.KEEP_MEETINGS),
        quorum=say_quorum(quorum) if is_over else say_outlook(quorum),
        choices=[(each.value, say_presence(each, is_over=is_over)) for each in Presence],
    )
    return page, form.status


def _show_rows(
    some: list[AttendanceRow],
    rows: list[AttendanceRow],
    form: Form,
    tallies: Mapping[int, Tally],
    *,
    is_over: bool,
) -> list[ShownRow]:
    """Put some of a meeting's rows into words; a stale form is shown what stands now."""
    shown = []
    for row in some:
        seen = form.typed.get(f"was-{row.seat.id}", row.state)
        shown.append(
            ShownRow(
                row,
                _say_noted(row, rows, is_over=is_over),
                say_tally(tallies.get(row.seat.id, Tally())),
                row.state if form.is_stale else seen,
                form.is_stale and row.state != seen,
            )
        )
    return shown


def _apologies_form(meeting: Meeting, form: Form) -> ResponseReturnValue:
    mine = {seat.id for seat in list_own_seats(present_member(), meeting.body, on=meeting.held_on)}
    all_rows = list_rows(meeting)
    rows = [row for row in all_rows if row.seat.id in mine]
    if not rows:
        raise NotFoundError("You hold no seat on this body.")
    page = render_template(
        "attendances/apologies.html",
        meeting=meeting,
        rows=_show_rows(rows, all_rows, form, {}, is_over=meeting.held_on <= clock.today()),
        form=form,
        is_past=meeting.held_on < clock.today(),
        Presence=Presence,
    )
    return page, form.status
