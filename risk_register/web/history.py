"""The record, for those who may read it."""

import json

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from risk_register.domain.permissions import Permission
from risk_register.services.events import get_head
from risk_register.services.history import list_history as list_lines
from risk_register.web.access import needs, present_member

doors = Blueprint("history", __name__)


@doors.get("/<programme_key>/history")
@needs(Permission.READ_HISTORY)
def list_history(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List who did what, when and why, newest first."""
    member = present_member()
    subject = request.args.get("subject", "").strip()[:80] or None
    before = request.args.get("before", type=int)
    page = list_lines(member, subject=subject, before=before)
    return render_template(
        "history/list.html",
        lines=[(event, json.loads(event.body)) for event in page.events],
        older_than=page.older_than,
        subject=subject,
        head=get_head(member.programme.key),
    )
