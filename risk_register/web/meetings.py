"""The meetings of all bodies, and the page of each with its month."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.day_words import read_month
from risk_register.domain.months import StepState
from risk_register.domain.permissions import Permission
from risk_register.models import Body, Meeting
from risk_register.schemas.meetings import ChangeSchema, MeetingSchema
from risk_register.services.bodies import list_bodies
from risk_register.services.escalations import list_with_bodies
from risk_register.services.meetings import (
    change_meeting,
    find_next_meeting,
    get_meeting,
    plan_meeting,
)
from risk_register.services.months import Done, find_closed, show_calendar, show_month
from risk_register.services.packs import list_packs
from risk_register.services.programmes import Member
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import meeting_page
from risk_register.web.filters import as_clock_time, as_day
from risk_register.web.forms import Form, read_form
from risk_register.web.paging import read_page_number

doors = Blueprint("meetings", __name__)


@dataclass(frozen=True)
class Link:
    """A page about a meeting: its words, its endpoint, and what it takes to open it."""

    words: str
    endpoint: str
    need: Permission
    is_of_pack: bool = False  #: whether only bodies that get packs have it
    is_of_day: bool = True  #: whether a cancelled meeting, which has no day, is without it


#: The pages below a meeting's own, in the order in which it names them.
LINKS = (
    Link("Agenda and papers", "agendas.show_agenda", Permission.READ_MEETINGS, is_of_day=False),
    Link("Who comes", "attendances.show_attendance", Permission.READ_MEETINGS),
    Link("Commentary and asks", "briefings.edit_briefing", Permission.MAKE_PACK, is_of_pack=True),
    Link("Preview of the pack", "previews.show_preview", Permission.MAKE_PACK, is_of_pack=True),
    Link(
        "Meeting mode: record what is decided", "decisions.show_sitting", Permission.RECORD_DECISION
    ),
    Link("Minutes", "minutes.show_minutes", Permission.READ_MEETINGS),
    Link(
        "Circulation record: who got what, and when",
        "circulation_records.show_record",
        Permission.READ_CIRCULATIONS,
        is_of_pack=True,
    ),
)


@doors.get("/<programme_key>/meetings")
@needs(Permission.READ_MEETINGS)
def list_meetings(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List the meetings of all bodies or one, those to come first, and the next month step by step.

    The address may name a body by its key, a month in words, and a page of the past meetings.
    """
    member, today = present_member(), clock.today()
    bodies = list_bodies(member.programme)
    body = _find_body(bodies, request.args.get("body", ""))
    asked = request.args.get("month", "").strip()[:40]
    month = read_month(asked)
    page = show_calendar(
        member.programme, body=body, on=today, page=read_page_number(), month=month
    )
    if page.number > page.pages:
        abort(404)
    coming = find_next_meeting(member.programme, on=today) if page.number == 1 else None
    if coming is not None and (asked or (body is not None and coming.body_id != body.id)):
        coming = None
    reads = member.may(Permission.READ_REGISTER)
    return render_template(
        "meetings/list.html",
        page=page,
        bodies=bodies,
        body=body,
        asked=asked,
        looked_for=month,
        coming=coming,
        month=show_month(coming, at=clock.now()) if coming else None,
        may_read=reads,
        may_keep=member.may(Permission.KEEP_MEETINGS),
        sees_deeds=member.may(Permission.READ_UNCIRCULATED_PACKS),
        escalated=list_with_bodies(member) if reads and not asked else [],
        packs={pack.meeting_id: pack for pack in reversed(list_packs(member))},
        closed={each.id: find_closed(each) for each in (*page.coming, *page.past)},
        Done=Done,
        StepState=StepState,
    )


