"""The record in sentences: of the programme for those who may read it, of a risk for everybody."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema, ValidationError

from risk_register.domain.matters import Matter
from risk_register.domain.permissions import Permission
from risk_register.schemas.base import first_sentences
from risk_register.schemas.history import BY_SERVICE, HistorySchema, RiskHistorySchema
from risk_register.services.chronicles import (
    ChronicleFilter,
    Paging,
    count_risk_lines,
    list_programme_lines,
    list_risk_lines,
)
from risk_register.services.events import get_head
from risk_register.services.programmes import list_posts
from risk_register.services.risks import get_risk
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form

doors = Blueprint("history", __name__)

#: What the address says about where a page begins; everything else narrows it.
PAGING = ("before", "after")
#: What cannot be about one risk.
_NOT_OF_A_RISK = (Matter.PACKS, Matter.SETTING_UP)


@doors.get("/<programme_key>/history")
@needs(Permission.READ_HISTORY)
def list_history(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List what was done in the programme, newest first."""
    member = present_member()
    form = _read(HistorySchema())
    page = None
    if form.is_valid:
        paging = _take_paging(form.values)
        narrowed = ChronicleFilter(**_rename(form.values))
        page = list_programme_lines(member, narrowed, paging=paging)
    return render_template(
        "history/list.html",
        form=form,
        page=page,
        asked=_list_asked(form),
        matters=list(Matter),
        posts=list_posts(member.programme),
        by_service=BY_SERVICE,
        head=get_head(member.programme.key),
    ), form.status


@doors.get("/<programme_key>/risks/<reference>/history")
@needs(Permission.READ_REGISTER)
def list_risk_history(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List what was done to a risk and what hangs on it, newest first."""
    member = present_member()
    risk = get_risk(member, reference)
    form = _read(RiskHistorySchema())
    page = None
    if form.is_valid:
        paging = _take_paging(form.values)
        page = list_risk_lines(member, risk, matter=form.values["what"], paging=paging)
    return render_template(
        "history/risk.html",
        form=form,
        risk=risk,
        page=page,
        total=count_risk_lines(member, risk),
        asked=_list_asked(form),
        matters=[matter for matter in Matter if matter not in _NOT_OF_A_RISK],
    ), form.status


def _read(schema: Schema) -> Form:
    """Read what the address narrows the record to; what cannot be read is said, never ignored."""
    form = Form(typed=dict(request.args.items()))
    try:
        form.values = schema.load({name: text for name, text in form.typed.items() if text.strip()})
    except ValidationError as error:
        form.errors, form.status = first_sentences(error.messages), 422
        if set(PAGING) & set(form.errors):
            abort(404)
    return form


def _take_paging(values: dict[str, Any]) -> Paging:
    return Paging(before=values.pop("before"), after=values.pop("after"))


def _rename(values: dict[str, Any]) -> dict[str, Any]:
    return {"matter" if name == "what" else name: value for name, value in values.items()}


def _list_asked(form: Form) -> dict[str, str]:
    """Give what the address narrows the record to, for the addresses of the other pages."""
    return {name: text for name, text in form.typed.items() if text.strip() and name not in PAGING}
