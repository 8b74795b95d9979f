"""Signing in: who gets in, for how long, and how often somebody may try."""

from datetime import timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.errors import TooManyTriesError
from risk_register.models import SignInSession
from risk_register.services.people import (
    count_try,
    end_session,
    find_person,
    find_session,
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


def try_often(times, source="192.0.2.1", at=NOW):
    for _ in range(times):
        with write_transaction():
            count_try(email="tom@example.org", source=source, at=at)


def test_an_account_takes_ten_tries_in_five_minutes_and_no_more(inside):
    try_often(10)
    with pytest.raises(TooManyTriesError):
        try_often(1, source="192.0.2.2")


def test_after_five_minutes_tries_count_from_nothing(inside):
    try_often(10)
    try_often(10, at=NOW + timedelta(minutes=5))


def test_signing_in_forgets_the_tries_before(inside):
    try_often(10)
    start()
    try_often(10)
