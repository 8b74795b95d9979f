"""Bodies: what each has before it, its rules in words, and what a change of them would do."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.bodies import BodyFacts, say_rules_briefly, tell_facts
from risk_register.domain.calendars import DaysCounted, IssueCount
from risk_register.domain.circulation import SendsBy, WhenUncertain
from risk_register.domain.holidays import HolidaySet
from risk_register.domain.permissions import Permission
from risk_register.domain.sentences import ToldField
from risk_register.models import Body
from risk_register.schemas.bodies import EDIT, SAVE, BodySchema, RulesSchema
from risk_register.services.bodies import (
    add_body,
    change_rules,
    check_change,
    facts_of,
    get_body,
)
from risk_register.services.bodies import list_bodies as list_all
from risk_register.services.decisions import list_decisions_of
from risk_register.services.escalations import list_of_body
from risk_register.services.meetings import list_next_meetings
from risk_register.services.outlooks import foresee_rules
from risk_register.services.seats import list_chairs, list_seat_holders
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import body_page
from risk_register.web.filters import as_clock_time
from risk_register.web.forms import Form, read_form

doors = Blueprint("bodies", __name__)

#: The rules that a new body begins with, as its form shows them.
USUAL = {
    "counted": DaysCounted.WORKING.value,
    "issue_count": IssueCount.CLEAR.value,
    "holidays": HolidaySet.ENGLAND_AND_WALES.value,
    "call_days": "15",
    "updates_due_days": "10",
    "moderation_days": "8",
    "lock_days": "7",
    "lock_time": "06:00",
    "circulate_days": "5",
    "minutes_days": "10",
    "remind_days": "2, 0",
    "late_days": "1",
    "escalate_days": "2",
    "sends_by": SendsBy.ATTACHED.value,
    "link_days": "90",
    "when_uncertain": WhenUncertain.SEND_AGAIN.value,
}


@doors.get("/<programme_key>/bodies")
@needs(Permission.READ_MEETINGS)
def list_bodies(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List all bodies with who chairs them, when they meet next, and their rules in a line."""
    member, today = present_member(), clock.today()
    bodies = list_all(member.programme)
    return render_template(
        "bodies/list.html",
        bodies=bodies,
        rules={body.id: say_rules_briefly(facts_of(body)) for body in bodies},
        chairs=list_chairs(member.programme, on=today),
        coming=list_next_meetings(member.programme, on=today),
        may_keep=member.may(Permission.KEEP_BODIES),
    )


