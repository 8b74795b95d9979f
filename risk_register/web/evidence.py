"""Evidence of an action: adding a file, handing it out, withdrawing it."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.evidence import list_endings, say_size
from risk_register.domain.permissions import Permission
from risk_register.doors.uploads import hand_out, read_file, takes_files
from risk_register.models import Action, Evidence
from risk_register.schemas.evidence import LONGEST_SHOWN, EvidenceSchema, WithdrawalSchema
from risk_register.services.actions import get_action
from risk_register.services.evidence import (
    add_evidence,
    get_evidence,
    get_file,
    withdraw_evidence,
)
from risk_register.services.programmes import Member
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("evidence", __name__)


@doors.get("/<programme_key>/actions/<reference>/evidence/new")
@needs(Permission.ADD_EVIDENCE)
def new_evidence(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask for a file and what it shows."""
    return _new_form(_own_action(present_member(), reference), Form())


@doors.post("/<programme_key>/actions/<reference>/evidence/new")
@needs(Permission.ADD_EVIDENCE)
@takes_files
def create_evidence(programme_key: str, reference: str) -> ResponseReturnValue:
    """Keep the file; it is looked at before the register is locked for it."""
    member = present_member()
    action = _own_action(member, reference)
    form = read_form(EvidenceSchema())
    with form.saving():
        file = read_file()
        if form.is_valid:
            with write_transaction():
                action = get_action(member, reference)
                add_evidence(action, file, by=member, at=clock.now(), **form.values)
            flash(f"{file.name} is kept as evidence of {reference}.", "success")
            return redirect(_page(programme_key, reference))
    return _new_form(action, form)


@doors.get("/<programme_key>/actions/<reference>/evidence/<int:evidence_id>/file")
@needs(Permission.READ_REGISTER)
def show_file(programme_key: str, reference: str, evidence_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Hand the file out to be saved, never to be shown as a page of ours."""
    evidence, content = get_file(present_member(), reference, evidence_id)
    return hand_out(evidence.name, evidence.kind, content)


@doors.get("/<programme_key>/actions/<reference>/evidence/<int:evidence_id>/withdraw")
@needs(Permission.ADD_EVIDENCE)
def new_withdrawal(programme_key: str, reference: str, evidence_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask why the file is to be handed out no longer."""
    return _withdrawal_form(_own_evidence(present_member(), reference, evidence_id), Form())


@doors.post("/<programme_key>/actions/<reference>/evidence/<int:evidence_id>/withdraw")
@needs(Permission.ADD_EVIDENCE)
def create_withdrawal(programme_key: str, reference: str, evidence_id: int) -> ResponseReturnValue:
    """Withdraw the file."""
    member = present_member()
    form = read_form(WithdrawalSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                evidence = get_evidence(member, reference, evidence_id)
                withdraw_evidence(evidence, by=member, at=clock.now(), **form.values)
                name = evidence.name
            flash(f"{name} is withdrawn. Your reason is on record.", "success")
            return redirect(_page(programme_key, reference))
    return _withdrawal_form(_own_evidence(member, reference, evidence_id), form)


def _own_action(member: Member, reference: str) -> Action:
    action = get_action(member, reference)
    member.check(Permission.ADD_EVIDENCE, action)
    return action


def _own_evidence(member: Member, reference: str, evidence_id: int) -> Evidence:
    evidence = get_evidence(member, reference, evidence_id)
    member.check(Permission.ADD_EVIDENCE, evidence.action)
    return evidence


def _page(programme_key: str, reference: str) -> str:
    return url_for("actions.show_action", programme_key=programme_key, reference=reference)


def _new_form(action: Action, form: Form) -> ResponseReturnValue:
    page = render_template(
        "evidence/new.html",
        action=action,
        form=form,
        most=say_size(current_app.config["EVIDENCE_MOST_BYTES"]),
        endings=",".join(f".{ending}" for ending in list_endings()),
        longest=LONGEST_SHOWN,
    )
    return page, form.status


def _withdrawal_form(evidence: Evidence, form: Form) -> ResponseReturnValue:
    page = render_template(
        "evidence/withdraw.html", evidence=evidence, action=evidence.action, form=form
    )
    return page, form.status
