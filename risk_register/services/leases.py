"""The right to run the clock, and the heartbeat that shows that it runs."""

from datetime import datetime

from sqlalchemy import delete, select

from risk_register.database import database_seconds, db
from risk_register.models import Heartbeat, Lease

DEMONSTRATION = "demonstration"  #: name of the heartbeat that says how far its story has come


def take_lease(name: str, *, holder: str, seconds: float) -> bool:
    """Take or renew a lease inside a write transaction.

    Times are the database's own: hosts may disagree about the clock, and a
    demonstration's clock stands in another year.

    :returns: whether the holder has it now
    """
    now = database_seconds()
    lease = db.session.get(Lease, name)
    if lease is None:
        db.session.add(Lease(name=name, holder=holder, until=now + seconds))
    elif lease.holder == holder or lease.until < now:
        lease.holder, lease.until = holder, now + seconds
    else:
        return False
    db.session.flush()
    return True


def release_lease(name: str, *, holder: str) -> None:
    """Hand a lease back, so that the next one need not wait for its end."""
    db.session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))


def beat(name: str, *, at: datetime, words: str) -> None:
    """Note that something ran and what it said."""
    row = db.session.get(Heartbeat, name)
    if row is None:
        db.session.add(Heartbeat(name=name, beat_at=at, words=words))
    else:
        row.beat_at, row.words = at, words


def find_heartbeat(name: str) -> Heartbeat | None:
    """Find when something last ran."""
    return db.session.scalar(select(Heartbeat).where(Heartbeat.name == name))
