"""The days on which offices are shut: published ones, and those a programme knows better."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.holidays import HolidayKind
from risk_register.domain.permissions import Permission
from risk_register.models import Body, Holiday
from risk_register.schemas.bodies import EDIT, SAVE
from risk_register.schemas.holidays import LONGEST_REASON, HolidaySchema, RemovalSchema
from risk_register.services.bodies import list_bodies
from risk_register.services.holidays import (
    OwnDayFacts,
    add_holiday,
    check_holiday,
    get_holiday,
    list_own_days,
    list_published_ahead,
    remove_holiday,
)
from risk_register.services.outlooks import foresee_holiday, foresee_removal
from risk_register.services.programmes import Member
from risk_register.web.access import needs, present_member
from risk_register.web.filters import as_day
from risk_register.web.forms import Form, read_form

doors = Blueprint("holidays", __name__)


@doors.get("/<programme_key>/holidays")
@needs(Permission.READ_MEETINGS)
def list_holidays(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List the programme's own days, and what is published for the next 18 months."""
    member, today = present_member(), clock.today()
    bodies = list_bodies(member.programme)
    own = list_own_days(member.programme)
    return render_template(
        "holidays/list.html",
        coming=[each for each in own if each.day >= today],
        past=[each for each in reversed(own) if each.day < today],
        published=list_published_ahead({body.holidays for body in bodies}, on=today),
        keepers={
            holidays: [body.name for body in bodies if body.holidays is holidays]
            for holidays in {body.holidays for body in bodies}
        },
        may_keep=member.may(Permission.KEEP_BODIES),
        HolidayKind=HolidayKind,
    )


@doors.get("/<programme_key>/holidays/new")
@needs(Permission.KEEP_BODIES)
def new_holiday(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show an empty day."""
    return _new_form(Form(typed={"kind": HolidayKind.CLOSED.value}))


@doors.post("/<programme_key>/holidays/new")
@needs(Permission.KEEP_BODIES)
def create_holiday(programme_key: str) -> ResponseReturnValue:
    """Show what would follow from the day, or save it if that has been read."""
    member = present_member()
    form = read_form(HolidaySchema())
    if form.typed.get("stage") == EDIT:
        return _new_form(Form(typed=form.typed))
    if not form.is_valid:
        return _new_form(form)
    facts = form.values["facts"]
    with form.saving():
        if form.values["stage"] != SAVE:
            check_holiday(facts, _choose(member, facts))
            return _preview(facts, form)
        with write_transaction():
            foresee_holiday(member.programme, facts, at=clock.now()).check_mark(form.values["mark"])
            add_holiday(facts, bodies=_choose(member, facts), by=member, at=clock.now())
        flash(f"{as_day(facts.day)} is in the list: {facts.name}.", "success")
        return redirect(url_for("holidays.list_holidays", programme_key=programme_key))
    return _preview(facts, form) if form.is_stale else _new_form(form)


@doors.get("/<programme_key>/holidays/<int:holiday_id>/remove")
@needs(Permission.KEEP_BODIES)
def new_removal(programme_key: str, holiday_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Say what follows if the day is as it is published again, and ask why."""
    return _removal_form(get_holiday(present_member(), holiday_id), Form())


@doors.post("/<programme_key>/holidays/<int:holiday_id>/remove")
@needs(Permission.KEEP_BODIES)
def create_removal(programme_key: str, holiday_id: int) -> ResponseReturnValue:
    """Remove the day from the list."""
    member = present_member()
    form = read_form(RemovalSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                holiday = get_holiday(member, holiday_id)
                outlook = foresee_removal(holiday, at=clock.now())
                remove_holiday(holiday, reason=form.values["reason"], by=member, at=clock.now())
                outlook.check_mark(form.values["mark"])
                words = f"{as_day(holiday.day)} is no longer in the list. Your reason is on record."
            flash(words, "success")
            return redirect(url_for("holidays.list_holidays", programme_key=programme_key))
    return _removal_form(get_holiday(member, holiday_id), form)


def _choose(member: Member, facts: OwnDayFacts) -> Sequence[Body]:
    """List the bodies that a day is for; none if it names one that is not there."""
    return [body for body in list_bodies(member.programme) if facts.body_id in (None, body.id)]


def _new_form(form: Form) -> ResponseReturnValue:
    page = render_template(
        "holidays/new.html",
        form=form,
        bodies=list_bodies(present_member().programme),
        HolidayKind=HolidayKind,
    )
    return page, form.status


def _preview(facts: OwnDayFacts, form: Form) -> ResponseReturnValue:
    member = present_member()
    bodies = _choose(member, facts)
    page = render_template(
        "holidays/preview.html",
        form=form,
        facts=facts,
        body=bodies[0] if facts.body_id else None,
        outlook=foresee_holiday(member.programme, facts, at=clock.now()),
        HolidayKind=HolidayKind,
    )
    return page, form.status


def _removal_form(holiday: Holiday, form: Form) -> ResponseReturnValue:
    page = render_template(
        "holidays/remove.html",
        holiday=holiday,
        form=form,
        outlook=None if holiday.removed_at else foresee_removal(holiday, at=clock.now()),
        longest=LONGEST_REASON,
        HolidayKind=HolidayKind,
    )
    return page, form.status
