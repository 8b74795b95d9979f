"""Planned work: the list, a new action for a risk, and how one goes."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.actions import ActionStatus
from risk_register.domain.evidence import MOST_FILES
from risk_register.domain.permissions import Permission
from risk_register.models import Action, Risk
from risk_register.schemas.actions import ActionSchema, ProgressSchema
from risk_register.services.actions import (
    ActionPlan,
    Progress,
    add_action,
    find_lead,
    get_action,
)
from risk_register.services.actions import list_actions as list_all
from risk_register.services.actions import update_action as record_progress
from risk_register.services.duties import DutyKind
from risk_register.services.effects import find_expected
from risk_register.services.evidence import count_evidence, list_evidence
from risk_register.services.milestones import list_milestones
from risk_register.services.plan_lines import find_line, find_lines
from risk_register.services.programmes import list_posts
from risk_register.services.ratings import find_scale, list_ratings
from risk_register.services.risks import get_risk
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import action_page, risk_page, way_back
from risk_register.web.filters import as_day
from risk_register.web.forms import Form, date_parts, read_form
from risk_register.web.paging import read_number, read_page_number
from risk_register.web.scopes import note_answer

doors = Blueprint("actions", __name__)


@doors.get("/<programme_key>/actions")
@needs(Permission.READ_REGISTER)
def list_actions(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List the programme's actions, all or one post's, the earliest due first."""
    member = present_member()
    shows_all = request.args.get("show") == "all"
    lead = find_lead(member, read_number("lead"))
    page = list_all(
        member,
        only_open=not shows_all,
        lead_id=lead.id if lead else None,
        page=read_page_number(),
    )
    if page.number > page.pages:
        abort(404)
    return render_template(
        "actions/list.html",
        page=page,
        shows_all=shows_all,
        lead=lead,
        updatable={
            action.id for action in page.actions if member.may(Permission.UPDATE_ACTION, action)
        },
        files=count_evidence(page.actions),
        lines=find_lines(page.actions),
        ActionStatus=ActionStatus,
    )


@doors.get("/<programme_key>/actions/<reference>")
@needs(Permission.READ_REGISTER)
def show_action(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what an action is for, how it went, and what shows that."""
    member = present_member()
    action = get_action(member, reference)
    scheme = member.scheme
    effects = [(each.risk, find_expected(each, scheme)) for each in action.mitigations]
    evidence = list_evidence(action)
    return render_template(
        "actions/show.html",
        action=action,
        scheme=scheme,
        effects=effects,
        line=find_line(action),
        milestones=list_milestones(action),
        scale=find_scale(member.programme, on=member.on),
        ratings=list_ratings(action),
        standing=[each for each in evidence if each.withdrawn_at is None],
        withdrawn=[each for each in evidence if each.withdrawn_at is not None],
        may_update=member.may(Permission.UPDATE_ACTION, action),
        may_add=member.may(Permission.ADD_EVIDENCE, action),
        most_files=MOST_FILES,
    )


@doors.get("/<programme_key>/risks/<reference>/actions/new")
@needs(Permission.ADD_ACTION)
def new_action(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show an empty plan."""
    member = present_member()
    risk = get_risk(member, reference)
    member.check(Permission.ADD_ACTION, risk)
    typed = {"version": str(risk.version)}
    if member.post is not None:
        typed["lead_id"] = str(member.post.id)
    return _new_form(risk, Form(typed=typed))


@doors.post("/<programme_key>/risks/<reference>/actions/new")
@needs(Permission.ADD_ACTION)
def create_action(programme_key: str, reference: str) -> ResponseReturnValue:
    """Add the action to the plan."""
    member = present_member()
    form = read_form(ActionSchema())
    if form.is_valid:
        version = form.values.pop("version")
        with form.saving():
            with write_transaction():
                risk = get_risk(member, reference)
                action = add_action(
                    risk, ActionPlan(**form.values), by=member, at=clock.now(), version=version
                )
                name, due_on = action.reference, action.due_on
            flash(f"{name} is planned against {reference}, due on {as_day(due_on)}.", "success")
            return redirect(risk_page(programme_key, reference))
    risk = get_risk(member, reference)
    member.check(Permission.ADD_ACTION, risk)
    return _new_form(risk, form)


@doors.get("/<programme_key>/actions/<reference>/edit")
@needs(Permission.UPDATE_ACTION, by_link=DutyKind.REPORT)
def edit_action(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show how the action stands, ready to be changed."""
    member = present_member()
    action = get_action(member, reference)
    member.check(Permission.UPDATE_ACTION, action)
    typed = {
        "status": action.status.value,
        "progress": str(action.progress),
        "version": str(action.version),
        "back": request.args.get("back", ""),
        **date_parts("due_on", action.due_on),
    }
    return _edit_form(action, Form(typed=typed))


@doors.post("/<programme_key>/actions/<reference>/edit")
@needs(Permission.UPDATE_ACTION, by_link=DutyKind.REPORT)
def update_action(programme_key: str, reference: str) -> ResponseReturnValue:
    """Record how the action goes."""
    member = present_member()
    form = read_form(ProgressSchema())
    if form.is_valid:
        said = form.values
        progress = Progress(
            status=ActionStatus(said["status"]),
            progress=said["progress"],
            due_on=said["due_on"],
            note=said["note"],
        )
        with form.saving():
            now = clock.now()
            with write_transaction():
                action = get_action(member, reference)
                note_answer(at=now)
                record_progress(action, progress, by=member, at=now, version=said["version"])
                words = f"{reference} is {action.status.label.lower()}, {action.progress} per cent."
                served = action.served.reference if action.served else None
            flash(words, "success")
            page = _page_of(programme_key, reference, served, said["back"])
            return redirect(way_back(said["back"], page))
    action = get_action(member, reference)
    member.check(Permission.UPDATE_ACTION, action)
    return _edit_form(action, form)


def _page_of(programme_key: str, reference: str, served: str | None, back: str) -> str:
    if back == "action" or served is None:
        return action_page(programme_key, reference)
    return risk_page(programme_key, served)


def _new_form(risk: Risk, form: Form) -> ResponseReturnValue:
    member = present_member()
    page = render_template(
        "actions/new.html",
        risk=risk,
        form=form,
        scheme=member.scheme,
        posts=list_posts(member.programme),
    )
    return page, form.status


def _edit_form(action: Action, form: Form) -> ResponseReturnValue:
    return render_template(
        "actions/edit.html", action=action, form=form, ActionStatus=ActionStatus
    ), form.status
