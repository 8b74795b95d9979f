"""The clock's duties after somebody's last day: to close their account, to say when to forget."""

from datetime import datetime

from flask import current_app

from risk_register.clock import london_day
from risk_register.database import db, write_transaction
from risk_register.models import Person
from risk_register.scheduler.rounds import Round
from risk_register.services.anonymisations import list_due
from risk_register.services.departures import close_account, list_leavers
from risk_register.services.job_runs import Said
from risk_register.services.outbox import PostRoom


def close_accounts(_room: PostRoom, _done: Round, /, *, at: datetime) -> Said | None:
    """Close the account of everybody whose last day has passed; each in its own transaction."""
    leavers = list_leavers(on=london_day(at))
    for person_id in leavers:
        with write_transaction():
            # Somebody may have closed it by hand since it was listed.
            if person_id in list_leavers(on=london_day(at)):
                close_account(db.session.get_one(Person, person_id), by=None, at=at)
    return Said(f"closed: {len(leavers)}") if leavers else None


def propose_names(_room: PostRoom, _done: Round, /, *, at: datetime) -> Said | None:
    """Say whose names and addresses have been kept long enough; a person replaces them."""
    years = current_app.config["RETAIN_PEOPLE_YEARS"]
    count = len(list_due(years=years, on=london_day(at)))
    if not count:
        return None
    who = "1 person" if count == 1 else f"{count} people"
    return Said(f"{who} left {years} years ago or more: an administrator can replace their names")