@doors.get("/<programme_key>/bodies/<body_key>")
@needs(Permission.READ_MEETINGS)
def show_body(programme_key: str, body_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show a body's rules and seats and, to readers of the register, what is before it."""
    member, today = present_member(), clock.today()
    body = get_body(member, body_key)
    reads = member.may(Permission.READ_REGISTER)
    escalations = list_of_body(body) if reads else []
    return render_template(
        "bodies/show.html",
        body=body,
        told=_tell(body),
        holders=list_seat_holders(body, on=today),
        coming=list_next_meetings(member.programme, on=today).get(body.id),
        standing=[each for each in escalations if each.returned_at is None],
        returned=[each for each in escalations if each.returned_at is not None],
        decisions=list_decisions_of(body) if reads else [],
        scheme=member.scheme if reads else None,
        may_read=reads,
        may_keep=member.may(Permission.KEEP_BODIES),
    )


@doors.get("/<programme_key>/bodies/new")
@needs(Permission.KEEP_BODIES)
def new_body(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show a new body with the rules that most have."""
    return _new_form(Form(typed=dict(USUAL)))


@doors.post("/<programme_key>/bodies/new")
@needs(Permission.KEEP_BODIES)
def create_body(programme_key: str) -> ResponseReturnValue:
    """Add the body."""
    member = present_member()
    form = read_form(BodySchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                body = add_body(form.values["facts"], by=member, at=clock.now())
                key, name = body.key, body.name
            flash(f"{name} is in the register. Say next who sits on it.", "success")
            return redirect(body_page(programme_key, key))
    return _new_form(form)


@doors.get("/<programme_key>/bodies/<body_key>/rules")
@needs(Permission.KEEP_BODIES)
def edit_rules(programme_key: str, body_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show a body's rules, ready to be changed."""
    body = get_body(present_member(), body_key)
    return _rules_form(body, Form(typed=_type(facts_of(body))))


@doors.post("/<programme_key>/bodies/<body_key>/rules")
@needs(Permission.KEEP_BODIES)
def update_rules(programme_key: str, body_key: str) -> ResponseReturnValue:
    """Show what would follow from the rules, or save them if that has been read."""
    member = present_member()
    form = read_form(RulesSchema())
    if form.typed.get("stage") == EDIT:
        return _rules_form(get_body(member, body_key), Form(typed=form.typed))
    if not form.is_valid:
        return _rules_form(get_body(member, body_key), form)
    facts, mark = form.values["facts"], form.values["mark"]
    with form.saving():
        if form.values["stage"] != SAVE:
            body = get_body(member, body_key)
            check_change(body, facts, list_all(member.programme))
            return _preview(body, facts, form)
        with write_transaction():
            body = get_body(member, body_key)
            outlook = foresee_rules(body, facts, at=clock.now())
            change_rules(body, facts, by=member, at=clock.now(), version=form.values["version"])
            outlook.check_mark(mark)
            name = body.name
        flash(f"The rules of {name} are saved.", "success")
        return redirect(body_page(programme_key, body_key))
    body = get_body(member, body_key)
    if form.is_stale and body.version == form.values["version"]:
        return _preview(body, facts, form)  # only what follows is no longer the same
    return _rules_form(body, form)


def _preview(body: Body, facts: BodyFacts, form: Form) -> ResponseReturnValue:
    now, then = _tell(body), _tell_facts(facts, body)
    page = render_template(
        "bodies/preview.html",
        body=body,
        form=form,
        changes=_compare(now, then),
        outlook=foresee_rules(body, facts, at=clock.now()),
    )
    return page, form.status


def _compare(before: Mapping[str, str], after: Mapping[str, str]) -> list[ToldField]:
    return [
        ToldField(label, before[label], said)
        for label, said in after.items()
        if before[label] != said
    ]


def _tell(body: Body) -> dict[str, str]:
    return tell_facts(facts_of(body), reports_to=body.reports_to.name if body.reports_to else None)


def _tell_facts(facts: BodyFacts, body: Body) -> dict[str, str]:
    names = {each.id: each.name for each in list_all(body.programme)}
    above = names.get(facts.reports_to_id) if facts.reports_to_id else None
    return tell_facts(facts, reports_to=above)


def _type(facts: BodyFacts) -> dict[str, str]:
    """Put what stands into a form's fields."""
    rules = facts.rules
    days = ("call", "updates_due", "moderation", "lock", "circulate", "minutes")
    return {
        "name": facts.name,
        "kind": facts.kind,
        "is_public": "true" if facts.is_public else "",
        "has_packs": "true" if facts.has_packs else "",
        "pack_kind": facts.pack_kind.value,
        "deputies_always": "true" if facts.deputies_always else "",
        "reports_to_id": str(facts.reports_to_id or ""),
        "quorum": str(facts.quorum or ""),
        "usual_time": as_clock_time(facts.usual_time) if facts.usual_time else "",
        "usual_place": facts.usual_place or "",
        "counted": rules.counted.value,
        "issue_count": rules.issue_count.value,
        "issue_until": as_clock_time(rules.issue_until) if rules.issue_until else "",
        "holidays": facts.holidays.value,
        "lock_time": as_clock_time(rules.lock_time),
        **{f"{name}_days": str(getattr(rules, f"{name}_days")) for name in days},
        "remind_days": ", ".join(str(-day) for day in facts.chase_days if day <= 0),
        "late_days": ", ".join(str(day) for day in facts.chase_days if day > 0),
        "escalate_days": str(facts.escalate_days),
        "sends_by": facts.dispatch.sends_by.value,
        "link_days": str(facts.dispatch.link_days),
        "when_uncertain": facts.dispatch.when_uncertain.value,
        "publishes": "true" if facts.dispatch.publishes else "",
        "publish_address": facts.dispatch.publish_address or "",
    }


def _new_form(form: Form) -> ResponseReturnValue:
    return render_template("bodies/new.html", form=form, **_choices(None)), form.status


def _rules_form(body: Body, form: Form) -> ResponseReturnValue:
    facts = form.values.get("facts") if form.is_stale else None
    page = render_template(
        "bodies/rules.html",
        body=body,
        form=form,
        differences=_compare(_tell(body), _tell_facts(facts, body)) if facts else [],
        **_choices(body),
    )
    return page, form.status


def _choices(body: Body | None) -> Mapping[str, object]:
    bodies = list_all(present_member().programme)
    return {
        "others": [each for each in bodies if body is None or each.id != body.id],
        "DaysCounted": DaysCounted,
        "IssueCount": IssueCount,
        "HolidaySet": HolidaySet,
        "SendsBy": SendsBy,
        "WhenUncertain": WhenUncertain,
    }
