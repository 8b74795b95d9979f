"""Leaving: what ends on the last day, by hand or by the clock, and what stays with the post."""

from datetime import date, timedelta

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.circulation import Capacity
from risk_register.domain.errors import AlreadyDoneError, RuleError
from risk_register.models import Body, Event, Holding, Membership, Person, Seat
from risk_register.scheduler.leavers import close_accounts
from risk_register.scheduler.rounds import Round
from risk_register.services.api_keys import find_api_key, make_api_key
from risk_register.services.departures import leave
from risk_register.services.events import record_event
from risk_register.services.feeds import list_feeds, make_feed
from risk_register.services.history import verify_history
from risk_register.services.passkeys import list_passkeys
from risk_register.services.people import enable_person, start_session
from risk_register.services.risks import get_risk
from tests.authenticators import Authenticator
from tests.conftest import NOW
from tests.services.test_passkeys import add
from tests.services.test_people import find
from tests.services.test_second_factors import set_up

TODAY = date(2018, 6, 5)


@pytest.fixture
def tom(member):
    """Owner of R-001, with a seat of his own besides."""
    tom = member("tom")
    with write_transaction():
        body = db.session.scalars(db.select(Body)).first()
        db.session.add(
            Seat(
                body=body,
                person_id=tom.person.id,
                capacity=Capacity.FOR_INFORMATION,
                from_on=date(2018, 1, 1),
                is_entitled_to_exempt=False,
            )
        )
        record_event("people added", subject="people", programme=tom.programme, by=None, at=NOW)
        start_session(tom.person, at=NOW)
    return tom.person


def let_go(person, last_on=TODAY, at_once=False, at=NOW):
    with write_transaction():
        leave(
            db.session.get_one(Person, person.id), last_on=last_on, at_once=at_once, by=None, at=at
        )


def open_holdings(person):
    mine = db.select(Holding).where(Holding.person_id == person.id, Holding.until_on.is_(None))
    return db.session.scalars(mine).all()


def test_the_clock_closes_an_account_the_day_after_and_the_risk_stays_with_the_post(tom, member):
    owner = get_risk(member("amira"), "R-001").owner_id
    let_go(tom)
    assert open_holdings(tom) == []
    assert close_accounts(None, Round(), at=NOW) is None
    said = close_accounts(None, Round(), at=NOW + timedelta(days=1))

    assert said.words == "closed: 1"
    assert close_accounts(None, Round(), at=NOW + timedelta(days=2)) is None
    person = db.session.get_one(Person, tom.id)
    assert (person.is_active, person.left_on) == (False, TODAY)
    assert db.session.scalars(db.select(Membership).filter_by(person_id=tom.id)).all() == []
    seat = db.session.scalars(db.select(Seat).filter_by(person_id=tom.id)).one()
    assert seat.until_on == TODAY
    assert get_risk(member("amira"), "R-001").owner_id == owner
    kinds = db.session.scalars(db.select(Event.kind).order_by(Event.at)).all()
    assert {"leaving noted", "person left", "seat ended", "role withdrawn"} <= set(kinds)
    with read_moment():
        assert verify_history().problems == []


@pytest.mark.parametrize("database", ["sqlite"])
def test_a_last_day_is_moved_while_it_is_to_come(tom):
    let_go(tom, date(2018, 6, 8))
    let_go(tom, date(2018, 6, 20))

    ends = db.session.scalars(db.select(Holding.until_on).where(Holding.person_id == tom.id))
    assert set(ends) == {date(2018, 6, 20)}


@pytest.mark.parametrize("database", ["sqlite"])
def test_whoever_has_left_is_out_at_once_and_leaves_no_second_time(tom):
    with write_transaction():
        token = start_session(db.session.get_one(Person, tom.id), at=NOW)
    let_go(tom, date(2018, 6, 4))

    assert find(token) is None
    with pytest.raises(AlreadyDoneError):
        let_go(tom)


@pytest.mark.parametrize("database", ["sqlite"])
@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2017, 1, 1)])
def test_a_last_day_that_cannot_be_is_refused(tom, day):
    with pytest.raises(RuleError):
        let_go(tom, day)


@pytest.mark.parametrize("database", ["sqlite"])
def test_passwords_keys_and_calendars_do_not_come_back_with_whoever_left(tom):
    set_up(tom)
    add(tom, Authenticator())
    with write_transaction():
        person = db.session.get_one(Person, tom.id)
        _, secret = make_api_key(
            person, name="Script", scopes=["risks:read"], days=30, by=person, at=NOW
        )
        make_feed(person, body_id=None, at=NOW)
    let_go(tom, at_once=True)
    with write_transaction():
        enable_person(db.session.get_one(Person, tom.id), at=NOW)

    person = db.session.get_one(Person, tom.id)
    assert person.password_hash is None
    assert find_api_key(secret, at=NOW) is None
    assert list_feeds(person) == []
    assert not list_passkeys(person)
    with read_moment():
        assert verify_history().problems == []
