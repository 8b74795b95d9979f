"""Requests that programs repeat because they did not hear the answer: done once, answered alike.

Source: the HTTP working group's draft of the ``Idempotency-Key`` header field.
The write lock is held when a key is looked up, so that of two requests at once
the second one finds the answer to the first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from risk_register.database import db
from risk_register.domain.errors import RuleError
from risk_register.models import ApiKey, RepeatedRequest

#: For so long a repeated request gets the first one's answer.
KEPT = timedelta(hours=48)
LONGEST_KEY = 100  # characters


@dataclass(frozen=True)
class Answer:
    """What a program was told."""

    status: int
    headers: dict[str, str]
    body: str


def find_answer(api_key: ApiKey, key: str, *, request_hash: str, at: datetime) -> Answer | None:
    """Find what was answered before; must run inside a write transaction.

    :param key: as the program chose it
    :param request_hash: of method, address and body
    :raises RuleError: if the key was used for another request
    """
    db.session.execute(delete(RepeatedRequest).where(RepeatedRequest.answered_at < at - KEPT))
    row = db.session.get(RepeatedRequest, (api_key.id, key))
    if row is None:
        return None
    if row.request_hash != request_hash:
        raise RuleError(
            "This key was used for another request. Choose a new one.", field="Idempotency-Key"
        )
    return Answer(row.status, dict(row.headers), row.body)


def keep_answer(
    api_key: ApiKey, key: str, answer: Answer, *, request_hash: str, at: datetime
) -> None:
    """Keep an answer with what was done; must run in the same write transaction."""
    db.session.add(
        RepeatedRequest(
            api_key_id=api_key.id,
            key=key,
            request_hash=request_hash,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            answered_at=at,
        )
    )
