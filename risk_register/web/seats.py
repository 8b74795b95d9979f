"""Seats on a body: who has one, a new one, what is said of one, and its end."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.circulation import Capacity
from risk_register.domain.permissions import Permission
from risk_register.models import Body, Seat
from risk_register.schemas.seats import NewSeatSchema, SeatEndSchema, SeatSchema
from risk_register.services.bodies import get_body
from risk_register.services.programmes import list_posts
from risk_register.services.seats import (
    add_seat,
    change_seat,
    get_seat,
    list_deputised,
    list_people,
)
from risk_register.services.seats import end_seat as say_end
from risk_register.services.seats import list_seats as list_all
from risk_register.web.access import needs, present_member
from risk_register.web.filters import as_day
from risk_register.web.forms import Form, date_parts, read_form

doors = Blueprint("seats", __name__)


@doors.get("/<programme_key>/bodies/<body_key>/seats")
@needs(Permission.READ_MEETINGS)
def list_seats(programme_key: str, body_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List a body's seats with who holds them today, then those to come and those that ended."""
    member = present_member()
    body = get_body(member, body_key)
    return render_template(
        "seats/list.html",
        body=body,
        seats=list_all(body, on=clock.today()),
        may_keep=member.may(Permission.KEEP_BODIES),
    )


@doors.get("/<programme_key>/bodies/<body_key>/seats/new")
@needs(Permission.KEEP_BODIES)
def new_seat(programme_key: str, body_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show an empty seat that begins today."""
    body = get_body(present_member(), body_key)
    return _new_form(body, Form(typed=date_parts("from_on", clock.today())))


@doors.post("/<programme_key>/bodies/<body_key>/seats/new")
@needs(Permission.KEEP_BODIES)
def create_seat(programme_key: str, body_key: str) -> ResponseReturnValue:
    """Add the seat."""
    member = present_member()
    form = read_form(NewSeatSchema())
    if form.is_valid:
        said = form.values
        with form.saving():
            with write_transaction():
                body = get_body(member, body_key)
                seat = add_seat(body, said["sitter"], said["facts"], by=member, at=clock.now())
                words = f"{seat.title} has a seat on {body.name} from {as_day(seat.from_on)}."
            flash(words, "success")
            return redirect(_seats_page(programme_key, body_key))
    return _new_form(get_body(member, body_key), form)


@doors.get("/<programme_key>/bodies/<body_key>/seats/<int:seat_id>/edit")
@needs(Permission.KEEP_BODIES)
def edit_seat(programme_key: str, body_key: str, seat_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show a seat, ready to be changed."""
    seat = get_seat(get_body(present_member(), body_key), seat_id)
    typed = {
        "capacity": seat.capacity.value,
        "deputy_for_id": str(seat.deputy_for_id or ""),
        "is_entitled_to_exempt": "true" if seat.is_entitled_to_exempt else "",
        "wants_paper": "true" if seat.wants_paper else "",
        **date_parts("from_on", seat.from_on),
        **(date_parts("until_on", seat.until_on) if seat.until_on else {}),
    }
    return _edit_form(seat, Form(typed=typed))


@doors.post("/<programme_key>/bodies/<body_key>/seats/<int:seat_id>/edit")
@needs(Permission.KEEP_BODIES)
def update_seat(programme_key: str, body_key: str, seat_id: int) -> ResponseReturnValue:
    """Keep what is said of the seat."""
    member = present_member()
    form = read_form(SeatSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                seat = get_seat(get_body(member, body_key), seat_id)
                change_seat(seat, by=member, at=clock.now(), **form.values)
                words = f"The seat of {seat.title} is saved."
            flash(words, "success")
            return redirect(_seats_page(programme_key, body_key))
    return _edit_form(get_seat(get_body(member, body_key), seat_id), form)


@doors.get("/<programme_key>/bodies/<body_key>/seats/<int:seat_id>/end")
@needs(Permission.KEEP_BODIES)
def new_end(programme_key: str, body_key: str, seat_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask for the last day of a seat."""
    seat = get_seat(get_body(present_member(), body_key), seat_id)
    return _end_form(seat, Form(typed=date_parts("until_on", seat.until_on or clock.today())))


@doors.post("/<programme_key>/bodies/<body_key>/seats/<int:seat_id>/end")
@needs(Permission.KEEP_BODIES)
def create_end(programme_key: str, body_key: str, seat_id: int) -> ResponseReturnValue:
    """End the seat."""
    member = present_member()
    form = read_form(SeatEndSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                seat = get_seat(get_body(member, body_key), seat_id)
                say_end(seat, by=member, at=clock.now(), **form.values)
                words = f"The last day of the seat of {seat.title} is "
                words += f"{as_day(form.values['until_on'])}."
            flash(words, "success")
            return redirect(_seats_page(programme_key, body_key))
    return _end_form(get_seat(get_body(member, body_key), seat_id), form)


def _seats_page(programme_key: str, body_key: str) -> str:
    return url_for("seats.list_seats", programme_key=programme_key, body_key=body_key)


def _new_form(body: Body, form: Form) -> ResponseReturnValue:
    programme = present_member().programme
    page = render_template(
        "seats/new.html",
        body=body,
        form=form,
        posts=list_posts(programme),
        people=list_people(programme),
        deputised=list_deputised(body),
        Capacity=Capacity,
    )
    return page, form.status


def _edit_form(seat: Seat, form: Form) -> ResponseReturnValue:
    page = render_template(
        "seats/edit.html",
        seat=seat,
        body=seat.body,
        form=form,
        deputised=list_deputised(seat.body),
        Capacity=Capacity,
    )
    return page, form.status


def _end_form(seat: Seat, form: Form) -> ResponseReturnValue:
    return render_template("seats/end.html", seat=seat, body=seat.body, form=form), form.status
