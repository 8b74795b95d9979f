"""How somebody gets in: seen by who looks after them, ended at once, or begun anew."""

from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Access
from risk_register.doors.post_rooms import open_room, send_now
from risk_register.doors.second_factors import list_factor_roles
from risk_register.models import Person
from risk_register.schemas.ways_in import BarSchema
from risk_register.services.keepers import get_kept
from risk_register.services.passkeys import list_passkeys
from risk_register.services.people import list_sessions
from risk_register.services.second_factors import (
    find_factor,
    is_demanded,
    is_required,
    list_devices,
)
from risk_register.services.ways_in import bar_person, let_in, renew_factor, sign_out
from risk_register.web.access import needs, present_keeper
from risk_register.web.forms import Form, read_form

doors = Blueprint("ways_in", __name__, url_prefix="/people/<int:person_id>/sign-in")


@doors.get("")
@needs(Access.KEEPERS)
def show_ways(person_id: int) -> ResponseReturnValue:
    """Show how somebody signs in, and what can be done about it at once."""
    return _show(_get(person_id), Form())


@doors.post("/sessions/end")
@needs(Access.KEEPERS)
def end_sessions(person_id: int) -> ResponseReturnValue:
    """Sign somebody out in every browser."""
    with write_transaction():
        person = _get(person_id)
        sign_out(person, by=present_keeper(), at=clock.now())
        words = f"{person.name} is signed out everywhere."
    return _back(person_id, words)


@doors.post("/second-factor/renewal")
@needs(Access.KEEPERS)
def create_renewal(person_id: int) -> ResponseReturnValue:
    """Take the second factor away; its person sets one up before anything else opens."""
    with write_transaction():
        person = _get(person_id)
        renew_factor(person, by=present_keeper(), room=open_room(), at=clock.now())
        words = f"{person.name} sets up a second factor when they next sign in."
    send_now()
    return _back(person_id, words)


@doors.post("/bar")
@needs(Access.KEEPERS)
def create_bar(person_id: int) -> ResponseReturnValue:
    """Let somebody no longer sign in, from this moment on."""

    def bar(person: Person, reason: str) -> str:
        bar_person(person, reason=reason, by=present_keeper(), at=clock.now())
        return f"{person.name} may no longer sign in, and is signed out."

    return _decide(person_id, bar)


@doors.post("/bar/end")
@needs(Access.KEEPERS)
def end_bar(person_id: int) -> ResponseReturnValue:
    """Let somebody sign in again."""

    def admit_again(person: Person, reason: str) -> str:
        let_in(person, reason=reason, by=present_keeper(), room=open_room(), at=clock.now())
        return f"{person.name} may sign in again, and gets a letter that says so."

    return _decide(person_id, admit_again)


def _decide(person_id: int, act: Callable[[Person, str], str]) -> ResponseReturnValue:
    """Do what the form asks, for the reason that it gives.

    :param act: does it to a person for a reason, and says in words what was done
    """
    form = read_form(BarSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                words = act(_get(person_id), form.values["reason"])
            send_now()
            return _back(person_id, words)
    return _show(_get(person_id), form)


def _get(person_id: int) -> Person:
    """Find somebody whom the keeper may let in or not."""
    keeper = present_keeper()
    person = get_kept(keeper, person_id)
    keeper.check_bars(person)
    return person


def _back(person_id: int, words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for("ways_in.show_ways", person_id=person_id))


def _show(person: Person, form: Form) -> ResponseReturnValue:
    keeper, now = present_keeper(), clock.now()
    sessions = list_sessions(
        person,
        at=now,
        idle=timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"]),
        longest=timedelta(hours=current_app.config["SESSION_HOURS"]),
    )
    page = render_template(
        "ways_in/show.html",
        person=person,
        form=form,
        sessions=sessions,
        factor=find_factor(person),
        is_demanded=is_demanded(person),
        is_required=is_required(person, list_factor_roles()),
        passkeys=list_passkeys(person),
        devices=list_devices(person, at=now),
        may_renew=keeper.may_readdress(person),
        may_let_in=keeper.is_administrator,
    )
    return page, form.status
