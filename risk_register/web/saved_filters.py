"""Keeping filters of the list under a name."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.doors.risk_lists import read_query
from risk_register.schemas.saved_filters import (
    FilterSchema,
    NewFilterSchema,
    RemovedFilterSchema,
)
from risk_register.services.saved_filters import (
    change_filter,
    get_filter,
    remove_filter,
    save_filter,
)
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form
from risk_register.web.risk_lists import say_list

doors = Blueprint("saved_filters", __name__)


@doors.get("/<programme_key>/filters/new")
@needs(Permission.READ_REGISTER)
def new_filter(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask for a name for what the list was narrowed to."""
    return _new_form(Form(typed={"query": read_query(request.query_string.decode()).query}))


@doors.post("/<programme_key>/filters/new")
@needs(Permission.READ_REGISTER)
def create_filter(programme_key: str) -> ResponseReturnValue:
    """Keep the filter."""
    form = read_form(NewFilterSchema())
    if form.is_valid:
        form.values["query"] = read_query(form.values["query"]).query
        with form.saving():
            with write_transaction():
                kept = save_filter(present_member(), at=clock.now(), **form.values)
                query = kept.query
            flash(f"“{form.values['name']}” is kept above the list.", "success")
            return redirect(f"{_list_address(programme_key)}?{query}")
    return _new_form(form)


@doors.get("/<programme_key>/filters/<int:filter_id>/edit")
@needs(Permission.READ_REGISTER)
def edit_filter(programme_key: str, filter_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show a kept filter with its name."""
    kept = get_filter(present_member(), filter_id)
    typed = {"name": kept.name, "version": str(kept.version)}
    return _edit_form(
        filter_id, Form(typed=typed | ({"is_shared": "true"} if kept.is_shared else {}))
    )


@doors.post("/<programme_key>/filters/<int:filter_id>/edit")
@needs(Permission.READ_REGISTER)
def update_filter(programme_key: str, filter_id: int) -> ResponseReturnValue:
    """Give it another name, or share it or not."""
    member, form = present_member(), read_form(FilterSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                kept = get_filter(member, filter_id)
                change_filter(member, kept, at=clock.now(), **form.values)
                query = kept.query
            flash(f"“{form.values['name']}” is kept above the list.", "success")
            return redirect(f"{_list_address(programme_key)}?{query}")
    return _edit_form(filter_id, form)


@doors.post("/<programme_key>/filters/<int:filter_id>/remove")
@needs(Permission.READ_REGISTER)
def delete_filter(programme_key: str, filter_id: int) -> ResponseReturnValue:
    """Take it away."""
    member, form = present_member(), read_form(RemovedFilterSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                kept = get_filter(member, filter_id)
                remove_filter(member, kept, version=form.values["version"], at=clock.now())
                name = kept.name
            flash(f"“{name}” is removed.", "success")
            return redirect(_list_address(programme_key))
    return _edit_form(filter_id, form)


def _new_form(form: Form) -> ResponseReturnValue:
    member, asked = present_member(), read_query(form.typed.get("query", ""))
    page = render_template(
        "saved_filters/new.html",
        form=form,
        words=say_list(asked, member) if asked.query else None,
        may_share=member.may(Permission.SHARE_FILTER),
    )
    return page, form.status


def _edit_form(filter_id: int, form: Form) -> ResponseReturnValue:
    member = present_member()
    kept = get_filter(member, filter_id)
    page = render_template(
        "saved_filters/edit.html",
        form=form,
        kept=kept,
        words=say_list(read_query(kept.query), member),
        may_share=member.may(Permission.SHARE_FILTER),
    )
    return page, form.status


def _list_address(programme_key: str) -> str:
    return url_for("risks.list_risks", programme_key=programme_key)
