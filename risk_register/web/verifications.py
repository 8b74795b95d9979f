"""Is this file one that we sent? For everybody, and nothing else is said."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import NotFoundError
from risk_register.domain.permissions import Access, Permission
from risk_register.domain.verifications import Verified, read_hash
from risk_register.models import Delivery
from risk_register.schemas.verifications import VerificationSchema
from risk_register.services.programmes import get_member
from risk_register.services.tries import count_question
from risk_register.services.verifications import list_told_readers, verify_file
from risk_register.web.access import needs
from risk_register.web.forms import Form, read_form
from risk_register.web.hashing import hashes_files, read_hashed
from risk_register.web.scopes import present_link

doors = Blueprint("verifications", __name__)


@dataclass(frozen=True)
class Answer:
    """What is said of a file; ``found`` is None if it never went out from here."""

    sha256: str
    found: Verified | None
    letters: list[Delivery] | None  #: for those who may know to whom it went


@doors.get("/verify")
@needs(Access.ANYBODY)
def new_verification() -> ResponseReturnValue:
    """Ask for a file or its hash."""
    return _page(Form(), None)


@doors.post("/verify")
@needs(Access.ANYBODY)
@hashes_files
def create_verification() -> ResponseReturnValue:
    """Say what the file is, if it went out from here; it is hashed and not kept."""
    form = read_form(VerificationSchema())
    answer = None
    if form.is_valid:
        with form.saving():
            sha256 = read_hashed("file") or read_hash(form.values["sha256"])
            with write_transaction():
                count_question(source=request.remote_addr or "", at=clock.now())
            answer = _answer(sha256)
    return _page(form, answer)


def _answer(sha256: str) -> Answer:
    found = verify_file(sha256)
    return Answer(sha256, found, _list_letters(found, sha256) if found else None)


def _list_letters(found: Verified, sha256: str) -> list[Delivery] | None:
    if not current_user.is_authenticated or present_link():
        return None
    try:
        member = get_member(current_user.person, found.programme_key, on=clock.today())
    except NotFoundError:
        return None
    if not member.may(Permission.READ_CIRCULATIONS):
        return None
    return list_told_readers(member, sha256)


def _page(form: Form, answer: Answer | None) -> ResponseReturnValue:
    return render_template("verifications/new.html", form=form, answer=answer), form.status
