"""For machines that watch the service."""

from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from risk_register import clock
from risk_register.domain.jobs import Course
from risk_register.domain.permissions import Access
from risk_register.migrations import is_up_to_date
from risk_register.services.watch import JobLine, check_health, list_jobs
from risk_register.web.access import needs

doors = Blueprint("health", __name__)


@doors.get("/health")
@needs(Access.ANYBODY)
def show_health() -> ResponseReturnValue:
    """Say that the process lives."""
    return jsonify(status="ok")


@doors.get("/health/deep")
@needs(Access.ANYBODY)
def show_deep_health() -> ResponseReturnValue:
    """Say whether each part is as it should be, and how the clock's jobs stand.

    Anybody may ask, so it holds names of jobs, moments and states: no sentence, no address.
    """
    now = clock.now()
    jobs: dict[str, Any] = {}
    try:
        jobs = {line.job.value: _show_job(line) for line in list_jobs(current_app.config, at=now)}
        checks = {
            "database": True,
            "migrations": is_up_to_date(),
            **check_health(current_app.config, at=now),
        }
    except SQLAlchemyError:
        checks = {"database": False}
    fine = all(checks.values())
    status = "ok" if fine else "trouble"
    return jsonify(status=status, checks=checks, jobs=jobs), 200 if fine else 503


def _show_job(line: JobLine) -> dict[str, Any]:
    course = line.run.course if line.run else Course()
    return {
        "state": line.state.value,
        "due": line.job.rhythm.value,
        "begun": _say(course.begun_at),
        "ended_well": _say(course.ended_at),
        "failing_since": _say(course.failing_since),
        "next": _say(line.next_at),
    }


def _say(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
