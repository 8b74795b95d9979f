"""Who sits on a body: seats, who holds them on a day, and how they begin and end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.circulation import Capacity
from risk_register.domain.errors import (
    AlreadyDoneError,
    ChangedMeanwhileError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.permissions import Permission
from risk_register.models import Body, Holding, Membership, Person, Post, Programme, Seat
from risk_register.services.events import record_event
from risk_register.services.programmes import Member, is_current, list_posts

#: Who can have a deputy.
DEPUTISED = (Capacity.CHAIR, Capacity.MEMBER)
#: The end of a seat that has none, for comparing.
_NO_END = date.max


@dataclass(frozen=True)
class SeatHolder:
    """Who sits on a seat on a day; ``person`` is None when the post is vacant."""

    seat: Seat
    person: Person | None


@dataclass(frozen=True)
class SeatList:
    """All seats of a body, as of a day."""

    present: list[SeatHolder]
    coming: list[SeatHolder]
    past: list[SeatHolder]


@dataclass(frozen=True)
class SeatFacts:
    """What can be said of a seat besides whose it is; both London dates are included."""

    capacity: Capacity
    from_on: date
    until_on: date | None = None
    deputy_for_id: int | None = None
    is_entitled_to_exempt: bool = False
    wants_paper: bool = False


@dataclass(frozen=True)
class Sitter:
    """Whose a seat is: a post's, or a person's; one of the two is None."""

    post_id: int | None = None
    person_id: int | None = None


def list_seat_holders(body: Body, *, on: date) -> list[SeatHolder]:
    """List the seats of a body on a London date with who holds them, chair first."""
    return _find_holders(
        db.session.scalars(_select(Seat.body_id == body.id).where(*is_current(Seat, on=on))), on
    )


def list_chairs(programme: Programme, *, on: date) -> dict[int, list[SeatHolder]]:
    """List who chairs each body of a programme on a London date, by the body's id."""
    chairs = db.session.scalars(
        _select(Body.programme_id == programme.id)
        .join(Seat.body)
        .where(Seat.capacity == Capacity.CHAIR, *is_current(Seat, on=on))
    )
    found: dict[int, list[SeatHolder]] = {}
    for holder in _find_holders(chairs, on):
        found.setdefault(holder.seat.body_id, []).append(holder)
    return found


def list_seats(body: Body, *, on: date) -> SeatList:
    """List all seats a body ever had, with who holds them on a London date, chair first."""
    holders = _find_holders(db.session.scalars(_select(Seat.body_id == body.id)), on)
    past = [each for each in holders if each.seat.until_on and each.seat.until_on < on]
    return SeatList(
        present=[
            each for each in holders if each.seat.from_on <= on <= (each.seat.until_on or _NO_END)
        ],
        coming=[each for each in holders if each.seat.from_on > on],
        past=sorted(past, key=lambda each: each.seat.until_on or on, reverse=True),
    )


def list_seats_of_post(post: Post, *, on: date) -> Sequence[Seat]:
    """List where a post sits on a London date, and which seats are deputies of it."""
    return db.session.scalars(
        select(Seat)
        .where(
            or_(Seat.post_id == post.id, Seat.deputy_for_id == post.id), *is_current(Seat, on=on)
        )
        .options(
            joinedload(Seat.body).joinedload(Body.programme),
            joinedload(Seat.post),
            joinedload(Seat.person),
            joinedload(Seat.deputy_for),
        )
        .order_by(Seat.id)
    ).all()


def get_seat(body: Body, seat_id: int) -> Seat:
    """Find a seat of a body, ended or not.

    :raises NotFoundError: if it has no such seat
    """
    seat = db.session.scalar(_select(Seat.body_id == body.id).where(Seat.id == seat_id))
    if seat is None:
        raise NotFoundError("There is no such seat.")
    return seat


def list_deputised(body: Body) -> list[Post]:
    """List the posts that can have a deputy on a body, by title."""
    return sorted(
        db.session.scalars(
            select(Post).where(
                Post.id.in_(
                    select(Seat.post_id).where(
                        Seat.body_id == body.id, Seat.capacity.in_(DEPUTISED)
                    )
                )
            )
        ),
        key=lambda post: post.title,
    )


def list_people(programme: Programme) -> Sequence[Person]:
    """List the active people with a part in a programme, by name."""
    return db.session.scalars(
        select(Person)
        .where(
            Person.id.in_(
                select(Membership.person_id).where(Membership.programme_id == programme.id)
            ),
            Person.is_active,
        )
        .options(joinedload(Person.agency))
        .order_by(Person.name, Person.id)
    ).all()


def add_seat(body: Body, sitter: Sitter, facts: SeatFacts, *, by: Member, at: datetime) -> Seat:
    """Give a post, or a person, a place on a body.

    :raises NotAllowedError: if the member may not keep bodies
    :raises RuleError: if it is nobody's, stands there already, or its parts do not fit
    """
    by.check(Permission.KEEP_BODIES)
    _check_sitter(sitter, by.programme)
    _check_seat(body, sitter, facts, besides=None)
    seat = Seat(
        body=body,
        post_id=sitter.post_id,
        person_id=sitter.person_id,
        **_columns(facts),
    )
    db.session.add(seat)
    _record("seat added", seat, by=by, at=at)
    return seat


