"""Who comes: noted once, by the secretary or whoever holds the seat; deputies stand in."""

import json
from datetime import date, timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.attendances import Tally, say_quorum
from risk_register.domain.circulation import Capacity
from risk_register.domain.errors import (
    ChangedMeanwhileError,
    NotAllowedError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.meetings import Presence
from risk_register.models import Attendance, Body, Person, Seat
from risk_register.services.attendances import (
    SeatNote,
    count_attendance,
    list_own_seats,
    list_rows,
    list_stand_ins,
    note_attendance,
    reads_exempt,
    send_apologies,
    tally_year,
)
from risk_register.services.events import record_event
from risk_register.services.moves import was_held
from tests.conftest import NOW
from tests.services.test_agendas import newest_event
from tests.services.test_drawings import june
from tests.services.test_history import problems
from tests.services.test_told_packs import plan

PRESENT, APOLOGIES, ABSENT = Presence
GRACE, TOM, PRIYA, OLU = 1, 2, 3, 4  #: their seats
HELD = NOW + timedelta(days=9)  #: the day of the June meeting


def say(seat, presence, deputy=None, was=""):
    return SeatNote(seat, presence, deputy, was)


def note(by, *notes, meeting=None, at=NOW):
    """Note some seats: each as seat, presence, deputy and what the form showed."""
    with write_transaction():
        said = [say(*given) for given in notes]
        note_attendance(meeting or june(), said, by=by, at=at)


def apologise(by, *, seat=TOM, deputy=None, comes=False, was="", at=NOW):
    with write_transaction():
        send_apologies(june(), seat_id=seat, deputy_id=deputy, comes=comes, was=was, by=by, at=at)


def states():
    return {row.seat.id: row.state for row in list_rows(june())}


def add_seat(**columns):
    """Give the board another seat, and give its id."""
    with write_transaction():
        body = db.session.scalars(db.select(Body)).one()
        seat = Seat(
            **{"body": body, "is_entitled_to_exempt": True, "from_on": date(2018, 1, 1), **columns}
        )
        db.session.add(seat)
        record_event("seat added", subject="seat", programme=body.programme, by=None, at=NOW)
        return seat.id


def person(name):
    return db.session.scalars(db.select(Person).where(Person.name == name)).one()


def test_every_seat_has_a_row_with_the_deputies_of_its_post(member):
    rows = list_rows(june())

    assert [row.seat.title for row in rows] == [
        "Chair of the Board",
        "Head of Casework",
        "Head of Commissioning",
        "Parents' Adviser",
    ]
    assert [[seat.id for seat in row.deputies] for row in rows] == [[], [PRIYA], [], []]


def test_who_only_gets_the_papers_has_no_row(member):
    add_seat(person_id=person("Ada").id, capacity=Capacity.FOR_INFORMATION)

    assert len(list_rows(june())) == 4


def test_what_is_noted_stands_and_the_record_counts_it(member):
    note(member("sofia"), (GRACE, PRESENT), (TOM, APOLOGIES, PRIYA), (PRIYA, PRESENT))

    assert states() == {GRACE: "present", TOM: "apologies:3", PRIYA: "present", OLU: ""}
    line = newest_event()
    assert line.kind == "attendance noted"
    facts = json.loads(line.body)["facts"]
    assert (facts["present"], facts["apologies"], facts["absent"]) == (2, 1, 0)
    assert problems() == []


def test_the_quorum_counts_the_deputy_who_stands_in(member):
    note(member("sofia"), (GRACE, PRESENT), (TOM, APOLOGIES, PRIYA), (PRIYA, PRESENT))
    with write_transaction():
        june().quorum = 2
        record_event("quorum set", subject="meeting", programme=None, by=None, at=NOW)

    said = say_quorum(count_attendance(june(), list_rows(june())))
    assert said == "2 of 2 members present, 1 of them by a deputy, quorum 2: quorate"


def test_a_form_that_says_what_stands_changes_nothing(member):
    sofia = member("sofia")
    note(sofia, (GRACE, PRESENT))
    before = newest_event().sequence
    note(sofia, (GRACE, PRESENT, None, "present"))

    assert newest_event().sequence == before


def test_a_row_that_somebody_changed_meanwhile_is_refused_and_nothing_saved(member):
    apologise(member("tom"), deputy=PRIYA)
    with pytest.raises(ChangedMeanwhileError):
        note(member("sofia"), (GRACE, PRESENT), (TOM, PRESENT, None, ""))

    assert states() == {GRACE: "", TOM: "apologies:3", PRIYA: "", OLU: ""}


def test_two_who_note_the_same_do_not_disturb_each_other(member):
    note(member("sofia"), (GRACE, PRESENT))
    note(member("amira"), (GRACE, PRESENT), (OLU, PRESENT))

    assert states()[OLU] == "present"


def test_nobody_comes_instead_of_somebody_who_is_present(member):
    note(member("sofia"), (TOM, PRESENT, PRIYA))

    assert states()[TOM] == "present"


def test_only_a_deputy_of_the_post_comes_instead(member):
    with pytest.raises(RuleError) as refused:
        note(member("sofia"), (GRACE, APOLOGIES, PRIYA))

    assert refused.value.field == f"deputy-{GRACE}"
    assert states()[GRACE] == ""


def test_a_deputy_comes_instead_of_one_member_only(member):
    with write_transaction():
        tom = db.session.get_one(Seat, TOM)
    again = add_seat(post_id=tom.post_id, capacity=Capacity.MEMBER)
    note(member("sofia"), (TOM, APOLOGIES, PRIYA))
    with pytest.raises(RuleError, match="comes instead of somebody else"):
        note(member("sofia"), (again, APOLOGIES, PRIYA))


def test_a_seat_of_nowhere_is_not_found(member):
    with pytest.raises(NotFoundError):
        note(member("sofia"), (99, PRESENT))


@pytest.mark.parametrize("name", ["tom", "grace", "olu", "ada", "max"])
def test_only_those_who_keep_meetings_note_who_came(member, name):
    with pytest.raises(NotAllowedError):
        note(member(name), (GRACE, PRESENT))


def test_who_holds_a_seat_sends_apologies_and_names_the_deputy(member):
    apologise(member("tom"), deputy=PRIYA)

    assert states()[TOM] == "apologies:3"
    line = newest_event()
    assert line.kind == "apologies sent"
    facts = json.loads(line.body)["facts"]
    assert (facts["seat"], facts["deputy"]) == ("Head of Casework", "Head of Commissioning")


def test_apologies_are_taken_back(member):
    tom = member("tom")
    apologise(tom, deputy=PRIYA)
    apologise(tom, comes=True, was="apologies:3")

    assert states()[TOM] == "present"
    assert newest_event().kind == "apologies taken back"
    assert list_stand_ins(june()) == {}


def test_a_meeting_to_which_somebody_comes_after_all_was_not_held_yet(member):
    tom = member("tom")
    apologise(tom)
    apologise(tom, comes=True, was="apologies")

    assert not was_held(june())
    note(member("sofia"), (GRACE, PRESENT), at=HELD)
    assert was_held(june())


def test_only_apologies_that_were_sent_are_taken_back(member):
    with pytest.raises(RuleError, match="No apologies"):
        apologise(member("tom"), comes=True)


@pytest.mark.parametrize("name", ["sofia", "grace", "olu"])
def test_nobody_sends_apologies_for_a_seat_of_somebody_else(member, name):
    with pytest.raises(NotFoundError):
        apologise(member(name))


def test_after_the_meeting_apologies_are_the_secretarys_to_note(member):
    with pytest.raises(RuleError, match="over"):
        apologise(member("tom"), at=HELD + timedelta(days=1))
    apologise(member("tom"), at=HELD)


def test_a_seat_of_a_persons_own_is_theirs(member):
    ada = member("ada")
    seat = add_seat(person_id=ada.person.id, capacity=Capacity.MEMBER)

    assert [each.id for each in list_own_seats(ada, june().body, on=ada.on)] == [seat]
    assert reads_exempt(ada, june().body)


def test_the_record_names_nobody_who_sits_there_in_their_own_name(member):
    ada = member("ada")
    seat = add_seat(person_id=ada.person.id, capacity=Capacity.MEMBER)

    apologise(ada, seat=seat)

    assert json.loads(newest_event().body)["facts"]["seat"] == "a person's own seat"


def test_a_deputy_stands_in_after_apologies_with_the_reason(member):
    assert list_stand_ins(june()) == {}
    apologise(member("tom"))

    assert list_stand_ins(june()) == {
        PRIYA: "Deputises for the Head of Casework, who has sent apologies."
    }


def test_of_two_deputies_the_one_who_was_named_stands_in(member):
    post_id = db.session.get_one(Seat, TOM).post_id
    second = add_seat(person_id=person("Ada").id, capacity=Capacity.DEPUTY, deputy_for_id=post_id)
    apologise(member("tom"))
    assert set(list_stand_ins(june())) == {PRIYA, second}
    apologise(member("tom"), deputy=second, was="apologies")

    assert set(list_stand_ins(june())) == {second}


def test_a_body_may_send_its_deputies_papers_always(member):
    with write_transaction():
        june().body.deputies_always = True
        record_event("rule set", subject="body", programme=None, by=None, at=NOW)

    assert list_stand_ins(june()) == {PRIYA: "Deputies of this body always get papers."}


def test_a_year_counts_the_meetings_at_which_somebody_noted_who_came(member):
    sofia = member("sofia")
    body = june().body
    april, may = plan(body, date(2018, 4, 12)), plan(body, date(2018, 5, 10))
    plan(body, date(2018, 3, 8))  # nobody noted who came
    note(sofia, (GRACE, PRESENT), (TOM, PRESENT), meeting=april)
    note(sofia, (GRACE, PRESENT), (TOM, APOLOGIES, PRIYA), (PRIYA, PRESENT), meeting=may)
    note(sofia, (GRACE, ABSENT), (TOM, PRESENT), at=HELD)

    def tallies(on):
        return tally_year(june(), list_rows(june()), on=on)

    assert tallies(HELD.date())[TOM] == Tally(3, 2, 1)
    assert tallies(HELD.date())[GRACE] == Tally(3, 2, 0)
    assert tallies(NOW.date())[TOM] == Tally(2, 1, 1)


def test_a_seat_that_began_later_is_not_counted_before(member):
    seat = add_seat(person_id=person("Ada").id, capacity=Capacity.MEMBER, from_on=date(2018, 5, 1))
    april = plan(june().body, date(2018, 4, 12))
    note(member("sofia"), (GRACE, PRESENT), meeting=april)
    note(member("sofia"), (seat, PRESENT), at=HELD)

    assert tally_year(june(), list_rows(june()), on=HELD.date())[seat] == Tally(1, 1, 0)


def test_the_database_holds_one_row_for_a_seat_at_a_meeting(member):
    sofia = member("sofia")
    note(sofia, (GRACE, PRESENT))
    note(sofia, (GRACE, ABSENT, None, "present"))

    assert db.session.scalar(db.select(db.func.count()).select_from(Attendance)) == 1
