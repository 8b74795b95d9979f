"""The seats of a body as they were when a line of the record was written.

Seats are changed and ended later; the rows of today are taken back, change by change. Who held a
post on a day, its holdings say.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.circulation import Capacity
from risk_register.models import Body, Event, Holding, Person, Post, Seat

_CAPACITIES = list(Capacity)


@dataclass(frozen=True)
class PastSeat:
    """A seat as it was; ``holder`` is None if nobody held its post then."""

    seat_id: int
    post: Post | None
    capacity: Capacity
    is_entitled: bool
    from_on: date
    until_on: date | None
    holder: Person | None

    @property
    def title(self) -> str:
        """Say whose seat it is: a post's title, or a person's name where there is no post."""
        if self.post is not None:
            return self.post.title
        return self.holder.name if self.holder else "A person's own seat"

    @property
    def agency(self) -> str:
        """Say for whom it speaks, in short."""
        whose = self.post or self.holder
        return whose.agency.short if whose else ""

    @property
    def place(self) -> tuple[int | None, int | None]:
        """Tell places apart, as letters do: a post's by the post, a person's by the person."""
        if self.post is not None:
            return self.post.id, None
        return None, self.holder.id if self.holder else None


class PastSeats:
    """All that is known of a body's seats; read once, for as many moments as are asked."""

    def __init__(self, body: Body, *, since: int) -> None:
        """Read the seats and what became of them.

        :param since: sequence of the earliest line that will be asked about
        """
        self._rows = {seat.id: seat for seat in _read_seats(body)}
        self._changes = _read_changes(body, since)
        posts = {seat.post_id for seat in self._rows.values() if seat.post_id}
        self._holdings = db.session.scalars(
            select(Holding)
            .where(Holding.post_id.in_(posts))
            .options(joinedload(Holding.person).joinedload(Person.agency))
            .order_by(Holding.from_on, Holding.id)
        ).all()

    def list_at(self, sequence: int, *, on: date) -> list[PastSeat]:
        """List the seats that counted when a line was written, chair first.

        :param on: the London date of that line
        """
        seats = {seat_id: self._say(seat, on) for seat_id, seat in self._rows.items()}
        for line, change in self._changes:
            if line > sequence:
                _take_back(seats, change)
        counted = (
            seat
            for seat in seats.values()
            if seat.from_on <= on and (seat.until_on is None or on <= seat.until_on)
        )
        return sorted(counted, key=lambda seat: (_CAPACITIES.index(seat.capacity), seat.seat_id))

    def _say(self, seat: Seat, on: date) -> PastSeat:
        return PastSeat(
            seat.id,
            seat.post,
            seat.capacity,
            seat.is_entitled_to_exempt,
            seat.from_on,
            seat.until_on,
            seat.person or self._find_holder(seat.post_id, on),
        )

    def _find_holder(self, post_id: int | None, on: date) -> Person | None:
        held = (
            holding.person
            for holding in self._holdings
            if holding.post_id == post_id
            and holding.from_on <= on
            and (holding.until_on is None or on <= holding.until_on)
        )
        return next(held, None)


def _read_seats(body: Body) -> Iterable[Seat]:
    return db.session.scalars(
        select(Seat)
        .where(Seat.body_id == body.id)
        .options(
            joinedload(Seat.post).joinedload(Post.agency),
            joinedload(Seat.person).joinedload(Person.agency),
        )
    )


def _read_changes(body: Body, since: int) -> list[tuple[int, dict[str, Any]]]:
    """Give every change of a seat after a line with its own line, the newest first."""
    lines = db.session.execute(
        select(Event.sequence, Event.body).where(
            Event.chain == body.programme.key,
            Event.subject == f"body {body.key}",
            Event.sequence > since,
        )
    ).all()
    return [
        (sequence, change)
        for sequence, text in sorted(lines, key=lambda line: -int(line[0]))
        for change in reversed(json.loads(text)["changes"])
        if change["table"] == "seat"
    ]


def _take_back(seats: dict[int, PastSeat], change: dict[str, Any]) -> None:
    seat_id, before = change["id"], change["before"]
    if before is None:
        seats.pop(seat_id, None)
    elif seat_id in seats:
        seats[seat_id] = replace(seats[seat_id], **_read_back(before))


def _read_back(before: dict[str, Any]) -> dict[str, Any]:
    was: dict[str, Any] = {}
    if "capacity" in before:
        was["capacity"] = Capacity(before["capacity"])
    if "is_entitled_to_exempt" in before:
        was["is_entitled"] = before["is_entitled_to_exempt"]
    for name in ("from_on", "until_on"):
        if name in before:
            was[name] = date.fromisoformat(before[name]) if before[name] else None
    return was
