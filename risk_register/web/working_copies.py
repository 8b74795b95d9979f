"""Bringing a working copy back: look at what each row would change, and take it in."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.schemas.imports import AgreementSchema
from risk_register.services.import_weighings import STOPPED, RowOutcome
from risk_register.services.working_copies import Brought, get_brought
from risk_register.services.working_copy_changes import WeighedRow
from risk_register.services.working_copy_runs import import_copy, say_seen
from risk_register.services.working_copy_weighings import weigh_copy
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("working_copies", __name__)

#: What the outcomes are called above their rows, in the order of the page.
NAMES = {
    RowOutcome.CONFLICT: "Changed here meanwhile",
    RowOutcome.REFUSED: "Refused",
    RowOutcome.CHANGE: "To change",
    RowOutcome.ADD: "To add",
}
MOST_SHOWN = 300  #: rows of one outcome on the page


@doors.get("/<programme_key>/imports/copy")
@needs(Permission.EDIT_RISK)
def show_copy(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what each row would do."""
    return _preview(get_brought(present_member()), Form())


@doors.post("/<programme_key>/imports/copy")
@needs(Permission.EDIT_RISK)
def create_run(programme_key: str) -> ResponseReturnValue:
    """Take in what was seen: all of it, or nothing."""
    member = present_member()
    brought, form = get_brought(member), read_form(AgreementSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                run = import_copy(brought, by=member, at=clock.now(), **form.values)
                number = run.id
            flash("The register has taken the rows in.", "success")
            return redirect(
                url_for("imports.show_import", programme_key=programme_key, number=number)
            )
    return _preview(get_brought(member), form)


def _preview(brought: Brought, form: Form) -> ResponseReturnValue:
    weighed = weigh_copy(brought.copy, by=present_member(), at=clock.now())
    rows: dict[RowOutcome, list[WeighedRow]] = {outcome: [] for outcome in RowOutcome}
    for each in weighed:
        rows[each.outcome].append(each)
    page = render_template(
        "working_copies/preview.html",
        form=form,
        draft=brought.draft,
        counts={outcome: len(found) for outcome, found in rows.items()},
        shown=[(outcome, rows[outcome][:MOST_SHOWN]) for outcome in NAMES if rows[outcome]],
        names=NAMES,
        stopped=sum(len(rows[each]) for each in STOPPED),
        wanted=len(rows[RowOutcome.ADD]) + len(rows[RowOutcome.CHANGE]),
        seen=say_seen(brought, weighed),
        CONFLICT=RowOutcome.CONFLICT,
    )
    return page, form.status
