"""Signing in and out."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Access
from risk_register.domain.sign_ins import Proof, Way
from risk_register.models import Person
from risk_register.schemas.sessions import SessionSchema
from risk_register.services.people import end_session, find_person
from risk_register.services.tries import count_try, forgive_try
from risk_register.web.access import needs
from risk_register.web.forms import Form, read_form
from risk_register.web.refusals import note_failed_sign_in
from risk_register.web.scopes import present_link
from risk_register.web.signing_in import admit

doors = Blueprint("sessions", __name__)

UNKNOWN = "The e-mail address or the password is not right."


@doors.get("/sign-in")
@needs(Access.ANYBODY)
def new_session() -> ResponseReturnValue:
    """Show the sign-in form."""
    if current_user.is_authenticated and present_link() is None:
        return redirect(url_for("work.show_work"))
    return _form(Form(typed={"next": request.args.get("next", "")}))


@doors.post("/sign-in")
@needs(Access.ANYBODY)
def create_session() -> ResponseReturnValue:
    """Sign a person in, or say in one sentence that it did not work."""
    form = read_form(SessionSchema())
    if not form.is_valid:
        return _form(form)
    with form.saving():
        _count_try(form)
        person = find_person(email=form.values["email"], password=form.values["password"])
        if person is not None:
            _forgive_try(person)
            return admit(
                person,
                way=Way.PASSWORD,
                next_address=form.values["next"],
                kept=form.values["kept"],
            )
        form.refuse("email", UNKNOWN)
        return note_failed_sign_in(_form(form), email=form.values["email"], proof=Proof.PASSWORD)
    return _form(form)


@doors.post("/sign-out")
@needs(Access.SIGNED_IN, by_link=True, before_factor=True)
def delete_session() -> ResponseReturnValue:
    """End the session on the server, so that a copied cookie opens nothing."""
    with write_transaction():
        end_session(current_user.token, by=current_user.person, at=clock.now())
    logout_user()
    session.clear()
    return redirect(url_for("sessions.new_session"))


def _count_try(form: Form) -> None:
    with write_transaction():
        count_try(email=form.values["email"], source=request.remote_addr or "", at=clock.now())


def _forgive_try(person: Person) -> None:
    with write_transaction():
        forgive_try(email=person.email, source=request.remote_addr or "", at=clock.now())


def _form(form: Form) -> ResponseReturnValue:
    form.typed.pop("password", None)
    return render_template("sessions/new.html", form=form), form.status
