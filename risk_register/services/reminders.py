"""The ledger of chases: what has gone to whom, so that nothing goes twice and nothing is lost."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import select

from risk_register.database import db
from risk_register.domain.chases import CALLED, LONGEST_CHASE, Stage
from risk_register.models import (
    Notice,
    Person,
    Programme,
    Reminder,
)
from risk_register.services.events import record_event

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
            if person == person_id and matter_of(key) == matter and due_on in days
        }

    def has_any(self, person_id: int, matter: str, stage: Stage) -> bool:
        """Say whether a stage of a matter has gone, whatever day it was about."""
        return (person_id, matter, stage) in self.due_days

    def count(self, person_id: int, matter: str, stage: Stage) -> int:
        """Count the letters of a stage about a matter, whatever day they were about."""
        return sum(
            len(days)
            for (person, key, gone), days in self.due_days.items()
            if person == person_id and gone is stage and matter_of(key) == matter
        )

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
        ledger.matters.add(matter_of(key))
        if stage in CALLED:
            ledger.newest_due[person_id, matter_of(key)] = due_on
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


def list_ids(matters: Collection[str], kind: str) -> set[int]:
    """List the numbers of the matters of a kind: of "meeting 4" it is 4."""
    split = (matter.split() for matter in matters)
    return {int(words[1]) for words in split if words[0] == kind and len(words) > 1}


def matter_of(key: str) -> str:
    """Give what a line of the ledger is about, whichever letter of its stage it was."""
    return key.partition(" (")[0]


def _number(key: str) -> int:
    return int(key.partition(" (")[2].rstrip(")") or 1)
