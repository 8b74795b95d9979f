"""Forgetting who somebody was, once they have left for so long; what they did stays.

The record and the packs name posts and ids, so nothing in them changes. Letters keep
what became of them, but not where they went.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.errors import NotAllowedError, RuleError
from risk_register.domain.people import NOBODY_NOW, years_before
from risk_register.models import Bounce, Delivery, DirectoryIdentity, Notice, Person
from risk_register.services.events import record_event
from risk_register.services.keepers import Keeper
from risk_register.services.people import end_sessions
from risk_register.services.second_factors import find_factor, remove_factor

#: No letter ever goes there (RFC 2606).
NOWHERE = "person-{}@left.invalid"


def list_due(*, years: int, on: date) -> Sequence[Person]:
    """List whose name and address are to be replaced on a London date, the longest gone first.

    :param years: so many after their last day
    """
    return db.session.scalars(
        select(Person)
        .where(
            ~Person.is_active,
            Person.left_on.is_not(None),
            Person.left_on <= years_before(on, years),
            Person.anonymised_at.is_(None),
        )
        .options(joinedload(Person.agency))
        .order_by(Person.left_on, Person.id)
    ).all()


def anonymise_people(ids: Collection[int], *, years: int, by: Keeper, at: datetime) -> int:
    """Replace the names and addresses of some of those that are due.

    :returns: how many they were
    :raises NotAllowedError: if it is not an administrator who does it
    :raises RuleError: if none is chosen, or one is not due
    """
    if not by.is_administrator:
        raise NotAllowedError
    due = {person.id: person for person in list_due(years=years, on=london_day(at))}
    chosen = sorted(set(ids))
    if not chosen:
        raise RuleError("Tick one person or more.", field="ids")
    if not set(chosen) <= set(due):
        raise RuleError("Somebody you chose is not due. Look again.", field="ids")
    for person_id in chosen:
        _anonymise(due[person_id], by=by.person, at=at)
    return len(chosen)


def _anonymise(person: Person, *, by: Person | None, at: datetime) -> None:
    end_sessions(person, by=by, at=at)
    if find_factor(person) is not None:
        remove_factor(person, by=by, at=at)
    db.session.execute(delete(DirectoryIdentity).where(DirectoryIdentity.person_id == person.id))
    _forget_letters(person)
    person.name, person.email = NOBODY_NOW, NOWHERE.format(person.id)
    person.password_hash, person.digest_days, person.anonymised_at = None, None, at
    record_event("person anonymised", subject=f"person {person.id}", programme=None, by=by, at=at)


def _forget_letters(person: Person) -> None:
    """Forget where letters went and what mail servers said, which names the address, too."""
    nowhere = NOWHERE.format(person.id)
    gone = {"address": nowhere, "answer": None}
    letters: tuple[Any, ...] = (
        (Notice, Bounce.notice_id, {**gone, "content": {}}),
        (Delivery, Bounce.delivery_id, gone),
    )
    for letter, key, values in letters:
        mine = select(letter.id).where(letter.person_id == person.id)
        statements = (
            update(Bounce).where(key.in_(mine)).values(answer=None),
            update(letter).where(letter.person_id == person.id).values(**values),
        )
        for statement in statements:
            db.session.execute(statement.execution_options(synchronize_session=False))
