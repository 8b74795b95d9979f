"""What somebody typed into a form whose session had ended: kept through signing in."""

import json

from flask import render_template, request

from risk_register.web.forms import CSRF_FIELD, Form

Kept = list[tuple[str, str]]


def keep_typed() -> str:
    """Write down the fields of the form that was posted; empty if it had none."""
    fields = [
        (name, value)
        for name, values in request.form.lists()
        if name not in {CSRF_FIELD, "password"}
        for value in values
    ]
    return json.dumps(fields) if fields else ""


def read_kept(text: str) -> Kept:
    """Read the fields back; empty if they cannot be read, for they come from the browser."""
    try:
        fields = json.loads(text or "[]")
        return [(str(name), str(value)) for name, value in fields]
    except (ValueError, TypeError):
        return []


def show_sign_in(*, next_address: str, kept: str) -> str:
    """Show the sign-in page with what was typed waiting behind it."""
    form = Form(typed={"next": next_address, "kept": kept})
    return render_template("sessions/new.html", form=form)
