"""Seats on a body: who has one, a new one, what is said of one, and its end."""

from typing import Any

from risk_register import clock
from risk_register.api.bodies import BODY
from risk_register.api.reading import complete_change
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.models import Body, Seat
from risk_register.schemas.machines.bodies import (
    BodySeatOut,
    BodySeatsOut,
    NewSeatIn,
    SeatEndIn,
    SeatIn,
)
from risk_register.services.bodies import get_body
from risk_register.services.programmes import Member
from risk_register.services.seats import (
    SeatHolder,
    add_seat,
    change_seat,
    end_seat,
    get_seat,
    list_seats,
)

room = Room("seats", Group.MEETINGS, "Seats on bodies.")

SEATS = f"{BODY}/seats"
SEAT = f"{SEATS}/<int:seat_id>"


@room.reads(SEATS, Permission.READ_MEETINGS, BodySeatsOut)
def list_seats_of_body(member: Member, body_key: str) -> Any:
    """List all seats a body ever had, with who holds them today, chair first."""
    return {"items": _tell_all(get_body(member, body_key))}


@room.adds(
    SEATS,
    Permission.KEEP_BODIES,
    NewSeatIn,
    BodySeatOut,
    example={"sitter": "post-1", "capacity": "member", "from_on": "2018-07-01"},
)
def add_one_seat(member: Member, said: dict[str, Any], body_key: str) -> Any:
    """Give a post, or a person, a place on a body."""
    body = get_body(member, body_key)
    seat = add_seat(body, said["sitter"], said["facts"], by=member, at=clock.now())
    place = f"/api/v1/programmes/{member.programme.key}/bodies/{body_key}/seats/{seat.id}"
    return _told(seat, location=place)


@room.reads(SEAT, Permission.READ_MEETINGS, BodySeatOut, has_etag=True)
def get_one_seat(member: Member, body_key: str, seat_id: int) -> Any:
    """Show one seat, ended or not."""
    return _told(get_seat(get_body(member, body_key), seat_id))


@room.changes(SEAT, Permission.KEEP_BODIES, SeatIn, BodySeatOut, example={"wants_paper": True})
def change_one_seat(member: Member, sent: dict[str, Any], body_key: str, seat_id: int) -> Any:
    """Say something else of a seat; whose it is stays."""
    version = read_version(_name(seat_id))
    seat = get_seat(get_body(member, body_key), seat_id)
    standing = {name: getattr(seat, name) for name in _FACTS}
    said = complete_change(SeatIn, standing, sent)
    change_seat(seat, said["facts"], by=member, at=clock.now(), version=version)
    return _told(seat)


@room.adds(
    f"{SEAT}/end",
    Permission.KEEP_BODIES,
    SeatEndIn,
    BodySeatOut,
    is_versioned=True,
    example={"until_on": "2018-07-31"},
)
def end_one_seat(member: Member, said: dict[str, Any], body_key: str, seat_id: int) -> Any:
    """Say on which day a seat ends; that day is its last."""
    version = read_version(_name(seat_id))
    seat = get_seat(get_body(member, body_key), seat_id)
    end_seat(seat, by=member, at=clock.now(), version=version, **said)
    return _told(seat)


def _name(seat_id: int) -> str:
    return f"seat-{seat_id}"


def _told(seat: Seat, *, location: str | None = None) -> Told:
    (told,) = [each for each in _tell_all(seat.body) if each["id"] == seat.id]
    return Told(told, etag=write_etag(_name(seat.id), seat.version), location=location)


def _tell_all(body: Body) -> list[dict[str, Any]]:
    seats = list_seats(body, on=clock.today())
    states = {"present": seats.present, "coming": seats.coming, "past": seats.past}
    return [_tell(holder, state) for state, holders in states.items() for holder in holders]


def _tell(holder: SeatHolder, state: str) -> dict[str, Any]:
    seat, person = holder.seat, holder.person
    names = ("id", "title", "post_id", "person_id", "version", *_FACTS)
    return {
        **{name: getattr(seat, name) for name in names},
        "state": state,
        "holder": person.name if person else None,
    }


_FACTS = (
    "capacity",
    "from_on",
    "until_on",
    "deputy_for_id",
    "is_entitled_to_exempt",
    "wants_paper",
)
