"""Many values at once: paste them or choose a file, look at each, save all or none."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import RuleError
from risk_register.domain.pasted_tables import FIELD
from risk_register.domain.permissions import Permission
from risk_register.domain.reading_sheets import MOST_CHARACTERS, MOST_LINES
from risk_register.doors.uploads import takes_files
from risk_register.schemas.reading_sheets import SheetSchema
from risk_register.services.reading_sheets import count_outcomes, record_sheet, weigh_sheet
from risk_register.sheets import values
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("reading_sheets", __name__)


@doors.get("/<programme_key>/indicators/import")
@needs(Permission.KEEP_INDICATORS)
def new_sheet(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask for a sheet."""
    return _form(Form())


@doors.post("/<programme_key>/indicators/import")
@needs(Permission.KEEP_INDICATORS)
@takes_files
def create_sheet(programme_key: str) -> ResponseReturnValue:
    """Show what each line would do, or save them all if that has been seen."""
    member = present_member()
    form = read_form(SheetSchema())
    if form.is_valid:
        with form.saving():
            text = form.values["text"] or _read_file()
            if form.values["stage"] == "preview":
                return _preview(text)
            with write_transaction():
                added = record_sheet(text, by=member, at=clock.now())
            said = (
                f"{added} value{'' if added == 1 else 's'} recorded." if added else "Nothing new."
            )
            flash(said, "success")
            return redirect(url_for("dashboards.show_dashboard", programme_key=programme_key))
    return _form(form)


def _read_file() -> str:
    """Read the file that came with the form: a workbook, or text that is not too long.

    :raises RuleError: if there is none, it is too large or neither
    """
    file = request.files.get("file")
    if file is None or not file.filename:
        raise RuleError("Paste the values or choose a file.", field=FIELD)
    content = file.stream.read(max(values.MOST_BYTES, values.MOST_TEXT_BYTES) + 1)
    return values.read_text(file.filename, content)


def _preview(text: str) -> ResponseReturnValue:
    found = weigh_sheet(text, by=present_member(), at=clock.now())
    counts = count_outcomes(found)
    return render_template("reading_sheets/preview.html", text=text, found=found, counts=counts)


def _form(form: Form) -> ResponseReturnValue:
    page = render_template(
        "reading_sheets/new.html",
        form=form,
        most_characters=MOST_CHARACTERS,
        most_lines=MOST_LINES,
    )
    return page, form.status
