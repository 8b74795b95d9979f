"""The clock's duty to read which letters came back."""

from datetime import datetime

from flask import current_app

from risk_register.database import db, write_transaction
from risk_register.domain.errors import BusyError, MailboxError
from risk_register.mail.bounces import read_report
from risk_register.mail.mailboxes import list_mailboxes
from risk_register.scheduler.rounds import Round
from risk_register.services.bounces import is_news, keep_report
from risk_register.services.job_runs import Said
from risk_register.services.outbox import PostRoom


def read_bounces(_room: PostRoom, _done: Round, /, *, at: datetime) -> Said | None:
    """Read every mailbox that the settings name; one that fails does not keep us from the others.

    :raises MailboxError: if one cannot be read
    """
    looked = kept = 0
    failures: list[str] = []
    for box in list_mailboxes(current_app.config):
        try:
            for raw in box.read_new():
                looked += 1
                kept += _keep(raw, box.source, at=at)
        except (MailboxError, BusyError) as error:
            failures.append(str(error))
    if failures:
        raise MailboxError(" ".join(failures))
    return Said(f"looked at {looked}, new about our letters: {kept}") if looked else None


def _keep(raw: bytes, source: str, *, at: datetime) -> bool:
    report = read_report(raw)
    if report is None or not is_news(report):
        db.session.rollback()  # nothing may stay open while the next letter is fetched
        return False
    with write_transaction():
        return keep_report(report, source=source, at=at) is not None
