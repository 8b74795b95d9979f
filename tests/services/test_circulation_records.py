"""The circulation record: who was entitled, who got what and when, whatever changed since."""

import csv
import io
from datetime import timedelta

import pytest

from risk_register.clock import london_day
from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.circulation import Capacity
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.permissions import Permission
from risk_register.mail.post import Outcome, Receipt
from risk_register.models import Event, Holding, Seat
from risk_register.services.circulation_records import gather_record, record_taking
from risk_register.services.deliveries import deliver_letters
from risk_register.services.events import record_event
from risk_register.services.history import verify_history
from risk_register.services.packs import find_newest, withdraw_pack
from risk_register.services.seats import SeatFacts, change_seat, end_seat
from risk_register.sheets.circulation_records import COLUMNS, lay_out
from risk_register.sheets.registers import write_csv
from tests.conftest import NOW
from tests.services.test_circulations import Office, circulate, room
from tests.services.test_drawings import june

LATER = NOW + timedelta(days=2)


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


def read(by, at=LATER):
    db.session.expire_all()
    return gather_record(by, june(), at=at)


def seats(circulation):
    return {seat.title: seat for seat in circulation.seats}


def find_seat(name):
    db.session.expire_all()
    return next(seat for seat in db.session.scalars(db.select(Seat)) if seat.title == name)


def test_it_says_who_got_what_and_who_did_not(inside, member):
    sofia = member("sofia")
    made = circulate(sofia)
    deliver_letters(room(Office(Receipt(Outcome.FAILED, "550 no such mailbox"))), at=NOW)

    (told,) = read(sofia).circulations

    assert (told.title, told.decided_by) == ("Version 1", "Board Secretary")
    assert told.timing == "In time: the latest day was Wednesday 6 June 2018."
    assert told.tally == "3 letters: 2 sent, 1 failed"
    chair = seats(told)["Chair of the Board"]
    assert chair.letter.brought == "Full edition, version 1"
    assert chair.letter.sha256 == find_newest(june()).sha256
    assert (chair.letter.answer, chair.letter.address) == (
        "550 no such mailbox",
        "grace@example.org",
    )
    assert seats(told)["Head of Commissioning"].why_not.startswith("Deputies get the pack")
    assert told.head == made.head


def test_it_stays_when_seats_and_people_change(inside, member):
    sofia = member("sofia")
    circulate(sofia)
    before = read(sofia).circulations
    with write_transaction():
        adviser, chair = find_seat("Parents' Adviser"), find_seat("Chair of the Board")
        facts = SeatFacts(Capacity.FOR_INFORMATION, adviser.from_on, is_entitled_to_exempt=True)
        change_seat(adviser, facts, by=sofia, at=LATER, version=adviser.version)
        end_seat(chair, until_on=london_day(LATER), by=sofia, at=LATER, version=chair.version)
        holding = db.session.scalars(
            db.select(Holding).where(Holding.post_id == chair.post_id)
        ).one()
        holding.until_on = london_day(NOW)
        record_taking(sofia, june(), kind="csv", sha256="0" * 64, at=LATER)

    assert read(sofia).circulations == before
    assert seats(before[0])["Parents' Adviser"].capacity == "Observer"
    assert not seats(before[0])["Parents' Adviser"].is_entitled


def test_a_seat_that_began_afterwards_is_not_told(inside, member):
    sofia = member("sofia")
    circulate(sofia)
    with write_transaction():
        tom = find_seat("Head of Casework")
        end_seat(tom, until_on=london_day(NOW), by=sofia, at=LATER, version=tom.version)
        db.session.add(
            Seat(
                body=tom.body,
                post_id=member("ada").post.id,
                capacity=Capacity.OBSERVER,
                is_entitled_to_exempt=False,
                from_on=tom.from_on,
            )
        )
        record_seat(tom.body, sofia)

    assert "Internal Auditor" not in seats(read(sofia).circulations[0])


def record_seat(body, by):
    record_event(
        "seat added", subject=f"body {body.key}", programme=by.programme, by=by.person, at=LATER
    )


def test_a_late_circulation_says_why(inside, member):
    sofia = member("sofia")
    circulate(sofia, at=LATER, late_reason="The figures came late.")

    (told,) = read(sofia).circulations

    assert told.is_late
    assert told.timing == (
        "Late: the latest day was Wednesday 6 June 2018. Four clear working days instead of five."
    )
    assert told.late_reason == "The figures came late."


def test_what_was_withdrawn_says_so_with_the_reason(inside, member):
    sofia = member("sofia")
    circulate(sofia)
    pack = find_newest(june())
    with write_transaction():
        withdraw_pack(pack, reason="A wrong figure.", sha256=pack.sha256, by=sofia, at=LATER)

    (told,) = read(sofia).circulations

    assert told.fates == ("Withdrawn on 7 June 2018, 09:00 by Board Secretary: “A wrong figure.”",)


def test_nothing_circulated_is_an_empty_record(inside, member):
    assert read(member("sofia")).circulations == ()


def test_only_who_reads_circulations_reads_it(inside, member):
    for name in ("tom", "grace", "olu"):
        assert not member(name).may(Permission.READ_CIRCULATIONS)
        with pytest.raises(NotAllowedError):
            read(member(name))


def test_the_table_has_a_line_for_every_seat_and_no_formula(inside, member):
    sofia = member("sofia")
    circulate(sofia, note="=HYPERLINK(1)")
    file = io.BytesIO()
    write_csv(lay_out(read(sofia)), file)

    lines = list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))

    assert {len(line) for line in lines} == {len(COLUMNS)}
    rows = lines[-4:]
    assert [row[8] for row in rows] == [
        "Chair of the Board",
        "Head of Casework",
        "Head of Commissioning",
        "Parents' Adviser",
    ]
    assert {row[7] for row in rows} == {"'=HYPERLINK(1)"}


def test_taking_it_along_is_a_line_of_the_record(inside, member):
    with write_transaction():
        record_taking(member("ada"), june(), kind="csv", sha256="a" * 64, at=NOW)

    line = db.session.scalars(db.select(Event).where(Event.kind == "circulation exported")).one()
    assert '"sha256":"' + "a" * 64 in line.body
    with read_moment():
        assert not verify_history().problems
