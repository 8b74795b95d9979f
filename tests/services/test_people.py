"""Signing in: who gets in, for how long, and how often somebody may try."""

from datetime import timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.models import SignInSession
from risk_register.services.people import (
    end_other_session,
    end_session,
    end_sessions,
    find_person,
    find_session,
    is_of,
    list_sessions,
    mark_of,
    start_session,
)
from tests.conftest import NOW
from tests.registers import PASSWORD

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)


def start(name="tom"):
    person = find_person(email=f"{name}@example.org", password=PASSWORD)
    with write_transaction():
        return start_session(person, at=NOW)


def find(token, after=timedelta(0)):
    return find_session(token, at=NOW + after, idle=IDLE, longest=LONGEST)


def test_the_right_password_finds_the_person_whatever_the_case_of_the_address(inside):
    assert find_person(email=" Tom@Example.org ", password=PASSWORD).name == "Tom"


@pytest.mark.parametrize("email", ["tom@example.org", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_person_are_the_same_answer(inside, email):
    assert find_person(email=email, password="wrong") is None


def test_the_database_never_holds_the_secret_of_a_session(inside):
    token = start()

    kept = db.session.scalars(db.select(SignInSession.token_hash)).all()
    assert token not in kept
    assert find(token).person.name == "Tom"


def test_a_session_ends_after_half_an_hour_without_a_request(inside):
    assert find(start(), after=IDLE + timedelta(minutes=2)) is None


def test_a_session_ends_when_the_person_signs_out(inside):
    token = start()
    with write_transaction():
        end_session(token, by=find(token).person, at=NOW)

    assert find(token) is None


def test_a_person_who_is_no_longer_active_is_out_at_once(inside):
    token = start()
    person = find(token).person
    db.session.execute(
        db.text("UPDATE person SET is_active = false WHERE id = :id"), {"id": person.id}
    )
    db.session.commit()
    db.session.remove()  # the next request reads anew

    assert find(token) is None
    assert find_person(email="tom@example.org", password=PASSWORD) is None


def test_signing_out_everywhere_ends_every_session_and_no_one_elses(inside):
    mine, also_mine, priyas = start(), start(), start("priya")
    with write_transaction():
        end_sessions(find(mine).person, by=find(mine).person, at=NOW)

    assert (find(mine), find(also_mine)) == (None, None)
    assert find(priyas)


def test_one_session_is_ended_by_its_mark_and_only_by_its_own_person(inside):
    mine, also_mine, priyas = start(), start(), start("priya")
    tom, priya = find(mine).person, find(priyas).person
    with write_transaction():
        end_other_session(tom, mark_of(find(also_mine)), at=NOW)
        end_other_session(priya, mark_of(find(mine)), at=NOW)

    assert find(also_mine) is None
    assert find(mine)


def test_sessions_that_no_longer_count_are_not_listed(inside):
    mine = start()
    person = find(mine).person
    later = NOW + IDLE + timedelta(minutes=2)

    assert [is_of(one, mine) for one in list_all(person, NOW)] == [True]
    assert list_all(person, later) == []


def list_all(person, at):
    return list_sessions(person, at=at, idle=IDLE, longest=LONGEST)