@doors.get("/<programme_key>/meetings/<int:meeting_id>")
@needs(Permission.READ_MEETINGS)
def show_meeting(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show when and where a body meets, its month in words, and what became of its date."""
    member = present_member()
    meeting = get_meeting(member, meeting_id)
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        month=show_month(meeting, at=clock.now()),
        links=_list_links(member, meeting),
        may_keep=member.may(Permission.KEEP_MEETINGS),
        may_make=member.may(Permission.MAKE_PACK),
        may_read=member.may(Permission.READ_REGISTER),
        sees_deeds=member.may(Permission.READ_UNCIRCULATED_PACKS),
        Done=Done,
        StepState=StepState,
    )


@doors.get("/<programme_key>/meetings/new")
@needs(Permission.KEEP_MEETINGS)
def new_meeting(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show an empty meeting, filled with what is usual for the body that the address names."""
    bodies = list_bodies(present_member().programme)
    body = _find_body(bodies, request.args.get("body", "")) or (
        bodies[0] if len(bodies) == 1 else None
    )
    return _new_form(Form(typed=_type_usual(body) if body else {}), bodies)


@doors.post("/<programme_key>/meetings/new")
@needs(Permission.KEEP_MEETINGS)
def create_meeting(programme_key: str) -> ResponseReturnValue:
    """Put the meeting into the calendar."""
    member = present_member()
    form = read_form(MeetingSchema())
    if form.is_valid:
        said = form.values
        with form.saving():
            with write_transaction():
                bodies = {body.id: body for body in list_bodies(member.programme)}
                body = bodies.get(said["body_id"]) or abort(404)
                meeting = plan_meeting(
                    body,
                    held_on=said["held_on"],
                    details=said["details"],
                    by=member,
                    at=clock.now(),
                )
                words = f"The {body.name} meets on {as_day(meeting.held_on)}."
                meeting_id = meeting.id
            flash(words, "success")
            return redirect(meeting_page(programme_key, meeting_id))
    return _new_form(form, list_bodies(member.programme))


@doors.get("/<programme_key>/meetings/<int:meeting_id>/edit")
@needs(Permission.KEEP_MEETINGS)
def edit_meeting(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show when and where it is held, ready to be changed."""
    meeting = get_meeting(present_member(), meeting_id)
    typed = {
        "starts_at": as_clock_time(meeting.starts_at),
        "ends_at": as_clock_time(meeting.ends_at) if meeting.ends_at else "",
        "place": meeting.place,
        "quorum": str(meeting.quorum or ""),
    }
    return _edit_form(meeting, Form(typed=typed))


@doors.post("/<programme_key>/meetings/<int:meeting_id>/edit")
@needs(Permission.KEEP_MEETINGS)
def update_meeting(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Keep when and where it is held."""
    member = present_member()
    form = read_form(ChangeSchema())
    if form.is_valid:
        said = form.values
        with form.saving():
            with write_transaction():
                change_meeting(
                    get_meeting(member, meeting_id),
                    said["details"],
                    by=member,
                    at=clock.now(),
                    version=said["version"],
                )
            flash("The meeting is saved.", "success")
            return redirect(meeting_page(programme_key, meeting_id))
    return _edit_form(get_meeting(member, meeting_id), form)


def _list_links(member: Member, meeting: Meeting) -> list[Link]:
    return [
        link
        for link in LINKS
        if member.may(link.need)
        and (meeting.body.has_packs or not link.is_of_pack)
        and (meeting.cancelled_at is None or not link.is_of_day)
    ]


def _find_body(bodies: Sequence[Body], key: str) -> Body | None:
    """Find the body that an address names; None if it names none, and not found if it is wrong."""
    if not key:
        return None
    return next((body for body in bodies if body.key == key), None) or abort(404)


def _type_usual(body: Body) -> dict[str, str]:
    return {
        "body_id": str(body.id),
        "starts_at": as_clock_time(body.usual_time) if body.usual_time else "",
        "place": body.usual_place or "",
        "quorum": str(body.quorum or ""),
    }


def _new_form(form: Form, bodies: Sequence[Body]) -> ResponseReturnValue:
    return render_template("meetings/new.html", form=form, bodies=bodies), form.status


def _edit_form(meeting: Meeting, form: Form) -> ResponseReturnValue:
    return render_template("meetings/edit.html", meeting=meeting, form=form), form.status
