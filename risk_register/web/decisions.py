"""The meeting itself: what lies before the body, one matter after the other, and its decisions."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.decisions import LABELS, WITHOUT_RISK, Ruling, say_left, say_outcome
from risk_register.domain.permissions import Permission
from risk_register.models import Decision, Meeting
from risk_register.schemas.decisions import (
    DecisionSchema,
    OtherDecisionSchema,
    WithdrawalSchema,
)
from risk_register.services.bodies import list_bodies
from risk_register.services.decisions import (
    describe_outcome,
    get_decision,
    record_decision,
    withdraw_decision,
)
from risk_register.services.meetings import get_meeting
from risk_register.services.programmes import list_posts
from risk_register.services.risks import get_risk
from risk_register.services.sittings import find_matter, get_item, read_sitting
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("decisions", __name__)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/live")
@needs(Permission.RECORD_DECISION)
def show_sitting(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Show what lies before the body, and what it has decided so far."""
    member = present_member()
    meeting = get_meeting(member, meeting_id)
    if wanted := request.args.get("reference", "").strip().upper():
        reference = get_risk(member, wanted).reference
        return redirect(_matter_page(programme_key, meeting_id, reference))
    return render_template(
        "decisions/live.html",
        meeting=meeting,
        sitting=read_sitting(member, meeting, today=clock.today()),
        scheme=member.scheme,
        is_large=_is_large(),
    )


@doors.get("/<programme_key>/meetings/<int:meeting_id>/live/<reference>")
@needs(Permission.RECORD_DECISION)
def new_decision(programme_key: str, meeting_id: int, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show one risk with what the body may decide about it."""
    meeting = get_meeting(present_member(), meeting_id)
    return _matter_form(meeting, reference, Form())


@doors.post("/<programme_key>/meetings/<int:meeting_id>/live/<reference>")
@needs(Permission.RECORD_DECISION)
def create_decision(programme_key: str, meeting_id: int, reference: str) -> ResponseReturnValue:
    """Record the decision, make it the change, and go on to what is still open."""
    member = present_member()
    form = read_form(DecisionSchema())
    if form.is_valid:
        given = dict(form.values)
        item_id = given.pop("item_id")
        with form.saving():
            with write_transaction():
                meeting = get_meeting(member, meeting_id)
                decision = record_decision(
                    meeting,
                    Ruling(**given),
                    risk=get_risk(member, reference),
                    item=get_item(meeting, item_id) if item_id else None,
                    by=member,
                    at=clock.now(),
                )
                said = _say(decision)
            flash(said, "success")
            return redirect(_next_page(programme_key, meeting_id, reference))
    return _matter_form(get_meeting(member, meeting_id), reference, form)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/live/other")
@needs(Permission.RECORD_DECISION)
def new_other(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show a decision about no risk, ready to be typed."""
    meeting = get_meeting(present_member(), meeting_id)
    return _other_form(meeting, Form(typed={"item_id": request.args.get("item", "")}))


@doors.post("/<programme_key>/meetings/<int:meeting_id>/live/other")
@needs(Permission.RECORD_DECISION)
def create_other(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Record a decision about an item of the agenda, or about none."""
    member = present_member()
    form = read_form(OtherDecisionSchema())
    if form.is_valid:
        said = form.values
        with form.saving():
            with write_transaction():
                meeting = get_meeting(member, meeting_id)
                record_decision(
                    meeting,
                    Ruling(said["kind"], said["text"]),
                    item=get_item(meeting, said["item_id"]) if said["item_id"] else None,
                    by=member,
                    at=clock.now(),
                )
            flash("The decision is recorded.", "success")
            return redirect(_sitting_page(programme_key, meeting_id))
    return _other_form(get_meeting(member, meeting_id), form)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/decisions/<int:decision_id>/withdrawal")
@needs(Permission.RECORD_DECISION)
def new_withdrawal(programme_key: str, meeting_id: int, decision_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show the decision with room for why it is taken back, and what that leaves to undo."""
    meeting = get_meeting(present_member(), meeting_id)
    return _withdrawal_form(get_decision(meeting, decision_id), Form())


@doors.post("/<programme_key>/meetings/<int:meeting_id>/decisions/<int:decision_id>/withdrawal")
@needs(Permission.RECORD_DECISION)
def create_withdrawal(programme_key: str, meeting_id: int, decision_id: int) -> ResponseReturnValue:
    """Take the record of the decision back."""
    member = present_member()
    form = read_form(WithdrawalSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                decision = get_decision(get_meeting(member, meeting_id), decision_id)
                withdraw_decision(decision, reason=form.values["reason"], by=member, at=clock.now())
                left = say_left(describe_outcome(decision))
            flash(f"The decision is withdrawn. {left or ''}".strip(), "success")
            return redirect(_sitting_page(programme_key, meeting_id))
    decision = get_decision(get_meeting(member, meeting_id), decision_id)
    return _withdrawal_form(decision, form)


def _say(decision: Decision) -> str:
    said = say_outcome(describe_outcome(decision))
    return f"{said[0].upper()}{said[1:]}."


def _sitting_page(programme_key: str, meeting_id: int) -> str:
    return url_for("decisions.show_sitting", programme_key=programme_key, meeting_id=meeting_id)


def _matter_page(programme_key: str, meeting_id: int, reference: str) -> str:
    return url_for(
        "decisions.new_decision",
        programme_key=programme_key,
        meeting_id=meeting_id,
        reference=reference,
    )


def _next_page(programme_key: str, meeting_id: int, reference: str) -> str:
    member = present_member()
    sitting = read_sitting(member, get_meeting(member, meeting_id), today=clock.today())
    following = sitting.next_open(reference)
    if following is None:
        return _sitting_page(programme_key, meeting_id)
    return _matter_page(programme_key, meeting_id, following.risk.reference)


def _is_large() -> bool:
    return request.args.get("show") == "large"


def _matter_form(meeting: Meeting, reference: str, form: Form) -> ResponseReturnValue:
    member = present_member()
    sitting = read_sitting(member, meeting, today=clock.today())
    matter = find_matter(member, sitting, reference)
    before, after = sitting.beside(reference)
    page = render_template(
        "decisions/matter.html",
        meeting=meeting,
        sitting=sitting,
        matter=matter,
        before=before,
        after=after,
        form=form,
        scheme=member.scheme,
        labels=LABELS,
        bodies=_list_others(meeting),
        posts=list_posts(member.programme),
        is_large=_is_large(),
        is_early=clock.today() < meeting.held_on,
    )
    return page, form.status


def _list_others(meeting: Meeting) -> list[Any]:
    return [body for body in list_bodies(meeting.body.programme) if body.id != meeting.body_id]


def _other_form(meeting: Meeting, form: Form) -> ResponseReturnValue:
    page = render_template(
        "decisions/other.html",
        meeting=meeting,
        sitting=read_sitting(present_member(), meeting, today=clock.today()),
        form=form,
        kinds=[kind for kind in LABELS if kind in WITHOUT_RISK],
    )
    return page, form.status


def _withdrawal_form(decision: Decision, form: Form) -> ResponseReturnValue:
    page = render_template(
        "decisions/withdraw.html",
        meeting=decision.meeting,
        decision=decision,
        left=say_left(describe_outcome(decision)),
        form=form,
    )
    return page, form.status