def change_seat(seat: Seat, facts: SeatFacts, *, by: Member, at: datetime, version: int) -> None:
    """Say something else of a seat; whose it is stays.

    :param version: the seat's version on the form
    :raises NotAllowedError: if the member may not keep bodies
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if nothing is different, or its parts do not fit
    """
    _check_unchanged(seat, by, version)
    changed = {
        name: value for name, value in _columns(facts).items() if getattr(seat, name) != value
    }
    if not changed:
        raise RuleError("This is what stands already. Change something, or leave without saving.")
    sitter = Sitter(seat.post_id, seat.person_id)
    _check_seat(seat.body, sitter, facts, besides=seat)
    for name, value in changed.items():
        setattr(seat, name, value)
    seat.version += 1
    _record("seat changed", seat, by=by, at=at)


def end_seat(seat: Seat, *, until_on: date, by: Member, at: datetime, version: int) -> None:
    """Say on which London date a seat ends; that day is its last.

    :param version: the seat's version on the form
    :raises NotAllowedError: if the member may not keep bodies
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises AlreadyDoneError: if it has ended
    :raises RuleError: if it had not begun by then
    """
    _check_unchanged(seat, by, version)
    if seat.until_on is not None and seat.until_on < london_day(at):
        raise AlreadyDoneError("This seat has ended already.")
    if until_on < seat.from_on:
        raise RuleError("Enter a date on or after the day on which it begins.", field="until_on")
    seat.until_on = until_on
    seat.version += 1
    _record("seat ended", seat, by=by, at=at)


def _select(chosen: ColumnElement[bool]) -> Select[Seat]:
    return (
        select(Seat)
        .where(chosen)
        .options(
            joinedload(Seat.post).joinedload(Post.agency),
            joinedload(Seat.person).joinedload(Person.agency),
            joinedload(Seat.deputy_for),
        )
    )


def _find_holders(found: Iterable[Seat], on: date) -> list[SeatHolder]:
    seats = list(found)
    holdings = db.session.execute(
        select(Holding.post_id, Person)
        .join(Holding.person)
        .where(
            Holding.post_id.in_([seat.post_id for seat in seats]),
            Holding.from_on <= on,
            or_(Holding.until_on.is_(None), Holding.until_on >= on),
            Person.is_active,
        )
    ).all()
    holders = {row.post_id: row.Person for row in holdings}
    order = list(Capacity)
    ranked = sorted(seats, key=lambda seat: (order.index(seat.capacity), seat.id))
    return [SeatHolder(seat, _sits(seat) or holders.get(seat.post_id)) for seat in ranked]


def _sits(seat: Seat) -> Person | None:
    """Say who sits on a seat that is a person's own."""
    return seat.person if seat.person and seat.person.is_active else None


def _check_sitter(sitter: Sitter, programme: Programme) -> None:
    posts = {post.id for post in list_posts(programme)}
    people = {person.id for person in list_people(programme)}
    is_post = sitter.post_id in posts and sitter.person_id is None
    is_person = sitter.person_id in people and sitter.post_id is None
    if not (is_post or is_person):
        raise RuleError("Choose whose seat it is.", field="sitter")


def _check_seat(body: Body, sitter: Sitter, facts: SeatFacts, *, besides: Seat | None) -> None:
    if facts.until_on is not None and facts.until_on < facts.from_on:
        raise RuleError("Enter a date on or after the first one.", field="until_on")
    _check_deputy(body, sitter, facts)
    for other in db.session.scalars(_select(Seat.body_id == body.id)):
        if other is not besides and _is_double(other, sitter, facts):
            capacity = other.capacity.label.lower()
            raise RuleError(
                f"{other.title} has a seat as {capacity} on some of these days already.",
                field="from_on" if besides else "sitter",
            )


def _check_deputy(body: Body, sitter: Sitter, facts: SeatFacts) -> None:
    if facts.capacity is not Capacity.DEPUTY:
        if facts.deputy_for_id is not None:
            raise RuleError("Only a deputy sits for somebody else.", field="deputy_for_id")
        return
    if facts.deputy_for_id not in {post.id for post in list_deputised(body)}:
        raise RuleError("Choose for whom the deputy comes.", field="deputy_for_id")
    if facts.deputy_for_id == sitter.post_id:
        raise RuleError("Nobody is a deputy for themselves.", field="deputy_for_id")


def _is_double(other: Seat, sitter: Sitter, facts: SeatFacts) -> bool:
    is_same = (other.post_id, other.person_id) == (sitter.post_id, sitter.person_id)
    overlaps = other.from_on <= (facts.until_on or _NO_END) and facts.from_on <= (
        other.until_on or _NO_END
    )
    return is_same and other.capacity is facts.capacity and overlaps


def _check_unchanged(seat: Seat, by: Member, version: int) -> None:
    by.check(Permission.KEEP_BODIES)
    if seat.version != version:
        raise ChangedMeanwhileError


def _columns(facts: SeatFacts) -> dict[str, object]:
    return {
        "capacity": facts.capacity,
        "from_on": facts.from_on,
        "until_on": facts.until_on,
        "deputy_for_id": facts.deputy_for_id,
        "is_entitled_to_exempt": facts.is_entitled_to_exempt,
        "wants_paper": facts.wants_paper,
    }


def _record(kind: str, seat: Seat, *, by: Member, at: datetime) -> None:
    db.session.flush()  # a new seat does not know whose it is before
    record_event(
        kind,
        subject=f"body {seat.body.key}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={
            "body": seat.body.name,
            "seat": seat.recorded_title,
            "capacity": seat.capacity.label.lower(),
        },
    )
