"""How somebody signs in: their password, and the browsers in which they are signed in."""

from datetime import timedelta

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Access
from risk_register.domain.sign_ins import Way, say_browser
from risk_register.doors.post_rooms import open_room, send_now
from risk_register.doors.second_factors import list_factor_roles
from risk_register.models import Person
from risk_register.schemas.accounts import PasswordChangeSchema
from risk_register.services.account_letters import tell_change
from risk_register.services.mailed_keys import end_keys
from risk_register.services.passkeys import list_passkeys
from risk_register.services.passwords import (
    check_password,
    hash_password,
    is_right,
    store_password,
)
from risk_register.services.people import (
    end_other_session,
    end_sessions,
    is_of,
    list_sessions,
    mark_of,
    start_session,
)
from risk_register.services.second_factors import (
    count_codes,
    find_factor,
    forget_devices,
    is_required,
    list_devices,
)
from risk_register.services.tries import count_try, forgive_try
from risk_register.web.access import needs
from risk_register.web.challenges import find_site
from risk_register.web.forms import Form, read_form
from risk_register.web.identity import SignedIn

doors = Blueprint("accounts", __name__, url_prefix="/your-account")

SECRETS = ("password", "again", "current")


@doors.get("")
@needs(Access.SIGNED_IN)
def show_account() -> ResponseReturnValue:
    """Show somebody how they sign in, and where they are signed in."""
    sessions = list_sessions(
        current_user.person,
        at=clock.now(),
        idle=timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"]),
        longest=timedelta(hours=current_app.config["SESSION_HOURS"]),
    )
    return render_template(
        "accounts/show.html",
        person=current_user.person,
        factor=find_factor(current_user.person),
        codes_left=count_codes(current_user.person),
        needs_factor=is_required(current_user.person, list_factor_roles()),
        passkeys=list_passkeys(current_user.person),
        has_passkeys=find_site() is not None,
        devices=list_devices(current_user.person, at=clock.now()),
        sessions=[(each, mark_of(each), is_of(each, current_user.token)) for each in sessions],
    )


@doors.post("/sessions/<mark>/end")
@needs(Access.SIGNED_IN)
def end_one_session(mark: str) -> ResponseReturnValue:
    """Sign out in another browser."""
    with write_transaction():
        end_other_session(current_user.person, mark, at=clock.now())
    flash("You are signed out in that browser.", "success")
    return redirect(url_for("accounts.show_account"))


@doors.post("/sessions/end")
@needs(Access.SIGNED_IN)
def end_all_sessions() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    with write_transaction():
        end_sessions(current_user.person, by=current_user.person, at=clock.now())
        forget_devices(current_user.person)
    logout_user()
    session.clear()
    flash("You are signed out in every browser.", "success")
    return redirect(url_for("sessions.new_session"))


@doors.get("/password")
@needs(Access.SIGNED_IN)
def edit_password() -> ResponseReturnValue:
    """Ask for the present and the new password."""
    return _form(Form())


@doors.post("/password")
@needs(Access.SIGNED_IN)
def update_password() -> ResponseReturnValue:
    """Change the password; every other browser is signed out."""
    form = read_form(PasswordChangeSchema())
    if form.is_valid:
        with form.saving():
            person = current_user.person
            _check_present(person, form)
            if form.is_valid:
                check_password(form.values["password"], person=person)
                _change(person, form.values["password"])
                flash("Your password is changed. Other browsers are signed out.", "success")
                return redirect(url_for("accounts.show_account"))
    return _form(form)


def _check_present(person: Person, form: Form) -> None:
    source, now = request.remote_addr or "", clock.now()
    with write_transaction():
        count_try(email=person.email, source=source, at=now)
    if not is_right(form.values["current"], person.password_hash):
        form.refuse("current", "This is not your present password.")
        return
    with write_transaction():
        forgive_try(email=person.email, source=source, at=now)


def _change(person: Person, password: str) -> None:
    was, new_hash, now = person.password_hash, hash_password(password), clock.now()
    with write_transaction():
        store_password(person, new_hash, was=was, at=now)
        end_keys(person, at=now)
        end_sessions(person, by=person, at=now)
        forget_devices(person)
        token = start_session(
            person, at=now, way=Way.PASSWORD, browser=say_browser(request.user_agent.string)
        )
        tell_change(person, "Your password was changed.", room=open_room(), at=now)
    session.clear()
    login_user(SignedIn(token, person))
    send_now()


def _form(form: Form) -> ResponseReturnValue:
    for name in SECRETS:
        form.typed.pop(name, None)
    return render_template("accounts/password.html", form=form), form.status
