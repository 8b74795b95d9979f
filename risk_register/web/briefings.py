"""The commentary and the asks that go into a meeting's pack."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.briefings import (
    LONGEST_ASK,
    LONGEST_ASKS,
    LONGEST_COMMENTARY,
    MOST_ASKS,
)
from risk_register.domain.permissions import Permission
from risk_register.models import Briefing, Meeting
from risk_register.schemas.briefings import BriefingSchema
from risk_register.services.briefings import find_briefing, list_exempt_named, write_briefing
from risk_register.services.meetings import deadlines_of, get_meeting_with_pack
from risk_register.services.packs import find_newest
from risk_register.services.previews import list_own_asks
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("briefings", __name__)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/briefing")
@needs(Permission.MAKE_PACK)
def edit_briefing(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what is written for the pack, and what the pack asks by itself."""
    meeting = get_meeting_with_pack(present_member().programme, meeting_id)
    briefing = find_briefing(meeting)
    typed = {"commentary": briefing.commentary, "asks": _join(briefing)} if briefing else {}
    return _edit_form(meeting, briefing, Form(typed=typed))


@doors.post("/<programme_key>/meetings/<int:meeting_id>/briefing")
@needs(Permission.MAKE_PACK)
def update_briefing(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Keep it for the pack."""
    member = present_member()
    form = read_form(BriefingSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                meeting = get_meeting_with_pack(member.programme, meeting_id)
                write_briefing(meeting, by=member, at=clock.now(), **form.values)
            flash("The commentary and the asks are saved.", "success")
            return redirect(
                url_for(
                    "briefings.edit_briefing", programme_key=programme_key, meeting_id=meeting_id
                )
            )
    meeting = get_meeting_with_pack(member.programme, meeting_id)
    return _edit_form(meeting, find_briefing(meeting), form)


def _join(briefing: Briefing) -> str:
    return "\n".join(briefing.asks)


def _edit_form(meeting: Meeting, briefing: Briefing | None, form: Form) -> ResponseReturnValue:
    written = f"{form.typed.get('commentary', '')}\n{form.typed.get('asks', '')}"
    page = render_template(
        "briefings/edit.html",
        meeting=meeting,
        briefing=briefing,
        form=form,
        deadlines=deadlines_of(meeting),
        pack=find_newest(meeting),
        own_asks=list_own_asks(meeting, at=clock.now()),
        exempt=list_exempt_named(present_member().programme, written),
        longest_commentary=LONGEST_COMMENTARY,
        longest_ask=LONGEST_ASK,
        longest_asks=LONGEST_ASKS,
        most_asks=MOST_ASKS,
    )
    return page, form.status
