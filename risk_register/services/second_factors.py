"""Second factors: codes of a phone (RFC 6238), recovery codes on paper, remembered browsers.

A phone's secret is made from its row's nonce with the service's key, so neither
the database nor a backup gives it away. Codes are told by the machine's own
time, because phones know no other.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyotp
from sqlalchemy import delete, func, select, update

from risk_register import clock
from risk_register.database import db
from risk_register.domain.errors import NotAllowedError, RuleError
from risk_register.domain.permissions import Role
from risk_register.models import (
    Device,
    Membership,
    Passkey,
    Person,
    RecoveryCode,
    SecondFactor,
    SignInSession,
)
from risk_register.services.events import record_event

STEP_SECONDS = 30
#: How many steps a phone's clock may be off.
DRIFT = 1
RECOVERY_CODES = 10
WRONG = "This code is not right. Enter the newest one, or one of your recovery codes."


@dataclass(frozen=True)
class Enrolment:
    """What somebody puts into their phone."""

    secret: str  #: base32
    address: str  #: otpauth://…


def find_factor(person: Person) -> SecondFactor | None:
    """Find the phone that somebody has to show, if they have confirmed one."""
    factor = db.session.get(SecondFactor, person.id, populate_existing=True)
    return factor if factor and factor.confirmed_at else None


def find_unconfirmed(person: Person) -> SecondFactor | None:
    """Find the phone that somebody has begun to set up."""
    factor = db.session.get(SecondFactor, person.id, populate_existing=True)
    return factor if factor and not factor.confirmed_at else None


def is_demanded(person: Person) -> bool:
    """Say whether somebody who looks after a person wants them to set up a second factor."""
    factor = find_unconfirmed(person)
    return factor is not None and factor.is_demanded


def is_required(person: Person, roles: Collection[str]) -> bool:
    """Say whether somebody needs a second factor: for a role, in any programme, or by demand.

    :param roles: those that need one
    """
    if is_demanded(person):
        return True
    if not roles:
        return False
    held = select(Membership.id).where(
        Membership.person_id == person.id, Membership.role.in_([Role(role) for role in roles])
    )
    return db.session.scalar(held.limit(1)) is not None


def begin_factor(person: Person, *, at: datetime) -> None:
    """Begin to set up a phone; a confirmed one stays until it is taken away.

    :raises NotAllowedError: if there is one
    """
    if find_factor(person):
        raise NotAllowedError("You have a second factor. Remove it before you set up another.")
    _replace_factor(person, is_demanded=is_demanded(person), at=at)


def demand_factor(person: Person, *, by: Person | None, at: datetime) -> None:
    """Take somebody's phone and passkeys away; they set a phone up before anything else opens.

    Whoever calls it ends their sessions.

    :param by: None for whoever runs the service
    """
    for table in (RecoveryCode, Device, Passkey):
        db.session.execute(delete(table).where(table.person_id == person.id))
    _replace_factor(person, is_demanded=True, at=at)
    record_event(
        "second factor demanded", subject=f"person {person.id}", programme=None, by=by, at=at
    )


def enrolment_of(factor: SecondFactor, *, issuer: str, secret_key: str) -> Enrolment:
    """Give what the phone has to be told."""
    secret = _secret_of(factor, secret_key)
    address = pyotp.TOTP(secret).provisioning_uri(name=factor.person.email, issuer_name=issuer)
    return Enrolment(secret, address)


def confirm_factor(person: Person, code: str, *, secret_key: str, at: datetime) -> list[str]:
    """Confirm a phone by its first code; from now on it is asked for.

    :returns: the recovery codes, which are kept nowhere but on paper
    :raises RuleError: if the code is not right
    """
    factor = find_unconfirmed(person)
    if factor is None or not _use_step(factor, code, secret_key):
        raise RuleError(
            "This code is not right. Enter the one that your phone shows now.", field="code"
        )
    factor.confirmed_at, factor.is_demanded = at, False
    codes = _make_codes(person)
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.person_id == person.id)
        .values(needs_factor=False)
        .execution_options(synchronize_session=False)
    )
    record_event("second factor set up", **_own(person, at))
    return codes


def check_code(person: Person, code: str, *, secret_key: str, at: datetime) -> None:
    """Take a code of the phone or from paper; each works once.

    :raises RuleError: if it is not right, or was used before
    """
    factor = find_factor(person)
    if factor is not None and _use_step(factor, code, secret_key):
        return
    if factor is not None and _use_recovery_code(person, code, at):
        record_event("recovery code used", **_own(person, at))
        return
    raise RuleError(WRONG, field="code")


def renew_codes(person: Person, *, at: datetime) -> list[str]:
    """Make new recovery codes; the old ones work no more."""
    codes = _make_codes(person)
    record_event("recovery codes made", **_own(person, at))
    return codes


def count_codes(person: Person) -> int:
    """Count the recovery codes that are left."""
    unused = select(func.count()).where(
        RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(unused) or 0


def remove_factor(person: Person, *, by: Person | None, at: datetime) -> None:
    """Take the phone, the passkeys, the recovery codes and the remembered browsers away.

    :param by: None for somebody who runs the service
    """
    for table in (SecondFactor, RecoveryCode, Device, Passkey):
        db.session.execute(delete(table).where(table.person_id == person.id))
    record_event(
        "second factor removed", subject=f"person {person.id}", programme=None, by=by, at=at
    )


def remember_device(person: Person, *, browser: str, days: int, at: datetime) -> str:
    """Remember a browser, so that it is not asked for a code.

    :returns: the secret of its cookie, which is kept nowhere else
    """
    token = secrets.token_urlsafe(32)
    db.session.add(
        Device(
            token_hash=_digest(token),
            person_id=person.id,
            browser=browser,
            made_at=at,
            expires_at=at + timedelta(days=days),
        )
    )
    record_event("browser remembered", **_own(person, at))
    return token


def is_remembered(person: Person, token: str, *, at: datetime) -> bool:
    """Say whether a browser's cookie is of a browser that somebody lets be remembered."""
    device = db.session.get(Device, _digest(token), populate_existing=True)
    return device is not None and device.person_id == person.id and at < device.expires_at


