"""Many people asked in at once: paste them or choose a file, look at each, ask all or none."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import RuleError
from risk_register.domain.evidence import say_size
from risk_register.domain.import_files import MOST_BYTES
from risk_register.domain.pasted_tables import FIELD
from risk_register.domain.people_sheets import MOST_LINES
from risk_register.domain.permissions import Access
from risk_register.doors.post_rooms import open_room, send_now
from risk_register.doors.uploads import takes_files
from risk_register.schemas.invitation_sheets import PeopleSheetSchema
from risk_register.services.invitation_sheets import count_wrong, invite_people, weigh_people
from risk_register.sheets.pasting import read_as_pasted
from risk_register.web.access import needs, present_keeper
from risk_register.web.forms import Form, read_form

doors = Blueprint("invitation_sheets", __name__)


@doors.get("/people/invite")
@needs(Access.KEEPERS)
def new_sheet() -> ResponseReturnValue:
    """Ask for a sheet of people."""
    return _form(Form())


@doors.post("/people/invite")
@needs(Access.KEEPERS)
@takes_files
def create_sheet() -> ResponseReturnValue:
    """Show whom each line would ask in, or ask them all in if that has been seen."""
    keeper = present_keeper()
    form = read_form(PeopleSheetSchema())
    if form.is_valid:
        with form.saving():
            text = form.values["text"] or _read_file()
            if form.values["stage"] == "preview":
                found = weigh_people(text, by=keeper, at=clock.now())
                return render_template(
                    "invitation_sheets/preview.html",
                    text=text,
                    found=found,
                    wrong=count_wrong(found),
                )
            with write_transaction():
                count = invite_people(text, by=keeper, room=open_room(), at=clock.now())
            send_now()
            who = "1 person is" if count == 1 else f"{count} people are"
            flash(f"{who} invited by a letter.", "success")
            return redirect(url_for("people.list_people"))
    return _form(form)


def _read_file() -> str:
    """Read the first sheet of the file that came with the form, as lines of CSV.

    :raises RuleError: if there is none, it is too large, or it cannot be read
    """
    file = request.files.get("file")
    if file is None or not file.filename:
        raise RuleError("Paste the people or choose a file.", field=FIELD)
    content = file.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise RuleError(f"Choose a file of at most {say_size(MOST_BYTES)}.", field="file")
    return read_as_pasted(file.filename, content)


def _form(form: Form) -> ResponseReturnValue:
    return render_template("invitation_sheets/new.html", form=form, most=MOST_LINES), form.status
