"""Passkeys: added and removed in one's account, shown after the password instead of a code."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Access
from risk_register.domain.sign_ins import Proof, Way
from risk_register.doors.post_rooms import open_room, send_now
from risk_register.models import Person
from risk_register.schemas.passkeys import NewPasskeySchema, PasskeySchema, SignInPasskeySchema
from risk_register.services.account_letters import tell_change
from risk_register.services.passkey_answers import add_passkey, check_passkey, say_how_to_add
from risk_register.services.passkeys import remove_passkey
from risk_register.services.second_factors import check_code, find_factor
from risk_register.services.tries import count_code, forgive_codes
from risk_register.web.access import needs
from risk_register.web.challenges import Act, get_site, pose_challenge, take_challenge
from risk_register.web.forms import Form, read_form
from risk_register.web.refusals import note_failed_sign_in
from risk_register.web.signing_in import (
    begin_again,
    begin_session,
    find_pending,
    go_on_to,
    show_code_form,
)

doors = Blueprint("passkeys", __name__)


@doors.post("/sign-in/passkey")
@needs(Access.ANYBODY)
def create_session() -> ResponseReturnValue:
    """Sign somebody in who has shown a passkey besides the password."""
    pending = find_pending()
    if pending is None:
        return begin_again()
    form = read_form(SignInPasskeySchema())
    if form.is_valid:
        with form.saving():
            return _let_in(*pending, form)
        if "credential" in form.errors:
            asked = show_code_form(form, pending[0])
            return note_failed_sign_in(asked, email=pending[0].email, proof=Proof.PASSKEY)
    return show_code_form(form, pending[0])


@doors.get("/your-account/passkeys/new")
@needs(Access.SIGNED_IN)
def new_passkey() -> ResponseReturnValue:
    """Ask for a code and a name before a passkey is made."""
    return _asking(Form())


@doors.post("/your-account/passkeys/begin")
@needs(Access.SIGNED_IN)
def start_passkey() -> ResponseReturnValue:
    """Let the device make a passkey, once a code has shown who is there."""
    form = read_form(NewPasskeySchema())
    if form.is_valid:
        with form.saving():
            person, now = current_user.person, clock.now()
            _count(person)
            with write_transaction():
                check_code(
                    person,
                    form.values["code"],
                    secret_key=str(current_app.config["SECRET_KEY"]),
                    at=now,
                )
                forgive_codes(person)
            return _making(person, form)
    return _asking(form)


@doors.post("/your-account/passkeys")
@needs(Access.SIGNED_IN)
def create_passkey() -> ResponseReturnValue:
    """Keep the passkey that the device has made."""
    form = read_form(PasskeySchema())
    if form.is_valid:
        with form.saving():
            person, now = current_user.person, clock.now()
            challenge = take_challenge(person, Act.ADD)
            with write_transaction():
                add_passkey(
                    person,
                    form.values["credential"],
                    name=form.values["name"],
                    challenge=challenge,
                    site=get_site(),
                    at=now,
                )
                tell_change(person, "A passkey was added.", room=open_room(), at=now)
            send_now()
            return _back("The passkey is added. Use it when you next sign in.")
    return _asking(form)


@doors.post("/your-account/passkeys/<int:passkey_id>/removal")
@needs(Access.SIGNED_IN)
def delete_passkey(passkey_id: int) -> ResponseReturnValue:
    """Remove a passkey; codes go on as before."""
    person, now = current_user.person, clock.now()
    with write_transaction():
        remove_passkey(person, passkey_id, at=now)
        tell_change(person, "A passkey was removed.", room=open_room(), at=now)
    send_now()
    return _back("The passkey is removed.")


def _let_in(person: Person, way: Way, form: Form) -> ResponseReturnValue:
    challenge = take_challenge(person, Act.SHOW)
    _count(person)
    with write_transaction():
        check_passkey(
            person,
            form.values["credential"],
            challenge=challenge,
            site=get_site(),
            at=clock.now(),
        )
        forgive_codes(person)
    begin_session(person, way=way)
    return go_on_to(form.values["next"], form.values["kept"])


def _count(person: Person) -> None:
    with write_transaction():
        count_code(person, at=clock.now())


def _asking(form: Form) -> ResponseReturnValue:
    has_factor = find_factor(current_user.person) is not None
    if has_factor:
        get_site()
    form.typed.pop("code", None)
    page = render_template("passkeys/new.html", form=form, has_factor=has_factor)
    return page, form.status


def _making(person: Person, form: Form) -> ResponseReturnValue:
    challenge = pose_challenge(person, Act.ADD)
    options = say_how_to_add(person, challenge=challenge, site=get_site())
    return render_template("passkeys/make.html", form=form, options=options)


def _back(words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for("accounts.show_account"))
