"""Who has which part in a programme; a change signs its person out everywhere."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.errors import AlreadyDoneError, NotFoundError, RuleError
from risk_register.domain.permissions import Role
from risk_register.models import Membership, Person, Programme
from risk_register.services.events import record_event
from risk_register.services.people import end_sessions


def add_role(
    person: Person,
    programme: Programme,
    role: Role,
    *,
    reason: str,
    at: datetime,
    by: Person | None = None,
) -> None:
    """Give a role to somebody who is not signed in.

    :param by: who does it; None for the command line
    :raises AlreadyDoneError: if they have it
    """
    if _find(person, programme, role) is not None:
        raise AlreadyDoneError(f"{person.email} has this role already.")
    _check_reason(reason)
    db.session.add(
        Membership(person_id=person.id, programme_id=programme.id, role=role, given_at=at)
    )
    _record("role given", person, programme, role, reason, by, at)


def give_role(
    person: Person,
    programme: Programme,
    role: Role,
    *,
    reason: str,
    at: datetime,
    by: Person | None = None,
) -> None:
    """Give somebody a role in a programme; they are signed out.

    :param by: who does it; None for the command line
    :raises AlreadyDoneError: if they have it
    """
    add_role(person, programme, role, reason=reason, at=at, by=by)
    end_sessions(person, by=by, at=at)


def withdraw_role(
    person: Person,
    programme: Programme,
    role: Role,
    *,
    reason: str,
    at: datetime,
    by: Person | None = None,
) -> None:
    """Take a role in a programme from somebody.

    :param by: who does it; None for the command line
    :raises AlreadyDoneError: if they do not have it
    """
    membership = _find(person, programme, role)
    if membership is None:
        raise AlreadyDoneError(f"{person.email} does not have this role.")
    _check_reason(reason)
    db.session.delete(membership)
    _record("role withdrawn", person, programme, role, reason, by, at)
    end_sessions(person, by=by, at=at)


def get_membership(person: Person, membership_id: int) -> Membership:
    """Find one of somebody's roles.

    :raises NotFoundError: if they do not have it
    """
    membership = db.session.scalar(
        select(Membership)
        .where(Membership.id == membership_id, Membership.person_id == person.id)
        .options(joinedload(Membership.programme))
    )
    if membership is None:
        raise NotFoundError("They do not have this role any more.")
    return membership


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleError("Say why.", field="reason")


def _find(person: Person, programme: Programme, role: Role) -> Membership | None:
    return db.session.scalar(
        select(Membership).where(
            Membership.person_id == person.id,
            Membership.programme_id == programme.id,
            Membership.role == role,
        )
    )


def _record(
    kind: str,
    person: Person,
    programme: Programme,
    role: Role,
    reason: str,
    by: Person | None,
    at: datetime,
) -> None:
    record_event(
        kind,
        subject=f"person {person.id}",
        programme=programme,
        by=by,
        at=at,
        reason=reason,
        facts={"role": role.label},
    )
