"""Chasing: one letter to each person with everything that is due from them.

A person is written to when some step of a chase has come for them in one of
their programmes; the letter then tells what is due in all of them. Read and
written in one transaction with the ledger, a letter goes once, however many
clocks tick.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from risk_register.clock import LONDON, london_day
from risk_register.domain.calendars import is_working_day
from risk_register.domain.chase_letters import say_day
from risk_register.domain.chases import (
    ENDS_SOON_DAYS,
    LONGEST_CHASE,
    Chase,
    Stage,
    chase_acceptance,
    chase_question,
    chase_review,
    find_step,
    goes_from,
)
from risk_register.domain.duties import SOON_DAYS
from risk_register.domain.permissions import Role
from risk_register.models import Notice, Person, Programme
from risk_register.services.acceptances import Ending, list_ending
from risk_register.services.calls import Item, Situation, Worker, read_situation
from risk_register.services.chase_contents import Part, write_due_letter
from risk_register.services.duties import DutyKind
from risk_register.services.moved_meetings import Change, list_changes
from risk_register.services.outbox import PostRoom
from risk_register.services.reminders import Ledger, Mark, note_reminders, read_ledger
from risk_register.services.ticks import find_standstill

#: How long a link works where no meeting ends its month.
LINK_DAYS = 14


@dataclass(frozen=True, eq=False)
class Board:
    """Everything in a programme that somebody may have to be written about."""

    situation: Situation
    ledger: Ledger
    endings: Sequence[Ending]
    changes: Sequence[Change]  #: of meetings that people had been called for


def read_board(programme: Programme, *, at: datetime) -> Board:
    """Read a programme at a moment, in a fixed number of queries."""
    today = london_day(at)
    ledger = read_ledger(programme, today=today)
    ahead = timedelta(days=max(ENDS_SOON_DAYS))
    return Board(
        situation=read_situation(programme, at=at),
        ledger=ledger,
        endings=list_ending(programme, on=today, ahead=ahead, back=LONGEST_CHASE),
        changes=list_changes(programme, ledger, on=today),
    )


def list_to_chase(boards: Sequence[Board]) -> list[int]:
    """List the people, by id, to whom a letter has to go about what is due from them."""
    return sorted(list_come(boards))


def list_come(boards: Sequence[Board]) -> dict[int, list[Mark]]:
    """List what it is time to write to each person about, by id; nobody without a letter."""
    people = {person_id for board in boards for person_id in board.situation.workers}
    marks = {
        person_id: [mark for part in _list_parts(person_id, boards) for mark in part.marks]
        for person_id in people
    }
    return {person_id: own for person_id, own in marks.items() if own}


def chase_person(
    person: Person, programmes: Iterable[Programme], *, room: PostRoom, at: datetime
) -> Notice | None:
    """Write somebody the letter that is due to them; None if it has gone meanwhile.

    :param programmes: those the person works in
    """
    boards = [read_board(programme, at=at) for programme in programmes]
    parts = _list_parts(person.id, boards)
    marks = [mark for part in parts for mark in part.marks]
    if not marks:
        return None
    notice = write_due_letter(
        person,
        parts,
        room=room,
        stood=find_standstill(),
        link_until=find_link_end(parts, london_day(at)),
        at=at,
    )
    note_reminders(notice, marks, title=parts[0].worker.title, by=None, at=at)
    return notice


def list_parts_of(
    person: Person, programmes: Iterable[Programme], *, at: datetime
) -> Sequence[Part]:
    """Tell what is due from somebody in each of their programmes, whether or not it is time."""
    return _list_parts(person.id, [read_board(programme, at=at) for programme in programmes])


def find_link_end(parts: Sequence[Part], today: date) -> datetime:
    """Find until when the link of a letter works: the end of the last meeting day, in UTC."""
    months = [part.situation.month for part in parts]
    days = [month.meeting.held_on for month in months if month]
    last = max(days, default=today + timedelta(days=LINK_DAYS))
    return datetime.combine(last + timedelta(days=1), time(), LONDON)


def _list_parts(person_id: int, boards: Iterable[Board]) -> list[Part]:
    parts = []
    for board in boards:
        worker = board.situation.workers.get(person_id)
        if worker is not None and worker.posts and worker.may_answer:
            parts.append(_Reader(board, worker).part())
    return parts


class _Reader:
    """One person in one programme, and the steps that have come for them."""

    def __init__(self, board: Board, worker: Worker) -> None:
        self.situation, self.ledger, self.worker = board.situation, board.ledger, worker
        self.person_id = worker.person.id
        self.items = self.situation.list_items(worker)
        held = {post.id for post in worker.posts}
        self.endings = [each for each in board.endings if each.owner_id in held]
        self.changes = [each for each in board.changes if each.concerns(self.person_id)]

    def part(self) -> Part:
        """Tell what is due and what has come; on closed days only that a meeting has changed."""
        marks = [mark for each in self.changes for mark in each.list_marks(self.person_id)]
        if is_working_day(self.situation.today, self.situation.holidays):
            marks += [*self._month(), *self._questions(), *self._reviews(), *self._acceptances()]
        matters = {mark.matter for mark in marks}
        told = [each for each in self.endings if each.has_ended or each.matter in matters]
        return Part(self.situation, self.worker, self.items, told, self.changes, marks)

    def _month(self) -> Iterable[Mark]:
        month, chase = self.situation.month, self.situation.chase
        if month is None or chase is None:
            return
        matter = f"meeting {month.meeting.id}"
        about = f"the meeting of {say_day(month.meeting.held_on)}"
        # Nobody is called twice, though the meeting was moved.
        is_called = self.ledger.find_called_for(self.person_id, matter) is not None
        mark = self._find(matter, chase, about, gone={(Stage.CALL, 1)} if is_called else set())
        if mark is None or mark.from_on is None:
            return
        if any(item.is_of_call or _was_asked(item, by=mark.from_on) for item in self.items):
            yield mark
        elif (
            Role.RISK_OWNER in self.worker.roles
            and not is_called
            and not self.ledger.has_any(self.person_id, matter, Stage.NOTHING_DUE)
        ):
            yield replace(mark, stage=Stage.NOTHING_DUE, number=1)

    def _questions(self) -> Iterable[Mark]:
        for item in self.items:
            if item.kind is DutyKind.ANSWER:
                chase = chase_question(item.due_on)
                yield from self._list(f"question {item.row_id}", chase, item.reference)

    def _reviews(self) -> Iterable[Mark]:
        if self.situation.call is not None:
            return  # the month's own chase speaks of them
        ended = {each.risk_id for each in self.endings if each.has_ended}
        for item in self.items:
            is_dated = item.kind is DutyKind.REVIEW and item.reviewed_by is not None
            if is_dated and item.row_id not in ended:
                chase = chase_review(item.due_on, soon_days=SOON_DAYS)
                yield from self._list(f"risk {item.row_id}", chase, item.reference)

    def _acceptances(self) -> Iterable[Mark]:
        for each in self.endings:
            yield from self._list(each.matter, chase_acceptance(each.expires_on), each.reference)

    def _list(self, matter: str, chase: Chase, about: str) -> list[Mark]:
        mark = self._find(matter, chase, about, gone=set())
        return [mark] if mark else []

    def _find(
        self, matter: str, chase: Chase, about: str, *, gone: set[tuple[Stage, int]]
    ) -> Mark | None:
        """Find the step that has come, as a line of the ledger.

        :param gone: steps that count as gone besides those in the ledger
        """
        digest = self.worker.person.digest_days
        step = find_step(
            chase,
            gone=gone | self.ledger.list_stages(self.person_id, matter, due_on=chase.due_on),
            digest_days=digest,
            today=self.situation.today,
        )
        if step is None:
            return None
        return Mark(
            self.situation.programme,
            matter,
            step.stage,
            chase.due_on,
            about,
            step.number,
            from_on=goes_from(step, chase, digest),
        )


def _was_asked(item: Item, *, by: date) -> bool:
    return item.kind is DutyKind.ANSWER and item.due_on <= by
