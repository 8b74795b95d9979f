"""Calendar feeds: a person's meetings and dates, under an address that can be taken back.

An address is the id and the nonce of its row, signed with the service's key. No
table holds it. It shows no risk and nobody's name, and only what its person may
read on the day it is asked for.
"""

import hmac
import secrets
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from risk_register.clock import LONDON, london_day
from risk_register.database import db
from risk_register.documents.feeds import Entry, draw_feed
from risk_register.domain.calendars import Deadlines
from risk_register.domain.errors import AlreadyDoneError, NotFoundError, RuleError
from risk_register.domain.packs import PackKind
from risk_register.domain.permissions import Permission, Role, may
from risk_register.models import Body, Feed, Meeting, Membership, Person
from risk_register.services.events import record_event
from risk_register.services.meetings import deadlines_of

SALT = "calendar-feed"
MOST_FEEDS = 20  #: of one person that work at a time
LOOKS_BACK = timedelta(days=92)
_ALL = "Meetings"

#: Which dates of a month concern a role: the name in an address, the words, the deadline.
_OF_ROLES: dict[Role, tuple[tuple[str, str, str], ...]] = {
    Role.RISK_OWNER: (("updates", "Updates due", "updates_due_on"),),
    Role.PROGRAMME_MANAGER: (
        ("call", "Call for updates", "call_on"),
        ("moderation", "Moderation ends", "moderation_ends_on"),
        ("lock", "Figures are locked", "lock_on"),
    ),
    Role.BOARD_SECRETARY: (
        ("circulate", "Latest day to circulate", "circulate_by"),
        ("minutes", "Last day for minutes", "minutes_due_on"),
    ),
}


def list_feeds(person: Person) -> Sequence[Feed]:
    """List a person's calendar addresses that work, the oldest first."""
    return db.session.scalars(
        select(Feed)
        .where(Feed.person_id == person.id, Feed.revoked_at.is_(None))
        .options(joinedload(Feed.body).joinedload(Body.programme))
        .order_by(Feed.id)
    ).all()


def list_readable(person: Person) -> Sequence[Body]:
    """List the bodies whose meetings a person may read, by programme and name."""
    programmes = _find_roles(person)
    bodies = db.session.scalars(
        select(Body)
        .where(Body.programme_id.in_(programmes))
        .options(joinedload(Body.programme))
        .order_by(Body.name, Body.id)
    ).all()
    return sorted(bodies, key=lambda body: body.programme.name)


def make_feed(person: Person, *, body_id: int | None, at: datetime) -> Feed:
    """Make a calendar address.

    :param body_id: whose meetings it shows; None for all that the person may read
    :raises NotFoundError: if the person may not read the body's meetings
    :raises RuleError: if the person has too many
    """
    if len(list_feeds(person)) >= MOST_FEEDS:
        raise RuleError("Take an address back first: you have many that work.")
    bodies = {body.id: body for body in list_readable(person)}
    if body_id is not None and body_id not in bodies:
        raise NotFoundError("There is no such body.")
    feed = Feed(
        person_id=person.id,
        body_id=body_id,
        nonce=secrets.token_urlsafe(12),
        made_at=at,
    )
    db.session.add(feed)
    record_event("feed made", subject=f"person {person.id}", programme=None, by=person, at=at)
    return feed


def revoke_feed(person: Person, feed_id: int, *, at: datetime) -> None:
    """Take a calendar address back for good.

    :raises NotFoundError: if it is not the person's
    :raises AlreadyDoneError: if it was taken back before
    """
    feed = db.session.scalar(select(Feed).where(Feed.id == feed_id, Feed.person_id == person.id))
    if feed is None:
        raise NotFoundError("There is no such address.")
    if feed.revoked_at is not None:
        raise AlreadyDoneError("This address was taken back already.")
    feed.revoked_at = at
    record_event("feed revoked", subject=f"person {person.id}", programme=None, by=person, at=at)


def revoke_feeds(person: Person, *, by: Person | None, at: datetime) -> None:
    """Take back every calendar address of a person who has left.

    :param by: None for the clock and whoever runs the service
    """
    for feed in list_feeds(person):
        feed.revoked_at = at
        record_event("feed revoked", subject=f"person {person.id}", programme=None, by=by, at=at)


