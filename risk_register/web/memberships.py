"""Roles in programmes: given, and taken back, with a reason."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import RuleError
from risk_register.domain.permissions import Access, Role
from risk_register.models import Membership, Person, Programme
from risk_register.schemas.memberships import CHOOSE, GivenRoleSchema, WithdrawnRoleSchema
from risk_register.services.keepers import get_kept, list_open_programmes
from risk_register.services.memberships import get_membership, give_role, withdraw_role
from risk_register.web.access import needs, present_keeper
from risk_register.web.forms import Form, read_form

doors = Blueprint("memberships", __name__, url_prefix="/people/<int:person_id>/roles")


@doors.get("/new")
@needs(Access.KEEPERS)
def new_role(person_id: int) -> ResponseReturnValue:
    """Ask which role somebody is to have."""
    return _give_form(get_kept(present_keeper(), person_id), Form())


@doors.post("/new")
@needs(Access.KEEPERS)
def create_role(person_id: int) -> ResponseReturnValue:
    """Give the role; its person is signed out, and has it when they sign in again."""
    keeper = present_keeper()
    form = read_form(GivenRoleSchema())
    if form.is_valid:
        programme_id, role = form.values["part"]
        with form.saving():
            with write_transaction():
                person = get_kept(keeper, person_id)
                programme = _find_programme(programme_id)
                keeper.check_gives(person, programme, role)
                give_role(
                    person,
                    programme,
                    role,
                    reason=form.values["reason"],
                    by=keeper.person,
                    at=clock.now(),
                )
                words = f"{person.name} is {role.label.lower()} of {programme.name}."
            flash(words, "success")
            return redirect(url_for("people.show_person", person_id=person_id))
    return _give_form(get_kept(keeper, person_id), form)


@doors.get("/<int:membership_id>/withdrawal")
@needs(Access.KEEPERS)
def new_withdrawal(person_id: int, membership_id: int) -> ResponseReturnValue:
    """Ask why somebody is no longer to have a role."""
    person, membership = _find(person_id, membership_id)
    return _withdrawal_form(person, membership, Form())


@doors.post("/<int:membership_id>/withdrawal")
@needs(Access.KEEPERS)
def create_withdrawal(person_id: int, membership_id: int) -> ResponseReturnValue:
    """Take the role back; its person is signed out."""
    form = read_form(WithdrawnRoleSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                person, membership = _find(person_id, membership_id)
                role, programme = membership.role, membership.programme
                withdraw_role(
                    person,
                    programme,
                    role,
                    reason=form.values["reason"],
                    by=present_keeper().person,
                    at=clock.now(),
                )
                words = f"{person.name} is no longer {role.label.lower()} of {programme.name}."
            flash(words, "success")
            return redirect(url_for("people.list_people"))
    return _withdrawal_form(*_find(person_id, membership_id), form)


def _find(person_id: int, membership_id: int) -> tuple[Person, Membership]:
    """Find a role that may be taken back."""
    keeper = present_keeper()
    person = get_kept(keeper, person_id)
    membership = get_membership(person, membership_id)
    keeper.check_gives(person, membership.programme, membership.role)
    return person, membership


def _find_programme(programme_id: int) -> Programme:
    for programme in list_open_programmes(present_keeper()):
        if programme.id == programme_id:
            return programme
    raise RuleError(CHOOSE, field="part")


def _give_form(person: Person, form: Form) -> ResponseReturnValue:
    keeper = present_keeper()
    choices: list[tuple[Programme, list[Role]]] = [
        (programme, list(keeper.list_giveable(person, programme)))
        for programme in list_open_programmes(keeper)
    ]
    page = render_template(
        "memberships/new.html",
        person=person,
        form=form,
        choices=[each for each in choices if each[1]],
    )
    return page, form.status


def _withdrawal_form(person: Person, membership: Membership, form: Form) -> ResponseReturnValue:
    page = render_template(
        "memberships/withdrawal.html", person=person, membership=membership, form=form
    )
    return page, form.status
