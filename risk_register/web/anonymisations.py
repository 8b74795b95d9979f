"""Whose names and addresses are kept longer than the settings say, and their replacing."""

from collections.abc import Sequence

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.permissions import Access
from risk_register.models import Person
from risk_register.schemas.anonymisations import AnonymisationSchema
from risk_register.services.anonymisations import anonymise_people, list_due
from risk_register.services.keepers import Keeper
from risk_register.web.access import needs, present_keeper
from risk_register.web.forms import Form, read_form

doors = Blueprint("anonymisations", __name__, url_prefix="/people/anonymisation")


@doors.get("")
@needs(Access.KEEPERS)
def new_anonymisation() -> ResponseReturnValue:
    """List whose time is over, each ticked."""
    _get_administrator()
    form = Form()
    form.typed["ids"] = ",".join(str(person.id) for person in _list())
    return _show(form)


@doors.post("")
@needs(Access.KEEPERS)
def create_anonymisation() -> ResponseReturnValue:
    """Replace the names and addresses of those who are ticked."""
    keeper = _get_administrator()
    form = read_form(AnonymisationSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                count = anonymise_people(
                    form.values["ids"], years=_years(), by=keeper, at=clock.now()
                )
            whose = "1 person" if count == 1 else f"{count} people"
            flash(f"Name and address of {whose} are replaced.", "success")
            return redirect(url_for("people.list_people"))
    return _show(form)


def _get_administrator() -> Keeper:
    keeper = present_keeper()
    if not keeper.is_administrator:
        raise NotAllowedError
    return keeper


def _years() -> int:
    return int(current_app.config["RETAIN_PEOPLE_YEARS"])


def _list() -> Sequence[Person]:
    return list_due(years=_years(), on=clock.today())


def _show(form: Form) -> ResponseReturnValue:
    page = render_template("anonymisations/new.html", form=form, people=_list(), years=_years())
    return page, form.status
