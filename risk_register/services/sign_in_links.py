"""Links in letters: they sign one person in for what is due from their posts, and nothing else.

A link is the id and the nonce of its row, signed with the service's key when the
letter is drawn. No table holds it, so nobody who reads the database can use it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.errors import AlreadyDoneError, NotAllowedError, NotFoundError
from risk_register.domain.permissions import Permission
from risk_register.models import LinkAnswer, Membership, Person, Post, SignInLink
from risk_register.services.events import record_event
from risk_register.services.people import add_session
from risk_register.services.programmes import Member, list_posts_of

SALT = "sign-in-link"
MOST_LISTED = 100  #: links of one person; older ones have long stopped working
ANSWERED = "You have answered this already by your link. Sign in to change your answer."


def make_link(
    person: Person, *, posts: Iterable[Post], expires_at: datetime, at: datetime
) -> SignInLink:
    """Make a link for one letter; earlier ones go on working.

    :param posts: for which it acts, as long as the person holds them
    :param expires_at: from when on it no longer works: the end of the meeting's day
    """
    link = SignInLink(
        person=person,
        post_ids=sorted(post.id for post in posts),
        nonce=secrets.token_urlsafe(12),
        made_at=at,
        expires_at=expires_at,
    )
    db.session.add(link)
    record_event("link made", subject=f"person {person.id}", programme=None, by=None, at=at)
    return link


def sign_link(link: SignInLink, *, secret_key: str) -> str:
    """Write the secret that the letter carries."""
    return str(_serializer(secret_key).dumps([link.id, link.nonce]))


def find_link(token: str, *, secret_key: str, at: datetime) -> SignInLink | None:
    """Find the link that a letter carried; None if it is no link or no longer works."""
    try:
        link_id, nonce = _serializer(secret_key).loads(token)
    except (BadData, TypeError, ValueError):
        return None
    link = find_numbered_link(link_id)
    if link is None or not hmac.compare_digest(link.nonce, str(nonce)):
        return None
    return link if list_acting_posts(link, at=at) else None


def find_numbered_link(link_id: int) -> SignInLink | None:
    """Find a link by its id, with whose it is, whether it works or not."""
    return db.session.get(
        SignInLink,
        link_id,
        options=[joinedload(SignInLink.person).joinedload(Person.agency)],
    )


def list_acting_posts(link: SignInLink, *, at: datetime) -> Sequence[Post]:
    """List the posts a link still acts for, the longest held first; none if it no longer works.

    They are those that its person held when it was made and holds now.
    """
    if not is_alive(link, at=at):
        return ()
    held = list_posts_of(link.person, on=london_day(at))
    return [post for post in held if post.id in link.post_ids]


def is_alive(link: SignInLink, *, at: datetime) -> bool:
    """Say whether a link is neither revoked nor expired, and its person still signs in."""
    return link.revoked_at is None and at < link.expires_at and link.person.is_active


def start_link_session(link: SignInLink, *, at: datetime) -> str:
    """Sign a person in for what is due from them; nothing else in the register changes.

    :returns: the session's secret, which is kept nowhere but in the browser
    """
    if link.opened_at is None:
        link.opened_at = at
        record_event(
            "link opened",
            subject=f"person {link.person_id}",
            programme=None,
            by=link.person,
            at=at,
            facts={"link": link.id},
        )
    return add_session(link.person, link=link, at=at)


def record_answer(link: SignInLink, matter: str, *, at: datetime) -> None:
    """Note that a link was used to write about a matter; must be recorded with what was written.

    :param matter: like ``risk 12``, by id
    :raises NotAllowedError: if the link has ended meanwhile
    :raises AlreadyDoneError: if it was used for that before
    """
    if not is_alive(link, at=at):
        raise NotAllowedError("This link no longer works. Sign in to answer.")
    if matter in list_answers(link):
        raise AlreadyDoneError(ANSWERED)
    db.session.add(LinkAnswer(link=link, matter=matter, answered_at=at))


def list_answers(link: SignInLink) -> dict[str, datetime]:
    """List what was answered by a link, by matter, the first answer first."""
    rows = db.session.execute(
        select(LinkAnswer.matter, LinkAnswer.answered_at)
        .where(LinkAnswer.link_id == link.id)
        .order_by(LinkAnswer.id)
    )
    return {row.matter: row.answered_at for row in rows}


def list_links_of(person: Person) -> Sequence[SignInLink]:
    """List a person's links, the newest first."""
    return db.session.scalars(
        select(SignInLink)
        .where(SignInLink.person_id == person.id)
        .options(joinedload(SignInLink.person), joinedload(SignInLink.revoked_by))
        .order_by(SignInLink.id.desc())
        .limit(MOST_LISTED)
    ).all()


def list_member_links(member: Member, *, at: datetime) -> Sequence[SignInLink]:
    """List the links of everybody in the member's programme that work, the newest first.

    :raises NotAllowedError: if the member may not chase owners
    """
    member.check(Permission.NUDGE_OWNER)
    rows = db.session.scalars(
        select(SignInLink)
        .where(
            SignInLink.person_id.in_(_people_of(member)),
            SignInLink.revoked_at.is_(None),
            SignInLink.expires_at > at,
        )
        .options(joinedload(SignInLink.person).joinedload(Person.agency))
        .order_by(SignInLink.id.desc())
    )
    return rows.all()


def get_own_link(person: Person, link_id: int) -> SignInLink:
    """Find one of a person's links.

    :raises NotFoundError: if there is none
    """
    link = find_numbered_link(link_id)
    if link is None or link.person_id != person.id:
        raise NotFoundError("There is no such link.")
    return link


def get_member_link(member: Member, link_id: int) -> SignInLink:
    """Find a link of somebody in the member's programme.

    :raises NotAllowedError: if the member may not chase owners
    :raises NotFoundError: if there is none
    """
    member.check(Permission.NUDGE_OWNER)
    link = db.session.scalar(
        select(SignInLink).where(
            SignInLink.id == link_id, SignInLink.person_id.in_(_people_of(member))
        )
    )
    if link is None:
        raise NotFoundError("There is no such link.")
    return link


def revoke_link(link: SignInLink, *, by: Person | None, at: datetime) -> None:
    """Stop a link for good; whoever is signed in by it is not any more.

    :param by: its own person, or somebody who may chase them; None for whoever runs the service
    """
    if link.revoked_at is not None:
        return  # it is as it was wanted
    link.revoked_at, link.revoked_by = at, by
    record_event(
        "link revoked",
        subject=f"person {link.person_id}",
        programme=None,
        by=by,
        at=at,
        facts={"link": link.id},
    )


def _people_of(member: Member) -> Select[int]:
    return select(Membership.person_id).where(Membership.programme_id == member.programme.id)


def _serializer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=SALT, signer_kwargs={"digest_method": hashlib.sha256})
