"""A second factor: asked for after the password, set up and removed in one's account."""

from io import BytesIO

import segno
from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import NotFoundError
from risk_register.domain.permissions import Access
from risk_register.domain.sign_ins import Proof, Way, say_browser
from risk_register.doors.post_rooms import open_room, send_now
from risk_register.doors.second_factors import list_factor_roles
from risk_register.models import Person
from risk_register.schemas.second_factors import CodeSchema, SignInCodeSchema
from risk_register.services.account_letters import tell_change
from risk_register.services.people import ask_factor
from risk_register.services.second_factors import (
    Enrolment,
    begin_factor,
    check_code,
    confirm_factor,
    enrolment_of,
    find_factor,
    find_unconfirmed,
    forget_device,
    is_demanded,
    is_required,
    remember_device,
    remove_factor,
    renew_codes,
)
from risk_register.services.tries import count_code, forgive_codes
from risk_register.web.access import needs
from risk_register.web.forms import Form, read_form
from risk_register.web.refusals import note_failed_sign_in
from risk_register.web.signing_in import (
    begin_again,
    begin_session,
    find_pending,
    go_on_to,
    keep_device,
    show_code_form,
)

doors = Blueprint("second_factors", __name__)


@doors.get("/sign-in/code")
@needs(Access.ANYBODY)
def ask_code() -> ResponseReturnValue:
    """Ask for the code once more."""
    pending = find_pending()
    return show_code_form(Form(), pending[0]) if pending else begin_again()


@doors.post("/sign-in/code")
@needs(Access.ANYBODY)
def create_session() -> ResponseReturnValue:
    """Sign somebody in who has shown a code besides the password."""
    pending = find_pending()
    if pending is None:
        return begin_again()
    form = read_form(SignInCodeSchema())
    if form.is_valid:
        with form.saving():
            return _let_in(*pending, form)
        if "code" in form.errors:
            asked = show_code_form(form, pending[0])
            return note_failed_sign_in(asked, email=pending[0].email, proof=Proof.CODE)
    return show_code_form(form, pending[0])


@doors.get("/your-account/second-factor")
@needs(Access.SIGNED_IN, before_factor=True)
def new_factor() -> ResponseReturnValue:
    """Show how a phone is set up, as far as it has come."""
    return _setting_up(Form())


@doors.post("/your-account/second-factor/begin")
@needs(Access.SIGNED_IN, before_factor=True)
def start_factor() -> ResponseReturnValue:
    """Make the key that the phone has to be told."""
    with write_transaction():
        begin_factor(current_user.person, at=clock.now())
    return redirect(url_for("second_factors.new_factor"))


@doors.get("/your-account/second-factor/key.svg")
@needs(Access.SIGNED_IN, before_factor=True)
def show_key() -> ResponseReturnValue:
    """Draw the key as a square that the phone's camera reads."""
    enrolment = _find_enrolment()
    if enrolment is None:
        raise NotFoundError
    drawn = BytesIO()
    segno.make(enrolment.address, error="m").save(
        drawn, kind="svg", scale=5, dark="#000", light="#fff"
    )
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@doors.post("/your-account/second-factor")
@needs(Access.SIGNED_IN, before_factor=True)
def create_factor() -> ResponseReturnValue:
    """Confirm the phone by its first code, and show the recovery codes once."""
    form = read_form(CodeSchema())
    if form.is_valid:
        with form.saving():
            person, now = current_user.person, clock.now()
            _count(person)
            with write_transaction():
                codes = confirm_factor(
                    person, form.values["code"], secret_key=_secret_key(), at=now
                )
                forgive_codes(person)
                tell_change(person, "A second factor was set up.", room=open_room(), at=now)
            send_now()
            return render_template("second_factors/codes.html", codes=codes, is_new=True)
    return _setting_up(form)


@doors.get("/your-account/second-factor/removal")
@needs(Access.SIGNED_IN)
def confirm_removal() -> ResponseReturnValue:
    """Ask for a code before the second factor goes."""
    return _asking("removal", Form())


@doors.post("/your-account/second-factor/removal")
@needs(Access.SIGNED_IN)
def delete_factor() -> ResponseReturnValue:
    """Remove the second factor."""
    form = read_form(CodeSchema())
    if form.is_valid:
        with form.saving():
            person, now = current_user.person, clock.now()
            _count(person)
            with write_transaction():
                check_code(person, form.values["code"], secret_key=_secret_key(), at=now)
                forgive_codes(person)
                remove_factor(person, by=person, at=now)
                if is_required(person, list_factor_roles()):
                    ask_factor(person)
                tell_change(person, "The second factor was removed.", room=open_room(), at=now)
            send_now()
            flash("The second factor is removed.", "success")
            return redirect(url_for("accounts.show_account"))
    return _asking("removal", form)


@doors.get("/your-account/recovery-codes")
@needs(Access.SIGNED_IN)
def confirm_codes() -> ResponseReturnValue:
    """Ask for a code before new recovery codes are made."""
    return _asking("codes", Form())


@doors.post("/your-account/recovery-codes")
@needs(Access.SIGNED_IN)
def create_codes() -> ResponseReturnValue:
    """Make new recovery codes, and show them once."""
    form = read_form(CodeSchema())
    if form.is_valid:
        with form.saving():
            person, now = current_user.person, clock.now()
            _count(person)
            with write_transaction():
                check_code(person, form.values["code"], secret_key=_secret_key(), at=now)
                forgive_codes(person)
                codes = renew_codes(person, at=now)
            return render_template("second_factors/codes.html", codes=codes, is_new=False)
    return _asking("codes", form)


@doors.post("/your-account/browsers/<mark>/forgotten")
@needs(Access.SIGNED_IN)
def delete_device(mark: str) -> ResponseReturnValue:
    """Let a remembered browser be asked for a code again."""
    with write_transaction():
        forget_device(current_user.person, mark, at=clock.now())
    flash("That browser is asked for a code again.", "success")
    return redirect(url_for("accounts.show_account"))


def _let_in(person: Person, way: Way, form: Form) -> ResponseReturnValue:
    now, days = clock.now(), current_app.config["REMEMBER_DAYS"]
    token = None
    _count(person)
    with write_transaction():
        check_code(person, form.values["code"], secret_key=_secret_key(), at=now)
        forgive_codes(person)
        if form.values["remember"] and days > 0:
            browser = say_browser(request.user_agent.string)
            token = remember_device(person, browser=browser, days=days, at=now)
    begin_session(person, way=way)
    response = make_response(go_on_to(form.values["next"], form.values["kept"]))
    if token is not None:
        keep_device(response, token)
    return response


def _count(person: Person) -> None:
    with write_transaction():
        count_code(person, at=clock.now())


def _find_enrolment() -> Enrolment | None:
    factor = find_unconfirmed(current_user.person)
    if factor is None:
        return None
    return enrolment_of(factor, issuer=current_app.config["SERVICE_NAME"], secret_key=_secret_key())


def _setting_up(form: Form) -> ResponseReturnValue:
    form.typed.clear()
    page = render_template(
        "second_factors/new.html",
        form=form,
        enrolment=_find_enrolment(),
        has_factor=find_factor(current_user.person) is not None,
        is_needed=current_user.needs_factor,
        is_demanded=is_demanded(current_user.person),
    )
    return page, form.status


def _asking(what: str, form: Form) -> ResponseReturnValue:
    if find_factor(current_user.person) is None:
        return redirect(url_for("second_factors.new_factor"))
    form.typed.clear()
    return render_template("second_factors/ask.html", form=form, what=what), form.status


def _secret_key() -> str:
    return str(current_app.config["SECRET_KEY"])
