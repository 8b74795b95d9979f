"""The register as at any moment: what the record says, what packs said, what stands now."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event as sql_event

from risk_register import clock
from risk_register.database import db, write_transaction
from risk_register.domain.actions import ActionStatus
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.risks import LIVE, Move, RiskStatus
from risk_register.models import Circulation, Event, Pack, Person, Post, Risk
from risk_register.services.actions import Progress, get_action, update_action
from risk_register.services.events import SERVICE_CHAIN, record_event
from risk_register.services.history import export_lines
from risk_register.services.lives import move_risk, propose_risk
from risk_register.services.moments import (
    _TABLES,
    SILENT_KINDS,
    compare_moments,
    get_register_at,
    list_registers_at,
    list_steps,
)
from risk_register.services.programmes import get_member
from risk_register.services.risks import get_risk
from tests.conftest import NOW
from tests.services.test_assessments import judge
from tests.services.test_lives import words

KEY = "oxfordshire-send"


def move(by, risk, step, *, at, reason="The posts are filled."):
    move_risk(risk, step, reason=reason, by=by, at=at, version=risk.version)


def fill(by, total):
    """Admit risks until the register holds so many."""
    held = db.session.scalar(db.select(db.func.count(Risk.id)))
    for number in range(held, total):
        risk = propose_risk(words(by, title=f"Invented {number}"), by=by, at=NOW)
        move(by, risk, Move.ADMIT, at=NOW)


@contextmanager
def counting():
    """Collect the statements that are sent to the database."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    sql_event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sql_event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def manager(inside):
    """The demonstration's programme manager."""
    email = "programme-manager@example.org"
    person = db.session.scalars(db.select(Person).where(Person.email == email)).one()
    return get_member(person, KEY, on=clock.today())


def read_lines(chain):
    """Read the record: what belongs to no programme first, as the rest builds upon it."""
    return [
        json.loads(line["body"]) for each in (SERVICE_CHAIN, chain) for line in export_lines(each)
    ]


def replay(lines, until):
    """Rebuild all rows from nothing but the lines of the record up to a moment."""
    rows = {}
    for body in lines:
        if datetime.fromisoformat(body["at"]) > until:
            continue
        for change in body["changes"]:
            table = rows.setdefault(change["table"], {})
            if change["after"] is None:
                table.pop(change["id"])
            else:
                table.setdefault(change["id"], {}).update(change["after"])
    return rows


def told(rows):
    """Say of replayed rows what a register at a moment says of its risks."""
    lines = {}
    for risk_id, risk in rows.get("risk", {}).items():
        if RiskStatus(risk["status"]) not in LIVE:
            continue
        owner = rows["post"][risk["owner_id"]]
        judged = [
            row
            for _, row in sorted(rows.get("assessment", {}).items())
            if row["risk_id"] == risk_id and row["basis"] == "current"
        ]
        actions = [
            rows["action"][row["action_id"]]
            for _, row in sorted(rows.get("mitigation", {}).items())
            if row["risk_id"] == risk_id
        ]
        lines[f"R-{risk['number']:03}"] = (
            *(risk[name] for name in ("title", "cause", "event", "consequence", "treatment")),
            owner["title"],
            rows["agency"][owner["agency_id"]]["short"],
            rows["agency"][risk["carrying_agency_id"]]["short"],
            tuple(judged[-1][name] for name in POINTS) if judged else None,
            [(row["reference"], row["status"], row["due_on"], row["progress"]) for row in actions],
        )
    return lines


POINTS = ("likelihood", "impact", "score", "band")


def told_at(register):
    """Say the same of a register at a moment."""
    return {
        risk.reference: (
            risk.title,
            risk.cause,
            risk.event,
            risk.consequence,
            risk.treatment.value,
            risk.owner,
            risk.agency,
            risk.carrying_agency,
            tuple(getattr(risk.current, name) for name in POINTS) if risk.current else None,
            [
                (action.reference, action.status.value, action.due_on.isoformat(), action.progress)
                for action in risk.actions
            ],
        )
        for risk in register.risks
    }


def list_moments(chain):
    return sorted(
        set(db.session.scalars(db.select(Event.at).where(Event.chain.in_([chain, SERVICE_CHAIN]))))
    )


@pytest.mark.parametrize("kind", ["demonstration"])
def test_at_every_moment_the_register_is_what_the_record_alone_rebuilds(manager):
    moments, lines = list_moments(KEY), read_lines(KEY)
    for register in list_registers_at(manager, moments):
        assert told_at(register) == told(replay(lines, register.at)), register.at


@pytest.mark.parametrize("kind", ["demonstration"])
def test_the_register_at_each_freeze_is_what_the_circulated_pack_says(manager):
    packs = db.session.scalars(db.select(Pack).join(Circulation).distinct()).all()
    assert len(packs) >= 3
    for pack in packs:
        content = json.loads(pack.snapshot.body)
        register = get_register_at(manager, pack.snapshot.taken_at)
        assert [_as_pack_says(risk) for risk in register.risks] == [
            {
                **{name: line[name] for name in ("reference", "title", "treatment", "category")},
                **{name: line[name] for name in ("cause", "event", "consequence", "owner")},
                "carrying_agency": line["carrying_agency"],
                "current": line["current"]
                and {name: line["current"][name] for name in (*POINTS, "by", "reason")},
                "actions": [
                    [action[name] for name in ("reference", "text", "status", "due_on", "progress")]
                    for action in line["actions"]
                ],
            }
            for line in content["risks"]
        ]


