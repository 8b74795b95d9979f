"""Proposing a risk, wording it anew, and taking it a step further in its life."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.exemptions import ExemptPart, Scope
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import (
    Move,
    Proximity,
    Publication,
    RiskKind,
    Treatment,
    list_moves,
)
from risk_register.models import Risk
from risk_register.schemas.risks import MoveSchema, RiskEditSchema, RiskSchema
from risk_register.services.lives import (
    RiskWords,
    edit_risk,
    is_scored,
    list_all_areas,
    list_carrying_agencies,
    move_risk,
    propose_risk,
)
from risk_register.services.programmes import list_posts
from risk_register.services.risks import get_risk, list_areas
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import risk_page
from risk_register.web.forms import Form, date_parts, read_form

doors = Blueprint("lives", __name__)


@doors.get("/<programme_key>/risks/new")
@needs(Permission.PROPOSE_RISK)
def new_risk(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show an empty proposal."""
    member = present_member()
    typed = {
        "kind": RiskKind.THREAT.value,
        "treatment": Treatment.TREAT.value,
        "publication": Publication.OPEN.value,
        "exempt_scope": Scope.WHOLE.value,
        "owner_id": str(member.post.id) if member.post else "",
        "carrying_agency_id": str(member.person.agency_id),
    }
    return _words_form("lives/new.html", None, Form(typed=typed))


@doors.post("/<programme_key>/risks/new")
@needs(Permission.PROPOSE_RISK)
def create_risk(programme_key: str) -> ResponseReturnValue:
    """Record the proposal."""
    member = present_member()
    form = read_form(RiskSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                risk = propose_risk(_words(form.values), by=member, at=clock.now())
                reference = risk.reference
            flash(f"{reference} is proposed. The programme manager decides about it.", "success")
            return redirect(risk_page(programme_key, reference))
    return _words_form("lives/new.html", None, form)


@doors.get("/<programme_key>/risks/<reference>/edit")
@needs(Permission.EDIT_RISK)
def edit_words(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what the risk says, ready to be changed."""
    member = present_member()
    risk = get_risk(member, reference)
    member.check(Permission.EDIT_RISK, risk)
    return _words_form("lives/edit.html", risk, Form(typed=_type_out(risk)))


@doors.post("/<programme_key>/risks/<reference>/edit")
@needs(Permission.EDIT_RISK)
def update_words(programme_key: str, reference: str) -> ResponseReturnValue:
    """Record the new wording."""
    member = present_member()
    form = read_form(RiskEditSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                version, reason = form.values.pop("version"), form.values.pop("reason")
                edit_risk(
                    get_risk(member, reference),
                    _words(form.values),
                    reason=reason,
                    by=member,
                    at=clock.now(),
                    version=version,
                )
            flash(f"{reference} is reworded. The wording before stays in its history.", "success")
            return redirect(risk_page(programme_key, reference))
    risk = get_risk(member, reference)
    member.check(Permission.EDIT_RISK, risk)
    return _words_form("lives/edit.html", risk, form)


@doors.get("/<programme_key>/risks/<reference>/moves/new")
@needs(Permission.MOVE_RISK)
def new_move(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show the steps that can be taken."""
    into = request.args.get("into")
    typed = {"move": Move.MERGE.value, "into": into} if into else {}
    return _move_form(get_risk(present_member(), reference), Form(typed=typed))


@doors.post("/<programme_key>/risks/<reference>/moves/new")
@needs(Permission.MOVE_RISK)
def create_move(programme_key: str, reference: str) -> ResponseReturnValue:
    """Take the step."""
    member = present_member()
    form = read_form(MoveSchema())
    if form.is_valid:
        said = form.values
        move: Move = said["move"]
        with form.saving():
            with write_transaction():
                move_risk(
                    get_risk(member, reference),
                    move,
                    reason=said["reason"],
                    into=said["into"] or None,
                    by=member,
                    at=clock.now(),
                    version=said["version"],
                )
            flash(
                f"{reference}: {move.event.removeprefix('risk ')}. Your reason is on record.",
                "success",
            )
            return redirect(risk_page(programme_key, reference))
    return _move_form(get_risk(member, reference), form)


def _words(values: dict[str, Any]) -> RiskWords:
    given = dict(values)
    return RiskWords(
        area_ids=frozenset(given.pop("area_ids")),
        affected_ids=frozenset(given.pop("affected_ids")),
        exempt_fields=tuple(given.pop("exempt_fields")),
        **given,
    )


def _type_out(risk: Risk) -> dict[str, str]:
    typed = {
        "kind": risk.kind.value,
        "title": risk.title,
        "category": risk.category,
        "cause": risk.cause,
        "event": risk.event,
        "consequence": risk.consequence,
        "owner_id": str(risk.owner_id),
        "carrying_agency_id": str(risk.carrying_agency_id),
        "treatment": risk.treatment.value,
        "proximity": risk.proximity.value,
        "area_ids": ",".join(str(area.id) for area in list_areas(risk)),
        "affected_ids": ",".join(str(agency.id) for agency in risk.affected_agencies),
        "publication": risk.publication.value,
        "exempt_paragraph": str(risk.exempt_paragraph or ""),
        "exempt_reason": risk.exempt_reason or "",
        "exempt_reviewer_id": str(risk.exempt_reviewer_id or ""),
        "exempt_scope": (Scope.PARTS if risk.exempt_fields else Scope.WHOLE).value,
        "exempt_fields": ",".join(risk.exempt_fields),
    }
    for name in ("target_on", "exempt_review_on"):
        day = getattr(risk, name)
        typed |= date_parts(name, day) if day else {}
    return typed


def _words_form(template: str, risk: Risk | None, form: Form) -> ResponseReturnValue:
    member = present_member()
    decides = member.may(Permission.MOVE_RISK) or risk is None
    page = render_template(
        template,
        risk=risk,
        form=form,
        scheme=member.scheme,
        posts=list_posts(member.programme),
        agencies=list_carrying_agencies(),
        areas=list_all_areas(member),
        decides=decides,
        kind=risk.kind if risk is not None and (not decides or is_scored(risk)) else None,
        RiskKind=RiskKind,
        Proximity=Proximity,
        Publication=Publication,
        parts=[{"id": part.value, "label": part.label} for part in ExemptPart],
    )
    return page, form.status


def _move_form(risk: Risk, form: Form) -> ResponseReturnValue:
    page = render_template("lives/move.html", risk=risk, form=form, moves=list_moves(risk.status))
    return page, form.status
