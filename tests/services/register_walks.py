"""Registers that live at random, month by month, through the real services."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from risk_register.clock import LONDON
from risk_register.database import db, write_transaction
from risk_register.domain.actions import ActionStatus
from risk_register.domain.risks import LIVE, Move, RiskKind, RiskStatus, Treatment
from risk_register.domain.scoring import Basis
from risk_register.models import Acceptance, Body, Mitigation, Person, Programme, Risk
from risk_register.services.acceptances import accept_risk, withdraw_acceptance
from risk_register.services.actions import ActionPlan, Progress, add_action, update_action
from risk_register.services.assessments import Judgement, confirm_risk, record_assessment
from risk_register.services.lives import change_columns, move_risk, propose_risk
from risk_register.services.meetings import add_meeting
from risk_register.services.pack_files import get_content
from risk_register.services.programmes import Member, get_member
from risk_register.services.schemes import adopt_scheme
from tests.services.freezing import note_decision
from tests.services.test_lives import words
from tests.services.test_told_packs import circulate, make

REASON = "The board was told why in so many words."
FIRST = date(2018, 7, 12)  #: a meeting
A_MONTH = timedelta(days=28)
ACTS_A_MONTH = 9


@dataclass
class Told:
    """A pack of the walk: what it says, and what readers held before it."""

    content: dict[str, Any]
    held: list[dict[str, Any]]  #: what the packs circulated before it say, the newest first
    reopened: set[str]  #: since the pack compared with
    merged: set[str]
    adopted: int  #: schemes that were adopted so far


@dataclass
class Walk:
    """One programme that lives at random; the same seed gives the same life."""

    seed: int
    schemes: list[dict[str, Any]]  #: documents to be adopted in turn
    held: list[dict[str, Any]] = field(default_factory=list)
    reopened: set[str] = field(default_factory=set)
    merged: set[str] = field(default_factory=set)
    adopted: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - the same life each time, no secret
        self.programme = db.session.scalars(db.select(Programme)).one()

    def live(self, months: int) -> list[Told]:
        """Let so many months pass, each with a pack."""
        return [self._live_a_month(FIRST + number * A_MONTH) for number in range(months)]

    def _live_a_month(self, held_on: date) -> Told:
        self.day = held_on - timedelta(days=20)
        self.at = datetime.combine(self.day, time(9), LONDON)
        self.by = self._member("Amira")
        self._perhaps_adopt()
        with write_transaction():
            body = db.session.scalars(db.select(Body)).one()
            meeting = add_meeting(
                body, held_on=held_on, starts_at=time(14), place="Hall", at=self.at
            )
            for _ in range(self.chance.randint(0, ACTS_A_MONTH)):
                self.at += timedelta(hours=self.chance.randint(1, 20))
                self._act()
        frozen_at = datetime.combine(held_on - timedelta(days=7), time(6), LONDON)
        pack = make(meeting, at=frozen_at)
        content = get_content(pack)
        told = Told(content, list(self.held), set(self.reopened), set(self.merged), self.adopted)
        if self.chance.random() < 0.7:
            circulate(pack, self._member("Sofia"))
            self.held.insert(0, content)
            self.reopened, self.merged = set(), set()
        self._perhaps_decide(meeting)
        return told

    def _member(self, name: str) -> Member:
        person = db.session.scalars(db.select(Person).where(Person.name == name)).one()
        return get_member(person, "send", on=self.day)

    def _perhaps_adopt(self) -> None:
        if self.schemes and self.chance.random() < 0.1:
            document = self.schemes.pop(0)
            with write_transaction():
                adopt_scheme(self.programme, document, from_on=self.day, at=self.at, today=self.day)
            self.adopted += 1

    def _perhaps_decide(self, meeting: Any) -> None:
        with write_transaction():
            if risk := self._pick(*LIVE):
                at = datetime.combine(meeting.held_on, time(17), LONDON)
                note_decision(meeting, risk, "Come back with a plan.", at=at)

    def _act(self) -> None:
        acts = {
            self._propose: 4,
            self._score: 7,
            self._reword: 2,
            self._confirm: 2,
            self._accept: 2,
            self._withdraw: 1,
            self._plan: 3,
            self._report: 3,
            self._close: 2,
            self._merge: 1,
            self._reopen: 3,
            self._occur: 1,
        }
        (act,) = self.chance.choices(list(acts), list(acts.values()))
        act()

    def _pick(self, *statuses: RiskStatus) -> Risk | None:
        risks = db.session.scalars(
            db.select(Risk).where(Risk.status.in_(statuses)).order_by(Risk.number)
        ).all()
        return self.chance.choice(risks) if risks else None

    def _move(self, risk: Risk, step: Move, into: str | None = None) -> None:
        move_risk(
            risk, step, reason=REASON, into=into, by=self.by, at=self.at, version=risk.version
        )

    def _propose(self) -> None:
        is_hope = self.chance.random() < 0.2
        said = words(
            self.by,
            title=f"Invented {self.chance.random():.9f}",
            category=self.chance.choice(self.by.scheme.categories),
            kind=RiskKind.OPPORTUNITY if is_hope else RiskKind.THREAT,
            treatment=Treatment.EXPLOIT if is_hope else Treatment.TREAT,
        )
        risk = propose_risk(said, by=self.by, at=self.at)
        if self.chance.random() < 0.9:
            self._move(risk, Move.ADMIT)
            if self.chance.random() < 0.8:
                self._score(risk)

    def _score(self, risk: Risk | None = None) -> None:
        risk = risk or self._pick(*LIVE)
        if risk is None:
            return
        scheme = self.by.scheme
        points = Judgement(
            self.chance.randint(1, len(scheme.likelihood)),
            self.chance.choice([len(scheme.impact), self.chance.randint(1, len(scheme.impact))]),
            REASON,
        )
        basis = Basis.TARGET if self.chance.random() < 0.1 else Basis.CURRENT
        record_assessment(risk, points, basis=basis, by=self.by, at=self.at, version=risk.version)

    def _reword(self) -> None:
        if risk := self._pick(*LIVE):
            name = self.chance.choice(("title", "cause", "proximity"))
            said = {"proximity": "later"}.get(name, f"{name} {self.chance.random():.9f}")
            change_columns(
                risk, {name: said}, reason="", by=self.by, at=self.at, version=risk.version
            )

    def _confirm(self) -> None:
        if risk := self._pick(*LIVE):
            confirm_risk(risk, note="", by=self.by, at=self.at, version=risk.version)

    def _accept(self) -> None:
        risk = self._pick(*LIVE)
        if risk and risk.current_score is not None:
            until = self.day + timedelta(days=self.chance.randint(20, 90))
            accept_risk(
                risk, reason=REASON, expires_on=until, by=self.by, at=self.at, version=risk.version
            )

    def _withdraw(self) -> None:
        risk = self._pick(*LIVE)
        if risk is None:
            return
        newest = db.session.scalars(
            db.select(Acceptance).where(Acceptance.risk == risk).order_by(Acceptance.id.desc())
        ).first()
        if newest and newest.withdrawn_at is None:
            withdraw_acceptance(risk, reason=REASON, by=self.by, at=self.at, version=risk.version)

    def _plan(self) -> None:
        if risk := self._pick(*LIVE):
            due = self.day + timedelta(days=self.chance.randint(10, 60))
            plan = ActionPlan("Recruit", self.by.post.id, due)
            add_action(risk, plan, by=self.by, at=self.at, version=risk.version)

    def _report(self) -> None:
        mitigations = db.session.scalars(db.select(Mitigation).order_by(Mitigation.id)).all()
        action = self.chance.choice(mitigations).action
        status = self.chance.choice(list(ActionStatus))
        progress = 100 if status is ActionStatus.DONE else 40
        said = Progress(status, progress, action.due_on, REASON)
        update_action(action, said, by=self.by, at=self.at, version=action.version)

    def _close(self) -> None:
        if risk := self._pick(*LIVE):
            self._move(risk, Move.CLOSE)

    def _merge(self) -> None:
        risk, other = self._pick(*LIVE), self._pick(*LIVE)
        if risk and other and risk is not other:
            self._move(risk, Move.MERGE, into=other.reference)
            self.merged.add(risk.reference)

    def _reopen(self) -> None:
        if risk := self._pick(RiskStatus.CLOSED, RiskStatus.MERGED):
            self._move(risk, Move.REOPEN)
            self.reopened.add(risk.reference)
            self.merged.discard(risk.reference)

    def _occur(self) -> None:
        if risk := self._pick(RiskStatus.OPEN):
            self._move(risk, Move.OCCUR)


def count_kinds(content: dict[str, Any]) -> Counter[str]:
    """Count the movements of a pack by their kind."""
    return Counter(risk["movement"]["kind"] for risk in content["risks"])
