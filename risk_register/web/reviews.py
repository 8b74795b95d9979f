"""Confirming that nothing has changed about a risk, in one tap."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.domain.scoring import Basis
from risk_register.schemas.assessments import ReviewSchema
from risk_register.services.assessments import confirm_risk, find_latest
from risk_register.services.risks import get_risk
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import risk_page
from risk_register.web.filters import as_day
from risk_register.web.forms import read_form

doors = Blueprint("reviews", __name__)


@doors.post("/<programme_key>/risks/<reference>/reviews")
@needs(Permission.REVIEW_RISK)
def create_review(programme_key: str, reference: str) -> ResponseReturnValue:
    """Record the review, or show what somebody else said meanwhile."""
    member = present_member()
    form = read_form(ReviewSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                risk = get_risk(member, reference)
                confirm_risk(
                    risk,
                    note=form.values["note"],
                    by=member,
                    at=clock.now(),
                    version=form.values["version"],
                )
                due_on = risk.review_due_on
            next_look = f" The next review is due on {as_day(due_on)}." if due_on else ""
            flash(f"{reference} is confirmed: nothing has changed.{next_look}", "success")
            if form.values["back"] == "work":
                return redirect(url_for("work.show_work"))
            return redirect(risk_page(programme_key, reference))
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
