"""Tries to sign in: counted in the database before any password is looked at.

Every worker counts in the same rows under the one write lock, so that guesses
made at once cannot pass each other.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, or_, select, update

from risk_register.database import db
from risk_register.domain.errors import TooManyTriesError
from risk_register.domain.sign_ins import (
    FORGOTTEN_AFTER,
    Limit,
    code_limits_of,
    letter_limits_of,
    limits_of,
    network_of,
    question_limits_of,
    webhook_limits_of,
    window_after,
)
from risk_register.models import Person, SignInTry
from risk_register.services.events import record_event

#: How the record calls whoever typed an address that nobody has.
UNKNOWN = "an unknown address"


def count_try(*, email: str, source: str, at: datetime) -> None:
    """Count one try to sign in.

    :param email: as typed
    :param source: address the request came from
    :raises TooManyTriesError: if the account, the network or everybody has used up the tries
    """
    account, *rest = limits_of(account=account_of(email), network=network_of(source))
    _count((account, *rest), at=at, what="tries to sign in")
    if db.session.get_one(SignInTry, account.key).count == account.most:
        _record_hold(email, at)


def count_letter(*, email: str, source: str, at: datetime) -> None:
    """Count one letter that somebody asks for without being signed in.

    :raises TooManyTriesError: if too many were asked for
    """
    limits = letter_limits_of(account=account_of(email), network=network_of(source))
    _count(limits, at=at, what="letters asked for")


def count_question(*, source: str, at: datetime) -> None:
    """Count one question of somebody who need not sign in, before it is looked into.

    :param source: address the request came from
    :raises TooManyTriesError: if its network has asked too often
    """
    _count(question_limits_of(network=network_of(source)), at=at, what="questions")


def count_code(person: Person, *, at: datetime) -> None:
    """Count one try at a second factor's code.

    :raises TooManyTriesError: if there were too many
    """
    _count(code_limits_of(person.id), at=at, what="wrong codes")


def count_webhook_test(programme_id: int, *, at: datetime) -> None:
    """Count one test of a webhook: each lets the service knock at an address.

    :raises TooManyTriesError: if there were too many in the programme
    """
    _count(webhook_limits_of(programme_id), at=at, what="tests of webhooks")


def forgive_codes(person: Person) -> None:
    """Forget the tries at codes, because one was right."""
    (limit,) = code_limits_of(person.id)
    db.session.execute(delete(SignInTry).where(SignInTry.key == limit.key))


def forgive_account(email: str, *, at: datetime) -> None:
    """Forget the tries at an account, because its person has shown who they are, and old ones."""
    account, *_ = limits_of(account=account_of(email), network="")
    old = SignInTry.window_started_at < at - FORGOTTEN_AFTER
    db.session.execute(delete(SignInTry).where(or_(SignInTry.key == account.key, old)))


def forgive_try(*, email: str, source: str, at: datetime) -> None:
    """Give back a try that was right: an office may have more people than guesses."""
    forgive_account(email, at=at)
    _, *rest = limits_of(account=account_of(email), network=network_of(source))
    keys = [limit.key for limit in rest]
    db.session.execute(
        update(SignInTry)
        .where(SignInTry.key.in_(keys), SignInTry.count > 0)
        .values(count=SignInTry.count - 1)
        .execution_options(synchronize_session=False)
    )


def account_of(email: str) -> str:
    """Give the fingerprint under which tries at an address are counted, known or not."""
    return hashlib.sha256(email.strip().lower().encode("utf-8")).hexdigest()[:32]


def _count(limits: Iterable[Limit], *, at: datetime, what: str) -> None:
    wait = timedelta(0)
    for limit in limits:
        row = db.session.get(SignInTry, limit.key)
        if row is None:
            row = SignInTry(key=limit.key, count=0, rounds=0, window_started_at=at)
            db.session.add(row)
        _begin_window(row, limit.most, at)
        if row.count >= limit.most:
            wait = max(wait, row.window_started_at + window_after(row.rounds) - at)
        row.count += 1
    if wait:
        minutes = ceil(wait / timedelta(minutes=1))
        raise TooManyTriesError(
            f"There were too many {what}. "
            f"Wait {minutes} minute{'' if minutes == 1 else 's'} and try again."
        )
    db.session.flush()


def _begin_window(row: SignInTry, most: int, at: datetime) -> None:
    passed = at - row.window_started_at
    if passed < window_after(row.rounds):
        return
    is_again = row.count >= most and passed < FORGOTTEN_AFTER
    row.rounds = row.rounds + 1 if is_again else 0
    row.count, row.window_started_at = 0, at


def _record_hold(email: str, at: datetime) -> None:
    """Record once a window that an account takes no more tries, whether there is one or not."""
    known = db.session.scalar(select(Person.id).where(Person.email == email.strip().lower()))
    record_event(
        "sign-in held up",
        subject=f"person {known}" if known else UNKNOWN,
        programme=None,
        by=None,
        at=at,
    )
