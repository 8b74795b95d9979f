"""The ledger of chases: what has gone to whom, so that nothing goes twice and nothing is lost."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.chases import CALLED, LONGEST_CHASE, Stage
from risk_register.domain.permissions import Permission
from risk_register.models import Notice, Person, Programme, Reminder
from risk_register.services.events import record_event
from risk_register.services.programmes import Member

PAGE_SIZE = 50
#: Due dates so long past are chased no more, so their lines need not be read.
REMEMBERED = LONGEST_CHASE + timedelta(days=35)
NUDGE = "nudge"  #: the matter of a nudge, which is of a person and a day


@dataclass(frozen=True)
class Mark:
    """A line of the ledger before it is written, with what it is about in words."""

    programme: Programme
    matter: str  #: like "meeting 4" or "acceptance 3"
    stage: Stage
    due_on: date
    about: str
    number: int = 1  #: among the steps of its stage
    from_on: date | None = None  #: London date from which it could go

    @property
    def key(self) -> str:
        """Give the matter as the ledger holds it: the second reminder is one of its own."""
        return self.matter if self.number == 1 else f"{self.matter} ({self.number})"


@dataclass(frozen=True)
class Ledger:
    """What has gone to the people of a programme."""

    due_days: dict[tuple[int, str, Stage], list[date]] = field(
        default_factory=lambda: defaultdict(list)
    )  #: by person, matter and stage; in the order in which they went
    newest_due: dict[tuple[int, str], date] = field(default_factory=dict)
    matters: set[str] = field(default_factory=set)

    def has(self, person_id: int, mark: Mark) -> bool:
        """Say whether a line stands in it."""
        return mark.due_on in self.due_days.get((person_id, mark.key, mark.stage), ())

    def list_stages(self, person_id: int, matter: str, *, due_on: date) -> set[tuple[Stage, int]]:
        """List the stages of a matter, with their numbers, that have gone for a due date."""
        return {
            (stage, _number(key))
            for (person, key, stage), days in self.due_days.items()
            if person == person_id and _matter(key) == matter and due_on in days
        }

    def has_any(self, person_id: int, matter: str, stage: Stage) -> bool:
        """Say whether a stage of a matter has gone, whatever day it was about."""
        return (person_id, matter, stage) in self.due_days

    def find_called_for(self, person_id: int, matter: str) -> date | None:
        """Find the due date that somebody was last told of a matter; None if they were not."""
        return self.newest_due.get((person_id, matter))


def read_ledger(programme: Programme, *, today: date) -> Ledger:
    """Read what has gone about everything that is still chased."""
    ledger = Ledger()
    rows = db.session.execute(
        select(Reminder.person_id, Reminder.matter, Reminder.stage, Reminder.due_on)
        .where(Reminder.programme_id == programme.id, Reminder.due_on >= today - REMEMBERED)
        .order_by(Reminder.id)
    )
    for person_id, key, stage, due_on in rows:
        ledger.due_days[person_id, key, stage].append(due_on)
        ledger.matters.add(_matter(key))
        if stage in CALLED:
            ledger.newest_due[person_id, _matter(key)] = due_on
    return ledger


def note_reminders(
    notice: Notice, marks: Sequence[Mark], *, title: str, by: Person | None, at: datetime
) -> None:
    """Write down what a letter chases somebody about, each programme in its own record.

    :param title: what the reader of the letter is called
    :param by: who asked for it; None for the clock
    """
    ordered = sorted(marks, key=lambda mark: mark.programme.key)
    for _, group in groupby(ordered, key=lambda mark: mark.programme.key):
        own = list(group)
        db.session.add_all(
            Reminder(
                programme=mark.programme,
                person=notice.person,
                matter=mark.key,
                stage=mark.stage,
                due_on=mark.due_on,
                noted_at=at,
                notice=notice,
            )
            for mark in own
        )
        record_event(
            "person chased" if by is None else "person nudged",
            subject=f"person {notice.person.id}",
            programme=own[0].programme,
            by=by,
            at=at,
            facts={"reader": title, "matters": "; ".join(dict.fromkeys(m.about for m in own))},
        )


def list_nudged(people: Iterable[int], *, on: date) -> set[int]:
    """List the ids of those among some people who were nudged on a London date."""
    rows = db.session.scalars(
        select(Reminder.person_id).where(
            Reminder.person_id.in_(list(people)),
            Reminder.matter == NUDGE,
            Reminder.due_on == on,
        )
    )
    return set(rows)


@dataclass(frozen=True)
class ReminderPage:
    """A page of the ledger, the newest first, with how many lines there are in all."""

    reminders: Sequence[Reminder]
    total: int
    number: int  #: from 1

    @property
    def pages(self) -> int:
        """Count the pages, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def groups(self) -> list[tuple[str, date, list[Reminder]]]:
        """Put the lines about one matter and due date together, in the order of their newest."""
        found: dict[tuple[str, date], list[Reminder]] = defaultdict(list)
        for line in self.reminders:
            found[_matter(line.matter), line.due_on].append(line)
        return [(matter, due_on, lines) for (matter, due_on), lines in found.items()]


def list_reminders(member: Member, *, page: int = 1) -> ReminderPage:
    """List a page of the programme's ledger.

    :param page: from 1; none are on a page after the last one
    :raises NotAllowedError: if the member may not read it
    """
    member.check(Permission.READ_REMINDERS)
    own = Reminder.programme_id == member.programme.id
    total = db.session.scalar(select(func.count(Reminder.id)).where(own)) or 0
    lines = db.session.scalars(
        select(Reminder)
        .where(own)
        .options(joinedload(Reminder.person).joinedload(Person.agency), joinedload(Reminder.notice))
        .order_by(Reminder.noted_at.desc(), Reminder.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return ReminderPage(lines, total, page)


def list_ids(matters: Collection[str], kind: str) -> set[int]:
    """List the numbers of the matters of a kind: of "meeting 4" it is 4."""
    split = (matter.split() for matter in matters)
    return {int(words[1]) for words in split if words[0] == kind and len(words) > 1}


def _matter(key: str) -> str:
    return key.partition(" (")[0]


def _number(key: str) -> int:
    return int(key.partition(" (")[2].rstrip(")") or 1)
