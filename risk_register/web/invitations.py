"""Asking people in, sending the letter again, taking it back, and what its reader does with it."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Access, Role
from risk_register.domain.sign_ins import Purpose, Way
from risk_register.doors.post_rooms import open_room, send_now
from risk_register.models import MailedKey, Programme
from risk_register.schemas.accounts import NewPasswordSchema
from risk_register.schemas.people import InviteeSchema
from risk_register.services.invitations import build_invitee, invite_again, invite_person, take_back
from risk_register.services.keepers import (
    get_kept,
    list_kept_agencies,
    list_open_programmes,
)
from risk_register.services.mailed_keys import use_key
from risk_register.services.passwords import check_password, hash_password, store_password
from risk_register.web.access import needs, present_keeper
from risk_register.web.forms import Form, read_form
from risk_register.web.mailed_keys import find_waiting
from risk_register.web.signing_in import admit

doors = Blueprint("invitations", __name__)


@dataclass(frozen=True)
class Choice:
    """A role in a programme that can be ticked."""

    programme: Programme
    role: Role

    @property
    def id(self) -> str:
        """Give the value of its box."""
        return f"{self.programme.id}-{self.role.value}"


@doors.get("/people/new")
@needs(Access.KEEPERS)
def new_person() -> ResponseReturnValue:
    """Ask who is to be invited."""
    return _form(Form())


@doors.post("/people/new")
@needs(Access.KEEPERS)
def create_person() -> ResponseReturnValue:
    """Add somebody, and send them the key by which they begin."""
    keeper = present_keeper()
    form = read_form(InviteeSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                invitee = build_invitee(keeper, **form.values)
                room = open_room()
                person_id = invite_person(invitee, by=keeper, room=room, at=clock.now()).id
            send_now()
            flash(f"{invitee.name} is invited by a letter to {invitee.email}.", "success")
            return redirect(url_for("people.show_person", person_id=person_id))
    return _form(form)


@doors.post("/people/<int:person_id>/invitations")
@needs(Access.KEEPERS)
def create_invitation(person_id: int) -> ResponseReturnValue:
    """Send the letter again, with a new key."""
    keeper = present_keeper()
    with write_transaction():
        person = get_kept(keeper, person_id)
        invite_again(person, by=keeper, room=open_room(), at=clock.now())
        name = person.name
    send_now()
    flash(f"{name} gets a letter with a new key. Earlier ones no longer work.", "success")
    return redirect(url_for("people.show_person", person_id=person_id))


@doors.post("/people/<int:person_id>/invitations/end")
@needs(Access.KEEPERS)
def end_invitation(person_id: int) -> ResponseReturnValue:
    """Take the invitation back."""
    keeper = present_keeper()
    with write_transaction():
        person = get_kept(keeper, person_id)
        take_back(person, by=keeper, at=clock.now())
        name = person.name
    flash(f"The invitation of {name} is taken back, and its key opens nothing.", "success")
    return redirect(url_for("people.list_people"))


@doors.get("/invitation")
@needs(Access.ANYBODY)
def new_acceptance() -> ResponseReturnValue:
    """Ask somebody new for a password, or whether they do without one."""
    key = find_waiting(Purpose.INVITATION)
    return _acceptance_form(key, Form()) if key else _to_ended()


@doors.post("/invitation")
@needs(Access.ANYBODY)
def create_acceptance() -> ResponseReturnValue:
    """Set the first password, and sign in."""
    key = find_waiting(Purpose.INVITATION)
    if key is None:
        return _to_ended()
    form = read_form(NewPasswordSchema())
    if form.is_valid:
        with form.saving():
            person = key.person
            check_password(form.values["password"], person=person)
            was, new_hash = person.password_hash, hash_password(form.values["password"])
            with write_transaction():
                use_key(key, at=clock.now())
                store_password(person, new_hash, was=was, at=clock.now())
            session.clear()
            return admit(person, way=Way.LETTER)
    return _acceptance_form(key, form)


@doors.post("/invitation/without-password")
@needs(Access.ANYBODY)
def create_bare_acceptance() -> ResponseReturnValue:
    """Sign in by the key alone; a directory or letters do from then on."""
    key = find_waiting(Purpose.INVITATION)
    if key is None:
        return _to_ended()
    with write_transaction():
        use_key(key, at=clock.now())
    session.clear()
    return admit(key.person, way=Way.LETTER)


def _form(form: Form) -> ResponseReturnValue:
    keeper = present_keeper()
    agencies = list_kept_agencies(keeper)
    choices = {
        choice.id: choice
        for programme in list_open_programmes(keeper)
        for agency in agencies
        for choice in (
            Choice(programme, role) for role in keeper.list_giveable_at(agency.id, programme)
        )
    }
    page = render_template(
        "invitations/new.html", form=form, agencies=agencies, choices=list(choices.values())
    )
    return page, form.status


def _acceptance_form(key: MailedKey, form: Form) -> ResponseReturnValue:
    form.typed.clear()
    page = render_template("invitations/acceptance.html", person=key.person, form=form)
    return page, form.status


def _to_ended() -> ResponseReturnValue:
    return redirect(url_for("mailed_keys.show_ended"))
