"""Planning many meetings of a body at once, by a rule such as second Thursdays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.day_words import MONTHS, WEEKDAYS
from risk_register.domain.permissions import Permission
from risk_register.domain.recurrences import Ordinal, Recurrence, check_recurrence
from risk_register.models import Body
from risk_register.schemas.recurrences import ForgetSchema, PlanSchema, RuleSchema
from risk_register.services.bodies import get_body
from risk_register.services.recurrences import (
    DateToPlan,
    find_end,
    find_rule,
    forget_rule,
    plan_dates,
    preview_dates,
)
from risk_register.web.access import needs, present_member
from risk_register.web.filters import as_clock_time
from risk_register.web.forms import Form, date_parts, read_asked, read_form, read_part

doors = Blueprint("recurrences", __name__)


@dataclass(frozen=True)
class Preview:
    """A rule in words, and the dates it gives; empty if none was said."""

    words: str = ""
    dates: Sequence[DateToPlan] = ()


@doors.get("/<programme_key>/bodies/<body_key>/recurrence")
@needs(Permission.KEEP_MEETINGS)
def new_recurrence(programme_key: str, body_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask for the rule and, once the address holds one, list every date it gives."""
    body = get_body(present_member(), body_key)
    if not request.args:
        return _form(body, Form(typed=_type_first(body)))
    form = read_asked(RuleSchema())
    preview = _preview(body, form, form.values)
    wanted = [each.held_on.isoformat() for each in preview.dates if each.is_wanted]
    form.typed |= {**_type_details(body), "chosen": ",".join(wanted)}
    return _form(body, form, preview)


@doors.post("/<programme_key>/bodies/<body_key>/recurrence")
@needs(Permission.KEEP_MEETINGS)
def create_recurrence(programme_key: str, body_key: str) -> ResponseReturnValue:
    """Plan the dates that were ticked, all of them or none."""
    member = present_member()
    form = read_form(PlanSchema())
    if form.is_valid:
        said = form.values
        with form.saving():
            check_recurrence(said["recurrence"])
            with write_transaction():
                planned = plan_dates(
                    get_body(member, body_key),
                    said["chosen"],
                    said["details"],
                    recurrence=said["recurrence"] if said["keeps"] else None,
                    until_on=_find_end(said),
                    by=member,
                    at=clock.now(),
                    version=said["version"],
                )
                count = len(planned)
            words = "1 meeting is planned." if count == 1 else f"{count} meetings are planned."
            flash(words, "success")
            return redirect(
                url_for("meetings.list_meetings", programme_key=programme_key, body=body_key)
            )
    body = get_body(member, body_key)
    return _form(body, form, _preview(body, form, read_part(RuleSchema()).values))


@doors.post("/<programme_key>/bodies/<body_key>/recurrence/remove")
@needs(Permission.KEEP_MEETINGS)
def delete_recurrence(programme_key: str, body_key: str) -> ResponseReturnValue:
    """Stop planning by the rule."""
    member = present_member()
    form = read_form(ForgetSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                forget_rule(get_body(member, body_key), by=member, at=clock.now(), **form.values)
            flash("Meetings no longer plan themselves. Those that are planned stay.", "success")
            return redirect(
                url_for("meetings.list_meetings", programme_key=programme_key, body=body_key)
            )
    body = get_body(member, body_key)
    form.typed |= _type_first(body)
    return _form(body, form)


def _preview(body: Body, form: Form, said: dict[str, Any]) -> Preview:
    """List the dates of the rule that was said; what is wrong with it ends up in the form."""
    rule: Recurrence | None = said.get("recurrence")
    if rule is None:
        return Preview()
    with form.saving():
        check_recurrence(rule)
        dates = preview_dates(body, rule, from_on=said["from_on"], until_on=_find_end(said))
        return Preview(rule.in_words, dates)
    return Preview()


def _find_end(said: dict[str, Any]) -> date:
    limits = {name: said[name] for name in ("from_on", "until_on", "count")}
    return find_end(said["recurrence"], **limits)


def _type_first(body: Body) -> dict[str, str]:
    rule = find_rule(body) or Recurrence(Ordinal.SECOND, 3)
    return {
        "ordinal": rule.ordinal.value,
        "weekday": str(rule.weekday),
        "months_left_out": ",".join(str(month) for month in sorted(rule.months_left_out)),
        "every_months": str(rule.every_months),
        "from_month": str(rule.from_month),
        **date_parts("from_on", clock.today() + timedelta(days=1)),
    }


def _type_details(body: Body) -> dict[str, str]:
    return {
        "starts_at": as_clock_time(body.usual_time) if body.usual_time else "",
        "place": body.usual_place or "",
        "quorum": str(body.quorum or ""),
        "keeps": "true" if body.recurrence else "",
    }


def _form(body: Body, form: Form, preview: Preview | None = None) -> ResponseReturnValue:
    page = render_template(
        "recurrences/new.html",
        body=body,
        form=form,
        preview=preview or Preview(),
        rule=find_rule(body),
        months=MONTHS,
        weekdays=WEEKDAYS,
        Ordinal=Ordinal,
    )
    return page, form.status
