"""The register as at any moment: what the record says, what packs said, what stands now."""

import json
from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event as sql_event

from risk_register import clock
from risk_register.database import as_plain, db, write_transaction
from risk_register.domain.actions import ActionStatus
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.risks import LIVE, Move, Publication, RiskStatus
from risk_register.models import (
    Circulation,
    Event,
    Mitigation,
    Pack,
    Person,
    Post,
    Risk,
)
from risk_register.services.actions import Progress, get_action, update_action
from risk_register.services.comparisons import compare_moments
from risk_register.services.events import SERVICE_CHAIN, record_event
from risk_register.services.lives import (
    move_risk,
    propose_risk,
)
from risk_register.services.moment_lines import KINDS_OF_ONE_RISK, SILENT_KINDS
from risk_register.services.moment_rows import COLUMNS, TABLES
from risk_register.services.moments import get_page_at, get_register_at
from risk_register.services.programmes import get_member
from risk_register.services.risks import PAGE_SIZE, get_risk
from tests.conftest import NOW
from tests.replays import OF_ACTION, POINTS, read_lines, replay, told, told_at
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


def list_moments(chain):
    return sorted(
        set(db.session.scalars(db.select(Event.at).where(Event.chain.in_([chain, SERVICE_CHAIN]))))
    )


@pytest.mark.parametrize("kind", ["demonstration"])
def test_at_every_moment_the_register_is_what_the_record_alone_rebuilds(manager):
    moments, lines = list_moments(KEY), read_lines(KEY)
    for moment in moments:
        register = get_register_at(manager, moment)
        assert told_at(register) == told(replay(lines, moment)), moment
        assert get_page_at(manager, moment, page=1).risks == register.risks[:PAGE_SIZE]


@pytest.mark.parametrize("kind", ["demonstration"])
def test_the_register_at_each_months_freeze_is_what_its_snapshot_says(manager):
    packs = db.session.scalars(db.select(Pack).join(Circulation).distinct().order_by(Pack.id)).all()
    lines = [json.loads(pack.snapshot.body) for pack in packs]
    assert [content["meeting"]["held_on"][:7] for content in lines] == MONTHS
    for pack, content in zip(packs, lines, strict=True):
        register = get_register_at(manager, pack.snapshot.taken_at)
        assert [_as_told(risk) for risk in register.risks] == [
            _as_packed(line) for line in content["risks"]
        ]


@pytest.mark.parametrize("kind", ["demonstration"])
def test_the_register_at_each_months_end_is_what_a_snapshot_of_that_moment_would_say(manager):
    lines = read_lines(KEY)
    for month in (2, 3, 4, 5):
        end = datetime(2018, month + 1, 1, tzinfo=clock.LONDON) - timedelta(microseconds=1)
        register = get_register_at(manager, end)
        assert len(register.risks) == 7
        assert told_at(register) == told(replay(lines, end)), end


#: Months of the demonstration whose packs were frozen and circulated.
MONTHS = ["2018-03", "2018-04", "2018-05"]
PACKED = ("reference", "title", "treatment", "category", "cause", "event", "consequence")


def _as_packed(line):
    """Say what a snapshot and a register at a moment both know of a risk."""
    return {
        **{name: line[name] for name in (*PACKED, "carrying_agency", "proximity")},
        "owner": {name: line["owner"][name] for name in ("post", "agency")},
        "exempt": (line["exempt"], line["exempt_reason"]),
        "areas": line["areas"],
        "scores": [_packed_score(line[basis]) for basis in ("inherent", "current", "target")],
        "target_on": line["target_on"],
        "review_due_on": line["review"]["due_on"],
        "controls": [(control["text"], control["state"]) for control in line["controls"]],
        "actions": [
            [action["lead"]["post"], *(action[name] for name in OF_ACTION)]
            for action in line["actions"]
        ],
    }


def _packed_score(judged):
    names = (*POINTS, "band_name", "tone", "by", "reason")
    return judged and tuple(judged[name] for name in names)


def _as_told(risk):
    return {
        **{name: as_plain(getattr(risk, name)) for name in PACKED},
        "owner": {"post": risk.owner, "agency": risk.agency},
        "carrying_agency": risk.carrying_agency,
        "proximity": risk.proximity.label,
        "exempt": (risk.publication is Publication.EXEMPT, risk.exempt_reason),
        "areas": list(risk.areas),
        "scores": [_told_score(judged) for judged in (risk.inherent, risk.current, risk.target)],
        "target_on": as_plain(risk.target_on),
        "review_due_on": as_plain(risk.review_due_on),
        "controls": [(control.text, control.state.value) for control in risk.controls],
        "actions": [
            [action.lead, *(as_plain(getattr(action, name)) for name in OF_ACTION)]
            for action in risk.actions
        ],
    }


