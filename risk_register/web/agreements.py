"""Letting changed scores stand, one or all that were read, from the desk."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.schemas.agreements import AgreementSchema
from risk_register.services.agreements import agree_scores
from risk_register.services.assessments import list_judged
from risk_register.web.access import needs, present_member
from risk_register.web.forms import read_form

doors = Blueprint("agreements", __name__)


@doors.post("/<programme_key>/agreements")
@needs(Permission.AGREE_SCORE)
def create_agreement(programme_key: str) -> ResponseReturnValue:
    """Agree to every judgement that was read, or to none if one has changed meanwhile."""
    member = present_member()
    form = read_form(AgreementSchema())
    if form.is_valid and form.values["assessments"]:
        with form.saving():
            with write_transaction():
                judged = list_judged(member, form.values["assessments"])
                agree_scores(judged, by=member, at=clock.now())
                references = ", ".join(each.risk.reference for each in judged)
            flash(f"You let the score of {references} stand.", "success")
    if form.is_stale:
        flash("A score has changed since you read it. Nothing was agreed: look again.", "problem")
    elif not form.is_valid or not form.values["assessments"]:
        flash("Nothing was agreed. Load the desk again.", "problem")
    return redirect(url_for("desk.show_desk", programme_key=programme_key, _anchor="changed"))
