"""The clock's chasing: each letter in a transaction of its own, at most once.

Nobody is written to before seven in London, nor on days on which offices are
closed; only that a meeting was moved or cancelled does not wait for an open day.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from risk_register.database import db, write_transaction
from risk_register.domain.chases import is_hour
from risk_register.domain.errors import LetterWritingError, RegisterError
from risk_register.models import Notice, Person
from risk_register.scheduler.rounds import Round, say_counts
from risk_register.services.acceptances import bring_back_expired
from risk_register.services.chases import Board, chase_person, list_to_chase, read_board
from risk_register.services.job_runs import Said
from risk_register.services.outbox import PostRoom
from risk_register.services.programmes import (
    get_programme,
    list_programmes,
    list_programmes_of,
)
from risk_register.services.warnings import list_to_warn, warn_person

log = logging.getLogger(__name__)


def chase_people(room: PostRoom, _done: Round, /, *, at: datetime) -> Said | None:
    """Bring back what is accepted no longer, chase whom it is time for, and warn who leads.

    :raises LetterWritingError: if a letter could not be written; the others are
    """
    if not is_hour(at):
        return None
    boards = _read_boards(at)
    written = [_write(partial(_chase, each, room, at=at)) for each in list_to_chase(boards)]
    written += [_write(partial(_warn, each, room, at=at)) for each in list_to_warn(boards)]
    if None in written:
        count = written.count(None)
        raise LetterWritingError(
            f"{count} {'letter that is' if count == 1 else 'letters that are'} due could not be "
            "written; the service's log says why."
        )
    words = say_counts({"letters written": sum(filter(None, written))})
    return Said(words) if words else None


def _read_boards(at: datetime) -> list[Board]:
    """Read every programme, after what is accepted no longer has been brought back."""
    boards = [read_board(programme, at=at) for programme in list_programmes()]
    expired = [
        board.situation.programme.key
        for board in boards
        if any(each.has_ended and not each.is_back for each in board.endings)
    ]
    for key in expired:
        with write_transaction():
            bring_back_expired(get_programme(key), at=at)
    if expired:
        return [read_board(programme, at=at) for programme in list_programmes()]
    return boards


def _chase(person_id: int, room: PostRoom, *, at: datetime) -> Notice | None:
    person = db.session.get(Person, person_id)
    if person is None:
        return None
    return chase_person(person, list_programmes_of(person), room=room, at=at)


def _warn(person_id: int, room: PostRoom, *, at: datetime) -> Notice | None:
    return warn_person(person_id, list_programmes(), room=room, at=at)


def _write(write: Callable[[], Notice | None]) -> int | None:
    """Write one letter, and count it; None if it failed, which keeps nobody else from theirs."""
    try:
        with write_transaction():
            return 1 if write() else 0
    except (RegisterError, SQLAlchemyError):
        db.session.rollback()
        log.exception("A letter that is due could not be written.")
        return None