def sign_feed(feed: Feed, *, secret_key: str) -> str:
    """Write the secret part of a feed's address."""
    return str(_serializer(secret_key).dumps([feed.id, feed.nonce]))


def find_feed(token: str, *, secret_key: str) -> Feed | None:
    """Find the feed of an address; None if it was taken back, never was, or its person has left."""
    try:
        feed_id, nonce = _serializer(secret_key).loads(token)
    except (BadData, TypeError, ValueError):
        return None
    feed = db.session.get(Feed, feed_id, options=[joinedload(Feed.person), joinedload(Feed.body)])
    if feed is None or not hmac.compare_digest(feed.nonce, str(nonce)):
        return None
    return feed if feed.revoked_at is None and feed.person.is_active else None


def write_feed(feed: Feed, *, at: datetime, public_url: str) -> bytes:
    """Write a feed's calendar as of a moment.

    :param public_url: where the service is found, without a slash at its end
    :raises NotFoundError: if its person may no longer read any of its meetings
    """
    roles = _find_roles(feed.person)
    if feed.body is not None:
        roles = {key: roles[key] for key in roles if key == feed.body.programme_id}
    if not roles:
        raise NotFoundError
    meetings = db.session.scalars(
        select(Meeting)
        .join(Meeting.body)
        .join(Body.programme)
        .where(
            Body.programme_id.in_(roles),
            Meeting.held_on >= london_day(at) - LOOKS_BACK,
            *([] if feed.body_id is None else [Body.id == feed.body_id]),
        )
        .options(
            contains_eager(Meeting.body).contains_eager(Body.programme),
            contains_eager(Meeting.body).selectinload(Body.own_days),
            selectinload(Meeting.moves),
        )
        .order_by(Meeting.held_on, Meeting.id)
    )
    entries = [
        entry
        for meeting in meetings
        for entry in _list_entries(meeting, roles[meeting.body.programme_id], public_url)
    ]
    return draw_feed(feed.body.name if feed.body else _ALL, entries)


def _list_entries(meeting: Meeting, roles: set[Role], public_url: str) -> Iterator[Entry]:
    body, programme = meeting.body, meeting.body.programme
    host = urlsplit(public_url).hostname or "risk-register"
    address = f"{public_url}/{programme.key}/meetings/{meeting.id}"
    moved = [move.moved_at for move in meeting.moves]
    ended = [meeting.cancelled_at] if meeting.cancelled_at else []
    changed_at, is_cancelled = max([meeting.recorded_at, *moved, *ended]), bool(ended)
    yield Entry(
        mark=f"meeting-{meeting.id}@{host}",
        edition=meeting.version - 1,
        title=body.name,
        starts=datetime.combine(meeting.held_on, meeting.starts_at, LONDON),
        ends=(
            datetime.combine(meeting.held_on, meeting.ends_at, LONDON) if meeting.ends_at else None
        ),
        place=meeting.place,
        address=address,
        changed_at=changed_at,
        is_cancelled=is_cancelled,
    )
    deadlines = deadlines_of(meeting)
    for name, words, day in _list_days(body, roles, deadlines):
        yield Entry(
            mark=f"meeting-{meeting.id}-{name}@{host}",
            # A body's rules move its days, too.
            edition=meeting.version + body.version - 2,
            title=f"{words}: {body.name}",
            starts=day,
            ends=None,
            place=None,
            address=address,
            changed_at=changed_at,
            is_cancelled=is_cancelled,
        )


def _list_days(
    body: Body, roles: set[Role], deadlines: Deadlines
) -> Iterator[tuple[str, str, date]]:
    """List the days of a meeting's month that concern somebody, in the order of the roles."""
    if not body.has_packs or body.pack_kind is not PackKind.BOARD:
        return
    for role, days in _OF_ROLES.items():
        if role in roles:
            yield from ((name, words, getattr(deadlines, step)) for name, words, step in days)


def _find_roles(person: Person) -> dict[int, set[Role]]:
    """Find a person's roles in the programmes whose meetings they may read, by programme id."""
    roles: dict[int, set[Role]] = {}
    rows = select(Membership.programme_id, Membership.role).where(Membership.person_id == person.id)
    for programme_id, role in db.session.execute(rows):
        roles.setdefault(programme_id, set()).add(role)
    return {key: held for key, held in roles.items() if may(held, Permission.READ_MEETINGS)}


def _serializer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=SALT)
