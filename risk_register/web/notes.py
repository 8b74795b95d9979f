"""Asking an owner back, and answering."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.models import ModerationNote, Risk
from risk_register.schemas.notes import AnswerSchema, QuestionSchema
from risk_register.services.duties import DutyKind
from risk_register.services.notes import answer_note, ask_back, get_note, list_notes
from risk_register.services.programmes import Member
from risk_register.services.risks import get_risk
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import risk_page, way_back
from risk_register.web.forms import Form, read_form
from risk_register.web.scopes import note_answer

doors = Blueprint("notes", __name__)


@doors.get("/<programme_key>/risks/<reference>/questions/new")
@needs(Permission.ASK_BACK)
def new_note(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show an empty question."""
    return _question_form(get_risk(present_member(), reference), Form())


@doors.post("/<programme_key>/risks/<reference>/questions/new")
@needs(Permission.ASK_BACK)
def create_note(programme_key: str, reference: str) -> ResponseReturnValue:
    """Put the question to the owner."""
    member = present_member()
    form = read_form(QuestionSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                risk = get_risk(member, reference)
                ask_back(risk, question=form.values["question"], by=member, at=clock.now())
                owner = risk.owner.title
            flash(f"Your question about {reference} waits for the {owner}.", "success")
            return redirect(url_for("desk.show_desk", programme_key=programme_key))
    return _question_form(get_risk(member, reference), form)


@doors.get("/<programme_key>/risks/<reference>/questions/<int:note_id>/answer")
@needs(Permission.REVIEW_RISK, by_link=DutyKind.ANSWER)
def new_answer(programme_key: str, reference: str, note_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show the question with room for the answer."""
    note = _own_note(present_member(), reference, note_id)
    return _answer_form(note, Form(typed={"back": request.args.get("back", "")}))


@doors.post("/<programme_key>/risks/<reference>/questions/<int:note_id>/answer")
@needs(Permission.REVIEW_RISK, by_link=DutyKind.ANSWER)
def create_answer(programme_key: str, reference: str, note_id: int) -> ResponseReturnValue:
    """Record the answer."""
    member = present_member()
    form = read_form(AnswerSchema())
    if form.is_valid:
        with form.saving():
            now = clock.now()
            with write_transaction():
                note = get_note(member, reference, note_id)
                note_answer(at=now)
                answer_note(note, answer=form.values["answer"], by=member, at=now)
            flash(f"Your answer about {reference} is with the programme manager.", "success")
            return redirect(way_back(form.values["back"], risk_page(programme_key, reference)))
    return _answer_form(_own_note(member, reference, note_id), form)


def _own_note(member: Member, reference: str, note_id: int) -> ModerationNote:
    note = get_note(member, reference, note_id)
    member.check(Permission.REVIEW_RISK, note.risk)
    return note


def _question_form(risk: Risk, form: Form) -> ResponseReturnValue:
    notes = list_notes(present_member(), risk)
    page = render_template(
        "notes/new.html", risk=risk, notes=notes, form=form, Permission=Permission
    )
    return page, form.status


def _answer_form(note: ModerationNote, form: Form) -> ResponseReturnValue:
    return render_template("notes/answer.html", note=note, risk=note.risk, form=form), form.status
