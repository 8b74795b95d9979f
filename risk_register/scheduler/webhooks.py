"""Telling other programs what has happened, outside any transaction."""

from datetime import datetime

from risk_register.database import read_moment, write_transaction
from risk_register.doors.post_rooms import find_domain
from risk_register.doors.webhooks import send_message
from risk_register.scheduler.rounds import Round, say_counts
from risk_register.services.job_runs import Said
from risk_register.services.outbox import PostRoom
from risk_register.services.webhooks import list_due, read_message, settle_message

MOST_MESSAGES = 20  #: of one round, so that nothing else waits for long
MOST_FAILURES = 3  #: of one round; each may take ten seconds


def tell_programs(_room: PostRoom, _done: Round, /, *, at: datetime) -> Said | None:
    """Hand every address what has happened since it was told last, in the order of the record."""
    with read_moment():
        waiting = list(list_due(at=at))
    taken = failed = 0
    while waiting and taken < MOST_MESSAGES and failed < MOST_FAILURES:
        with read_moment():
            message = read_message(waiting[0])
        if message is None:
            waiting.pop(0)
            continue
        answer = None
        if message.body is not None:
            answer = send_message(
                message.address, message.body, name=message.name, nonce=message.nonce, at=at
            )
            taken, failed = taken + answer.is_taken, failed + (not answer.is_taken)
        with write_transaction():
            settle_message(message, answer, domain=find_domain(), at=at)
        if not message.has_more or (answer and not answer.is_taken):
            waiting.pop(0)
    words = say_counts({"messages taken": taken, "not taken": failed})
    return Said(words) if words else None
