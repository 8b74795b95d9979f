"""Noting a refusal after its page has been sent."""

from flask import Response, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from risk_register import clock
from risk_register.database import db, write_transaction
from risk_register.domain.errors import NotAllowedError, NotFoundError, RegisterError
from risk_register.domain.sign_ins import Proof
from risk_register.doors.background import go_on, go_on_after
from risk_register.models import ApiKey, Person
from risk_register.services.refusals import (
    is_kept_from,
    record_failed_sign_in,
    record_refusal,
)


def note_refusal(error: RegisterError) -> None:
    """Note that somebody who is signed in, or shows a key, was refused at a door or behind it.

    Strangers leave no trace, nor does a request that another site made a browser send. A page that
    was refused does not wait for somebody who writes.
    """
    if not isinstance(error, NotAllowedError | NotFoundError):
        return
    person_id = _find_person_id()
    if person_id is None:
        return
    parts = request.view_args or {}
    key, reference = parts.get("programme_key"), parts.get("reference")
    status = 403 if isinstance(error, NotAllowedError) else 404
    if status == 404 and key is None:
        return
    method, door, at = request.method, request.endpoint or "", clock.now()

    def note() -> None:
        person = db.session.get_one(Person, person_id)
        if status == 404 and not is_kept_from(person, str(key), reference):
            return
        with write_transaction():
            record_refusal(
                person, method=method, door=door, programme_key=key, status=status, at=at
            )

    go_on(note, name="noting a refusal")


def note_failed_sign_in(page: ResponseReturnValue, *, email: str, proof: Proof) -> Response:
    """Note, once its page has been sent, that somebody did not get in.

    Only then is looked for whose address it is, so that a known one takes no longer.

    :param email: as typed
    """
    answer, at = make_response(page), clock.now()

    def note() -> None:
        with write_transaction():
            record_failed_sign_in(email, proof=proof, at=at)

    go_on_after(answer, note, name="noting a failed sign-in")
    return answer


def _find_person_id() -> int | None:
    """Find whose request it is; None for a stranger's."""
    key: ApiKey | None = g.get("api_key")
    if key is not None:
        return key.person_id
    return current_user.person.id if g.get("has_knocked") else None
