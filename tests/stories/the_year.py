"""A year of the demonstration, played by moving the one clock: who does what, and when.

The clock ticks twice on every working day and once on others. People act through
the same services as at their pages. Every third owner stays silent in a month;
which, changes with the month.
"""

from datetime import date, datetime, time, timedelta

from risk_register.clock import LONDON
from risk_register.database import db, write_transaction
from risk_register.domain.actions import ActionStatus
from risk_register.domain.calendars import is_working_day
from risk_register.domain.decisions import Ruling
from risk_register.domain.jobs import Job
from risk_register.domain.meetings import DecisionKind
from risk_register.domain.packs import PackState
from risk_register.models import Holding, Meeting, Membership, Person, Risk
from risk_register.scheduler.jobs import JOBS, run_round
from risk_register.services.actions import Progress, update_action
from risk_register.services.assessments import confirm_risk
from risk_register.services.circulations import (
    Covering,
    circulate_pack,
    count_circulations,
    is_late,
)
from risk_register.services.decisions import record_decision
from risk_register.services.duties import DutyKind, find_month, list_duties
from risk_register.services.events import record_event
from risk_register.services.meetings import deadlines_of, find_next_meeting
from risk_register.services.moves import foresee_move, move_meeting
from risk_register.services.notes import answer_note
from risk_register.services.packs import approve_pack, find_newest
from risk_register.services.programmes import get_member, get_programme

KEY = "oxfordshire-send"
FIRST, LAST = date(2018, 6, 5), date(2019, 2, 20)
#: The clock stands still over Christmas: the call for January falls into it, and the freeze.
STANDS = (date(2018, 12, 15), date(2019, 1, 2))
MOVED = (date(2018, 10, 23), date(2018, 11, 8), date(2018, 11, 15))
LEAVER, NEWCOMER = "vulnerable-learners@example.org", "newcomer@example.org"
LEAVES = date(2018, 9, 30)
#: The record is checked once, at the end; each night would take longer than the year.
ROUND = tuple(task for task in JOBS if task[0] is not Job.CHECK_RECORD)


class Year:
    """Plays the year in an application; ``rounds`` counts what the clock did."""

    def __init__(self, room):
        self.room = room
        self.rounds = []
        self.silent = set()  #: (meeting, e-mail) of owners who did not answer

    def play(self):
        """Live from the first to the last day."""
        day = FIRST
        while day <= LAST:
            self._live(day)
            day += timedelta(days=1)

    def _live(self, day):
        is_down = STANDS[0] <= day < STANDS[1]
        if not is_down and day != STANDS[1]:  # on which it starts again in the morning
            self._tick(at(day, 6, 5))
        if not is_working_day(day, self._holidays(day)):
            return
        if not is_down:
            self._tick(at(day, 9))
        self._change_the_table(day)
        self._answer(day)
        if self._approve(day) and not is_down:
            self._tick(at(day, 11))
        if self._circulate(day) and not is_down:
            self._tick(at(day, 15))
        self._meet(day)

    def _tick(self, moment):
        self.rounds.append(run_round(self.room, at=moment, jobs=ROUND))

    def _holidays(self, day):
        meeting = coming(day)
        return deadlines_of(meeting).holidays if meeting else frozenset()

    def _change_the_table(self, day):
        if day == MOVED[0]:
            move(*MOVED)
        if day == LEAVES + timedelta(days=1):
            hand_over(LEAVER, day)

    def _answer(self, day):
        """Let owners answer on the day before their updates are due, and the late ones never."""
        meeting = coming(day)
        if meeting is None or deadlines_of(meeting).updates_due_on != day + timedelta(days=1):
            return
        for number, person in enumerate(list_people()):
            member = get_member(person, KEY, on=day)
            if (number + day.month) % 3 == 0:
                self.silent.add((meeting.id, person.email))
            else:
                answer_all(member, at(day, 14))

    def _approve(self, day):
        pack = newest(day)
        if pack is None or pack.state is not PackState.MADE or pack.approved_at:
            return False
        with write_transaction():
            pack = newest(day)
            approve_pack(
                pack, sha256=pack.sha256, by=holder("programme-manager", day), at=at(day, 10)
            )
        return True

    def _circulate(self, day):
        pack = newest(day)
        if (
            pack is None
            or not pack.approved_at
            or pack.state is not PackState.MADE
            or count_circulations(pack)
        ):
            return False
        with write_transaction():
            pack = newest(day)
            late = (
                "The register's clock had stood still." if is_late(pack, at=at(day, 14, 30)) else ""
            )
            circulate_pack(
                pack,
                number=1,
                covering=Covering(late_reason=late),
                domain="example.org",
                by=holder("board-secretary", day),
                at=at(day, 14, 30),
            )
        return True

    def _meet(self, day):
        meeting = coming(day)
        if meeting is None or meeting.held_on != day:
            return
        with write_transaction():
            risk = db.session.scalars(db.select(Risk).order_by(Risk.number)).first()
            record_decision(
                coming(day),
                Ruling(DecisionKind.CHALLENGED, f"What changed before {day:%d %B}?", risk.version),
                risk=risk,
                by=holder("board-secretary", day),
                at=at(day, 15),
            )


