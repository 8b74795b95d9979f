"""The clock's jobs: each a function of a moment, safe to run late, twice or in two places."""

import logging
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from risk_register.database import db, write_transaction
from risk_register.domain.errors import RegisterError
from risk_register.services.deliveries import deliver_letters
from risk_register.services.drawings import claim_due_pack, finish_pack, list_due_meetings
from risk_register.services.leases import beat, release_lease, take_lease
from risk_register.services.outbox import PostRoom
from risk_register.services.previews import forget_old_previews, has_old_previews
from risk_register.services.programmes import get_programme, list_programmes

log = logging.getLogger(__name__)

CLOCK = "clock"  #: name of the lease and of the heartbeat
LEASE_SECONDS = 150.0  #: longer than two ticks


@dataclass
class Round:
    """What one round of the clock did."""

    packs_made: int = 0
    packs_failed: int = 0
    letters_sent: int = 0
    letters_waiting: int = 0
    letters_failed: int = 0
    troubles: int = 0  #: jobs that could not be finished; the log says why

    @property
    def words(self) -> str:
        """Say it in a line; empty if there was nothing to do."""
        counts = {name.replace("_", " "): count for name, count in asdict(self).items()}
        return ", ".join(f"{name}: {count}" for name, count in counts.items() if count)


def run_round(room: PostRoom, *, at: datetime) -> Round:
    """Do everything that is due at a moment.

    A job that fails is logged and does not keep the others from running.
    """
    done = Round()
    for job in (send_due_letters, make_due_packs, drop_old_previews):  # no letter waits for a pack
        try:
            job(room, done, at=at)
        except (RegisterError, SQLAlchemyError):
            db.session.rollback()
            done.troubles += 1
            log.exception("The clock could not finish %s.", job.__name__)
    with write_transaction():
        beat(CLOCK, at=at, words=done.words or "nothing was due")
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


def make_due_packs(_room: PostRoom, done: Round, *, at: datetime) -> None:
    """Make every pack whose time has come, one after the other."""
    keys = [programme.key for programme in list_programmes()]
    for key in keys:
        held_on = [meeting.id for meeting in list_due_meetings(get_programme(key), at=at)]
        for meeting_id in held_on:
            _make_pack(key, meeting_id, done, at=at)


def send_due_letters(room: PostRoom, done: Round, *, at: datetime) -> None:
    """Send every letter whose next try is due."""
    tally = deliver_letters(room, at=at)
    done.letters_sent += tally.sent
    done.letters_waiting += tally.waiting
    done.letters_failed += tally.failed


def drop_old_previews(_room: PostRoom, _done: Round, *, at: datetime) -> None:
    """Throw away the previews of packs that are older than a day."""
    if has_old_previews(at=at):
        with write_transaction():
            forget_old_previews(at=at)


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
