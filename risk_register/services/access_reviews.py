"""Who has what part in a programme, what is doubtful about it, and that somebody has looked."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.clock import LONDON, london_day
from risk_register.database import db
from risk_register.domain.access_reviews import Doubt, Quarter, Use, list_doubts
from risk_register.domain.errors import RuleError
from risk_register.domain.permissions import Permission
from risk_register.models import AccessReview, Event, Holding, Membership, Person, Post, Programme
from risk_register.services.events import record_event
from risk_register.services.programmes import Member, is_current

MOST_CHANGES = 200


@dataclass(frozen=True)
class AccessLine:
    """A person with their part in the programme, and what is doubtful about it."""

    person: Person
    memberships: tuple[Membership, ...]
    posts: tuple[Post, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class AccessChange:
    """A role that was given or taken back."""

    at: datetime
    is_given: bool
    role: str
    person: Person | None
    reason: str


def list_access(member: Member, *, at: datetime) -> list[AccessLine]:
    """List everybody with a part in the member's programme, the doubtful ones first.

    :raises NotAllowedError: if the member may not read it
    """
    member.check(Permission.READ_ACCESS_REVIEW)
    return list_parts(member.programme, at=at)


def list_parts(programme: Programme, *, at: datetime) -> list[AccessLine]:
    """List everybody with a part in a programme, as whoever runs the service sees it."""
    today = london_day(at)
    held: dict[int, list[Membership]] = defaultdict(list)
    memberships = (
        select(Membership)
        .where(Membership.programme_id == programme.id)
        .options(joinedload(Membership.person).joinedload(Person.agency))
        .order_by(Membership.id)
    )
    for each in db.session.scalars(memberships):
        held[each.person_id].append(each)
    posts: dict[int, list[Post]] = defaultdict(list)
    holdings = (
        select(Holding)
        .where(Holding.person_id.in_(held), *is_current(Holding, on=today))
        .options(joinedload(Holding.post))
        .order_by(Holding.from_on, Holding.id)
    )
    for holding in db.session.scalars(holdings):
        posts[holding.person_id].append(holding.post)
    lines = [
        AccessLine(
            mine[0].person,
            tuple(mine),
            tuple(posts[person_id]),
            tuple(list_doubts(_say_use(mine, bool(posts[person_id])), at=at, today=today)),
        )
        for person_id, mine in held.items()
    ]
    return sorted(lines, key=lambda line: (not line.doubts, line.person.name, line.person.id))


def list_changes(member: Member, quarter: Quarter) -> list[AccessChange]:
    """List which roles were given and taken back since a quarter began, the newest first.

    :raises NotAllowedError: if the member may not read it
    """
    member.check(Permission.READ_ACCESS_REVIEW)
    since = datetime.combine(quarter.from_on, time(0), LONDON)
    lines = db.session.scalars(
        select(Event)
        .where(
            Event.chain == member.programme.key,
            Event.kind.in_(("role given", "role withdrawn")),
            Event.at >= since,
        )
        .order_by(Event.sequence.desc())
        .limit(MOST_CHANGES)
    ).all()
    ids = {_person_in(line.subject) for line in lines}
    people = {
        each.id: each for each in db.session.scalars(select(Person).where(Person.id.in_(ids)))
    }
    changes = []
    for line in lines:
        body = json.loads(line.body)
        changes.append(
            AccessChange(
                line.at,
                line.kind == "role given",
                body["facts"]["role"],
                people.get(_person_in(line.subject)),
                body["reason"] or "",
            )
        )
    return changes


def list_reviews(member: Member) -> Sequence[AccessReview]:
    """List when somebody has looked, the newest first.

    :raises NotAllowedError: if the member may not read it
    """
    member.check(Permission.READ_ACCESS_REVIEW)
    return db.session.scalars(
        select(AccessReview)
        .where(AccessReview.programme_id == member.programme.id)
        .options(joinedload(AccessReview.reviewed_by), joinedload(AccessReview.reviewed_as))
        .order_by(AccessReview.id.desc())
    ).all()


def record_review(note: str, *, by: Member, at: datetime, is_entered: bool = False) -> AccessReview:
    """Note that somebody has looked at who has what part, and what they found.

    :param is_entered: whether whoever runs the service enters it for them
    :raises NotAllowedError: if the member may not review it
    :raises RuleError: if nothing is said
    """
    by.check(Permission.REVIEW_ACCESS)
    said = note.strip()
    if not said:
        raise RuleError("Say what you looked at and what you changed.", field="note")
    lines = list_access(by, at=at)
    review = AccessReview(
        programme_id=by.programme.id,
        quarter=Quarter.of(london_day(at)).key,
        note=said,
        reviewed_by_id=by.person.id,
        reviewed_as_id=by.post.id if by.post else None,
        reviewed_at=at,
    )
    db.session.add(review)
    record_event(
        "access reviewed",
        subject=f"programme {by.programme.key}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={
            "quarter": Quarter.of(london_day(at)).label,
            "people": len(lines),
            "doubtful": sum(bool(line.doubts) for line in lines),
        }
        | ({"entered": "at the command line"} if is_entered else {}),
    )
    return review


def record_taking(programme: Programme, *, by: Member | None, at: datetime) -> None:
    """Record that somebody takes the list along.

    :param by: None for whoever runs the service
    :raises NotAllowedError: if the member may not read it
    """
    if by is not None:
        by.check(Permission.READ_ACCESS_REVIEW)
    record_event(
        "access list exported",
        subject=f"programme {programme.key}",
        programme=programme,
        by=by.person if by else None,
        at=at,
    )


def _say_use(mine: Sequence[Membership], has_post: bool) -> Use:
    person = mine[0].person
    given = [each.given_at for each in mine if each.given_at]
    return Use(
        person.is_active,
        person.left_on,
        person.signed_in_at,
        min(given) if len(given) == len(mine) else None,
        has_post,
    )


def _person_in(subject: str) -> int:
    number = subject.removeprefix("person ")
    return int(number) if number.isdigit() else 0