def at(day, hour, minute=0):
    """Give a moment in London."""
    return datetime.combine(day, time(hour, minute), LONDON)


def coming(day):
    """Find the programme board's next meeting, the day itself included."""
    return find_next_meeting(get_programme(KEY), on=day)


def newest(day):
    meeting = coming(day)
    return find_newest(meeting) if meeting else None


def holder(name, day):
    return get_member(find_person(f"{name}@example.org"), KEY, on=day)


def find_person(email):
    return db.session.scalars(db.select(Person).where(Person.email == email)).one()


def list_people():
    """List who works in the programme, by address."""
    works = Person.id.in_(db.select(Membership.person_id))
    return db.session.scalars(
        db.select(Person).where(works, Person.is_active).order_by(Person.email)
    ).all()


def move(on, from_on, to_on):
    """Let the secretary move the meeting of a day, having read what follows."""
    with write_transaction():
        meeting = db.session.scalars(db.select(Meeting).where(Meeting.held_on == from_on)).one()
        seen = foresee_move(meeting, to_on, at=at(on, 13))
        move_meeting(
            meeting,
            to_on=to_on,
            reason="The hall is taken.",
            by=holder("board-secretary", on),
            at=at(on, 13),
            version=meeting.version,
            mark=seen.mark,
        )


def hand_over(leaver, day):
    """Let somebody new hold a leaver's post from a day on, and sign the leaver off."""
    with write_transaction():
        gone = find_person(leaver)
        gone.is_active = False
        held = db.session.scalars(db.select(Holding).where(Holding.person_id == gone.id)).one()
        held.until_on = day - timedelta(days=1)
        new = Person(email=NEWCOMER, name="Robin Example", agency_id=gone.agency_id)
        db.session.add(new)
        db.session.flush()
        db.session.add(Holding(post_id=held.post_id, person=new, from_on=day))
        for row in db.session.scalars(
            db.select(Membership).where(Membership.person_id == gone.id)
        ).all():
            db.session.add(
                Membership(programme_id=row.programme_id, person_id=new.id, role=row.role)
            )
        record_event("people added", subject="people", programme=None, by=None, at=at(day, 8))


def answer_all(member, moment):
    """Answer everything that is due from somebody, each thing in a transaction of its own."""
    month = find_month(member, at=moment)
    for due in list_duties(member, month=month).due:
        with write_transaction():
            if due.kind is DutyKind.ANSWER:
                answer_note(due.note, answer="It is as we said.", by=member, at=moment)
            elif due.kind is DutyKind.REVIEW:
                confirm_risk(due.risk, note="", by=member, at=moment, version=due.risk.version)
            else:
                said = Progress(ActionStatus.ON_TRACK, due.action.progress, due.action.due_on, "")
                update_action(due.action, said, by=member, at=moment, version=due.action.version)
