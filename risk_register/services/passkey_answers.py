"""What a device answers that makes or shows a passkey: asked for, and found right or not.

Source: Web Authentication, level 3 (W3C).
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any, Self
from urllib.parse import urlsplit

from sqlalchemy import select
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from risk_register.database import db
from risk_register.domain.errors import NotAllowedError, RuleError
from risk_register.models import Passkey, Person
from risk_register.services.directory_identities import spend_state
from risk_register.services.events import record_event
from risk_register.services.passkeys import list_passkeys
from risk_register.services.second_factors import find_factor

#: How long a device has to answer.
CHALLENGE_LASTS = timedelta(minutes=5)
NOT_ADDED = "The passkey was not added. Begin again."
WRONG = "This passkey is not right. Try again, or enter a code."


@dataclass(frozen=True)
class Site:
    """What browsers tie a passkey to; they show it nowhere else."""

    host: str
    origin: str  #: https://…
    name: str

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self | None:
        """Read it; None if the service goes by a number, for which browsers keep no passkeys."""
        parts = urlsplit(settings["PUBLIC_URL"])
        host = parts.hostname or ""
        try:
            ip_address(host)
        except ValueError:
            origin = f"{parts.scheme}://{parts.netloc.lower()}"
            return cls(host, origin, settings["SERVICE_NAME"])
        return None


def say_how_to_add(person: Person, *, challenge: bytes, site: Site) -> str:
    """Give, as JSON, what the browser needs to let a device make a passkey."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=str(person.id).encode(),
        user_name=person.email,
        user_display_name=person.name,
        challenge=challenge,
        timeout=_milliseconds(),
        exclude_credentials=_describe(person),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    return options_to_json(options)


def say_how_to_show(person: Person, *, challenge: bytes, site: Site) -> str:
    """Give, as JSON, what the browser needs to let a device show one of somebody's passkeys."""
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        timeout=_milliseconds(),
        allow_credentials=_describe(person),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return options_to_json(options)


def spend_challenge(challenge: bytes, *, at: datetime) -> None:
    """Use a challenge up, whether its answer turns out right or not.

    :raises NotAllowedError: if it was answered before
    """
    spend_state(f"challenge {challenge.hex()}", at=at)


def add_passkey(
    person: Person, answer: str, *, name: str, challenge: bytes, site: Site, at: datetime
) -> None:
    """Keep the public half of a passkey that somebody's device has made.

    :param answer: the browser's, as JSON
    :raises NotAllowedError: if they have no phone set up
    :raises RuleError: if the answer is not right, or the passkey is kept already
    """
    if find_factor(person) is None:
        raise NotAllowedError("Set up an app on your phone before you add a passkey.")
    with _refusing(NOT_ADDED):
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    known = select(Passkey.id).where(Passkey.credential_id == made.credential_id)
    if db.session.scalar(known) is not None:
        raise RuleError("This passkey was added before.")
    db.session.add(
        Passkey(
            person_id=person.id,
            name=name,
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            added_at=at,
        )
    )
    record_event("passkey added", subject=f"person {person.id}", programme=None, by=person, at=at)


def check_passkey(
    person: Person, answer: str, *, challenge: bytes, site: Site, at: datetime
) -> None:
    """Take a passkey that somebody's device has shown.

    :param answer: the browser's, as JSON
    :raises RuleError: if it is not right, not theirs, or its device has counted backwards, as a
        copy does
    """
    with _refusing(WRONG, field="credential"):
        credential_id = base64url_to_bytes(json.loads(answer)["id"])
        passkey = db.session.scalars(
            select(Passkey)
            .where(Passkey.person_id == person.id, Passkey.credential_id == credential_id)
            .execution_options(populate_existing=True)
        ).one_or_none()
        if passkey is None:
            raise RuleError(WRONG, field="credential")
        shown = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
    passkey.sign_count, passkey.used_at = shown.new_sign_count, at
    db.session.flush()


@contextmanager
def _refusing(sentence: str, *, field: str | None = None) -> Iterator[None]:
    """Say in one sentence that an answer is not right, whatever is wrong with it."""
    try:
        yield
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise RuleError(sentence, field=field) from error


def _describe(person: Person) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=each.credential_id) for each in list_passkeys(person)]


def _milliseconds() -> int:
    return int(CHALLENGE_LASTS / timedelta(milliseconds=1))
