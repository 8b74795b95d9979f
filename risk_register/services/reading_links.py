"""Personal links in letters with packs: given, signed, found, revoked.

A link is the id and the nonce of its row, signed with the service's key when the letter is
written. No table holds it, so nobody who reads the database can use it.
"""

import hashlib
import hmac
import secrets
from datetime import date, datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.errors import RuleError
from risk_register.domain.permissions import Permission
from risk_register.domain.reading_links import LinkState, find_link_state, reckon_end
from risk_register.models import (
    AgendaItem,
    Body,
    CirculatedPaper,
    Circulation,
    Delivery,
    Meeting,
    Pack,
    Paper,
    ReadingLink,
)
from risk_register.services.events import record_event
from risk_register.services.programmes import Member

SALT = "reading-link"
#: A link that ends with a day works until that day, and not the next one.
SHORTEST = timedelta(microseconds=1)


def give_link(delivery: Delivery, *, meeting: Meeting, at: datetime) -> ReadingLink:
    """Give a letter a link of its own; must be recorded by whoever calls it.

    :param meeting: whose day and body say until when it works
    """
    link = ReadingLink(
        delivery=delivery,
        nonce=secrets.token_urlsafe(12),
        made_at=at,
        expires_at=reckon_end(meeting.held_on, given_at=at, days=meeting.body.link_days),
    )
    db.session.add(link)
    return link


def give_links(circulation: Circulation, *, at: datetime) -> None:
    """Give each letter that goes by link its own; must be recorded by whoever calls it."""
    for delivery in circulation.deliveries:
        if delivery.by_link:
            give_link(delivery, meeting=circulation.pack.meeting, at=at)


def renew_link(delivery: Delivery, *, is_astray: bool, by: Member, at: datetime) -> None:
    """See to it that a letter has a link that works; must be recorded by whoever calls it.

    :param is_astray: whether its links went to a wrong address, and are stopped
    """
    if is_astray:
        stop_links(delivery, by=by, at=at)
    link = find_newest_link(delivery)
    if delivery.by_link and (link is None or state_of(link, at=at) is not LinkState.WORKS):
        give_link(delivery, meeting=delivery.circulation.pack.meeting, at=at)


def last_day_of(link: ReadingLink) -> date:
    """Give the last London date on which a link works, if nobody stops it."""
    return london_day(link.expires_at - SHORTEST)


def stop_links(delivery: Delivery, *, by: Member, at: datetime) -> int:
    """Stop the links of a letter; must be recorded by whoever calls it.

    :returns: how many were stopped
    """
    alive = [link for link in delivery.links if link.revoked_at is None]
    for link in alive:
        link.revoked_at, link.revoked_by = at, by.person
    return len(alive)


def write_address(delivery: Delivery, *, public_url: str, secret_key: str) -> str:
    """Write the personal address that a letter carries.

    :raises RuleError: if all its links were revoked
    """
    link = find_newest_link(delivery)
    if link is None or link.revoked_at is not None:
        raise RuleError("Its personal link was revoked.")
    return f"{public_url.rstrip('/')}/reading/{sign_link(link, secret_key=secret_key)}"


def sign_link(link: ReadingLink, *, secret_key: str) -> str:
    """Write the secret that the letter carries."""
    return str(_serializer(secret_key).dumps([link.id, link.nonce]))


def find_link(token: str, *, secret_key: str) -> ReadingLink | None:
    """Find the link that a letter carried, whether it still works or not; None if it is none."""
    try:
        link_id, nonce = _serializer(secret_key).loads(token)
    except (BadData, TypeError, ValueError):
        return None
    link = db.session.scalar(
        select(ReadingLink)
        .where(ReadingLink.id == link_id)
        .options(
            joinedload(ReadingLink.delivery).options(
                joinedload(Delivery.person),
                joinedload(Delivery.post),
                joinedload(Delivery.edition),
                joinedload(Delivery.circulation).options(
                    joinedload(Circulation.pack)
                    .joinedload(Pack.meeting)
                    .joinedload(Meeting.body)
                    .joinedload(Body.programme),
                    selectinload(Circulation.papers)
                    .joinedload(CirculatedPaper.paper)
                    .joinedload(Paper.item)
                    .raiseload(AgendaItem.meeting),
                ),
            )
        )
    )
    return link if link is not None and hmac.compare_digest(link.nonce, str(nonce)) else None


def find_newest_link(delivery: Delivery) -> ReadingLink | None:
    """Find the link that a letter carries now."""
    return max(delivery.links, key=lambda link: link.id, default=None)


def state_of(link: ReadingLink, *, at: datetime) -> LinkState:
    """Say whether a link works at a moment."""
    return find_link_state(
        expires_at=link.expires_at,
        revoked_at=link.revoked_at,
        is_active=link.delivery.person.is_active,
        at=at,
    )


def revoke_links(delivery: Delivery, *, by: Member, at: datetime) -> None:
    """Stop the links of a letter for good, for instance when it went astray.

    :raises NotAllowedError: if the member may not circulate packs
    """
    by.check(Permission.CIRCULATE_PACK)
    if not stop_links(delivery, by=by, at=at):
        return  # it is as it was wanted
    record_event(
        "personal link revoked",
        subject=f"pack {delivery.circulation.pack_id}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={"reader": delivery.recorded_title},
    )


def _serializer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=SALT, signer_kwargs={"digest_method": hashlib.sha256})
