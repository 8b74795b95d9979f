"""Milestones of an action: a new one, and what has become of one."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.milestones import MilestoneState
from risk_register.domain.permissions import Permission
from risk_register.models import Action, Milestone
from risk_register.schemas.milestones import MilestoneSchema, NewMilestoneSchema
from risk_register.services.actions import get_action
from risk_register.services.milestones import MilestoneNews, add_milestone, get_milestone
from risk_register.services.milestones import update_milestone as record_news
from risk_register.services.programmes import Member
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import action_page
from risk_register.web.filters import as_day
from risk_register.web.forms import Form, date_parts, read_form

doors = Blueprint("milestones", __name__)


@doors.get("/<programme_key>/actions/<reference>/milestones/new")
@needs(Permission.UPDATE_ACTION)
def new_milestone(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show an empty milestone."""
    return _new_form(_own_action(present_member(), reference), Form())


@doors.post("/<programme_key>/actions/<reference>/milestones/new")
@needs(Permission.UPDATE_ACTION)
def create_milestone(programme_key: str, reference: str) -> ResponseReturnValue:
    """Add the milestone to the action."""
    member = present_member()
    form = read_form(NewMilestoneSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                action = get_action(member, reference)
                due_on = add_milestone(action, by=member, at=clock.now(), **form.values).due_on
            flash(f"{reference} has a milestone on {as_day(due_on)}.", "success")
            return redirect(action_page(programme_key, reference))
    return _new_form(_own_action(member, reference), form)


@doors.get("/<programme_key>/actions/<reference>/milestones/<int:milestone_id>/edit")
@needs(Permission.UPDATE_ACTION)
def edit_milestone(programme_key: str, reference: str, milestone_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show how the milestone stands, ready to be changed."""
    milestone = _own_milestone(present_member(), reference, milestone_id)
    typed = {"state": milestone.standing(clock.today()).state.value}
    typed |= date_parts("due_on", milestone.due_on)
    if milestone.met_on:
        typed |= date_parts("met_on", milestone.met_on)
    return _edit_form(milestone, Form(typed=typed))


@doors.post("/<programme_key>/actions/<reference>/milestones/<int:milestone_id>/edit")
@needs(Permission.UPDATE_ACTION)
def update_milestone(programme_key: str, reference: str, milestone_id: int) -> ResponseReturnValue:
    """Record what has become of the milestone."""
    member = present_member()
    form = read_form(MilestoneSchema())
    if form.is_valid:
        version = form.values.pop("version")
        with form.saving():
            now = clock.now()
            with write_transaction():
                milestone = get_milestone(member, reference, milestone_id)
                news = MilestoneNews(**form.values)
                record_news(milestone, news, by=member, at=now, version=version)
                words = milestone.standing(clock.today()).words
            flash(f"The milestone of {reference}: {words}.", "success")
            return redirect(action_page(programme_key, reference))
    return _edit_form(_own_milestone(member, reference, milestone_id), form)


def _own_action(member: Member, reference: str) -> Action:
    action = get_action(member, reference)
    member.check(Permission.UPDATE_ACTION, action)
    return action


def _own_milestone(member: Member, reference: str, milestone_id: int) -> Milestone:
    milestone = get_milestone(member, reference, milestone_id)
    member.check(Permission.UPDATE_ACTION, milestone.action)
    return milestone


def _new_form(action: Action, form: Form) -> ResponseReturnValue:
    return render_template("milestones/new.html", action=action, form=form), form.status


def _edit_form(milestone: Milestone, form: Form) -> ResponseReturnValue:
    page = render_template(
        "milestones/edit.html",
        milestone=milestone,
        action=milestone.action,
        form=form,
        MilestoneState=MilestoneState,
    )
    return page, form.status
