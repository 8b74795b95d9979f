"""Letters about how somebody signs in: keys they asked for, and what has changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.clock import LONDON
from risk_register.database import db
from risk_register.domain.chases import NoticeKind
from risk_register.domain.errors import NotFoundError
from risk_register.domain.sign_ins import KEY_LASTS, Purpose
from risk_register.models import Agency, MailedKey, Notice, Person
from risk_register.services.api_keys import is_alive, list_api_keys
from risk_register.services.mailed_keys import make_key
from risk_register.services.notices import queue_notice
from risk_register.services.outbox import PostRoom

REVOKE = "Revoke in your account any that you do not know."
_KINDS = {
    Purpose.RESET: (NoticeKind.RESET, "Choose a new password"),
    Purpose.SIGN_IN: (NoticeKind.SIGN_IN, "Your key to sign in"),
}


def mail_key(email: str, purpose: Purpose, *, room: PostRoom, at: datetime) -> Notice:
    """Send a key to somebody who asks for it by their address.

    If nobody signs in by it, the same is written for nobody before that is said, so that whoever
    asks next waits as long for the one as for the other; undoing it is the transaction's part.

    :param email: as typed
    :raises NotFoundError: if nobody signs in by it
    """
    known = db.session.scalar(
        select(Person)
        .where(Person.email == email.strip().lower(), Person.is_active)
        .options(joinedload(Person.agency))
    )
    person = known or _make_nobody()
    kind, subject = _KINDS[purpose]
    minutes = int(KEY_LASTS[purpose].total_seconds() // 60)
    notice = queue_notice(
        person,
        kind=kind,
        subject=subject,
        content={"lines": [f"The key works once, within {minutes} minutes."]},
        programme=None,
        link=None,
        key=make_key(person, purpose, at=at),
        domain=_domain(room),
        at=at,
    )
    if known is None:
        raise NotFoundError("Nobody signs in by this address.")
    return notice


def mail_invitation(
    person: Person, key: MailedKey, lines: Sequence[str], *, room: PostRoom, at: datetime
) -> Notice:
    """Send somebody new the key by which they begin.

    :param lines: sentences about what they are to be
    """
    until = key.expires_at.astimezone(LONDON)
    works = f"The key works once, until {until.day} {until:%B %Y at %H:%M}."
    return queue_notice(
        person,
        kind=NoticeKind.INVITATION,
        subject="Your place in the risk register",
        content={"lines": [*lines, works]},
        programme=None,
        link=None,
        key=key,
        domain=_domain(room),
        at=at,
    )


def tell_change(
    person: Person, what: str, *, room: PostRoom, at: datetime, address: str | None = None
) -> Notice:
    """Tell somebody that something about how they sign in has changed, in case it was not them.

    The letter names the keys of their programs, which a new password does not end.

    :param what: a sentence
    :param address: where the letter goes; their own if it is not given
    """
    when = at.astimezone(LONDON)
    lines = [f"{what} It was done on {when.day} {when:%B %Y at %H:%M}."]
    keys = [key.name for key in list_api_keys(person) if is_alive(key, at=at)]
    if keys and address is None:
        lines.append(f"These keys of your programs work: {', '.join(keys)}. {REVOKE}")
    return queue_notice(
        person,
        kind=NoticeKind.ACCOUNT,
        subject="How you sign in has changed",
        content={"lines": lines},
        programme=None,
        link=None,
        address=address,
        domain=_domain(room),
        at=at,
    )


def _make_nobody() -> Person:
    """Make somebody who is never kept, to whom a letter can be written as to anybody."""
    agency = db.session.scalars(select(Agency).order_by(Agency.id).limit(1)).first()
    nobody = Person(email="nobody@nowhere.invalid", name="Nobody", agency=agency)
    db.session.add(nobody)
    db.session.flush()
    return nobody


def _domain(room: PostRoom) -> str:
    return room.sender.rpartition("@")[2]
