"""Who has which part in a programme; a change signs its person out everywhere."""

from datetime import datetime

from sqlalchemy import select

from risk_register.database import db
from risk_register.domain.errors import AlreadyDoneError
from risk_register.domain.permissions import Role
from risk_register.models import Membership, Person, Programme
from risk_register.services.events import record_event
from risk_register.services.people import end_sessions


def give_role(
    person: Person, programme: Programme, role: Role, *, reason: str, at: datetime
) -> None:
    """Give somebody a role in a programme.

    :raises AlreadyDoneError: if they have it
    """
    if _find(person, programme, role) is not None:
        raise AlreadyDoneError(f"{person.email} has this role already.")
    db.session.add(Membership(person_id=person.id, programme_id=programme.id, role=role))
    _record("role given", person, programme, role, reason, at)
    end_sessions(person, by=None, at=at)


def withdraw_role(
    person: Person, programme: Programme, role: Role, *, reason: str, at: datetime
) -> None:
    """Take a role in a programme from somebody.

    :raises AlreadyDoneError: if they do not have it
    """
    membership = _find(person, programme, role)
    if membership is None:
        raise AlreadyDoneError(f"{person.email} does not have this role.")
    db.session.delete(membership)
    _record("role withdrawn", person, programme, role, reason, at)
    end_sessions(person, by=None, at=at)


def _find(person: Person, programme: Programme, role: Role) -> Membership | None:
    return db.session.scalar(
        select(Membership).where(
            Membership.person_id == person.id,
            Membership.programme_id == programme.id,
            Membership.role == role,
        )
    )


def _record(
    kind: str, person: Person, programme: Programme, role: Role, reason: str, at: datetime
) -> None:
    record_event(
        kind,
        subject=f"person {person.id}",
        programme=programme,
        by=None,
        at=at,
        reason=reason,
        facts={"role": role.label},
    )
