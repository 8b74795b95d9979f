"""Signing people in and out."""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.chases import WEEKDAYS
from risk_register.domain.errors import RuleError, TooManyTriesError
from risk_register.models import Person, SignInLink, SignInSession, SignInTry
from risk_register.services.events import record_event

#: OWASP's minimum for argon2id: 19 MiB, two passes, one lane (about 40 ms here).
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: Hashing takes memory and a core; more at once would only slow everybody.
_hashing = BoundedSemaphore(2)
#: Checked for unknown people, so that the answer takes as long as for known ones.
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))

TRY_WINDOW = timedelta(minutes=5)
TRIES_PER_ACCOUNT = 10
TRIES_PER_SOURCE = 100
QUESTIONS_PER_SOURCE = 60
#: How much older ``seen_at`` may be before a page writes it again.
SEEN_STEP = timedelta(minutes=1)


def hash_password(password: str) -> str:
    """Hash a password with argon2id; slow on purpose, never inside a transaction."""
    with _hashing:
        return _hasher.hash(password)


def count_try(*, email: str, source: str, at: datetime) -> None:
    """Count one try to sign in, before any password is looked at.

    :param email: as typed, in lower case
    :param source: address the request came from
    :raises TooManyTriesError: if the account or the source has used up its tries
    """
    account, origin = f"account:{_digest(email)[:32]}", f"source:{source[:60]}"
    _count({account: TRIES_PER_ACCOUNT, origin: TRIES_PER_SOURCE}, at)


def count_question(*, source: str, at: datetime) -> None:
    """Count one question of somebody who need not sign in, before it is looked into.

    :param source: address the request came from
    :raises TooManyTriesError: if the source has used up its questions
    """
    _count({f"question:{source[:60]}": QUESTIONS_PER_SOURCE}, at)


def _count(limits: Mapping[str, int], at: datetime) -> None:
    refused = False
    for key, limit in limits.items():
        row = db.session.get(SignInTry, key)
        if row is None:
            row = SignInTry(key=key, count=0, window_started_at=at)
            db.session.add(row)
        if at - row.window_started_at >= TRY_WINDOW:
            row.count, row.window_started_at = 0, at
        if row.count >= limit:
            refused = True
        else:
            row.count += 1
    db.session.flush()
    if refused:
        raise TooManyTriesError


def find_person(*, email: str, password: str) -> Person | None:
    """Find an active person by e-mail and password; takes as long when there is none.

    Must run outside a transaction, because it is slow.
    """
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower()))
    known = person.password_hash if person and person.is_active else None
    with _hashing:
        try:
            _hasher.verify(known or _NOBODY, password)
        except VerificationError:
            return None
    return person if known else None


def start_session(person: Person, *, at: datetime) -> str:
    """Sign a person in.

    :returns: the session's secret, which is kept nowhere but in the browser
    """
    token = add_session(person, link=None, at=at)
    email_key = f"account:{_digest(person.email)[:32]}"
    db.session.execute(delete(SignInTry).where(SignInTry.key == email_key))
    record_event("signed in", subject=f"person {person.id}", programme=None, by=person, at=at)
    return token


def add_session(person: Person, *, link: SignInLink | None, at: datetime) -> str:
    """Add a session; whoever calls it records why the person is signed in.

    :param link: the link by which they came; None if they signed in for everything
    :returns: the session's secret
    """
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignInSession(
            token_hash=_digest(token),
            person_id=person.id,
            started_at=at,
            seen_at=at,
            link_id=link.id if link else None,
        )
    )
    return token


def find_session(
    token: str, *, at: datetime, idle: timedelta, longest: timedelta
) -> SignInSession | None:
    """Find the session a secret belongs to, if it still counts.

    :param idle: how long it lasts without a request
    :param longest: how long it lasts in any case
    """
    session = db.session.get(
        SignInSession,
        _digest(token),
        options=[joinedload(SignInSession.person).joinedload(Person.agency)],
    )
    if session is None or not session.person.is_active:
        return None
    if at - session.seen_at > idle + SEEN_STEP or at - session.started_at > longest:
        return None
    return session


def touch_session(token: str, *, at: datetime) -> None:
    """Note that the session was used."""
    session = db.session.get(SignInSession, _digest(token))
    if session is not None:
        session.seen_at = at


def end_session(token: str, *, by: Person, at: datetime) -> None:
    """Sign out: the secret opens nothing any more."""
    db.session.execute(delete(SignInSession).where(SignInSession.token_hash == _digest(token)))
    record_event("signed out", subject=f"person {by.id}", programme=None, by=by, at=at)


def choose_letter_days(person: Person, days: Collection[int], *, at: datetime) -> None:
    """Choose the weekdays on which letters about duties come; the duties stay as they are.

    :param days: Monday is 0, Friday is 4; all five mean every working day
    :raises RuleError: if none is chosen, or one is no weekday
    """
    chosen = sorted(set(days))
    if not chosen or not set(chosen) <= set(WEEKDAYS):
        raise RuleError("Choose one day or more from Monday to Friday.", field="days")
    person.digest_days = None if len(chosen) == len(WEEKDAYS) else chosen
    record_event(
        "letter days chosen", subject=f"person {person.id}", programme=None, by=person, at=at
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()
