"""Posts: titles at an agency, who holds them from when to when, and how they change hands.

Risks and actions are owned by posts, so whoever comes or goes changes nothing about them.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.errors import RuleError
from risk_register.models import Agency, Holding, Person, Post
from risk_register.services.events import record_event

_DAY = timedelta(days=1)


def find_post(agency: Agency, title: str) -> Post | None:
    """Find a post of an agency by its title, whatever its case."""
    said = title.strip().casefold()
    posts = db.session.scalars(select(Post).where(Post.agency_id == agency.id))
    return next((post for post in posts if post.title.casefold() == said), None)


def add_post(agency: Agency, title: str, *, by: Person | None, at: datetime) -> Post:
    """Add a post to an agency.

    :raises RuleError: if it has no title, or the agency has one of that title
    """
    said = title.strip()
    if not said:
        raise RuleError("Enter the title of the post.", field="title")
    if find_post(agency, said) is not None:
        raise RuleError("The agency has a post of this title already.", field="title")
    post = Post(title=said, agency=agency, leads_agency=False)
    db.session.add(post)
    db.session.flush()
    record_event(
        "post added",
        subject=f"post {post.id}",
        programme=None,
        by=by,
        at=at,
        facts={"title": said},
    )
    return post


def find_holder(post: Post, *, on: date) -> Holding | None:
    """Find who holds a post on a London date or later; the first of several."""
    return db.session.scalar(
        select(Holding)
        .where(Holding.post_id == post.id, or_(Holding.until_on.is_(None), Holding.until_on >= on))
        .options(joinedload(Holding.person))
        .order_by(Holding.from_on, Holding.id)
        .limit(1)
    )


def take_up(
    post: Post, person: Person, *, from_on: date, by: Person | None, at: datetime
) -> Holding:
    """Give a vacant post to somebody; whoever holds it has to give it up first.

    :param from_on: first London date
    :raises RuleError: if somebody holds it then or later
    """
    held = find_holder(post, on=from_on)
    if held is not None:
        until = f" until {_say(held.until_on)}" if held.until_on else ""
        raise RuleError(f"{held.person.name} holds this post{until}.", field="post")
    holding = Holding(post_id=post.id, person_id=person.id, from_on=from_on, until_on=None)
    db.session.add(holding)
    _record("post taken up", post, person, by=by, at=at)
    return holding


def give_up(holding: Holding, *, until_on: date, by: Person | None, at: datetime) -> None:
    """End a holding; what the post owns stays with the post.

    :param until_on: last London date
    :raises RuleError: if it began later, or has ended by then
    """
    if until_on < holding.from_on:
        raise RuleError(
            f"Enter a date on or after {_say(holding.from_on)}, when they took it up.",
            field="until_on",
        )
    if holding.until_on is not None and holding.until_on <= until_on:
        raise RuleError(f"It ends on {_say(holding.until_on)} already.", field="until_on")
    holding.until_on = until_on
    _record("post given up", holding.post, holding.person, by=by, at=at)


def hand_over(
    holding: Holding, successor: Person, *, from_on: date, by: Person | None, at: datetime
) -> None:
    """Give a post from one person to the next, without a day between them.

    :param from_on: first London date of the next one
    :raises RuleError: if it is the same person, or the days do not fit
    """
    if successor.id == holding.person_id:
        raise RuleError("They hold this post already.", field="person_id")
    if from_on <= holding.from_on:
        raise RuleError(f"Enter a date after {_say(holding.from_on)}.", field="from_on")
    if holding.until_on is None or holding.until_on >= from_on:
        give_up(holding, until_on=from_on - _DAY, by=by, at=at)
    take_up(holding.post, successor, from_on=from_on, by=by, at=at)


def _say(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _record(kind: str, post: Post, person: Person, *, by: Person | None, at: datetime) -> None:
    record_event(
        kind,
        subject=f"person {person.id}",
        programme=None,
        by=by,
        at=at,
        facts={"title": post.title},
    )
