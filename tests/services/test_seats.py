"""Seats on a body: given, changed, ended, and who holds them on a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.circulation import Capacity
from risk_register.domain.errors import (
    AlreadyDoneError,
    ChangedMeanwhileError,
    NotAllowedError,
    NotFoundError,
    RuleError,
)
from risk_register.models import Holding, Person, Post, Seat
from risk_register.services.bodies import get_body
from risk_register.services.history import verify_history
from risk_register.services.seats import (
    SeatFacts,
    Sitter,
    add_seat,
    change_seat,
    end_seat,
    get_seat,
    list_chairs,
    list_deputised,
    list_seat_holders,
    list_seats,
)
from tests.conftest import NOW
from tests.services.test_chronicles import newest

TODAY = NOW.date()
DAY = timedelta(days=1)
ATTENDING = SeatFacts(Capacity.IN_ATTENDANCE, from_on=TODAY)


def post_of(title):
    return db.session.scalars(db.select(Post).where(Post.title == title)).one()


def sitter_of(title):
    return Sitter(post_id=post_of(title).id)


def seat_of(title, capacity=None):
    seats = db.session.scalars(db.select(Seat).where(Seat.post_id == post_of(title).id))
    return next(each for each in seats if capacity in (None, each.capacity))


def add(by, sitter, facts=ATTENDING):
    with write_transaction():
        return add_seat(get_body(by, "board"), sitter, facts, by=by, at=NOW).id


def change(by, seat_id, *, version=None, **changed):
    with write_transaction():
        seat = get_seat(get_body(by, "board"), seat_id)
        said = SeatFacts(
            seat.capacity,
            seat.from_on,
            seat.until_on,
            seat.deputy_for_id,
            seat.is_entitled_to_exempt,
            seat.wants_paper,
        )
        change_seat(seat, replace(said, **changed), by=by, at=NOW, version=version or seat.version)


def end(by, seat_id, until_on=TODAY, version=None):
    with write_transaction():
        seat = get_seat(get_body(by, "board"), seat_id)
        end_seat(seat, until_on=until_on, by=by, at=NOW, version=version or seat.version)


def seats_of(by, on=TODAY):
    return list_seats(get_body(by, "board"), on=on)


def titles(holders):
    return [each.seat.title for each in holders]


def test_a_post_is_given_a_seat_and_its_holder_sits_there(member):
    sofia = member("sofia")
    add(sofia, sitter_of("Board Secretary"), replace(ATTENDING, wants_paper=True))

    holder = next(each for each in seats_of(sofia).present if each.seat.title == "Board Secretary")
    assert holder.person.name == "Sofia"
    assert holder.seat.wants_paper
    assert newest(member("ada")).told.sentence == (
        "Sofia (Board Secretary) gave Board Secretary (in attendance) a seat on the "
        "SEND Programme Board."
    )
    with read_moment():
        assert verify_history().problems == []


def test_a_person_can_sit_without_a_post_until_they_leave(member):
    sofia = member("sofia")
    max_id = db.session.scalar(db.select(Person.id).where(Person.name == "Max"))
    add(sofia, Sitter(person_id=max_id), SeatFacts(Capacity.FOR_INFORMATION, from_on=TODAY))

    assert seats_of(sofia).present[-1].person.name == "Max"
    assert "Max" not in newest(member("ada")).told.sentence

    db.session.get(Person, max_id).is_active = False
    db.session.commit()
    assert seats_of(sofia).present[-1].person is None


def test_a_vacant_post_keeps_its_seat(member):
    sofia = member("sofia")
    holding = db.session.scalars(
        db.select(Holding).where(Holding.post_id == post_of("Head of Casework").id)
    ).one()
    holding.until_on = TODAY - DAY
    db.session.commit()

    tom = next(each for each in seats_of(sofia).present if each.seat.title == "Head of Casework")
    assert tom.person is None


def test_seats_stand_by_when_they_are(member):
    sofia = member("sofia")
    later = replace(ATTENDING, from_on=TODAY + DAY)
    add(sofia, sitter_of("Board Secretary"), later)
    end(sofia, seat_of("Parents' Adviser").id)

    assert titles(seats_of(sofia).present)[0] == "Chair of the Board"
    assert titles(seats_of(sofia).coming) == ["Board Secretary"]
    assert "Parents' Adviser" in titles(seats_of(sofia).present)  # its last day
    assert titles(seats_of(sofia, on=TODAY + DAY).past) == ["Parents' Adviser"]
    tomorrow = list_seat_holders(get_body(sofia, "board"), on=TODAY + DAY)
    assert titles(tomorrow) == titles(seats_of(sofia, on=TODAY + DAY).present)


def test_the_chair_of_each_body_is_found_at_once(member):
    sofia = member("sofia")
    body = get_body(sofia, "board")

    assert titles(list_chairs(sofia.programme, on=TODAY)[body.id]) == ["Chair of the Board"]
    assert list_chairs(sofia.programme, on=date(2017, 1, 1)) == {}


def test_nobody_gets_two_seats_of_one_kind_at_once(member):
    sofia, tom = member("sofia"), sitter_of("Head of Casework")
    again = SeatFacts(Capacity.MEMBER, from_on=date(2020, 1, 1), is_entitled_to_exempt=True)

    with pytest.raises(RuleError, match="Head of Casework has a seat as member") as refused:
        add(sofia, tom, again)
    assert refused.value.field == "sitter"

    end(sofia, seat_of("Head of Casework").id, date(2019, 12, 31))
    second = add(sofia, tom, again)  # the day after, and in another capacity, it may
    add(sofia, tom, ATTENDING)
    with pytest.raises(RuleError) as refused:
        change(sofia, second, from_on=date(2019, 12, 31))
    assert refused.value.field == "from_on"


@pytest.mark.parametrize(
    ("sitter", "facts", "field"),
    [
        (Sitter(), ATTENDING, "sitter"),
        (Sitter(post_id=999), ATTENDING, "sitter"),
        (Sitter(post_id=1, person_id=1), ATTENDING, "sitter"),
        (Sitter(post_id=1), replace(ATTENDING, until_on=TODAY - DAY), "until_on"),
        (Sitter(post_id=1), replace(ATTENDING, deputy_for_id=2), "deputy_for_id"),
        (Sitter(post_id=1), replace(ATTENDING, capacity=Capacity.DEPUTY), "deputy_for_id"),
        (
            Sitter(post_id=1),
            replace(ATTENDING, capacity=Capacity.DEPUTY, deputy_for_id=1),
            "deputy_for_id",
        ),
    ],
)
def test_a_seat_whose_parts_do_not_fit_is_refused(member, sitter, facts, field):
    with pytest.raises(RuleError) as refused:
        add(member("sofia"), sitter, facts)

    assert refused.value.field == field


def test_only_members_and_the_chair_have_deputies(member):
    sofia = member("sofia")
    offered = [post.title for post in list_deputised(get_body(sofia, "board"))]
    add(
        sofia,
        sitter_of("Board Secretary"),
        SeatFacts(Capacity.DEPUTY, from_on=TODAY, deputy_for_id=post_of("Chair of the Board").id),
    )

    assert offered == ["Chair of the Board", "Head of Casework"]
    with pytest.raises(RuleError, match="for whom"):
        change(
            sofia,
            seat_of("Board Secretary").id,
            deputy_for_id=post_of("Parents' Adviser").id,
        )


def test_what_is_said_of_a_seat_can_change(member):
    sofia, seat_id = member("sofia"), seat_of("Parents' Adviser").id
    change(sofia, seat_id, is_entitled_to_exempt=True, wants_paper=True)

    seat = get_seat(get_body(sofia, "board"), seat_id)
    assert (seat.is_entitled_to_exempt, seat.wants_paper, seat.version) == (True, True, 2)
    with pytest.raises(RuleError, match="stands already"):
        change(sofia, seat_id)
    with pytest.raises(ChangedMeanwhileError):
        change(sofia, seat_id, version=1, wants_paper=False)


def test_a_seat_ends_on_a_day_that_is_its_last(member):
    sofia, seat_id = member("sofia"), seat_of("Parents' Adviser").id

    with pytest.raises(RuleError, match="on which it begins"):
        end(sofia, seat_id, date(2017, 1, 1))
    with pytest.raises(ChangedMeanwhileError):
        end(sofia, seat_id, version=7)
    end(sofia, seat_id, TODAY - DAY)

    assert get_seat(get_body(sofia, "board"), seat_id).until_on == TODAY - DAY
    with pytest.raises(AlreadyDoneError):
        end(sofia, seat_id)


@pytest.mark.parametrize("name", ["tom", "grace", "olu", "ada"])
def test_others_keep_no_seats(member, name):
    other, seat_id = member(name), seat_of("Parents' Adviser").id

    with pytest.raises(NotAllowedError):
        add(other, sitter_of("Board Secretary"))
    with pytest.raises(NotAllowedError):
        change(other, seat_id, wants_paper=True)
    with pytest.raises(NotAllowedError):
        end(other, seat_id)


def test_a_seat_that_is_not_there_is_not_found(member):
    with pytest.raises(NotFoundError):
        get_seat(get_body(member("sofia"), "board"), 999)