def _as_pack_says(risk):
    return {
        "reference": risk.reference,
        "title": risk.title,
        "treatment": risk.treatment.value,
        "category": risk.category,
        "cause": risk.cause,
        "event": risk.event,
        "consequence": risk.consequence,
        "owner": {"post": risk.owner, "agency": risk.agency},
        "carrying_agency": risk.carrying_agency,
        "current": risk.current
        and {
            **{name: getattr(risk.current, name) for name in (*POINTS, "reason")},
            "by": risk.current.by or "The register",
        },
        "actions": [
            [
                action.reference,
                action.text,
                action.status.value,
                action.due_on.isoformat(),
                action.progress,
            ]
            for action in risk.actions
        ],
    }


@pytest.mark.parametrize("kind", ["demonstration"])
def test_the_register_now_is_what_stands_in_the_tables(manager):
    register = get_register_at(manager, clock.now())

    stored = db.session.scalars(
        db.select(Risk).where(Risk.programme_id == manager.programme.id, Risk.status.in_(LIVE))
    ).all()
    assert {
        risk.reference: (risk.title, risk.owner, risk.score, risk.treatment, risk.status)
        for risk in register.risks
    } == {
        risk.reference: (
            risk.title,
            risk.owner.title,
            risk.current_score,
            risk.treatment,
            risk.status,
        )
        for risk in stored
    }


@pytest.mark.parametrize("kind", ["demonstration"])
def test_the_lines_that_are_not_read_change_nothing_that_is_told(manager):
    scored = {"risk": {"current_likelihood", "current_impact", "current_score", "current_band"}}
    moved = {"reviewed_at", "review_due_on", "version"} | scored["risk"]
    seen = set()
    for line in db.session.scalars(db.select(Event).where(Event.kind.in_(SILENT_KINDS))):
        seen.add(line.kind)
        for change in json.loads(line.body)["changes"]:
            if change["table"] in _TABLES:
                assert (change["table"], set(change["after"]) - moved) == ("risk", set())
    assert {"risk scored", "risk confirmed", "pack made"} <= seen


def test_before_the_first_line_there_is_no_register(member):
    register = get_register_at(member("grace"), datetime(2017, 1, 1, tzinfo=UTC))

    assert (register.risks, register.departures) == ((), ())


def test_a_moment_takes_in_what_was_done_at_it_and_nothing_later(member):
    tom = member("tom")
    with write_transaction():
        judge(tom)

    before, at = list_registers_at(tom, [NOW - timedelta(microseconds=1), NOW])
    assert [risk.score for risk in before.risks] == [12, 4]
    assert [risk.score for risk in at.risks] == [20, 4]


def test_a_closed_risk_stands_where_it_stood_and_its_departure_is_told(member):
    amira, after = member("amira"), NOW + timedelta(hours=1)
    with write_transaction():
        move(amira, get_risk(amira, "R-001"), Move.CLOSE, at=NOW)

    changed = compare_moments(amira, since=NOW - timedelta(hours=1), until=after)
    (left,) = changed.closed
    assert left.risk.reference == "R-001"
    assert left.departure.status is RiskStatus.CLOSED
    assert left.departure.reason == "The posts are filled."
    assert (left.departure.left_at, changed.new, changed.unchanged) == (NOW, (), 1)


def test_an_action_is_shown_as_it_was(member):
    tom = member("tom")
    with write_transaction():
        action = get_action(tom, "A-1.1")
        was = (action.status, action.due_on)
        said = Progress(ActionStatus.DONE, 100, action.due_on, "Both have started.")
        update_action(action, said, by=tom, at=NOW, version=action.version)

    before, after = list_registers_at(tom, [NOW - timedelta(minutes=1), NOW])
    assert (before.risks[0].actions[0].status, before.risks[0].actions[0].due_on) == was
    assert after.risks[0].actions[0].status is ActionStatus.DONE


def test_an_owner_is_named_as_the_post_was_called_then(member):
    tom = member("tom")
    with write_transaction():
        post = db.session.scalars(db.select(Post).where(Post.title == "Head of Casework")).one()
        post.title = "Head of Plans"
        record_event("post renamed", subject="posts", programme=None, by=tom.person, at=NOW)

    before, after = list_registers_at(tom, [NOW - timedelta(minutes=1), NOW])
    assert [register.risks[0].owner for register in (before, after)] == [
        "Head of Casework",
        "Head of Plans",
    ]


def test_every_step_of_a_move_is_told_with_who_and_why(member):
    tom = member("tom")
    with write_transaction():
        judge(tom)

    since = NOW - timedelta(hours=1)
    steps = list_steps(tom, ["R-001", "R-002"], since=since, until=NOW)
    assert {
        reference: [(step.score, step.by) for step in found] for reference, found in steps.items()
    } == {"R-001": [(20, "Head of Casework")]}
    assert list_steps(tom, ["R-001"], since=NOW, until=NOW + timedelta(days=1)) == {}


def test_an_observer_may_not_look_back(member):
    with pytest.raises(NotAllowedError):
        get_register_at(member("olu"), NOW)


def test_looking_back_asks_as_often_for_two_hundred_risks_as_for_ten(member):
    amira = member("amira")
    counts = []
    for target in (10, 200):
        with write_transaction():
            fill(amira, target)
        with counting() as count:
            compare_moments(amira, since=NOW - timedelta(days=1), until=NOW + timedelta(days=2))
        counts.append(len(count))

    assert counts[0] == counts[1]