def list_devices(person: Person, *, at: datetime) -> Sequence[Device]:
    """List the browsers that are remembered, the newest first."""
    return db.session.scalars(
        select(Device)
        .where(Device.person_id == person.id, Device.expires_at > at)
        .order_by(Device.made_at.desc(), Device.token_hash)
    ).all()


def forget_devices(person: Person, *, mark: str | None = None) -> None:
    """Forget one of somebody's remembered browsers, or all.

    Whoever calls it records why.

    :param mark: the first 16 signs of its hash
    """
    mine = [Device.person_id == person.id]
    if mark is not None:
        mine.append(func.substr(Device.token_hash, 1, 16) == mark)
    db.session.execute(delete(Device).where(*mine))


def forget_device(person: Person, mark: str, *, at: datetime) -> None:
    """Forget one remembered browser."""
    forget_devices(person, mark=mark)
    record_event("browser forgotten", **_own(person, at))


def _replace_factor(person: Person, *, is_demanded: bool, at: datetime) -> None:
    db.session.execute(delete(SecondFactor).where(SecondFactor.person_id == person.id))
    nonce = secrets.token_urlsafe(16)
    db.session.add(
        SecondFactor(person_id=person.id, nonce=nonce, made_at=at, is_demanded=is_demanded)
    )
    db.session.flush()


def _use_step(factor: SecondFactor, code: str, secret_key: str) -> bool:
    typed = code.replace(" ", "")
    totp = pyotp.TOTP(_secret_of(factor, secret_key), interval=STEP_SECONDS)
    now = int(clock.machine_now().timestamp()) // STEP_SECONDS
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            return _take_step(factor, step)
    return False


def _take_step(factor: SecondFactor, step: int) -> bool:
    """Use a code up; of two who show the same one, the second comes too late."""
    found = db.session.execute(
        update(SecondFactor)
        .where(SecondFactor.person_id == factor.person_id, SecondFactor.last_step < step)
        .values(last_step=step)
        .execution_options(synchronize_session=False)
    )
    return bool(found.rowcount == 1)  # type: ignore[attr-defined]  # the result of an UPDATE has it


def _use_recovery_code(person: Person, code: str, at: datetime) -> bool:
    found = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.code_hash == _digest_code(person, code),
            RecoveryCode.person_id == person.id,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
    return bool(found.rowcount == 1)  # type: ignore[attr-defined]  # the result of an UPDATE has it


def _make_codes(person: Person) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = []
    for _ in range(RECOVERY_CODES):
        plain = base64.b32encode(secrets.token_bytes(10)).decode().lower()
        codes.append("-".join(plain[place : place + 4] for place in range(0, 16, 4)))
    db.session.add_all(
        RecoveryCode(code_hash=_digest_code(person, code), person_id=person.id) for code in codes
    )
    db.session.flush()
    return codes


def _secret_of(factor: SecondFactor, secret_key: str) -> str:
    about = f"second factor\n{factor.person_id}\n{factor.nonce}".encode()
    return base64.b32encode(hmac.digest(secret_key.encode(), about, "sha1")).decode()


def _digest_code(person: Person, code: str) -> str:
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return _digest(f"{person.id}\n{plain}")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()


def _own(person: Person, at: datetime) -> dict[str, Any]:
    return {"subject": f"person {person.id}", "programme": None, "by": person, "at": at}
