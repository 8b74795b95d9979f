"""Keys of programs: one's own, in one's account; everybody's, for administrators."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.api_keys import LASTS_DAYS, Group, say_scopes
from risk_register.domain.errors import RuleError
from risk_register.domain.permissions import Access, Permission
from risk_register.domain.sign_ins import Way
from risk_register.doors.post_rooms import open_room, send_now
from risk_register.models import ApiKey, Person
from risk_register.schemas.api_keys import ApiKeySchema
from risk_register.services.account_letters import tell_change
from risk_register.services.api_keys import (
    get_member_api_key,
    get_own_api_key,
    is_alive,
    list_api_keys,
    list_member_api_keys,
    make_api_key,
    revoke_api_key,
)
from risk_register.services.passwords import is_right
from risk_register.services.people import find_session
from risk_register.services.second_factors import check_code, find_factor
from risk_register.services.tries import count_code, count_try, forgive_codes, forgive_try
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("api_keys", __name__)

#: For so long after a directory has shown who somebody is, it counts as a proof.
FRESH = timedelta(minutes=10)
UNPROVEN = "Choose a password or set up a second factor first."


@doors.get("/your-account/api-keys")
@needs(Access.SIGNED_IN)
def list_keys() -> ResponseReturnValue:
    """List the keys of one's own programs."""
    keys = list_api_keys(current_user.person)
    return render_template("api_keys/list.html", keys=_describe(keys))


@doors.get("/your-account/api-keys/new")
@needs(Access.SIGNED_IN)
def new_key() -> ResponseReturnValue:
    """Ask what the key is for."""
    nothing = {group.value: "" for group in Group}
    return _form(Form(typed={**nothing, "days": str(LASTS_DAYS[1]), "risks": "read"}))


@doors.post("/your-account/api-keys/new")
@needs(Access.SIGNED_IN)
def create_key() -> ResponseReturnValue:
    """Make the key, and show it once."""
    form = read_form(ApiKeySchema())
    if form.is_valid:
        with form.saving():
            person, proof = current_user.person, form.values.pop("proof")
            _check_proof(person, proof, form)
            if form.is_valid:
                now = clock.now()
                with write_transaction():
                    key, secret = make_api_key(person, by=person, at=now, **form.values)
                    said = f"A key for the program {key.name} was made."
                    tell_change(person, said, room=open_room(), at=now)
                send_now()
                return render_template("api_keys/made.html", key=key, secret=secret)
    return _form(form)


@doors.post("/your-account/api-keys/<int:key_id>/revoke")
@needs(Access.SIGNED_IN)
def revoke_own_key(key_id: int) -> ResponseReturnValue:
    """Revoke one's own key."""
    with write_transaction():
        key = get_own_api_key(current_user.person, key_id)
        revoke_api_key(key, by=current_user.person, at=clock.now())
    flash("The key is revoked. It opens nothing any more.", "success")
    return redirect(url_for("api_keys.list_keys"))


@doors.get("/<programme_key>/api-keys")
@needs(Permission.KEEP_API_KEYS)
def list_all_keys(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List the keys of everybody with a part in the programme."""
    keys = list_member_api_keys(present_member())
    return render_template("api_keys/all.html", keys=_describe(keys))


@doors.post("/<programme_key>/api-keys/<int:key_id>/revoke")
@needs(Permission.KEEP_API_KEYS)
def revoke_key(programme_key: str, key_id: int) -> ResponseReturnValue:
    """Revoke somebody's key."""
    member = present_member()
    with write_transaction():
        key = get_member_api_key(member, key_id)
        revoke_api_key(key, by=member.person, at=clock.now())
    flash("The key is revoked. It opens nothing any more.", "success")
    return redirect(url_for("api_keys.list_all_keys", programme_key=programme_key))


def _describe(keys: Iterable[ApiKey]) -> list[tuple[ApiKey, str, bool]]:
    now = clock.now()
    return [(key, say_scopes(key.scopes), is_alive(key, at=now)) for key in keys]


def _check_proof(person: Person, proof: str, form: Form) -> None:
    """Let nobody who finds a browser open take a key with them.

    :raises TooManyTriesError: if too many proofs were wrong
    """
    now, source = clock.now(), request.remote_addr or ""
    if person.password_hash:
        with write_transaction():
            count_try(email=person.email, source=source, at=now)
        if not is_right(proof, person.password_hash):
            form.refuse("proof", "This is not your present password.")
            return
        with write_transaction():
            forgive_try(email=person.email, source=source, at=now)
    elif find_factor(person):
        with write_transaction():
            count_code(person, at=now)
        secret_key = str(current_app.config["SECRET_KEY"])
        try:
            with write_transaction():
                check_code(person, proof, secret_key=secret_key, at=now)
                forgive_codes(person)
        except RuleError as error:
            form.refuse("proof", str(error))
    elif not _is_fresh(now):
        form.problem, form.status = UNPROVEN, 422


def _is_fresh(now: datetime) -> bool:
    """Say whether the directory has just shown who they are, which proves as much as a code."""
    found = find_session(current_user.token, at=now, idle=FRESH, longest=FRESH)
    return found is not None and found.way is Way.DIRECTORY


def _form(form: Form) -> ResponseReturnValue:
    form.typed.pop("proof", None)
    person = current_user.person
    page = render_template(
        "api_keys/new.html",
        form=form,
        groups=list(Group),
        lasts=LASTS_DAYS,
        has_password=bool(person.password_hash),
        has_factor=find_factor(person) is not None,
        is_fresh=_is_fresh(clock.now()),
    )
    return page, form.status
