"""Keys in letters: each opens one thing once, for a short while.

A key is the id and the nonce of its row, signed with the service's key when
the letter is drawn. No table holds it, so nobody who reads the database or a
backup can use it.
"""

import hashlib
import hmac
import secrets
from datetime import datetime

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import update
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.errors import AlreadyDoneError
from risk_register.domain.sign_ins import KEY_LASTS, Purpose
from risk_register.models import MailedKey, Person
from risk_register.services.events import record_event

SALT = "mailed-key"
ENDED = "This key no longer works. Ask for a new letter."


def make_key(person: Person, purpose: Purpose, *, at: datetime) -> MailedKey:
    """Make a key for one letter; earlier ones for the same purpose end."""
    end_keys(person, purpose, at=at)
    key = MailedKey(
        person=person,
        purpose=purpose,
        nonce=secrets.token_urlsafe(16),
        made_at=at,
        expires_at=at + KEY_LASTS[purpose],
    )
    db.session.add(key)
    record_event(
        "key made",
        subject=f"person {person.id}",
        programme=None,
        by=None,
        at=at,
        facts={"for": purpose.value},
    )
    return key


def sign_key(key: MailedKey, *, secret_key: str) -> str:
    """Write the secret that the letter carries."""
    return str(_serializer(secret_key).dumps([key.id, key.nonce]))


def find_key(token: str, *, secret_key: str, at: datetime) -> MailedKey | None:
    """Find the key that a letter carried; None if it is none or no longer works."""
    try:
        key_id, nonce = _serializer(secret_key).loads(token)
    except (BadData, TypeError, ValueError):
        return None
    key = db.session.get(
        MailedKey,
        key_id,
        options=[joinedload(MailedKey.person).joinedload(Person.agency)],
        populate_existing=True,
    )
    if key is None or not hmac.compare_digest(key.nonce, str(nonce)):
        return None
    return key if is_alive(key, at=at) else None


def is_alive(key: MailedKey, *, at: datetime) -> bool:
    """Say whether a key is neither used nor expired, and its person still signs in."""
    return key.ended_at is None and at < key.expires_at and key.person.is_active


def use_key(key: MailedKey, *, at: datetime) -> None:
    """Use a key up; of two who use it at once, one comes too late.

    :raises AlreadyDoneError: if it has been used, has ended or has expired
    """
    found = db.session.execute(
        update(MailedKey)
        .where(MailedKey.id == key.id, MailedKey.ended_at.is_(None), MailedKey.expires_at > at)
        .values(ended_at=at)
        .execution_options(synchronize_session=False)
    )
    if found.rowcount != 1:  # type: ignore[attr-defined]  # the result of an UPDATE has it
        raise AlreadyDoneError(ENDED)


def end_keys(person: Person, *purposes: Purpose, at: datetime) -> None:
    """End a person's keys that have not been used, because something has made them needless.

    :param purposes: all if none is given
    """
    db.session.execute(
        update(MailedKey)
        .where(
            MailedKey.person_id == person.id,
            MailedKey.purpose.in_(purposes or Purpose),
            MailedKey.ended_at.is_(None),
        )
        .values(ended_at=at)
        .execution_options(synchronize_session=False)
    )


def _serializer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=SALT, signer_kwargs={"digest_method": hashlib.sha256})
