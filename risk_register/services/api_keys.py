"""Keys by which programs come: made, shown once, used, revoked.

A key is random, so its plain SHA-256 is enough to know it by. It acts for its
person and is asked each time whether they may still sign in.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.api_keys import (
    LASTS_DAYS,
    MOST_KEYS,
    PREFIX,
    USED_STEP,
    order_scopes,
)
from risk_register.domain.errors import AlreadyDoneError, NotFoundError, RuleError
from risk_register.models import ApiKey, Membership, Person
from risk_register.services.events import record_event
from risk_register.services.programmes import Member


def make_api_key(
    person: Person,
    *,
    name: str,
    scopes: Iterable[str],
    days: int,
    by: Person | None,
    at: datetime,
) -> tuple[ApiKey, str]:
    """Make a key for a program that acts for a person.

    :param name: of the program
    :param scopes: how far it goes, like ``risks:read``
    :param days: for how long it works, 1 to 365
    :param by: None for somebody who runs the service
    :returns: the key, and its secret, which is kept nowhere
    :raises RuleError: if it would open nothing, lasts too long, or the person has too many
    """
    held = order_scopes(scopes)
    if not held:
        raise RuleError("Choose what the key opens.", field="risks")
    if not 1 <= days <= max(LASTS_DAYS):
        raise RuleError(f"A key works for 1 to {max(LASTS_DAYS)} days.", field="days")
    if len([key for key in list_api_keys(person) if is_alive(key, at=at)]) >= MOST_KEYS:
        raise RuleError("Revoke a key first: you have many that work.")
    secret = f"{PREFIX}{secrets.token_urlsafe(32)}"
    key = ApiKey(
        person_id=person.id,
        name=name,
        secret_hash=_digest(secret),
        ending=secret[-4:],
        scopes=held,
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    db.session.add(key)
    db.session.flush()
    record_event(
        "API key made",
        subject=f"person {person.id}",
        programme=None,
        by=by,
        at=at,
        facts={"name": name},
    )
    return key, secret


def find_api_key(secret: str, *, at: datetime) -> ApiKey | None:
    """Find the key a program shows, if it works and its person may sign in."""
    key = db.session.scalar(
        select(ApiKey)
        .where(ApiKey.secret_hash == _digest(secret))
        .options(joinedload(ApiKey.person).joinedload(Person.agency))
    )
    return key if key and key.person.is_active and is_alive(key, at=at) else None


def is_alive(key: ApiKey, *, at: datetime) -> bool:
    """Say whether a key works at a moment."""
    return key.revoked_at is None and at < key.expires_at


def is_use_due(key: ApiKey, *, at: datetime) -> bool:
    """Say whether the last use that is kept is old enough to be written again."""
    return key.used_at is None or at - key.used_at >= USED_STEP


def touch_api_key(key_id: int, *, at: datetime) -> None:
    """Note that a key was used."""
    key = db.session.get(ApiKey, key_id)
    if key is not None:
        key.used_at = at


def list_api_keys(person: Person) -> Sequence[ApiKey]:
    """List a person's keys that nobody has revoked, the newest first."""
    return db.session.scalars(
        select(ApiKey)
        .where(ApiKey.person_id == person.id, ApiKey.revoked_at.is_(None))
        .order_by(ApiKey.id.desc())
    ).all()


def list_all_api_keys() -> Sequence[ApiKey]:
    """List every key that nobody has revoked, by its person's address; for the command line."""
    return db.session.scalars(
        select(ApiKey)
        .join(ApiKey.person)
        .where(ApiKey.revoked_at.is_(None))
        .options(joinedload(ApiKey.person))
        .order_by(Person.email, ApiKey.id)
    ).all()


def list_member_api_keys(member: Member) -> Sequence[ApiKey]:
    """List the keys of everybody with a part in the programme, by their names."""
    return db.session.scalars(
        select(ApiKey)
        .join(ApiKey.person)
        .where(ApiKey.revoked_at.is_(None), ApiKey.person_id.in_(_members_of(member)))
        .options(joinedload(ApiKey.person).joinedload(Person.agency))
        .order_by(Person.name, ApiKey.id)
    ).all()


def get_own_api_key(person: Person, key_id: int) -> ApiKey:
    """Find one of a person's own keys.

    :raises NotFoundError: if it is not theirs
    """
    return _get(select(ApiKey).where(ApiKey.id == key_id, ApiKey.person_id == person.id))


def get_member_api_key(member: Member, key_id: int) -> ApiKey:
    """Find a key of somebody with a part in the programme.

    :raises NotFoundError: if there is none
    """
    return _get(
        select(ApiKey).where(ApiKey.id == key_id, ApiKey.person_id.in_(_members_of(member)))
    )


def get_api_key(key_id: int) -> ApiKey:
    """Find any key, for the command line.

    :raises NotFoundError: if there is none
    """
    return _get(select(ApiKey).where(ApiKey.id == key_id))


def revoke_api_key(key: ApiKey, *, by: Person | None, at: datetime) -> None:
    """Take a key back for good.

    :param by: None for somebody who runs the service
    :raises AlreadyDoneError: if it was taken back before
    """
    if key.revoked_at is not None:
        raise AlreadyDoneError("This key was revoked already.")
    key.revoked_at = at
    record_event(
        "API key revoked",
        subject=f"person {key.person_id}",
        programme=None,
        by=by,
        at=at,
        facts={"name": key.name},
    )


def revoke_api_keys(person: Person, *, by: Person | None, at: datetime) -> None:
    """Take back every key of a person, because they no longer sign in."""
    for key in list_api_keys(person):
        revoke_api_key(key, by=by, at=at)


def _get(query: Select[ApiKey]) -> ApiKey:
    key = db.session.scalar(query)
    if key is None:
        raise NotFoundError("There is no such key.")
    return key


def _members_of(member: Member) -> Select[int]:
    return select(Membership.person_id).where(Membership.programme_id == member.programme.id)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
