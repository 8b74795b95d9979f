"""The clock's round: every job that is due, one after the other; none holds up the others."""

import logging
import secrets
from collections.abc import Iterable
from datetime import datetime

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from risk_register.database import db, write_transaction
from risk_register.domain.errors import RegisterError
from risk_register.domain.jobs import Job
from risk_register.scheduler.bounces import read_bounces
from risk_register.scheduler.chases import chase_people
from risk_register.scheduler.leavers import close_accounts, propose_names
from risk_register.scheduler.nightly import back_up, check_record
from risk_register.scheduler.outside import tell_outside
from risk_register.scheduler.publishing import publish_files
from risk_register.scheduler.rolls import close_due_months
from risk_register.scheduler.rounds import Outcome, Round, Work, say_counts
from risk_register.scheduler.webhooks import tell_programs
from risk_register.services.deliveries import deliver_letters
from risk_register.services.drawings import claim_due_pack, finish_pack, list_due_meetings
from risk_register.services.job_runs import Said, begin_run, end_run, fail_run
from risk_register.services.leases import release_lease, take_lease
from risk_register.services.outbox import PostRoom
from risk_register.services.previews import forget_old_previews, has_old_previews
from risk_register.services.programmes import get_programme, list_programmes
from risk_register.services.ticks import CLOCK, note_round, note_tick

log = logging.getLogger(__name__)

LEASE_SECONDS = 150.0  #: longer than two ticks
NOTHING = Said("nothing was due")
UNFORESEEN = "Something happened that nobody foresaw; the service's log says what."

Task = tuple[Job, Work]


def send_due_letters(room: PostRoom, done: Round, /, *, at: datetime) -> Said | None:
    """Send every letter whose next try is due."""
    tally = deliver_letters(room, at=at)
    done.letters_sent += tally.sent
    done.letters_waiting += tally.waiting
    done.letters_failed += tally.failed
    return _say(
        {
            "sent": tally.sent,
            "to be tried again": tally.waiting,
            "failed": tally.failed,
            "held for a person": tally.held,
        }
    )


def make_due_packs(_room: PostRoom, done: Round, /, *, at: datetime) -> Said | None:
    """Make every pack whose time has come, one after the other."""
    keys = [programme.key for programme in list_programmes()]
    for key in keys:
        held_on = [meeting.id for meeting in list_due_meetings(get_programme(key), at=at)]
        for meeting_id in held_on:
            _make_pack(key, meeting_id, done, at=at)
    return _say({"made": done.packs_made, "could not be made": done.packs_failed})


def drop_old_previews(_room: PostRoom, _done: Round, /, *, at: datetime) -> Said | None:
    """Throw away the previews of packs that are older than a day."""
    if not has_old_previews(at=at):
        return None
    with write_transaction():
        forget_old_previews(at=at)
    return Said("old previews were dropped")


#: In the order of a round: letters leave in the round that writes them, none of them waits for a
#: pack, and nobody waits for the nightly ones.
JOBS: tuple[Task, ...] = (
    (Job.CHASE_PEOPLE, chase_people),
    (Job.SEND_LETTERS, send_due_letters),
    (Job.READ_BOUNCES, read_bounces),
    (Job.MAKE_PACKS, make_due_packs),
    (Job.PUBLISH, publish_files),
    (Job.CLOSE_MONTHS, close_due_months),
    (Job.CLOSE_ACCOUNTS, close_accounts),
    (Job.DROP_PREVIEWS, drop_old_previews),
    (Job.TELL_PROGRAMS, tell_programs),
    (Job.CHECK_RECORD, check_record),
    (Job.LIST_LEFT, propose_names),
    (Job.BACK_UP, back_up),
    (Job.TELL_OUTSIDE, tell_outside),
)


def run_round(room: PostRoom, *, at: datetime, jobs: Iterable[Task] = JOBS) -> Round:
    """Do everything that is due at a moment.

    A job that fails is logged, is noted with its sentence, and does not keep the others from
    running.
    """
    done = Round()
    with write_transaction():
        note_tick(at=at, every=current_app.config["TICK_SECONDS"])
    for job, work in jobs:
        if job.is_on(current_app.config):
            _run(job, work, room, done, at=at)
    with write_transaction():
        note_round(at=at, words=done.words or NOTHING.words)
    if done.words:
        log.info("The clock's round: %s.", done.words)
    return done


def run_led_round(room: PostRoom, *, at: datetime, holder: str) -> Round | None:
    """Do a round if this process leads, or can take the lead.

    :returns: None if another process leads
    """
    with write_transaction():
        leads = take_lease(CLOCK, holder=holder, seconds=LEASE_SECONDS)
    return run_round(room, at=at) if leads else None


def hand_over(holder: str) -> None:
    """Give the lead away at the end, so that the next process need not wait."""
    with write_transaction():
        release_lease(CLOCK, holder=holder)


def _run(job: Job, work: Work, room: PostRoom, done: Round, *, at: datetime) -> None:
    holder = secrets.token_hex(8)
    try:
        with write_transaction():
            if not begin_run(job, holder=holder, at=at):
                return
        said = work(room, done, at=at) or NOTHING
        with write_transaction():
            end_run(job, said, holder=holder, at=at)
    except RegisterError as error:
        log.exception("The clock could not %s.", job)
        _note_failure(job, str(error), done, holder=holder, at=at)
    except Exception:  # it would be met again each time, and hold up the jobs after this one
        log.exception("The clock could not %s.", job)
        _note_failure(job, UNFORESEEN, done, holder=holder, at=at)
    else:
        done.outcomes.append(Outcome(job, said.words))


def _note_failure(job: Job, sentence: str, done: Round, *, holder: str, at: datetime) -> None:
    db.session.rollback()
    done.troubles += 1
    done.outcomes.append(Outcome(job, sentence, has_failed=True))
    try:
        with write_transaction():
            fail_run(job, sentence, holder=holder, at=at)
    except (RegisterError, SQLAlchemyError):
        log.warning("That the clock could not %s was not noted in the database.", job)


def _say(counts: dict[str, int]) -> Said | None:
    words = say_counts(counts)
    return Said(words) if words else None


def _make_pack(key: str, meeting_id: int, done: Round, *, at: datetime) -> None:
    with write_transaction():
        due = {meeting.id: meeting for meeting in list_due_meetings(get_programme(key), at=at)}
        claim = claim_due_pack(due[meeting_id], at=at) if meeting_id in due else None
    if claim is None:
        return
    if finish_pack(claim, at=at):
        done.packs_made += 1
    else:
        done.packs_failed += 1
