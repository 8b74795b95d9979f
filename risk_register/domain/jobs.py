"""The clock's jobs: what they are called, when each is due, and what to do when one fails.

A job is asked at every tick, so it is done once however often, however late or on however many
machines the clock ticks. Nights are reckoned at 03:15 in London: that time exists exactly once on
every day, on those the clocks change, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

NIGHT = time(3, 15)  #: London civil time
_ZONE = ZoneInfo("Europe/London")

#: After a failed try, a nightly job is tried again so much later.
RETRY_NIGHTLY = timedelta(hours=1)
#: A job that began and has not ended for so long was killed, or hangs.
LONGEST_RUN = timedelta(hours=1)
#: A nightly job that was not done so long after its time is overdue.
NIGHTLY_GRACE = timedelta(hours=6)
OUTSIDE_EVERY = timedelta(minutes=5)


class Rhythm(StrEnum):
    """How often a job is due."""

    TICK = "with each tick"
    OFTEN = "every 5 minutes"
    NIGHT = "each night at 03:15"


class Job(StrEnum):
    """What the clock does; the value is its name in words."""

    CHASE_PEOPLE = "chase people"
    SEND_LETTERS = "send letters"
    READ_BOUNCES = "read which letters came back"
    MAKE_PACKS = "make packs"
    PUBLISH = "keep the folder of published packs"
    CLOSE_MONTHS = "close months"
    CLOSE_ACCOUNTS = "close the accounts of who has left"
    DROP_PREVIEWS = "drop old previews"
    TELL_PROGRAMS = "tell other programs"
    CHECK_RECORD = "check the record"
    LIST_LEFT = "look who left long ago"
    BACK_UP = "back up"
    TELL_OUTSIDE = "send the outside heartbeat"

    @property
    def label(self) -> str:
        """Say it as a line of a table begins."""
        return self.value.capitalize()

    @property
    def rhythm(self) -> Rhythm:
        """Say how often it is due."""
        return _RHYTHMS.get(self, Rhythm.TICK)

    @property
    def remedy(self) -> str:
        """Say what a person can do when it fails."""
        return _REMEDIES.get(self, _ANY_REMEDY)

    def is_on(self, settings: Mapping[str, Any]) -> bool:
        """Say whether the settings want it."""
        names = _SWITCHES.get(self)
        return names is None or any(settings[name] for name in names)


_RHYTHMS = {
    Job.READ_BOUNCES: Rhythm.OFTEN,
    Job.CHECK_RECORD: Rhythm.NIGHT,
    Job.LIST_LEFT: Rhythm.NIGHT,
    Job.BACK_UP: Rhythm.NIGHT,
    Job.TELL_OUTSIDE: Rhythm.OFTEN,
}
#: Settings that are all empty when a job is not wanted.
_SWITCHES = {
    Job.PUBLISH: ("PUBLISH_FOLDER",),
    Job.READ_BOUNCES: ("BOUNCE_MAILBOX", "BOUNCE_IMAP_HOST"),
    Job.BACK_UP: ("BACKUP_FOLDER",),
    Job.TELL_OUTSIDE: ("HEARTBEAT_URL",),
}
_ANY_REMEDY = (
    "It is tried again with the next tick. If it goes on, ask the operator to read the log."
)
_REMEDIES = {
    Job.CHASE_PEOPLE: "Letters that are due are written with a later tick, and none twice. "
    "If it goes on, ask the operator to read the log.",
    Job.SEND_LETTERS: "Letters stay in the outbox and are tried again. If it goes on, ask the "
    "operator to look at the mail server and its settings.",
    Job.READ_BOUNCES: "Ask the operator to look at the mailbox for letters that came back and its "
    "settings. Until then, reports can be pasted on the page of packs.",
    Job.PUBLISH: "Files are tried again after 1, 5 and 15 minutes, then every hour. Ask the "
    "operator to look at the folder and its disk.",
    Job.TELL_PROGRAMS: "Messages that were not taken are tried again. If it goes on, stop the "
    "webhook, or ask the operator to read the log.",
    Job.CHECK_RECORD: "Ask the operator to run “risk-register history verify”, which names each "
    "place, before anything more is circulated. It is checked again every hour.",
    Job.BACK_UP: "Ask the operator to look at the backup folder and its disk. It is tried again "
    "every hour.",
    Job.TELL_OUTSIDE: "Ask the operator whether the address still holds. The register works "
    "without it, but nobody outside would notice if it stopped.",
}


class JobState(StrEnum):
    """How a job stands; the value is how people say it."""

    WELL = "Well"
    RUNNING = "Running now"
    NEVER = "Not run yet"
    FAILING = "Failing"
    OVERDUE = "Overdue"
    OFF = "Switched off"

    @property
    def is_trouble(self) -> bool:
        """Say whether somebody has to look."""
        return self in (JobState.FAILING, JobState.OVERDUE)


@dataclass(frozen=True)
class Course:
    """How a job has gone so far; each moment is that of the round, in UTC."""

    begun_at: datetime | None = None
    ended_at: datetime | None = None  #: ended well
    failed_at: datetime | None = None
    failing_since: datetime | None = None  #: None once it has ended well again

    @property
    def tried_at(self) -> datetime | None:
        """Give the end of the last try, good or bad."""
        return max(filter(None, (self.ended_at, self.failed_at)), default=None)


def last_night(at: datetime) -> datetime:
    """Give the newest 03:15 in London that is not later than a moment, in UTC."""
    today = at.astimezone(_ZONE).date()
    night = _night_of(today)
    return night if night <= at else _night_of(today - timedelta(days=1))


def next_night(at: datetime) -> datetime:
    """Give the first 03:15 in London that is later than a moment, in UTC."""
    today = at.astimezone(_ZONE).date()
    night = _night_of(today)
    return night if night > at else _night_of(today + timedelta(days=1))


def find_due(job: Job, course: Course, *, at: datetime) -> datetime | None:
    """Give the moment from which a job may be tried again; None if it is due at once."""
    if job.rhythm is Rhythm.TICK or course.tried_at is None:
        return None
    if job.rhythm is Rhythm.OFTEN:
        due = course.tried_at + OUTSIDE_EVERY
    elif course.ended_at is not None and course.ended_at >= last_night(at):
        due = next_night(at)
    elif course.failed_at is not None and course.failed_at >= last_night(at):
        due = min(course.failed_at + RETRY_NIGHTLY, next_night(at))
    else:
        return None
    return due if due > at else None


def judge(job: Job, course: Course, *, at: datetime, is_on: bool = True) -> JobState:
    """Say how a job stands at a moment."""
    if not is_on:
        return JobState.OFF
    if course.failing_since is not None:
        return JobState.FAILING
    if course.begun_at and (course.tried_at is None or course.tried_at < course.begun_at):
        return JobState.RUNNING if at - course.begun_at < LONGEST_RUN else JobState.OVERDUE
    if course.ended_at is None:
        return JobState.NEVER
    if job.rhythm is Rhythm.NIGHT and course.ended_at < last_night(at - NIGHTLY_GRACE):
        return JobState.OVERDUE
    return JobState.WELL


def _night_of(day: date) -> datetime:
    return datetime.combine(day, NIGHT, _ZONE).astimezone(UTC)
