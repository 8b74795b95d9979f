"""What a device is asked to sign: kept in the browser's signed cookie, spent in the database."""

import secrets
from datetime import datetime
from enum import StrEnum

from flask import current_app, session

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import NotFoundError, RuleError
from risk_register.models import Person
from risk_register.services.passkey_answers import CHALLENGE_LASTS, Site, spend_challenge

CHALLENGE = "challenge"
CHALLENGE_BYTES = 32
LATE = "That took too long. Try again."


class Act(StrEnum):
    """What a challenge is good for, and nothing else."""

    ADD = "add"
    SHOW = "show"


def pose_challenge(person: Person, act: Act) -> bytes:
    """Make a challenge; the browser keeps the newest one only."""
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    session[CHALLENGE] = [act.value, person.id, challenge.hex(), clock.now().isoformat()]
    return challenge


def take_challenge(person: Person, act: Act) -> bytes:
    """Give the challenge that the browser was given, once.

    :raises NotAllowedError: if it was taken before
    :raises RuleError: if there is none for this, or it is too old
    """
    now = clock.now()
    try:
        kept_act, person_id, challenge, at = session.pop(CHALLENGE, ())
    except ValueError as error:
        raise RuleError(LATE) from error
    is_late = now - datetime.fromisoformat(at) > CHALLENGE_LASTS
    if is_late or (kept_act, person_id) != (act.value, person.id):
        raise RuleError(LATE)
    taken = bytes.fromhex(challenge)
    with write_transaction():
        spend_challenge(taken, at=now)
    return taken


def find_site() -> Site | None:
    """Find what passkeys of this service are tied to; None if it can have none."""
    return Site.from_settings(current_app.config)


def get_site() -> Site:
    """Give what passkeys of this service are tied to.

    :raises NotFoundError: if it can have none
    """
    site = find_site()
    if site is None:
        raise NotFoundError
    return site
