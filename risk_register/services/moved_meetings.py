"""Meetings that were moved or cancelled after people had been called for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from risk_register.database import db
from risk_register.domain.chase_letters import (
    say_cancelled,
    say_day,
    say_moved,
    say_new_due_day,
)
from risk_register.domain.chases import Stage
from risk_register.models import Meeting, Programme
from risk_register.services.meetings import deadlines_of
from risk_register.services.reminders import Ledger, Mark, list_ids


@dataclass(frozen=True, eq=False)
class Change:
    """What those who had been called have to hear about a meeting."""

    programme: Programme
    meeting: Meeting
    due_on: date | None  #: the new day; None: the meeting was cancelled
    ledger: Ledger
    today: date

    @property
    def matter(self) -> str:
        """Name the meeting as the ledger does."""
        return f"meeting {self.meeting.id}"

    def concerns(self, person_id: int) -> bool:
        """Say whether somebody was called for another day, and has not heard of this one."""
        known = self.ledger.find_called_for(person_id, self.matter)
        if known is None:
            return False
        if self.due_on is None:
            return not self._is_thought_cancelled(person_id)
        return known != self.due_on or self._is_thought_cancelled(person_id)

    def list_marks(self, person_id: int) -> Iterable[Mark]:
        """List the lines of the ledger that say that somebody has heard of it."""
        about = f"the change of the meeting of {say_day(self.meeting.held_on)}"
        if self.due_on is None or self._is_thought_cancelled(person_id):
            known = self.ledger.find_called_for(person_id, self.matter) or self.meeting.held_on
            what = f"{self.matter} {'cancelled' if self.due_on is None else 'reinstated'}"
            number = 1 + self.ledger.count(person_id, what, Stage.MOVED)
            yield Mark(self.programme, what, Stage.MOVED, known, about, number)
            if self.due_on is None or self.due_on == known:
                return
        gone = self.ledger.list_stages(person_id, self.matter, due_on=self.due_on)
        number = 1 + sum(stage is Stage.MOVED for stage, _ in gone)  # moved back and forth
        yield Mark(self.programme, self.matter, Stage.MOVED, self.due_on, about, number)

    def say(self, *, is_due: bool) -> str:
        """Say it in sentences.

        :param is_due: whether anything is due from the reader in this programme
        """
        meeting = self.meeting
        if self.due_on is None:
            said = say_cancelled(meeting.body.name, meeting.held_on)
            return f"{said} No answer is needed for this meeting."
        rest = say_new_due_day(self.due_on, self.today, is_due=is_due)
        return f"{self.headline} {rest}"

    @property
    def headline(self) -> str:
        """Say it in a line."""
        body, meeting = self.meeting.body.name, self.meeting
        if self.due_on is None:
            return say_cancelled(body, meeting.held_on)
        before = meeting.moves[-1].from_on if meeting.moves else None
        return say_moved(body, before, meeting.held_on)

    def _is_thought_cancelled(self, person_id: int) -> bool:
        """Say whether the last thing somebody heard is that the meeting is cancelled."""
        cancelled, reinstated = (
            self.ledger.count(person_id, f"{self.matter} {what}", Stage.MOVED)
            for what in ("cancelled", "reinstated")
        )
        return cancelled > reinstated


def list_changes(programme: Programme, ledger: Ledger, *, on: date) -> Sequence[Change]:
    """List the meetings from a London date on that people were called for by another day."""
    meetings = db.session.scalars(
        select(Meeting)
        .where(Meeting.id.in_(list_ids(ledger.matters, "meeting")), Meeting.held_on >= on)
        .options(joinedload(Meeting.body), selectinload(Meeting.moves))
        .order_by(Meeting.held_on, Meeting.id)
    )
    return [
        Change(
            programme,
            meeting,
            None if meeting.cancelled_at else deadlines_of(meeting).updates_due_on,
            ledger,
            on,
        )
        for meeting in meetings
    ]
