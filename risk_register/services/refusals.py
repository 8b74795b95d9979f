"""Noting what people were refused, in the service's own chain, without letting it be flooded."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from risk_register.database import db
from risk_register.domain.sign_ins import Proof
from risk_register.models import Membership, Person, Programme, SignInTry
from risk_register.services.events import record_event
from risk_register.services.sights import list_restricted
from risk_register.services.tries import UNKNOWN

#: So many lines an hour a person's refusals get, and their failed sign-ins; the rest is counted.
MOST_LINES = 20
_WINDOW = timedelta(hours=1)


def record_refusal(
    person: Person, *, method: str, door: str, programme_key: str | None, status: int, at: datetime
) -> bool:
    """Note that somebody was refused; beyond 20 times in an hour it is only counted.

    The first line of a later hour says how many were counted.

    :param door: the endpoint that stayed shut; never the address, which somebody else's words
        may be in
    :param status: that was answered: 403, or 404 for what is not there for them
    :returns: whether it got a line
    """
    more = _take_line(f"refusals:{person.id}", at)
    if more is None:
        return False
    facts = {"door": door, "method": method, "answer": status}
    if programme_key:
        facts["programme"] = programme_key
    record_event(
        "access refused",
        subject=f"person {person.id}",
        programme=None,
        by=person,
        at=at,
        facts=facts | more,
    )
    return True


def record_failed_sign_in(email: str, *, proof: Proof, at: datetime) -> bool:
    """Note that somebody did not get in; beyond 20 times in an hour it is only counted.

    Addresses that nobody has are counted together and never written down: a password is easily
    typed into the wrong field. A line that is only counted is written all the same, and undone:
    else whoever signs in next, and waits for it, could tell a known address from an unknown one.

    :param email: as typed
    :param proof: what was not right
    :returns: whether it got a line
    """
    known = db.session.scalar(select(Person.id).where(Person.email == email.strip().lower()))
    more = _take_line(f"failed sign-ins:{known or 'unknown'}", at)
    with db.session.begin_nested() as line:
        record_event(
            "sign-in failed",
            subject=f"person {known}" if known else UNKNOWN,
            programme=None,
            by=None,
            at=at,
            facts={"shown": proof.value} | (more or {}),
        )
        if more is None:
            line.rollback()
    return more is not None


def is_kept_from(person: Person, programme_key: str, reference: str | None) -> bool:
    """Say whether what somebody did not find is there for others: a programme, or a risk."""
    programme = db.session.scalar(select(Programme).where(Programme.key == programme_key))
    if programme is None:
        return False
    mine = (Membership.programme_id == programme.id, Membership.person_id == person.id)
    if db.session.scalar(select(Membership.id).where(*mine).limit(1)) is None:
        return True
    return any(risk.reference == reference for risk in list_restricted(programme))


def _take_line(key: str, at: datetime) -> dict[str, Any] | None:
    """Take one of the hour's lines; None if they are used up.

    :returns: how many got none in the hour before, as a fact of the line, if any did
    """
    row = db.session.get(SignInTry, key)
    if row is None:
        row = SignInTry(key=key, count=0, rounds=0, window_started_at=at)
        db.session.add(row)
    uncounted = 0
    if at - row.window_started_at >= _WINDOW:
        uncounted = max(0, row.count - MOST_LINES)
        row.count, row.window_started_at = 0, at
    row.count += 1
    if row.count > MOST_LINES:
        db.session.flush()
        return None
    return {"more before": uncounted} if uncounted else {}
