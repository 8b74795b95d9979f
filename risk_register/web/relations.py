"""Relating a risk to another one, and taking that back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.domain.relations import RelationKind
from risk_register.models import Risk
from risk_register.schemas.relations import PartingSchema, RelationSchema
from risk_register.services.relations import (
    Related,
    find_way_round,
    get_relation,
    part_risks,
    relate_risks,
)
from risk_register.services.risks import get_risk
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import risk_page
from risk_register.web.forms import Form, read_form

doors = Blueprint("relations", __name__)


@doors.get("/<programme_key>/risks/<reference>/relations/new")
@needs(Permission.RELATE_RISK)
def new_relation(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show how it can bear on another risk."""
    return _form(_find_own(reference), Form())


@doors.post("/<programme_key>/risks/<reference>/relations/new")
@needs(Permission.RELATE_RISK)
def create_relation(programme_key: str, reference: str) -> ResponseReturnValue:
    """Relate the two."""
    form = read_form(RelationSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                said = _relate(get_risk(present_member(), reference), form.values)
            flash(said, "success")
            return redirect(risk_page(programme_key, reference))
    return _form(_find_own(reference), form)


@doors.get("/<programme_key>/risks/<reference>/relations/<int:number>/remove")
@needs(Permission.RELATE_RISK)
def edit_relation(programme_key: str, reference: str, number: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask why it is taken back."""
    risk = _find_own(reference)
    return _parting_form(risk, get_relation(risk, number), Form())


@doors.post("/<programme_key>/risks/<reference>/relations/<int:number>/remove")
@needs(Permission.RELATE_RISK)
def update_relation(programme_key: str, reference: str, number: int) -> ResponseReturnValue:
    """Take it back."""
    member = present_member()
    form = read_form(PartingSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                risk = get_risk(member, reference)
                related = get_relation(risk, number)
                part_risks(related.relation, risk, by=member, at=clock.now(), **form.values)
                said = f"{reference} {related.says} {related.other.reference}"
            flash(f"Taken back: {said}. It stays in the history.", "success")
            return redirect(risk_page(programme_key, reference))
    risk = _find_own(reference)
    return _parting_form(risk, get_relation(risk, number), form)


def _relate(risk: Risk, given: dict[str, Any]) -> str:
    kind, other = given.pop("kind"), given.pop("other")
    made = relate_risks(risk, kind, other, by=present_member(), at=clock.now(), **given)
    said = f"{risk.reference} {kind.value} {made.other.reference} from now on."
    way = () if kind.is_mutual else find_way_round(risk)
    return f"{said} They go round in a loop: {' → '.join(way)}." if way else said


def _find_own(reference: str) -> Risk:
    member = present_member()
    risk = get_risk(member, reference)
    member.check(Permission.RELATE_RISK, risk)
    return risk


def _form(risk: Risk, form: Form) -> ResponseReturnValue:
    page = render_template("relations/new.html", risk=risk, form=form, kinds=list(RelationKind))
    return page, form.status


def _parting_form(risk: Risk, related: Related, form: Form) -> ResponseReturnValue:
    page = render_template("relations/remove.html", risk=risk, related=related, form=form)
    return page, form.status