def _told_score(judged):
    if judged is None:
        return None
    points = tuple(getattr(judged, name) for name in (*POINTS, "band_name", "tone"))
    return (*points, judged.by or "The register", judged.reason)


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
    told_columns = {model.__tablename__: set(names) for model, names in COLUMNS.items()}
    seen = set()
    for line in db.session.scalars(db.select(Event).where(Event.kind.in_(SILENT_KINDS))):
        seen.add(line.kind)
        for change in json.loads(line.body)["changes"]:
            if change["table"] in TABLES:
                assert not told_columns[change["table"]] & set(change["after"])
    assert {"pack made", "meeting planned"} <= seen


@pytest.mark.parametrize("kind", ["demonstration"])
def test_lines_about_one_risk_name_it_or_one_that_shares_an_action_with_it(manager):
    shared = defaultdict(set)
    numbers = dict(db.session.execute(db.select(Risk.id, Risk.number)).all())
    for mitigation in db.session.scalars(db.select(Mitigation)):
        shared[mitigation.action_id].add(f"risk R-{numbers[mitigation.risk_id]:03}")
    for line in db.session.scalars(db.select(Event).where(Event.kind.in_(KINDS_OF_ONE_RISK))):
        for change in json.loads(line.body)["changes"]:
            if change["table"] == "risk":
                assert line.subject == f"risk R-{numbers[change['id']]:03}"
            if change["table"] == "action":
                assert line.subject in shared[change["id"]]


def test_before_the_first_line_there_is_no_register(member):
    register = get_register_at(member("grace"), datetime(2017, 1, 1, tzinfo=UTC))

    assert (register.risks, register.departures) == ((), ())


def test_a_moment_takes_in_what_was_done_at_it_and_nothing_later(member):
    tom = member("tom")
    with write_transaction():
        judge(tom)

    before, at = (get_register_at(tom, moment) for moment in (NOW - timedelta(microseconds=1), NOW))
    assert [risk.score for risk in before.risks] == [12, 4]
    assert [risk.score for risk in at.risks] == [20, 4]


def test_a_closed_risk_stands_where_it_stood_and_its_departure_is_told(member):
    amira, after = member("amira"), NOW + timedelta(hours=1)
    with write_transaction():
        move(amira, get_risk(amira, "R-001"), Move.CLOSE, at=NOW)

    changed = compare_moments(amira, since=NOW - timedelta(hours=1), until=after)
    (left,) = changed.gone
    assert left.risk.reference == "R-001"
    assert left.departure.status is RiskStatus.CLOSED
    assert left.departure.reason == "The posts are filled."
    assert (left.departure.left_at, changed.new.total, changed.unchanged) == (NOW, 0, 1)


def test_an_action_is_shown_as_it_was(member):
    tom = member("tom")
    with write_transaction():
        action = get_action(tom, "A-1.1")
        was = (action.status, action.due_on)
        said = Progress(ActionStatus.DONE, 100, action.due_on, "Both have started.")
        update_action(action, said, by=tom, at=NOW, version=action.version)

    before, after = (get_register_at(tom, moment) for moment in (NOW - timedelta(minutes=1), NOW))
    assert (before.risks[0].actions[0].status, before.risks[0].actions[0].due_on) == was
    assert after.risks[0].actions[0].status is ActionStatus.DONE


def test_an_owner_is_named_as_the_post_was_called_then(member):
    tom = member("tom")
    with write_transaction():
        post = db.session.scalars(db.select(Post).where(Post.title == "Head of Casework")).one()
        post.title = "Head of Plans"
        record_event("post renamed", subject="posts", programme=None, by=tom.person, at=NOW)

    before, after = (get_register_at(tom, moment) for moment in (NOW - timedelta(minutes=1), NOW))
    assert [register.risks[0].owner for register in (before, after)] == [
        "Head of Casework",
        "Head of Plans",
    ]


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
            get_page_at(amira, NOW, page=1)
        counts.append(len(count))

    assert counts[0] == counts[1]
