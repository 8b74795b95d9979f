"""Who was written to about what is due, who is silent, and on which days letters come."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.chases import WEEKDAYS
from risk_register.domain.permissions import Access, Permission
from risk_register.doors.post_rooms import open_room
from risk_register.schemas.letter_days import LetterDaysSchema
from risk_register.schemas.nudges import NudgeSchema
from risk_register.services.calls import read_situation
from risk_register.services.nudges import get_colleague, nudge_owner
from risk_register.services.people import choose_letter_days
from risk_register.services.reminder_pages import list_reminders as list_page
from risk_register.services.reminders import list_nudged
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form
from risk_register.web.paging import read_page_number

doors = Blueprint("reminders", __name__)

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@doors.get("/<programme_key>/reminders")
@needs(Permission.READ_REMINDERS)
def list_reminders(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show who is silent, and every letter that has chased somebody."""
    member = present_member()
    page = list_page(member, page=read_page_number())
    if page.number > page.pages:
        abort(404)
    situation = read_situation(member.programme, at=clock.now())
    silent = situation.list_silent()
    holders = {worker.person.id for line in silent for worker in line.holders}
    return render_template(
        "reminders/list.html",
        page=page,
        situation=situation,
        silent=silent,
        nudged=list_nudged(holders, on=clock.today()),
        may_nudge=member.may(Permission.NUDGE_OWNER),
    )


@doors.post("/<programme_key>/people/<int:person_id>/nudges")
@needs(Permission.NUDGE_OWNER)
def create_nudge(programme_key: str, person_id: int) -> ResponseReturnValue:
    """Send somebody a letter with what is due from them."""
    member = present_member()
    form = read_form(NudgeSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                person = get_colleague(member, person_id)
                room = open_room()
                notice = nudge_owner(member, person, room=room, at=clock.now())
                title = notice.content["greeting"]
            flash(f"A letter to the {title} is on its way.", "success")
    if form.problem:
        flash(form.problem, "problem")
    to = "desk.show_desk" if form.values.get("back") == "desk" else "reminders.list_reminders"
    return redirect(url_for(to, programme_key=programme_key))


@doors.get("/your-letters")
@needs(Access.SIGNED_IN)
def edit_letter_days() -> ResponseReturnValue:
    """Show on which days letters come."""
    chosen = current_user.person.digest_days
    days = WEEKDAYS if chosen is None else chosen
    return _days_form(Form(typed={"days": ",".join(str(day) for day in days)}))


@doors.post("/your-letters")
@needs(Access.SIGNED_IN)
def update_letter_days() -> ResponseReturnValue:
    """Keep the days."""
    form = read_form(LetterDaysSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                choose_letter_days(current_user.person, form.values["days"], at=clock.now())
            flash("Your days are saved.", "success")
            return redirect(url_for("reminders.edit_letter_days"))
    return _days_form(form)


def _days_form(form: Form) -> ResponseReturnValue:
    ticked = form.typed.get("days", "").split(",")
    page = render_template(
        "reminders/letter_days.html", form=form, ticked=ticked, day_names=DAY_NAMES
    )
    return page, form.status
