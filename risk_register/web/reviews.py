"""Confirming that nothing has changed about a risk, in one tap."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.domain.scoring import Basis
from risk_register.schemas.assessments import ReviewSchema
from risk_register.services.assessments import confirm_risk, find_latest
from risk_register.services.duties import DutyKind
from risk_register.services.risks import get_risk
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import risk_page, way_back
from risk_register.web.filters import as_day
from risk_register.web.forms import read_form
from risk_register.web.scopes import note_answer

doors = Blueprint("reviews", __name__)


@doors.post("/<programme_key>/risks/<reference>/reviews")
@needs(Permission.REVIEW_RISK, by_link=DutyKind.REVIEW)
def create_review(programme_key: str, reference: str) -> ResponseReturnValue:
    """Record the review, or show what somebody else said meanwhile."""
    member = present_member()
    form = read_form(ReviewSchema())
    if form.is_valid:
        with form.saving():
            now = clock.now()
            with write_transaction():
                risk = get_risk(member, reference)
                note_answer(at=now)
                confirm_risk(
                    risk,
                    note=form.values["note"],
                    by=member,
                    at=now,
                    version=form.values["version"],
                )
                due_on = risk.review_due_on
            next_look = f" The next review is due on {as_day(due_on)}." if due_on else ""
            flash(f"{reference} is confirmed: nothing has changed.{next_look}", "success")
            return redirect(way_back(form.values["back"], risk_page(programme_key, reference)))
    risk = get_risk(member, reference)
    member.check(Permission.REVIEW_RISK, risk)
    latest = find_latest(risk, Basis.CURRENT)
    scheme = member.scheme
    page = render_template(
        "reviews/new.html",
        risk=risk,
        form=form,
        latest=latest,
        latest_band=scheme.band_of(latest) if latest else None,
    )
    return page, form.status
