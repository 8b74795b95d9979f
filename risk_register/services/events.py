r"""Writing the record: every change is one transaction with its event.

The hash of a line is ``SHA256("rr1\n" sequence "\n" previous "\n" body)`` over
the exact stored text. Its head is printed in every pack and letter, so readers'
inboxes are the witnesses.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select

from risk_register.database import db, take_changes
from risk_register.domain.values import canonical_json, fingerprint
from risk_register.models import Event, Person, Programme
from risk_register.services.sights import SEES_ALL

#: What the first line of a chain names as the hash before it.
GENESIS = "0" * 64
#: The chain of what belongs to no programme: sign-ins, people, agencies.
SERVICE_CHAIN = "service"


@dataclass(frozen=True)
class Head:
    """The last line of a chain; printed as ``412:abcd…``."""

    sequence: int
    hash: str

    def __str__(self) -> str:
        """Print it as people type it."""
        return f"{self.sequence}:{self.hash}"


def record_event(
    kind: str,
    *,
    subject: str,
    programme: Programme | None,
    by: Person | None,
    at: datetime,
    reason: str | None = None,
    facts: dict[str, Any] | None = None,
) -> Head:
    """Flush what was changed and write its line; must run inside a write transaction.

    :param subject: what it was done to, as people say it: ``risk R-001``
    :param by: who did it; None for the service's clock
    :param at: moment of the act, with a time zone
    """
    changes = take_changes()
    chain = programme.key if programme else SERVICE_CHAIN
    head = get_head(chain)
    body = canonical_json(
        {
            "chain": chain,
            "kind": kind,
            "subject": subject,
            "at": at.astimezone(UTC),
            "person": by.id if by else None,
            "agency": by.agency_id if by else None,
            "reason": reason,
            "facts": facts or {},
            "changes": changes,
        }
    )
    line = seal(head.sequence + 1, head.hash, body)
    db.session.execute(
        insert(Event).values(
            chain=chain,
            sequence=head.sequence + 1,
            previous=head.hash,
            hash=line,
            body=body,
            kind=kind,
            subject=subject,
            at=at,
            person_id=by.id if by else None,
            programme_id=programme.id if programme else None,
        )
    )
    return Head(head.sequence + 1, line)


def seal(sequence: int, previous: str, body: str) -> str:
    """Compute the hash of a line."""
    return fingerprint(f"rr1\n{sequence}\n{previous}\n{body}")


def get_head(chain: str) -> Head:
    """Give the last line of a chain; sequence 0 if there is none yet."""
    row = db.session.execute(
        select(Event.sequence, Event.hash)
        .where(Event.chain == chain)
        .order_by(Event.sequence.desc())
        .limit(1)
        # A line about what somebody may not see comes before theirs all the same.
        .execution_options(**SEES_ALL)
    ).first()
    return Head(row.sequence, row.hash) if row else Head(0, GENESIS)
