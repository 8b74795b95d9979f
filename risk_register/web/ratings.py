"""Rating how the delivery of an action goes."""

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.models import Action
from risk_register.schemas.ratings import RatingSchema
from risk_register.services.actions import get_action
from risk_register.services.programmes import Member
from risk_register.services.ratings import find_scale, list_ratings, rate_action
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import action_page
from risk_register.web.forms import Form, read_form

doors = Blueprint("ratings", __name__)


@doors.get("/<programme_key>/actions/<reference>/ratings/new")
@needs(Permission.UPDATE_ACTION)
def new_rating(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show the levels, with the one that stands."""
    return _form(_own_action(present_member(), reference), Form())


@doors.post("/<programme_key>/actions/<reference>/ratings/new")
@needs(Permission.UPDATE_ACTION)
def create_rating(programme_key: str, reference: str) -> ResponseReturnValue:
    """Record the rating."""
    member = present_member()
    form = read_form(RatingSchema())
    if form.is_valid:
        level, reason = form.values["level"], form.values["reason"]
        with form.saving():
            with write_transaction():
                action = get_action(member, reference)
                rate_action(action, level, reason=reason, by=member, at=clock.now())
            flash(f"The delivery of {reference} is rated.", "success")
            return redirect(action_page(programme_key, reference))
    return _form(_own_action(member, reference), form)


def _own_action(member: Member, reference: str) -> Action:
    action = get_action(member, reference)
    member.check(Permission.UPDATE_ACTION, action)
    return action


def _form(action: Action, form: Form) -> ResponseReturnValue:
    member = present_member()
    scale = find_scale(member.programme, on=member.on)
    if scale is None:
        abort(404)
    page = render_template(
        "ratings/new.html", action=action, form=form, scale=scale, ratings=list_ratings(action)
    )
    return page, form.status
