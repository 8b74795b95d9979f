"""Growing a register: thousands of risks with two years of sealed history, in bulk.

What is written is what the services would have written one by one: every row stands in a line,
and the chain holds, so ``history verify`` finds nothing. Only a measurement or a test that needs
many risks grows one.
"""

import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias, cast

from sqlalchemy import Table, delete, func, insert, select, text

from risk_register.database import Base, as_plain, db, recorded_columns
from risk_register.domain.risks import RiskStatus
from risk_register.domain.schemes import Scheme
from risk_register.domain.scoring import Basis
from risk_register.models import (
    Action,
    ActionUpdate,
    Assessment,
    Control,
    Event,
    Mitigation,
    Programme,
    Review,
    Risk,
    Threat,
)
from risk_register.services.events import GENESIS, seal
from risk_register.services.schemes import read_scheme
from tests.unguarded import unguarded

Row: TypeAlias = dict[str, Any]

MONTHS = 24
LINES_A_RISK = 20
#: What comes after a risk is opened, scored three times and given an action: 15 lines.
LIFE = (
    *("confirm",) * 6,
    *("score",) * 4,
    *("act",) * 3,
    "reword",
    "control",
)
MODELS = (Risk, Control, Threat, Assessment, Review, Action, Mitigation, ActionUpdate)
STATES = ("on_track", "at_risk", "off_track", "on_track", "done")
REASONS = (
    "Two posts were offered and one was declined.",
    "The figures of the last month confirm what schools report.",
    "The second team has started, and the oldest cases are being worked through.",
)


def grow(size: int, *, now: datetime) -> None:
    """Add risks to the only programme until it has so many that live; they age up to 24 months.

    About one in twenty of the new ones has left the register again and comes on top.

    :param now: the present moment; what is grown lies before it
    """
    programme = db.session.scalars(select(Programme)).one()
    living = _count(Risk.status == RiskStatus.OPEN)
    if living >= size:
        return
    growth = Growth(programme, now)
    for place in range(size - living):
        growth.add_risk(place / (size - living), leaves=False)
        if place % 20 == 19:
            growth.add_risk(place / (size - living), leaves=True)
    growth.store()


@dataclass
class Line:
    """A line of the record that is still to be sealed."""

    at: datetime
    kind: str
    subject: str
    person: int
    changes: list[Row]
    reason: str | None = None
    facts: Row = field(default_factory=dict)

    def as_event(self, chain: str, programme_id: int) -> Row:
        """Give it the columns of an event, those of the chain excepted."""
        body = {
            "chain": chain,
            "kind": self.kind,
            "subject": self.subject,
            "at": self.at.isoformat(),
            "person": self.person,
            "agency": 1,
            "reason": self.reason,
            "facts": self.facts,
            "changes": self.changes,
        }
        return {
            "chain": chain,
            "body": json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
            "kind": self.kind,
            "subject": self.subject,
            "at": self.at,
            "person_id": self.person,
            "programme_id": programme_id,
        }


class Growth:
    """New rows and lines of one programme, kept until all are there."""

    def __init__(self, programme: Programme, now: datetime) -> None:
        self.programme = programme
        self.scheme: Scheme = read_scheme(programme.scheme)
        self.now = now.astimezone(UTC)
        self.begins = self.now - timedelta(days=MONTHS * 365.25 / 12)
        self.chance = random.Random(2018)  # noqa: S311 - the same register each time, no secret
        self.rows: dict[type[Base], list[Row]] = defaultdict(list)
        self.lines: list[Line] = []
        self.last = {model: db.session.scalar(select(func.max(model.id))) or 0 for model in MODELS}
        self.number = db.session.scalar(select(func.max(Risk.number))) or 0
        self.patterns = _rows(Risk)
        self.controls = _rows(Control)
        self.actions = _rows(Action)
        self.areas = db.session.scalars(select(Threat.area_id)).unique().all()
        self.people = _holders()

    def add_risk(self, age: float, *, leaves: bool) -> None:
        """Let a risk live: opened after this share of the time, and changed until now."""
        self.number += 1
        born = self.begins + (self.now - self.begins) * (0.02 + 0.93 * age)
        life = Life(self, self.number, born)
        span = (self.now - born) * (self.chance.uniform(0.3, 1) if leaves else 1)
        moments = sorted(
            born + timedelta(hours=2) + (span - timedelta(hours=3)) * share
            for share in (self.chance.random() for _ in LIFE)
        )
        acts = list(LIFE)
        self.chance.shuffle(acts)
        if self.number % 12 == 0:  # closed, and opened again
            acts = [*acts[:7], "close", "reopen", *acts[9:]]
        for at, act in zip(moments, acts, strict=True):
            getattr(life, act)(at)
        if leaves:
            life.close(born + span - timedelta(minutes=30))

    def add(self, model: type[Base], **columns: Any) -> Row:
        """Make a row, and say how the record tells it."""
        self.last[model] += 1
        row = dict.fromkeys(recorded_columns(model))
        row |= {"id": self.last[model], **columns}
        if "version" in model.__table__.c:
            row["version"] = 1
        self.rows[model].append(row)
        return row

    def store(self) -> None:
        """Write all rows, and weave the lines into the chain by their moments."""
        connection = db.session.connection()
        for model in MODELS:
            if self.rows[model]:
                connection.execute(insert(cast("Table", model.__table__)), self.rows[model])
        chain, key = self.programme.key, self.programme.id
        columns = [
            column for column in Event.__table__.c if column.name not in {"previous", "hash"}
        ]
        kept = db.session.execute(
            select(*columns).where(Event.chain == chain).order_by(Event.sequence)
        )
        events = [dict(row) for row in kept.mappings()]
        events.extend(line.as_event(chain, key) for line in self.lines)
        events.sort(key=lambda row: row["at"])
        previous = GENESIS
        for sequence, row in enumerate(events, 1):
            row |= {"sequence": sequence, "previous": previous}
            previous = row["hash"] = seal(sequence, previous, row["body"])
        with unguarded():
            connection.execute(delete(Event).where(Event.chain == chain))
            connection.execute(insert(Event), events)
        _settle()


