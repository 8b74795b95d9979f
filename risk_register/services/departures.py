"""Leaving: holdings end, roles and seats of one's own end, and nobody is signed in any more.

What the posts own stays with the posts. Until the end of the last day the person works on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.errors import AlreadyDoneError, NotAllowedError, RuleError
from risk_register.models import Body, Holding, Membership, Person, Post, Seat
from risk_register.services.api_keys import revoke_api_keys
from risk_register.services.events import record_event
from risk_register.services.feeds import revoke_feeds
from risk_register.services.keepers import is_administrator
from risk_register.services.mailed_keys import end_keys
from risk_register.services.memberships import withdraw_role
from risk_register.services.passkeys import forget_passkeys
from risk_register.services.people import end_sessions
from risk_register.services.second_factors import forget_devices

WHY = "They have left."
#: So far ahead a last day can be noted.
_AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class Left:
    """What somebody leaves behind."""

    posts: tuple[Post, ...]  #: that nobody holds after their last day
    seats: tuple[Seat, ...]  #: of the person themselves


def leave(person: Person, *, last_on: date, at_once: bool, by: Person | None, at: datetime) -> None:
    """Note somebody's last day; if it has passed, or at once, their account is closed.

    :param last_on: the last London date they work here
    :param at_once: whether they are signed out now, whatever the day
    :raises AlreadyDoneError: if they have left
    :raises NotAllowedError: if they are barred, and it is no administrator who does it
    :raises RuleError: if the day does not fit
    """
    today = london_day(at)
    if not person.is_active and person.left_on is not None:
        raise AlreadyDoneError("They have left already.")
    is_barred = not person.is_active
    if is_barred and by is not None and not is_administrator(by):
        raise NotAllowedError("They are barred. An administrator notes their last day.")
    if last_on > today + _AHEAD:
        raise RuleError("Enter a day within the next year.", field="last_on")
    earlier, person.left_on = person.left_on, last_on
    for holding in _list_open(person, on=min(last_on, earlier or last_on)):
        if holding.from_on > last_on:
            raise RuleError(
                f"They take up the post {holding.post.title} after that day. End that first.",
                field="last_on",
            )
        if holding.until_on is None or holding.until_on > last_on or holding.until_on == earlier:
            holding.until_on = last_on
    record_event("leaving noted", subject=f"person {person.id}", programme=None, by=by, at=at)
    if at_once or is_barred or last_on < today:
        close_account(person, by=by, at=at)


def close_account(person: Person, *, by: Person | None, at: datetime) -> None:
    """End what is left of somebody who has left: their roles, their own seats, every way in.

    Password, keys of programs and calendar addresses do not come back when they are invited again.
    """
    person.is_active, person.keeps_agency = False, False
    person.password_hash = None
    revoke_api_keys(person, by=by, at=at)
    revoke_feeds(person, by=by, at=at)
    record_event("person left", subject=f"person {person.id}", programme=None, by=by, at=at)
    last_on = person.left_on or london_day(at)
    for seat in _list_seats(person, on=last_on):
        _end_seat(seat, last_on, by=by, at=at)
    memberships = select(Membership).where(Membership.person_id == person.id)
    for membership in db.session.scalars(
        memberships.options(joinedload(Membership.programme)).order_by(Membership.id)
    ).all():
        withdraw_role(person, membership.programme, membership.role, reason=WHY, by=by, at=at)
    end_keys(person, at=at)
    forget_devices(person)
    forget_passkeys(person)
    end_sessions(person, by=by, at=at)


def list_leavers(*, on: date) -> Sequence[int]:
    """List by id whose last day has passed and whose account is open, on a London date."""
    return db.session.scalars(
        select(Person.id)
        .where(Person.is_active, Person.left_on.is_not(None), Person.left_on < on)
        .order_by(Person.id)
    ).all()


def list_left_behind(person: Person, *, on: date) -> Left:
    """Say what somebody would leave behind who leaves on a London date."""
    posts = tuple(holding.post for holding in _list_open(person, on=on))
    return Left(posts, tuple(_list_seats(person, on=on)))


def _list_open(person: Person, *, on: date) -> Sequence[Holding]:
    return db.session.scalars(
        select(Holding)
        .where(
            Holding.person_id == person.id,
            or_(Holding.until_on.is_(None), Holding.until_on >= on),
        )
        .options(joinedload(Holding.post).joinedload(Post.agency))
        .order_by(Holding.id)
    ).all()


def _list_seats(person: Person, *, on: date) -> Sequence[Seat]:
    return db.session.scalars(
        select(Seat)
        .where(Seat.person_id == person.id, or_(Seat.until_on.is_(None), Seat.until_on > on))
        .options(joinedload(Seat.body).joinedload(Body.programme))
        .order_by(Seat.id)
    ).all()


def _end_seat(seat: Seat, last_on: date, *, by: Person | None, at: datetime) -> None:
    seat.until_on = max(last_on, seat.from_on)
    seat.version += 1
    record_event(
        "seat ended",
        subject=f"body {seat.body.key}",
        programme=seat.body.programme,
        by=by,
        at=at,
        reason=WHY,
        facts={
            "body": seat.body.name,
            "seat": seat.recorded_title,
            "capacity": seat.capacity.label.lower(),
        },
    )
