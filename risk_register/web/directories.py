"""Signing in by one's organisation's directory."""

import logging
from datetime import datetime, timedelta

from flask import Blueprint, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.directories.visits import Directory, Visit, address_of, begin_visit, end_visit
from risk_register.domain.errors import DirectoryError, NotAllowedError, NotFoundError
from risk_register.domain.permissions import Access
from risk_register.domain.sign_ins import Proof, Way
from risk_register.services.directory_identities import recognise, spend_state
from risk_register.web.access import needs
from risk_register.web.refusals import note_failed_sign_in
from risk_register.web.signing_in import admit

log = logging.getLogger(__name__)

doors = Blueprint("directories", __name__, url_prefix="/sign-in/directory")

#: Where the browser keeps what it has to remember of a visit; it is signed.
VISIT = "visit"
MOST_WANTED = 500  # characters of an address
VISIT_LASTS = timedelta(minutes=10)
AWAY = "Your organisation's sign-in does not answer as it should. Nothing was changed; try again."


@doors.get("")
@needs(Access.ANYBODY)
def begin() -> ResponseReturnValue:
    """Send the browser to the directory; nothing is kept but in the browser.

    It is no form, because browsers hold a form's answer to the policy that it may go nowhere else.
    """
    directory, visit = _directory(), begin_visit()
    try:
        address = address_of(directory, visit, callback=_callback())
    except DirectoryError as error:
        return _refuse(error)
    session.clear()
    wanted = request.args.get("next", "")[:MOST_WANTED]
    session[VISIT] = [visit.state, visit.nonce, visit.verifier, clock.now().isoformat(), wanted]
    return redirect(address)


@doors.get("/back")
@needs(Access.ANYBODY)
def finish() -> ResponseReturnValue:
    """Sign in who came back from the directory; each visit ends once."""
    directory = _directory()
    try:
        state, nonce, verifier, begun_at, wanted = session.pop(VISIT, ())
    except ValueError:
        return _refuse(DirectoryError("The browser came back from a visit that it had not begun."))
    visit, now = Visit(state, nonce, verifier), clock.now()
    try:
        if now - datetime.fromisoformat(begun_at) > VISIT_LASTS:
            raise DirectoryError("The visit took too long.")
        identity = end_visit(directory, visit, answer=request.args.to_dict(), callback=_callback())
    except DirectoryError as error:
        return _refuse(error)
    try:
        with write_transaction():
            spend_state(visit.state, at=now)
            domains = current_app.config["OIDC_DOMAINS"].lower().split()
            person = recognise(identity, domains=domains, at=now)
    except NotAllowedError as error:
        flash(str(error), "problem")
        back = redirect(url_for("sessions.new_session"))
        return note_failed_sign_in(back, email=identity.address, proof=Proof.DIRECTORY)
    return admit(person, way=Way.DIRECTORY, next_address=wanted)


def _directory() -> Directory:
    directory = Directory.from_settings(current_app.config)
    if directory is None:
        raise NotFoundError
    return directory


def _callback() -> str:
    """Give the address to come back to, by the service's own setting and not by a header."""
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}{url_for('directories.finish')}"


def _refuse(error: DirectoryError) -> ResponseReturnValue:
    log.warning("Nobody was signed in by the directory. %s", error)
    flash(AWAY, "problem")
    return redirect(url_for("sessions.new_session"))