class Life:
    """One new risk, and what is done to it."""

    def __init__(self, growth: Growth, number: int, born: datetime) -> None:
        self.growth = growth
        self.number = number
        self.subject = f"risk R-{number:03}"
        pattern = growth.chance.choice(growth.patterns)
        self.person, self.post = growth.people.get(pattern["owner_id"], growth.people[None])
        self.changed: list[Row] = []
        self.risk = growth.add(
            Risk,
            **{name: value for name, value in pattern.items() if name not in {"id", "number"}},
        )
        self.risk |= {
            "number": number,
            "title": f"{pattern['title']} ({number})",
            "status": RiskStatus.OPEN,
            "opened_at": born,
            "current_likelihood": None,
            "current_impact": None,
            "current_score": None,
            "current_band": None,
            "reviewed_at": None,
            "review_due_on": None,
        }
        self._open(born)

    def confirm(self, at: datetime) -> None:
        """Say that nothing has changed."""
        self._review("confirmed", at, note=None)
        self._say("risk confirmed", at)

    def score(self, at: datetime, basis: Basis = Basis.CURRENT) -> None:
        """Judge it."""
        chance = self.growth.chance
        likelihood, impact = chance.randint(1, 5), chance.randint(2, 5)
        score = self.growth.scheme.score(likelihood, impact)
        band, reason = self.growth.scheme.band(score).key, chance.choice(REASONS)
        self._make(
            Assessment,
            risk_id=self.risk["id"],
            basis=basis,
            likelihood=likelihood,
            impact=impact,
            score=score,
            band=band,
            scheme_id=self.growth.programme.scheme_id,
            reason=reason,
            confidence=None,
            method="owner",
            assessed_by_id=self.person,
            assessed_as_id=self.post,
            assessed_at=at,
        )
        if basis is Basis.CURRENT:
            self._change(
                Risk,
                self.risk,
                current_likelihood=likelihood,
                current_impact=impact,
                current_score=score,
                current_band=band,
            )
            self._review("updated", at, note=reason)
        self._say("risk scored", at, reason, basis=basis.value, score=score)

    def act(self, at: datetime) -> None:
        """Say how its action goes."""
        state, progress = self.growth.chance.choice(STATES), self.growth.chance.randrange(0, 100, 5)
        progress = 100 if state == "done" else progress
        note = self.growth.chance.choice(REASONS)
        self._change(Action, self.action, status=state, progress=progress, note=note, noted_at=at)
        self._make(
            ActionUpdate,
            action_id=self.action["id"],
            status=state,
            progress=progress,
            due_on=self.action["due_on"],
            note=note,
            updated_by_id=self.person,
            updated_as_id=self.post,
            updated_at=at,
        )
        self._say("action updated", at, note, action=self.action["reference"])

    def reword(self, at: datetime) -> None:
        """Say its cause in other words."""
        self._change(Risk, self.risk, cause=f"{self.risk['cause']}, and more of it than before")
        self._say("risk edited", at, "The board asked for plainer words.")

    def control(self, at: datetime) -> None:
        """Say how its control holds."""
        new = "in place" if self.held["state"] != "in place" else "partly in place"
        self._change(Control, self.held, state=new)
        self._say("control changed", at, control=self.held["text"], state=new)

    def close(self, at: datetime) -> None:
        """Take it out of the register."""
        reason = "What it warned of can no longer come about."
        self._change(Risk, self.risk, status=RiskStatus.CLOSED, closed_at=at, close_reason=reason)
        self._say("risk closed", at, reason)

    def reopen(self, at: datetime) -> None:
        """Bring it back."""
        self._change(Risk, self.risk, status=RiskStatus.OPEN, closed_at=None, close_reason=None)
        self._say("risk reopened", at, "It has come back after all.")

    def _open(self, born: datetime) -> None:
        growth, risk_id = self.growth, self.risk["id"]
        self.changed = [_told(Risk, self.risk)]
        held = growth.chance.choice(growth.controls)
        self.held = self._make(
            Control,
            **{name: value for name, value in held.items() if name not in {"id", "risk_id"}},
            risk_id=risk_id,
        )
        self.held["version"] = 1
        self._make(Threat, risk_id=risk_id, area_id=growth.chance.choice(growth.areas))
        self._say("risk opened", born)
        for minute, basis in enumerate((Basis.INHERENT, Basis.CURRENT, Basis.TARGET), 10):
            self.score(born + timedelta(minutes=minute), basis)
        self._plan(born + timedelta(hours=1))

    def _plan(self, at: datetime) -> None:
        pattern = self.growth.chance.choice(self.growth.actions)
        due = at.date() + timedelta(days=90 + self.growth.chance.randrange(700))
        self.action = self._make(
            Action,
            programme_id=self.growth.programme.id,
            reference=f"A-{self.number}.1",
            text=pattern["text"],
            lead_id=pattern["lead_id"],
            original_due_on=due,
            due_on=due,
            slips=0,
            status="not_started",
            progress=0,
        )
        self._make(Mitigation, risk_id=self.risk["id"], action_id=self.action["id"])
        self._say("action added", at, action=self.action["reference"], due=due.isoformat())

    def _review(self, outcome: str, at: datetime, *, note: str | None) -> None:
        self._make(
            Review,
            risk_id=self.risk["id"],
            outcome=outcome,
            note=note,
            reviewed_by_id=self.person,
            reviewed_as_id=self.post,
            reviewed_at=at,
        )
        band = self.growth.scheme.find_band(self.risk["current_band"])
        due: date = at.date() + timedelta(days=band.review_days if band else 90)
        self._change(Risk, self.risk, reviewed_at=at, review_due_on=due)

    def _make(self, model: type[Base], **columns: Any) -> Row:
        row = self.growth.add(model, **columns)
        self.changed.append(_told(model, row))
        return row

    def _change(self, model: type[Base], row: Row, **columns: Any) -> None:
        before = {name: as_plain(row[name]) for name in columns}
        after = {name: as_plain(value) for name, value in columns.items()}
        row.update(columns)
        self.changed.append(
            {"table": model.__tablename__, "id": row["id"], "before": before, "after": after}
        )

    def _say(self, kind: str, at: datetime, reason: str | None = None, **facts: Any) -> None:
        self.growth.lines.append(
            Line(at, kind, self.subject, self.person, self.changed, reason, facts)
        )
        self.changed = []


def _told(model: type[Base], row: Row) -> Row:
    after = {name: as_plain(row[name]) for name in recorded_columns(model)}
    return {"table": model.__tablename__, "id": row["id"], "before": None, "after": after}


def _count(condition: Any) -> int:
    return db.session.scalar(select(func.count(Risk.id)).where(condition)) or 0


def _rows(model: type[Base]) -> list[Row]:
    return [dict(row) for row in db.session.execute(select(model.__table__)).mappings()]


def _holders() -> dict[int | None, tuple[int, int]]:
    rows = db.session.execute(text("SELECT post_id, person_id FROM holding ORDER BY id")).all()
    found: dict[int | None, tuple[int, int]] = {post: (person, post) for post, person in rows}
    found[None] = next(iter(found.values()))
    return found


def _settle() -> None:
    """Let PostgreSQL know the ids that were given and how many rows there are."""
    if db.engine.dialect.name == "postgresql":
        for model in MODELS:
            sequence = func.pg_get_serial_sequence(model.__tablename__, "id")
            newest = select(func.max(model.__table__.c.id)).scalar_subquery()
            db.session.execute(select(func.setval(sequence, newest)))
        db.session.execute(text("ANALYZE"))  # in use PostgreSQL does so by itself
    db.session.commit()
