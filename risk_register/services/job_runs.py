"""How the clock's jobs go: begun, ended well, failed, and who runs one that must run alone."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from risk_register.database import db
from risk_register.domain.jobs import Course, Job, Rhythm, find_due
from risk_register.models import JobRun
from risk_register.services.leases import release_lease, take_lease

#: Longer than a nightly job takes; one that was killed is tried again when it ends.
LEASE_SECONDS = 1800.0


@dataclass(frozen=True)
class Said:
    """What a job says at its end: a line for people, and the same as facts for pages."""

    words: str
    facts: dict[str, Any] = field(default_factory=dict)


def list_runs() -> dict[Job, JobRun]:
    """List the last run of every job that has ever begun."""
    known = set(Job)
    return {Job(run.name): run for run in db.session.scalars(select(JobRun)) if run.name in known}


def begin_run(job: Job, *, holder: str, at: datetime) -> bool:
    """Note that a job begins, if it is due; must run inside a write transaction.

    :param holder: who would run it; a nightly job is run by one at a time
    :returns: False if it is not due, or somebody else runs it at this moment
    """
    run = db.session.get(JobRun, job)
    if find_due(job, run.course if run else Course(), at=at) is not None:
        return False
    if job.rhythm is Rhythm.NIGHT and not take_lease(
        _lease(job), holder=holder, seconds=LEASE_SECONDS
    ):
        return False
    if run is None:
        db.session.add(JobRun(name=job, begun_at=at))
    else:
        run.begun_at = at
    return True


def end_run(job: Job, said: Said, *, holder: str, at: datetime) -> None:
    """Note that a job ended well, and what it said; must run inside a write transaction."""
    run = _get_run(job, at)
    run.ended_at, run.words, run.facts = at, said.words, said.facts
    run.failed_at = run.failing_since = run.failure = None
    release_lease(_lease(job), holder=holder)


def fail_run(job: Job, sentence: str, *, holder: str, at: datetime) -> None:
    """Note that a job failed, and why; must run inside a write transaction."""
    run = _get_run(job, at)
    run.failed_at, run.failure = at, sentence
    run.failing_since = run.failing_since or at
    release_lease(_lease(job), holder=holder)


def _get_run(job: Job, at: datetime) -> JobRun:
    run = db.session.get(JobRun, job)
    if run is None:
        run = JobRun(name=job, begun_at=at)
        db.session.add(run)
    return run


def _lease(job: Job) -> str:
    return f"job: {job}"
