"""After a restore: letters that chase and had come since the backup count as gone.

The ledger went back with the register, so the clock would write them once more.
They stand in it without a letter; whoever should have had one can be nudged.
"""

from datetime import datetime, time, timedelta

from risk_register.clock import LONDON, london_day
from risk_register.database import db
from risk_register.domain.calendars import is_working_day
from risk_register.domain.chases import is_hour
from risk_register.models import Programme, Reminder
from risk_register.services.chases import list_come, read_board
from risk_register.services.warnings import list_warnings


def hold_reminders(programme: Programme, *, made_at: datetime, at: datetime) -> int:
    """Enter what may have gone since a backup; the restore must be recorded with it.

    Looks at the last day on which letters could go, and at closed days after it,
    on which only that a meeting has changed is told.

    :param made_at: moment of the backup
    :returns: how many lines were entered
    """
    moment = at if is_hour(at) else _day_before(at)
    held = 0
    while moment > made_at:
        board = read_board(programme, at=moment)
        warned = ((each.person.id, each.marks) for each in list_warnings([board]))
        for person_id, marks in (*list_come([board]).items(), *warned):
            db.session.add_all(
                Reminder(
                    programme=programme,
                    person_id=person_id,
                    matter=mark.key,
                    stage=mark.stage,
                    due_on=mark.due_on,
                    noted_at=at,
                )
                for mark in marks
            )
            held += len(marks)
        db.session.flush()
        if is_working_day(board.situation.today, board.situation.holidays):
            break
        moment = _day_before(moment)
    return held


def _day_before(at: datetime) -> datetime:
    """Give the end of the London day before."""
    return datetime.combine(london_day(at) - timedelta(days=1), time.max, LONDON)
