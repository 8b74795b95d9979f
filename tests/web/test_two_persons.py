"""Nobody alone makes, approves and circulates a pack, where the service is set so."""

import json
from datetime import time, timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.errors import RuleError, SettingsError
from risk_register.domain.permissions import Role
from risk_register.domain.two_persons import TwoPersons
from risk_register.models import Agreement, Assessment, Event, Membership, Person
from risk_register.services.circulations import Covering, circulate_pack
from risk_register.services.events import record_event
from risk_register.services.meetings import add_meeting
from risk_register.services.packs import find_newest
from risk_register.services.programmes import get_member
from risk_register.services.two_persons import find_bar_to_approval
from tests.conftest import NOW, post
from tests.registers import build_app
from tests.services.freezing import june
from tests.services.test_told_packs import make


@pytest.fixture
def database():
    """A rule of one file, the same on either database."""
    return "sqlite"


@pytest.fixture
def kind():
    """The clock made the June pack, and Amira approved it."""
    return "approved"


def find(name):
    return db.session.scalars(db.select(Person).where(Person.name == name)).one()


def make_amira_secretary():
    with write_transaction():
        programme_id = june().body.programme_id
        person_id = find("Amira").id
        role = Membership(programme_id=programme_id, person_id=person_id, role=Role.BOARD_SECRETARY)
        db.session.add(role)
        record_event("people added", subject="people", programme=None, by=None, at=NOW)


def circulate(name, rule):
    with write_transaction():
        return circulate_pack(
            find_newest(june()),
            number=1,
            covering=Covering(),
            domain="example.org",
            by=get_member(find(name), "send", on=NOW.date()),
            at=NOW,
            rule=rule,
        )


def test_whoever_asked_for_a_pack_or_agreed_its_scores_does_not_approve_it(inside):
    pack, amira = find_newest(june()), find("Amira")
    assert find_bar_to_approval(pack, amira, TwoPersons.APPROVING) is None
    with write_transaction():
        judged = db.session.scalars(db.select(Assessment)).first()
        at = pack.snapshot.taken_at
        db.session.add(Agreement(assessment=judged, agreed_by=amira, agreed_at=at))
        record_event("people added", subject="people", programme=None, by=None, at=NOW)

    said = find_bar_to_approval(pack, amira, TwoPersons.APPROVING)
    assert said == "You agreed scores that this pack tells, so somebody else has to approve it."
    assert find_bar_to_approval(pack, find("Sofia"), TwoPersons.APPROVING) is None
    assert find_bar_to_approval(pack, amira, TwoPersons.OFF) is None
    pack.asked_by_id = amira.id
    assert find_bar_to_approval(pack, amira, TwoPersons.CIRCULATING).startswith("You asked for")
    db.session.rollback()


@pytest.mark.parametrize(
    ("days", "is_approved", "is_barred"), [(-28, True, False), (-28, False, True), (28, True, True)]
)
def test_scores_count_since_the_pack_approved_for_a_meeting_before(
    inside, days, is_approved, is_barred
):
    pack, amira = find_newest(june()), find("Amira")
    agreed_at = pack.snapshot.taken_at - timedelta(hours=2)
    with write_transaction():
        judged = db.session.scalars(db.select(Assessment)).first()
        db.session.add(Agreement(assessment=judged, agreed_by=amira, agreed_at=agreed_at))
        held_on, hall = june().held_on + timedelta(days=days), "Hall"
        other = add_meeting(june().body, held_on=held_on, starts_at=time(14), place=hall, at=NOW)
    frozen = make(other, at=agreed_at + timedelta(hours=1))
    with write_transaction():
        frozen.approved_at = NOW if is_approved else None
        record_event("pack approved", subject="pack", programme=None, by=None, at=NOW)

    found = find_bar_to_approval(pack, amira, TwoPersons.APPROVING)
    assert (found is not None) is is_barred


def test_whoever_approved_a_pack_does_not_circulate_it(inside):
    make_amira_secretary()
    with pytest.raises(RuleError, match="You approved this pack, so somebody else"):
        circulate("Amira", TwoPersons.CIRCULATING)
    circulate("Sofia", TwoPersons.CIRCULATING)

    kind = Event.kind == "pack circulated"
    line = db.session.scalars(db.select(Event).where(kind)).one()
    assert json.loads(line.body)["facts"]["two persons"] == "approving and circulating"


def test_without_the_rule_one_person_may_do_both(inside):
    make_amira_secretary()
    circulate("Amira", TwoPersons.APPROVING)


def test_the_page_says_that_somebody_else_has_to_do_it(app, at_the_page):
    app.config["TWO_PERSONS"] = "approving and circulating"
    try:
        with app.app_context():
            make_amira_secretary()
            pack_id = find_newest(june()).id
        amira, page = at_the_page("amira"), f"/send/packs/{pack_id}/circulations/new"
        said = "You approved this pack, so somebody else has to circulate it."
        assert said in amira.get(page).text
        answer = post(amira, page, stage="send", number="1")
    finally:
        app.config["TWO_PERSONS"] = "off"
    assert (answer.status_code, said in answer.text) == (422, True)


def test_a_setting_that_is_none_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="TWO_PERSONS must be one of"):
        build_app("sqlite:///x.sqlite", tmp_path, TWO_PERSONS="both")
