"""The passkeys that somebody has: keys that a device keeps and shows instead of a phone's code.

Who adds one has a phone set up, so recovery codes, and what a role needs, hold as before; taking
the phone away takes the passkeys, too. Only the public half of a key is kept.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from risk_register.database import db
from risk_register.domain.errors import NotFoundError
from risk_register.models import Passkey, Person
from risk_register.services.events import record_event


def list_passkeys(person: Person) -> Sequence[Passkey]:
    """List somebody's passkeys, the first added first."""
    mine = select(Passkey).where(Passkey.person_id == person.id)
    return db.session.scalars(mine.order_by(Passkey.id)).all()


def remove_passkey(person: Person, passkey_id: int, *, at: datetime) -> None:
    """Let one of somebody's passkeys open nothing any more; codes go on.

    :raises NotFoundError: if they have no such passkey
    """
    mine = select(Passkey).where(Passkey.person_id == person.id, Passkey.id == passkey_id)
    passkey = db.session.scalar(mine)
    if passkey is None:
        raise NotFoundError
    db.session.delete(passkey)
    record_event("passkey removed", subject=f"person {person.id}", programme=None, by=person, at=at)


def forget_passkeys(person: Person) -> None:
    """Let none of somebody's passkeys open anything any more.

    Whoever calls it records why.
    """
    db.session.execute(delete(Passkey).where(Passkey.person_id == person.id))
