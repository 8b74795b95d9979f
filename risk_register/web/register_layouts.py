"""How agencies want their risks laid out: kept here, and used for taking them along."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.domain.register_layouts import (
    LayoutColumn,
    read_lines,
    say_lines,
    suggest_columns,
)
from risk_register.models import RegisterLayout
from risk_register.schemas.register_layouts import (
    LayoutSchema,
    NewLayoutSchema,
    RemovedLayoutSchema,
)
from risk_register.services.export_rows import NOW_COLUMNS
from risk_register.services.imports import get_draft
from risk_register.services.register_layouts import (
    change_layout,
    get_kept_layout,
    keep_layout,
    list_kept_agencies,
    list_layouts,
    remove_layout,
)
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("register_layouts", __name__)

HEADINGS = [column.heading for column in NOW_COLUMNS]


@doors.get("/<programme_key>/layouts")
@needs(Permission.KEEP_LAYOUTS)
def list_register_layouts(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List the layouts of the programme's agencies."""
    member = present_member()
    return render_template(
        "register_layouts/list.html",
        layouts=list_layouts(member),
        kept={agency.id for agency in list_kept_agencies(member)},
        may_read=member.may(Permission.READ_REGISTER),
    )


@doors.get("/<programme_key>/layouts/new")
@needs(Permission.KEEP_LAYOUTS)
def new_layout(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask for a layout; it begins with all our columns, or with those of the file on its way in."""
    if request.args.get("from") == "import":
        header = get_draft(present_member()).found.header
        given = header.columns if header else ()
        columns = suggest_columns((each.heading, each.field) for each in given)
    else:
        columns = [LayoutColumn(heading, heading) for heading in HEADINGS]
    return _form(None, Form(typed={"lines": say_lines(columns)}))


@doors.post("/<programme_key>/layouts/new")
@needs(Permission.KEEP_LAYOUTS)
def create_layout(programme_key: str) -> ResponseReturnValue:
    """Keep it."""
    member, form = present_member(), read_form(NewLayoutSchema())
    if form.is_valid:
        given = form.values
        with form.saving():
            columns = read_lines(given["lines"], HEADINGS)
            with write_transaction():
                keep_layout(
                    member,
                    agency_id=given["agency_id"],
                    name=given["name"],
                    columns=columns,
                    at=clock.now(),
                )
            return _done(programme_key, f"“{given['name']}” is kept.")
    return _form(None, form)


@doors.get("/<programme_key>/layouts/<int:layout_id>/edit")
@needs(Permission.KEEP_LAYOUTS)
def edit_layout(programme_key: str, layout_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show a layout, to change it."""
    layout = get_kept_layout(present_member(), layout_id)
    typed = {
        "name": layout.name,
        "lines": say_lines(layout.laid_out),
        "version": str(layout.version),
    }
    return _form(layout, Form(typed=typed))


@doors.post("/<programme_key>/layouts/<int:layout_id>/edit")
@needs(Permission.KEEP_LAYOUTS)
def update_layout(programme_key: str, layout_id: int) -> ResponseReturnValue:
    """Lay the agency's risks out in this way from now on."""
    member, form = present_member(), read_form(LayoutSchema())
    if form.is_valid:
        given = form.values
        with form.saving():
            columns = read_lines(given["lines"], HEADINGS)
            with write_transaction():
                change_layout(
                    member,
                    get_kept_layout(member, layout_id),
                    name=given["name"],
                    columns=columns,
                    version=given["version"],
                    at=clock.now(),
                )
            return _done(programme_key, f"“{given['name']}” is kept.")
    return _form(get_kept_layout(member, layout_id), form)


@doors.post("/<programme_key>/layouts/<int:layout_id>/remove")
@needs(Permission.KEEP_LAYOUTS)
def delete_layout(programme_key: str, layout_id: int) -> ResponseReturnValue:
    """Take it away."""
    member, form = present_member(), read_form(RemovedLayoutSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                layout = get_kept_layout(member, layout_id)
                remove_layout(member, layout, version=form.values["version"], at=clock.now())
                name = layout.name
            return _done(programme_key, f"“{name}” is removed.")
    return _form(get_kept_layout(member, layout_id), form)


def _done(programme_key: str, said: str) -> ResponseReturnValue:
    flash(said, "success")
    address = url_for("register_layouts.list_register_layouts", programme_key=programme_key)
    return redirect(address)


def _form(layout: RegisterLayout | None, form: Form) -> ResponseReturnValue:
    page = render_template(
        "register_layouts/form.html",
        form=form,
        layout=layout,
        agencies=list_kept_agencies(present_member()),
        headings=HEADINGS,
    )
    return page, form.status
