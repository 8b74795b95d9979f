"""Whatever is done to a register: each moment of it can be seen again, and the record holds."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from risk_register.clock import london_day
from risk_register.database import Base, as_plain, db, read_moment, write_transaction
from risk_register.domain.actions import ActionStatus
from risk_register.domain.errors import RegisterError
from risk_register.domain.risks import ControlState, Move, Proximity, Publication, Treatment
from risk_register.domain.scoring import Basis
from risk_register.models import (
    Action,
    Agency,
    Body,
    Control,
    Escalation,
    ImprovementArea,
    Person,
    Post,
    Risk,
)
from risk_register.services import acceptances, controls, escalations, lives
from risk_register.services.actions import (
    ActionPlan,
    Progress,
    add_action,
    add_mitigation,
    update_action,
)
from risk_register.services.assessments import Judgement, confirm_risk, record_assessment
from risk_register.services.comparisons import compare_moments
from risk_register.services.history import verify_history
from risk_register.services.moments import get_page_at, get_register_at
from risk_register.services.programmes import get_member
from tests.conftest import NOW
from tests.registers import build_app, close_app
from tests.replays import told, told_at

REASON = "It is so because we looked."


class Clerk:
    """Somebody who may do everything, and does what chance says."""

    def __init__(self, seed, at):
        self.chance = Random(seed)  # noqa: S311 - no secret
        self.at = at
        person = db.session.scalars(db.select(Person).where(Person.name == "Amira")).one()
        self.by = get_member(person, "send", on=london_day(NOW))

    def any(self, model):
        return self.chance.choice(db.session.scalars(db.select(model).order_by(model.id)).all())

    def signed(self, matter):
        return {"by": self.by, "at": self.at, "version": matter.version}

    def words(self):
        areas = db.session.scalars(db.select(ImprovementArea.id)).all()
        return lives.RiskWords(
            title=f"Title {self.chance.randrange(5)}",
            category="capacity",
            cause=f"cause {self.chance.randrange(3)}",
            event="something happens",
            consequence="plans are late",
            owner_id=self.any(Post).id,
            carrying_agency_id=self.any(Agency).id,
            treatment=self.chance.choice(list(Treatment)),
            proximity=self.chance.choice(list(Proximity)),
            target_on=self.chance.choice([None, london_day(NOW)]),
            area_ids=frozenset(area for area in areas if self.chance.random() < 0.5),
            publication=self.chance.choice(list(Publication)),
            exempt_paragraph=3,
            exempt_reason="It names a contract.",
        )

    def propose(self):
        lives.propose_risk(self.words(), by=self.by, at=self.at)

    def move(self):
        risk = self.any(Risk)
        step, into = self.chance.choice(list(Move)), self.any(Risk).reference
        lives.move_risk(risk, step, reason=REASON, into=into, **self.signed(risk))

    def reword(self):
        risk = self.any(Risk)
        lives.edit_risk(risk, self.words(), reason="", **self.signed(risk))

    def score(self):
        risk, basis = self.any(Risk), self.chance.choice(list(Basis))
        said = Judgement(self.chance.randint(1, 5), self.chance.randint(1, 5), REASON)
        record_assessment(risk, said, basis=basis, **self.signed(risk))

    def confirm(self):
        risk = self.any(Risk)
        confirm_risk(risk, note="", **self.signed(risk))

    def plan(self):
        risk = self.any(Risk)
        plan = ActionPlan("Do more", self.any(Post).id, london_day(self.at) + timedelta(days=9))
        add_action(risk, plan, **self.signed(risk))

    def act(self):
        action = self.any(Action)
        status, due = self.chance.choice(list(ActionStatus)), action.due_on + timedelta(days=7)
        update_action(action, Progress(status, 40, due, REASON), **self.signed(action))

    def link(self):
        action, risk = self.any(Action), self.any(Risk)
        if all(mitigation.risk_id != risk.id for mitigation in action.mitigations):
            add_mitigation(action, risk, expected=(None, None), by=self.by, at=self.at)

    def hold(self):
        risk = self.any(Risk)
        controls.add_control(risk, self._control(), **self.signed(risk))

    def change_control(self):
        control = self.any(Control)
        controls.update_control(control, self._control(), **self.signed(control))

    def retire(self):
        control = self.any(Control)
        controls.retire_control(control, reason=REASON, **self.signed(control))

    def escalate(self):
        risk = self.any(Risk)
        body = self.any(Body)
        escalations.escalate_risk(risk, body_id=body.id, reason=REASON, **self.signed(risk))

    def bring_back(self):
        if db.session.scalar(db.select(Escalation.id)):
            escalation = self.any(Escalation)
            escalations.return_risk(escalation, reason=REASON, **self.signed(escalation.risk))

    def accept(self):
        risk = self.any(Risk)
        until = london_day(self.at) + timedelta(days=self.chance.randint(1, 3))
        acceptances.accept_risk(risk, reason=REASON, expires_on=until, **self.signed(risk))

    def withdraw(self):
        risk = self.any(Risk)
        acceptances.withdraw_acceptance(risk, reason=REASON, **self.signed(risk))

    def _control(self):
        state = self.chance.choice(list(ControlState))
        return controls.ControlWords(f"control {self.chance.randrange(3)}", state)


VERBS = [name for name in vars(Clerk) if name[0] != "_" and name not in {"any", "signed", "words"}]


def stored():
    """Read all rows as they stand in the tables now."""
    rows = {}
    for mapper in Base.registry.mappers:
        table = mapper.class_.__table__
        found = db.session.execute(db.select(table)).mappings()
        if "id" in table.c:
            rows[table.name] = {
                row["id"]: {name: as_plain(value) for name, value in row.items()} for row in found
            }
    return told(rows)


@pytest.fixture(scope="module")
def opened(templates, tmp_path_factory):
    """Open a fresh small register on SQLite as often as asked."""
    apps = []

    def open_one():
        folder = tmp_path_factory.mktemp("remembered")
        app = build_app(templates.copy("small", "sqlite", folder), folder)
        apps.append(app)
        return app

    yield open_one
    for app in apps:
        close_app(app)


@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # to shrink takes minutes; the steps say enough
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
@given(st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 10**6)), min_size=15, max_size=30))
def test_every_moment_of_a_register_is_seen_again_as_it_was(opened, steps):
    with opened().app_context():
        remembered = {}
        for number, (verb, seed) in enumerate(steps):
            at = NOW + timedelta(hours=7 * number)
            try:
                with write_transaction():
                    clerk = Clerk(seed, at)
                    getattr(clerk, verb)()
            except RegisterError:
                pass  # a step that cannot be taken from here
            remembered[at] = stored()
        db.session.rollback()
        member = Clerk(0, NOW).by

        for number, (at, was) in enumerate(remembered.items()):
            register = get_register_at(member, at)
            assert told_at(register) == was, at
            assert get_page_at(member, at, page=1).risks == register.risks
            if number % 4 == 0:
                check_comparison(member, register, since=at, until=max(remembered))
        with read_moment():
            assert verify_history().problems == []


def check_comparison(member, earlier, *, since, until):
    """Hold a comparison against the two registers it compares."""
    found = compare_moments(member, since=since, until=until, most=1000)
    before = {risk.reference: risk for risk in earlier.risks}
    now = {risk.reference: risk for risk in get_register_at(member, until).risks}
    come = [risk.reference for risk in (*found.new, *found.reopened)]
    assert sorted(come) == sorted(now.keys() - before)
    assert sorted(left.risk.reference for left in found.gone) == sorted(before.keys() - now)
    points = {
        reference: [risk.current and (risk.current.likelihood, risk.current.impact) for risk in two]
        for reference in before.keys() & now
        if (two := (before[reference], now[reference]))
    }
    assert sorted(moved.risk.reference for moved in found.moved) == sorted(
        reference for reference, (earliest, latest) in points.items() if earliest != latest
    )
    for line in found.reworded:
        assert line.changes
        assert line.edits
