"""Evidence of an action: adding a file, handing it out, withdrawing it."""

from io import BytesIO

from flask import Blueprint, current_app, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import RuleError
from risk_register.domain.evidence import (
    FIELD,
    InspectedFile,
    check_size,
    inspect_file,
    list_endings,
    say_size,
)
from risk_register.domain.permissions import Permission
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
from risk_register.web.uploads import find_file, size_of, takes_files

doors = Blueprint("evidence", __name__)

#: A browser that shows a file in spite of all lets it do nothing and load nothing.
FILE_POLICY = "sandbox; default-src 'none'"


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
        file = _read_file()
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
    response = send_file(
        BytesIO(content),
        mimetype=evidence.kind.media_type,
        as_attachment=True,
        download_name=evidence.name,
        conditional=False,
    )
    response.headers["Content-Type"] = evidence.kind.media_type
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response


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


def _read_file() -> InspectedFile:
    file = find_file(FIELD)
    if file is None:
        raise RuleError("Choose a file.", field=FIELD)
    check_size(size_of(file), most=current_app.config["EVIDENCE_MOST_BYTES"])
    return inspect_file(file.filename or "", file.stream.read())


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
