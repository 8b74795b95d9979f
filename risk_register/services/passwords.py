"""Passwords: hashed slowly, compared in the same time whoever it is, refused if easily guessed."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import update
from zxcvbn import zxcvbn

from risk_register.database import db
from risk_register.domain.errors import ChangedMeanwhileError, RuleError
from risk_register.domain.sign_ins import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    as_typed,
    words_about,
)
from risk_register.models import Person
from risk_register.services.events import record_event

#: OWASP's minimum for argon2id: 19 MiB, two passes, one lane (about 40 ms here).
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: Hashing takes memory and a core; more at once would only slow everybody.
_hashing = BoundedSemaphore(2)

#: A password that is found among fewer guesses than this is refused.
FEWEST_GUESSES = 10**9
#: Beyond so many characters the estimate only takes longer.
_MOST_ESTIMATED = 40
#: What people here would think of first.
_LOCAL = ("risk", "register", "riskregister", "programme", "board", "council", "oxfordshire", "nhs")
EASY = (
    "This password is too easy to guess. Common words, names, dates and rows of keys are tried "
    "first. Take three or four words that have nothing to do with each other."
)


@cache
def _hash_of_nobody() -> str:
    """Give what is checked for unknown people, so that the answer takes as long as for known ones.

    It is made when the first password is checked: most processes check none.
    """
    return _hasher.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """Hash a password with argon2id; slow on purpose, never inside a transaction."""
    with _hashing:
        return _hasher.hash(as_typed(password))


def is_right(password: str, known: str | None) -> bool:
    """Say whether a password is the one that was hashed; takes as long when none was.

    Slow on purpose, never inside a transaction.
    """
    with _hashing:
        nobody = _hash_of_nobody()  # whoever comes first: both kinds wait as long
        try:
            _hasher.verify(known or nobody, as_typed(password))
        except VerificationError:
            return False
    return known is not None


def check_password(password: str, *, person: Person) -> None:
    """Refuse a password that is too short, too long or among the first that are guessed.

    :raises RuleError: with the sentence for the field ``password``
    """
    typed = as_typed(password)
    if len(typed) < SHORTEST_PASSWORD:
        raise RuleError(f"Use {SHORTEST_PASSWORD} characters or more.", field="password")
    if len(typed) > LONGEST_PASSWORD:
        raise RuleError(f"Use {LONGEST_PASSWORD} characters or fewer.", field="password")
    known = (person.name, person.email, person.agency.name, person.agency.short)
    about = [*words_about(*known), *(words.lower() for words in known)]
    if _count_guesses(typed, about) < FEWEST_GUESSES:
        raise RuleError(EASY, field="password")


def store_password(person: Person, new_hash: str, *, was: str | None, at: datetime) -> None:
    """Put a new password in the place of the one that was there when it was asked for.

    :param new_hash: from ``hash_password``
    :param was: the hash that was there; another one since means that somebody was faster
    :raises ChangedMeanwhileError: if it is not there any more
    """
    same = Person.password_hash.is_(None) if was is None else Person.password_hash == was
    found = db.session.execute(
        update(Person).where(Person.id == person.id, same).values(password_hash=new_hash)
    )
    if found.rowcount != 1:  # type: ignore[attr-defined]  # the result of an UPDATE has it
        raise ChangedMeanwhileError
    record_event(
        "password changed", subject=f"person {person.id}", programme=None, by=person, at=at
    )


def _count_guesses(password: str, about: Iterable[str]) -> int:
    found = zxcvbn(password[:_MOST_ESTIMATED], user_inputs=[*about, *_LOCAL])
    return int(found["guesses"])
