"""For machines that watch the service."""

from datetime import timedelta

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from risk_register import clock
from risk_register.domain.permissions import Access
from risk_register.migrations import is_up_to_date
from risk_register.services.deliveries import find_oldest_waiting
from risk_register.services.leases import find_heartbeat
from risk_register.web.access import needs

doors = Blueprint("health", __name__)

#: The clock is late when it has missed so many ticks.
MISSED_TICKS = 5
LATE_LETTERS = timedelta(hours=1)


@doors.get("/health")
@needs(Access.ANYBODY)
def show_health() -> ResponseReturnValue:
    """Say that the process lives."""
    return jsonify(status="ok")


@doors.get("/health/deep")
@needs(Access.ANYBODY)
def show_deep_health() -> ResponseReturnValue:
    """Say whether database, migrations, clock and outbox are as they should be."""
    now = clock.now()
    try:
        beat, oldest = find_heartbeat("clock"), find_oldest_waiting()
        checks = {
            "database": True,
            "migrations": is_up_to_date(),
            "clock": beat is not None
            and now - beat.beat_at
            < timedelta(seconds=MISSED_TICKS * current_app.config["TICK_SECONDS"]),
            "outbox": oldest is None or now - oldest < LATE_LETTERS,
        }
    except SQLAlchemyError:
        checks = {"database": False}
    fine = all(checks.values())
    return jsonify(status="ok" if fine else "trouble", checks=checks), 200 if fine else 503
