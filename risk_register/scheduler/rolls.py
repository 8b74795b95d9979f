"""The clock's duty after a meeting: to close its month."""

from datetime import datetime

from risk_register.database import write_transaction
from risk_register.scheduler.rounds import Round
from risk_register.services.job_runs import Said
from risk_register.services.outbox import PostRoom
from risk_register.services.programmes import get_programme, list_programmes
from risk_register.services.rolls import list_due, roll_forward


def close_due_months(_room: PostRoom, _done: Round, /, *, at: datetime) -> Said | None:
    """Close every month whose day has come; each in a transaction of its own."""
    keys = [programme.key for programme in list_programmes()]
    waiting = [(key, each.id) for key in keys for each in list_due(get_programme(key), at=at)]
    closed = sum(_roll(key, meeting_id, at=at) for key, meeting_id in waiting)
    return Said(f"closed: {closed}") if closed else None


def _roll(key: str, meeting_id: int, *, at: datetime) -> bool:
    with write_transaction():
        # Somebody may have closed it by hand since it was listed.
        due = {meeting.id: meeting for meeting in list_due(get_programme(key), at=at)}
        return meeting_id in due and roll_forward(due[meeting_id], by=None, at=at)
