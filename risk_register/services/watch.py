"""How the service fares: the clock, its jobs, letters and packs; for a page and for machines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.circulation import WAITING, DeliveryState
from risk_register.domain.jobs import Course, Job, JobState, find_due, judge
from risk_register.domain.packs import Edition, PackState
from risk_register.models import Body, Circulation, Delivery, JobRun, Meeting, Pack, Programme
from risk_register.services.deliveries import find_oldest_waiting
from risk_register.services.job_runs import list_runs
from risk_register.services.meetings import deadlines_of, list_meetings
from risk_register.services.ticks import Ticking, read_ticking

LATE_LETTERS = timedelta(hours=1)
MOST_PACKS = 3  #: of the next meetings that a page tells about


@dataclass(frozen=True)
class JobLine:
    """How one job stands; every moment is in UTC."""

    job: Job
    state: JobState
    run: JobRun | None
    next_at: datetime | None  #: None: with the next tick, or never if it is switched off


@dataclass(frozen=True)
class PackLine:
    """The pack of a coming meeting."""

    meeting: Meeting
    locks_at: datetime
    pack: Pack | None  #: its newest version, full edition


@dataclass(frozen=True)
class Letters:
    """How many letters of a programme have not simply gone."""

    waiting: int  #: for their first try, or the next
    failed: int
    held: int  #: by a restore

    @property
    def need_somebody(self) -> bool:
        """Say whether a person has to look."""
        return bool(self.failed or self.held)


@dataclass(frozen=True)
class Watch:
    """What the page about the clock shows to a programme's people."""

    ticking: Ticking
    jobs: list[JobLine]
    letters: Letters
    packs: list[PackLine]

    @property
    def troubles(self) -> list[JobLine]:
        """List the jobs that somebody has to look at."""
        return [line for line in self.jobs if line.state.is_trouble]

    def get_job(self, job: Job) -> JobLine:
        """Give the line of a job."""
        return next(line for line in self.jobs if line.job is job)


def keep_watch(programme: Programme, settings: Mapping[str, Any], *, at: datetime) -> Watch:
    """Gather how the clock fares, and what it has to do for a programme."""
    return Watch(
        ticking=read_ticking(at=at, every=settings["TICK_SECONDS"]),
        jobs=list_jobs(settings, at=at),
        letters=_count_letters(programme, at=at),
        packs=_list_next_packs(programme, at=at),
    )


def list_jobs(settings: Mapping[str, Any], *, at: datetime) -> list[JobLine]:
    """List every job with how it stands, in the order of their names' list."""
    runs = list_runs()
    return [_line(job, runs.get(job), settings, at=at) for job in Job]


def check_health(settings: Mapping[str, Any], *, at: datetime) -> dict[str, bool]:
    """Say of each part whether it is well: clock, outbox, packs, record, backup, other jobs."""
    lines = {line.job: line.state for line in list_jobs(settings, at=at)}
    oldest = find_oldest_waiting()
    parts = {Job.CHECK_RECORD: "record", Job.BACK_UP: "backup", Job.TELL_OUTSIDE: "outside"}
    others = (state for job, state in lines.items() if job not in parts)
    return {
        "clock": not read_ticking(at=at, every=settings["TICK_SECONDS"]).is_late,
        "outbox": oldest is None or at - oldest < LATE_LETTERS,
        "packs": not _has_failed_packs(at),
        "jobs": not any(state.is_trouble for state in others),
        **{name: not lines[job].is_trouble for job, name in parts.items()},
    }


def _line(job: Job, run: JobRun | None, settings: Mapping[str, Any], *, at: datetime) -> JobLine:
    course = run.course if run else Course()
    is_on = job.is_on(settings)
    return JobLine(
        job=job,
        state=judge(job, course, at=at, is_on=is_on),
        run=run,
        next_at=find_due(job, course, at=at) if is_on else None,
    )


def _count_letters(programme: Programme, *, at: datetime) -> Letters:
    is_ahead = Meeting.held_on >= london_day(at)  # what failed for a past meeting is past help
    rows = db.session.execute(
        select(Delivery.state, func.count().label("number"))
        .join(Delivery.circulation)
        .join(Circulation.pack)
        .join(Pack.meeting)
        .join(Meeting.body)
        .where(
            Body.programme_id == programme.id,
            or_(
                Delivery.state.in_(WAITING),
                Delivery.state.in_((DeliveryState.FAILED, DeliveryState.HELD)) & is_ahead,
            ),
        )
        .group_by(Delivery.state)
    )
    counts = {row.state: row.number for row in rows}
    return Letters(
        waiting=sum(counts.get(state, 0) for state in WAITING),
        failed=counts.get(DeliveryState.FAILED, 0),
        held=counts.get(DeliveryState.HELD, 0),
    )


def _list_next_packs(programme: Programme, *, at: datetime) -> list[PackLine]:
    ahead = [each for each in list_meetings(programme) if each.held_on >= london_day(at)]
    coming = ahead[:MOST_PACKS]
    packs = db.session.scalars(
        select(Pack)
        .where(Pack.meeting_id.in_([each.id for each in coming]), Pack.edition == Edition.FULL)
        .order_by(Pack.version)
    )
    newest = {pack.meeting_id: pack for pack in packs}
    return [PackLine(each, deadlines_of(each).locks_at, newest.get(each.id)) for each in coming]


def _has_failed_packs(at: datetime) -> bool:
    failed = (
        select(Pack.id)
        .join(Pack.meeting)
        .where(Pack.state == PackState.FAILED, Meeting.held_on >= london_day(at))
        .limit(1)
    )
    return db.session.scalar(failed) is not None
