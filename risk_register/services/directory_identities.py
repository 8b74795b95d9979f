"""Who people are at a directory: linked once by address, then known by its own name for them."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.directories.visits import Identity
from risk_register.domain.errors import NotAllowedError
from risk_register.models import DirectoryIdentity, Person, SpentState
from risk_register.services.events import record_event

#: Longer than any visit lasts, so that none can end twice.
KEPT_STATES = timedelta(days=1)
STRANGER = (
    "Your organisation knows you, but the register does not know the address it gives. Ask your "
    "programme manager to add you, or sign in as you did before."
)
ANOTHER = (
    "This address belongs to another account of your organisation. Tell the people who run the "
    "service if that was you."
)
SPENT = "That was done already. Sign in again."


def spend_state(state: str, *, at: datetime) -> None:
    """End a visit to a directory.

    :raises NotAllowedError: if it has ended before
    """
    state_hash = hashlib.sha256(state.encode("utf-8")).hexdigest()
    if db.session.get(SpentState, state_hash) is not None:
        raise NotAllowedError(SPENT)
    db.session.execute(delete(SpentState).where(SpentState.spent_at < at - KEPT_STATES))
    db.session.add(SpentState(state_hash=state_hash, spent_at=at))
    db.session.flush()


def recognise(identity: Identity, *, domains: Collection[str], at: datetime) -> Person:
    """Find who came from a directory; the first time by their address, then by its name for them.

    :param domains: those for whose addresses the directory vouches; with none given, it has to
        say itself that the address is theirs
    :raises NotAllowedError: if it is nobody whom the register knows
    """
    known = db.session.scalar(
        select(DirectoryIdentity)
        .where(
            DirectoryIdentity.issuer == identity.issuer,
            DirectoryIdentity.subject == identity.subject,
        )
        .options(joinedload(DirectoryIdentity.person).joinedload(Person.agency))
    )
    if known is not None:
        if not known.person.is_active:
            raise NotAllowedError(STRANGER)
        return known.person
    return _link(identity, domains, at)


def _link(identity: Identity, domains: Collection[str], at: datetime) -> Person:
    person = None
    if _is_vouched_for(identity, domains):
        person = db.session.scalar(
            select(Person)
            .where(Person.email == identity.address, Person.is_active)
            .options(joinedload(Person.agency))
        )
    if person is None:
        raise NotAllowedError(STRANGER)
    other = select(DirectoryIdentity.id).where(
        DirectoryIdentity.person_id == person.id, DirectoryIdentity.issuer == identity.issuer
    )
    if db.session.scalar(other) is not None:
        raise NotAllowedError(ANOTHER)
    db.session.add(
        DirectoryIdentity(
            person_id=person.id, issuer=identity.issuer, subject=identity.subject, linked_at=at
        )
    )
    record_event(
        "directory linked", subject=f"person {person.id}", programme=None, by=person, at=at
    )
    return person


def _is_vouched_for(identity: Identity, domains: Collection[str]) -> bool:
    if not domains:
        return bool(identity.address) and identity.is_verified
    return identity.address.rpartition("@")[2] in domains
