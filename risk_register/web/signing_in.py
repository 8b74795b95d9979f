"""From the first proof of who somebody is to their session: a second factor may stand between."""

import hashlib
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from risk_register import clock
from risk_register.database import db, write_transaction
from risk_register.domain.sign_ins import Way, say_browser
from risk_register.doors.second_factors import list_factor_roles
from risk_register.models import Person
from risk_register.services.passkey_answers import say_how_to_show
from risk_register.services.passkeys import list_passkeys
from risk_register.services.people import start_session
from risk_register.services.second_factors import find_factor, is_remembered, is_required
from risk_register.web.challenges import Act, find_site, pose_challenge
from risk_register.web.forms import Form
from risk_register.web.identity import SignedIn
from risk_register.web.kept import read_kept

#: Where the browser keeps who has shown a password and not yet a code; it is signed.
PENDING = "pending"
PENDING_LASTS = timedelta(minutes=10)
LATE = "That took too long. Sign in again."
#: Fields that mean nothing to the person who filled in the form.
UNSAID = {"version", "back", "basis", "number", "sha256", "meeting", "holding_id"}


def admit(
    person: Person, *, way: Way, next_address: str = "", kept: str = ""
) -> ResponseReturnValue:
    """Sign somebody in who has shown who they are, or ask for the code of their second factor.

    :param next_address: where they wanted to go
    :param kept: what they had typed there
    """
    is_proven = way is Way.DIRECTORY  # it asks for what its organisation wants to see
    if (
        not is_proven
        and find_factor(person)
        and not is_remembered(person, device_token(), at=clock.now())
    ):
        session.clear()
        session[PENDING] = [person.id, clock.now().isoformat(), way.value, _mark(person)]
        return show_code_form(Form(typed={"next": next_address, "kept": kept}), person)
    begin_session(person, way=way)
    return go_on_to(next_address, kept)


def show_code_form(form: Form, person: Person) -> ResponseReturnValue:
    """Ask for a code, or for a passkey of who has one."""
    form.typed.pop("code", None)
    page = render_template(
        "sessions/code.html",
        form=form,
        days=current_app.config["REMEMBER_DAYS"],
        passkey_options=_ask_for_passkey(person),
    )
    return page, form.status


def begin_again() -> ResponseReturnValue:
    """Lead back to the password who has waited too long with the second factor."""
    flash(LATE, "problem")
    return redirect(url_for("sessions.new_session"))


def find_pending() -> tuple[Person, Way] | None:
    """Find who has shown a password and not yet a code; None after a while or a new password."""
    try:
        person_id, at, way, mark = session.get(PENDING, ())
        is_late = clock.now() - datetime.fromisoformat(at) > PENDING_LASTS
    except ValueError:
        return None
    person = db.session.scalar(
        select(Person)
        .where(Person.id == person_id, Person.is_active)
        .options(joinedload(Person.agency))
        .execution_options(populate_existing=True)
    )
    if person is None or is_late or mark != _mark(person):
        return None
    return person, Way(way)


def begin_session(person: Person, *, way: Way) -> None:
    """Sign a person in, in a session that has nothing of the one before."""
    roles = list_factor_roles()
    is_due = way is not Way.DIRECTORY and is_required(person, roles)
    lacks_factor = is_due and find_factor(person) is None
    with write_transaction():
        token = start_session(
            person,
            at=clock.now(),
            way=way,
            browser=say_browser(request.user_agent.string),
            needs_factor=lacks_factor,
        )
    session.clear()
    login_user(SignedIn(token, person))


def go_on_to(next_address: str, kept_text: str) -> ResponseReturnValue:
    """Lead somebody on to where they wanted to go, with what they had typed there."""
    address = _safe(next_address)
    kept = read_kept(kept_text)
    if kept.is_empty:
        return redirect(address)
    shown = [
        (name.replace("_", " "), value)
        for name, value in kept.words
        if value.strip() and name not in UNSAID
    ]
    return render_template(
        "sessions/kept.html", address=address, kept=kept, shown=shown, form=Form()
    )


def device_token() -> str:
    """Give the secret by which the browser is remembered; empty if it is not."""
    return request.cookies.get(_device_cookie(), "")


def keep_device(response: Response, token: str) -> None:
    """Let the browser keep the secret by which it is remembered."""
    response.set_cookie(
        _device_cookie(),
        token,
        max_age=timedelta(days=current_app.config["REMEMBER_DAYS"]),
        secure=current_app.config["IS_HTTPS"],
        httponly=True,
        samesite="Lax",
    )


def _ask_for_passkey(person: Person) -> str | None:
    site = find_site()
    if site is None or not list_passkeys(person):
        return None
    challenge = pose_challenge(person, Act.SHOW)
    return say_how_to_show(person, challenge=challenge, site=site)


def _device_cookie() -> str:
    return "__Host-device" if current_app.config["IS_HTTPS"] else "device"


def _mark(person: Person) -> str:
    """Give a mark that changes with the password; a password that was changed begins anew."""
    return hashlib.sha256(f"pending\n{person.password_hash}".encode()).hexdigest()[:16]


def _safe(wanted: str) -> str:
    parts = urlsplit(wanted)
    is_own = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_own and not parts.netloc and not parts.scheme else url_for("work.show_work")
