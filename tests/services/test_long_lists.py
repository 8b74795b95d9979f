"""A table of 2,000 readers: no more questions to the database than for four, a bounded write."""

import time

import pytest
from sqlalchemy import event

from risk_register.database import db, write_transaction
from risk_register.domain.circulation import Capacity
from risk_register.models import Body, Person, Seat
from risk_register.services.events import record_event
from risk_register.services.packs import find_newest
from risk_register.services.readers import list_readers
from tests.conftest import NOW
from tests.services.test_circulations import circulate
from tests.services.test_drawings import june

MANY = 2000


@pytest.fixture
def database():
    """One is enough: what is counted is the same on both."""
    return "sqlite"


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


def seat_many(number):
    with write_transaction():
        body = db.session.scalars(db.select(Body)).one()
        agency = db.session.scalars(db.select(Person)).first().agency
        people = [
            Person(email=f"reader-{n}@example.org", name=f"Reader {n}", agency=agency)
            for n in range(number)
        ]
        db.session.add_all(people)
        db.session.flush()
        for person in people:
            db.session.add(
                Seat(
                    body=body,
                    person=person,
                    capacity=Capacity.FOR_INFORMATION,
                    is_entitled_to_exempt=False,
                    from_on=NOW.date(),
                )
            )
        record_event("seat added", subject="seats", programme=body.programme, by=None, at=NOW)
    db.session.expire_all()


def count_statements(act):
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_the_list_of_2000_readers_asks_no_more_than_that_of_four(member):
    pack = find_newest(june())
    few = count_statements(lambda: list_readers(pack, on=NOW.date()))
    seat_many(MANY)
    pack = find_newest(june())
    many = count_statements(lambda: list_readers(pack, on=NOW.date()))

    assert many <= few + 2
    assert len(list_readers(pack, on=NOW.date())) == MANY + 4


def test_2000_letters_are_queued_in_a_moment(member):
    seat_many(MANY)
    sofia = member("sofia")
    began = time.monotonic()
    circulation = circulate(sofia)
    took = time.monotonic() - began

    assert len(circulation.deliveries) == MANY + 3
    assert took < 60  # seconds, on a busy machine
