"""Notices: letters to one person that bring no pack, from the decision to write to the outbox."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.chases import NoticeKind
from risk_register.domain.circulation import WAITING, DeliveryState
from risk_register.mail.letters import Letter
from risk_register.mail.notices import NoticeLetter, draw_notice
from risk_register.models import MailedKey, Notice, Person, Programme, SignInLink
from risk_register.services.events import record_event
from risk_register.services.mailed_keys import is_alive, sign_key
from risk_register.services.outbox import Kind, PostRoom, Tally, send_due, stop_letter
from risk_register.services.programmes import list_posts_of
from risk_register.services.sign_in_links import list_acting_posts, sign_link

#: A link that ends with a day works until that day, and not the next one.
SHORTEST = timedelta(microseconds=1)
#: Whoever holds a pack has to hear that it was withdrawn, whatever post they hold by then; and how
#: somebody signs in is their own matter.
OF_THE_PERSON = frozenset(
    {
        NoticeKind.WITHDRAWN,
        NoticeKind.RESET,
        NoticeKind.SIGN_IN,
        NoticeKind.INVITATION,
        NoticeKind.ACCOUNT,
        NoticeKind.OPENED,
    }
)
MOST_AT_ONCE = 20  #: letters that are sent while somebody waits at a page
#: What the record calls each thing that can become of a notice.
NOTICE_EVENTS: Mapping[DeliveryState, str] = {
    DeliveryState.QUEUED: "notice queued",
    DeliveryState.SENT: "notice sent",
    DeliveryState.RETRY: "notice put off",
    DeliveryState.UNCERTAIN: "notice perhaps sent",
    DeliveryState.FAILED: "notice failed",
    DeliveryState.STOPPED: "notice stopped",
    DeliveryState.HELD: "notice held for a person",
    DeliveryState.BOUNCED: "notice came back",
}


def queue_notice(
    person: Person,
    *,
    kind: NoticeKind,
    subject: str,
    content: Mapping[str, Any],
    programme: Programme | None,
    link: SignInLink | None,
    domain: str,
    at: datetime,
    next_at: datetime | None = None,
    address: str | None = None,
    key: MailedKey | None = None,
) -> Notice:
    """Put a letter to one person into the outbox, with its address and Message-ID fixed.

    :param content: plain values that can be written as JSON; see ``mail/notices.py``
    :param programme: None if it is of all the programmes its reader works in
    :param link: by which its reader can answer without a password
    :param domain: the part of the Message-ID after the ``@``
    :param next_at: from when on it may go; at once if it is not given
    :param address: where the letter that it is about went; the person's own if it is not given
    :param key: that it brings, instead of a link
    """
    notice = Notice(
        person=person,
        programme=programme,
        kind=kind,
        subject=subject,
        content=dict(content),
        link=link,
        key=key,
        queued_at=next_at or at,
        address=address or person.email,
        message_id=f"<{secrets.token_hex(16)}@{domain}>",
        state=DeliveryState.QUEUED,
        attempts=0,
        next_at=next_at or at,
    )
    db.session.add(notice)
    _record(notice, {"message": notice.message_id}, at)
    return notice


def stop_notices(notices: Iterable[Notice], *, why: str, at: datetime) -> int:
    """Take those of some letters out of the outbox that have not gone.

    :param why: a sentence, for the record
    :returns: how many they were
    """
    waiting = [notice for notice in notices if notice.state in WAITING]
    for notice in waiting:
        stop_letter(NOTICES, notice, why=why, at=at)
    return len(waiting)


def _find(notice_id: int) -> Notice | None:
    return db.session.scalar(
        select(Notice)
        .where(Notice.id == notice_id)
        .options(joinedload(Notice.person), joinedload(Notice.link), joinedload(Notice.programme))
        .options(joinedload(Notice.key))
    )


def _write(notice: Notice, room: PostRoom) -> Letter:
    link = notice.link
    return draw_notice(
        NoticeLetter(
            kind=notice.kind,
            subject=notice.subject,
            content=notice.content,
            url=_address_in(notice, room),
            works_until=london_day(link.expires_at - SHORTEST) if link else None,
            days_url=f"{room.public_url.rstrip('/')}/your-letters",
        ),
        message_id=notice.message_id,
        written_at=notice.queued_at,
        sender=room.sender,
        recipient=notice.address,
    )


def _address_in(notice: Notice, room: PostRoom) -> str:
    """Give the address that the letter leads to; its secret, if it has one, is signed here."""
    home = room.public_url.rstrip("/")
    if notice.link:
        return f"{home}/due/{sign_link(notice.link, secret_key=room.secret_key)}"
    if notice.key:
        return f"{home}/keys/{sign_key(notice.key, secret_key=room.secret_key)}"
    return f"{home}/your-account" if notice.kind is NoticeKind.ACCOUNT else f"{home}/"


def _find_bar(notice: Notice, at: datetime) -> str | None:
    if not notice.person.is_active:
        return "Its reader has left."
    if notice.link is not None:
        if notice.link.revoked_at is not None:
            return "Its link was revoked."
        if not list_acting_posts(notice.link, at=at):
            return "Its link no longer works: its time is over, or its reader has changed posts."
    if notice.kind not in OF_THE_PERSON and _has_changed_posts(notice, at):
        return "Its reader holds none of the posts any more for which it was written."
    if notice.key is not None and not is_alive(notice.key, at=at):
        return "Its key no longer works."
    return None


def _has_changed_posts(notice: Notice, at: datetime) -> bool:
    written_for = list_posts_of(notice.person, on=london_day(notice.queued_at))
    held = {post.id for post in list_posts_of(notice.person, on=london_day(at))}
    return bool(written_for) and held.isdisjoint(post.id for post in written_for)


def _record(notice: Notice, facts: dict[str, Any], at: datetime) -> None:
    posts = list_posts_of(notice.person, on=london_day(at))
    record_event(
        NOTICE_EVENTS[notice.state],
        subject=f"person {notice.person_id}",
        programme=notice.programme,
        by=None,
        at=at,
        facts={"reader": posts[0].title if posts else None, "for": notice.kind.value, **facts},
    )


NOTICES = Kind(Notice, _find, _write, _find_bar, _record)


def deliver_notices(room: PostRoom, *, at: datetime) -> Tally:
    """Send the notices that are due, and no packs: somebody waits at a page for one of them."""
    return send_due((NOTICES,), room, at=at, limit=MOST_AT_ONCE)
