"""Keys in letters: asked for by address, brought by a letter, used once by a button.

Opening a letter's address uses nothing up, because mail scanners open it too.
No page has the secret in its own address, so none can hand it on.
"""

from contextlib import suppress

from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask.wrappers import Response as Answer
from werkzeug.wrappers import Response

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import NotFoundError
from risk_register.domain.permissions import Access
from risk_register.domain.sign_ins import Purpose, Way
from risk_register.doors.background import go_on_after
from risk_register.doors.post_rooms import open_room, send_now
from risk_register.models import MailedKey
from risk_register.schemas.accounts import AddressSchema, NewPasswordSchema
from risk_register.services.account_letters import mail_key, tell_change
from risk_register.services.mailed_keys import end_keys, find_key, use_key
from risk_register.services.notices import deliver_notices
from risk_register.services.passwords import check_password, hash_password, store_password
from risk_register.services.people import end_sessions
from risk_register.services.second_factors import forget_devices
from risk_register.services.tries import count_letter, forgive_account
from risk_register.web.access import needs
from risk_register.web.forms import Form, read_form
from risk_register.web.signing_in import admit

doors = Blueprint("mailed_keys", __name__)

#: Where the browser keeps a key between the letter and the button.
WAITING = "key"
_LEADS_TO = {
    Purpose.RESET: "mailed_keys.new_password",
    Purpose.SIGN_IN: "mailed_keys.confirm_letter",
    Purpose.INVITATION: "invitations.new_acceptance",
}


@doors.get("/forgotten-password")
@needs(Access.ANYBODY)
def ask_new_password() -> ResponseReturnValue:
    """Ask for the address to which the key for a new password is to go."""
    return _ask(Purpose.RESET, Form())


@doors.post("/forgotten-password")
@needs(Access.ANYBODY)
def mail_new_password() -> ResponseReturnValue:
    """Send a key for a new password."""
    return _mail(Purpose.RESET)


@doors.get("/sign-in/by-letter")
@needs(Access.ANYBODY)
def ask_letter() -> ResponseReturnValue:
    """Ask for the address to which a key to sign in is to go."""
    return _ask(Purpose.SIGN_IN, Form())


@doors.post("/sign-in/by-letter")
@needs(Access.ANYBODY)
def mail_letter() -> ResponseReturnValue:
    """Send a key to sign in."""
    return _mail(Purpose.SIGN_IN)


@doors.get("/keys/<token>")
@needs(Access.ANYBODY)
def open_key(token: str) -> ResponseReturnValue:
    """Lead the reader of a letter to the page with the button; nothing is used up yet."""
    if request.method == "HEAD":
        return _quietly(Response())
    key = find_key(token, secret_key=current_app.config["SECRET_KEY"], at=clock.now())
    if key is None:
        return _quietly(redirect(url_for("mailed_keys.show_ended")))
    session[WAITING] = token
    return _quietly(redirect(url_for(_LEADS_TO[key.purpose])))


@doors.get("/keys")
@needs(Access.ANYBODY)
def show_ended() -> ResponseReturnValue:
    """Say that a key opens nothing, in the same words whatever is wrong with it."""
    return render_template("mailed_keys/ended.html"), 410


@doors.get("/new-password")
@needs(Access.ANYBODY)
def new_password() -> ResponseReturnValue:
    """Ask for the new password."""
    key = find_waiting(Purpose.RESET)
    return _password_form(key, Form()) if key else _to_ended()


@doors.post("/new-password")
@needs(Access.ANYBODY)
def create_password() -> ResponseReturnValue:
    """Set the new password, and sign out everywhere; the sign-in page comes next."""
    key = find_waiting(Purpose.RESET)
    if key is None:
        return _to_ended()
    form = read_form(NewPasswordSchema())
    if form.is_valid:
        with form.saving():
            check_password(form.values["password"], person=key.person)
            _set_password(key, form.values["password"])
            session.clear()
            flash("Your password is changed. Sign in with the new one.", "success")
            return redirect(url_for("sessions.new_session"))
    return _password_form(key, form)


@doors.get("/sign-in/key")
@needs(Access.ANYBODY)
def confirm_letter() -> ResponseReturnValue:
    """Show the button that signs in."""
    key = find_waiting(Purpose.SIGN_IN)
    if key is None:
        return _to_ended()
    return render_template("mailed_keys/confirm.html", person=key.person)


@doors.post("/sign-in/key")
@needs(Access.ANYBODY)
def use_letter() -> ResponseReturnValue:
    """Sign in by a key, once."""
    key = find_waiting(Purpose.SIGN_IN)
    if key is None:
        return _to_ended()
    now = clock.now()
    with write_transaction():
        use_key(key, at=now)
        forgive_account(key.person.email, at=now)
    return admit(key.person, way=Way.LETTER)


def _ask(purpose: Purpose, form: Form) -> ResponseReturnValue:
    return render_template("mailed_keys/ask.html", form=form, purpose=purpose.value), form.status


def _mail(purpose: Purpose) -> ResponseReturnValue:
    form = read_form(AddressSchema())
    if form.is_valid:
        with form.saving():
            email, source = form.values["email"], request.remote_addr or ""
            with write_transaction():
                count_letter(email=email, source=source, at=clock.now())
            page = render_template("mailed_keys/sent.html", email=email, purpose=purpose.value)
            response = make_response(page)
            _write_letter(response, email, purpose)
            return response
    return _ask(purpose, form)


def _write_letter(answer: Answer, email: str, purpose: Purpose) -> None:
    """Look for the person after the answer, which so takes no longer for somebody who is known.

    What is done then is done for an unknown address, too, and undone: else the next answer, which
    waits for it, would tell. If the process dies before, no letter comes, and the page has said to
    ask again then.
    """
    room = open_room()

    def write() -> None:
        with suppress(NotFoundError), write_transaction():
            mail_key(email, purpose, room=room, at=clock.now())
        deliver_notices(room, at=clock.now())

    go_on_after(answer, write, name="writing a letter with a key")


def _set_password(key: MailedKey, password: str) -> None:
    person, now = key.person, clock.now()
    was, new_hash = person.password_hash, hash_password(password)
    with write_transaction():
        use_key(key, at=now)
        store_password(person, new_hash, was=was, at=now)
        end_keys(person, at=now)
        end_sessions(person, by=person, at=now)
        forget_devices(person)
        forgive_account(person.email, at=now)
        tell_change(person, "Your password was changed by a letter.", room=open_room(), at=now)
    send_now()


def find_waiting(purpose: Purpose) -> MailedKey | None:
    """Find the key that the browser has brought from a letter, if it is for this and works."""
    token = session.get(WAITING, "")
    key = find_key(token, secret_key=current_app.config["SECRET_KEY"], at=clock.now())
    return key if key and key.purpose is purpose else None


def _to_ended() -> Response:
    return redirect(url_for("mailed_keys.show_ended"))


def _password_form(key: MailedKey, form: Form) -> ResponseReturnValue:
    form.typed.clear()
    page = render_template("mailed_keys/new_password.html", person=key.person, form=form)
    return page, form.status


def _quietly(response: Response) -> Response:
    """Keep a letter's address out of what the next page is told."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
