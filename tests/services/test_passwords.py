"""Passwords: what is refused, and what a new one ends."""

import pytest

from risk_register.database import write_transaction
from risk_register.domain.errors import ChangedMeanwhileError, RuleError
from risk_register.services.passwords import (
    check_password,
    hash_password,
    is_right,
    store_password,
)
from tests.conftest import NOW
from tests.registers import PASSWORD


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short", "Use 12 characters or more."),
        ("x" * 11, "Use 12 characters or more."),
        ("wholly unforeseen " * 8, "Use 128 characters or fewer."),
        ("password1234", "too easy"),
        ("Oxfordshire2018", "too easy"),
        ("riskregister2018", "too easy"),
        ("aaaaaaaaaaaaaaaa", "too easy"),
        ("qwertyuiop12345", "too easy"),
        ("tom@example.org", "too easy"),
    ],
)
def test_what_is_guessed_first_is_refused(member, password, sentence):
    with pytest.raises(RuleError, match=sentence) as refused:
        check_password(password, person=member("tom").person)

    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "password",
    ["purple kettle train", "xk7vq9wmz3tj", "žluťoučký kůň úpěl", "wholly unforeseen" * 7],
)
def test_length_is_enough_and_no_figure_or_sign_is_asked_for(member, password):
    check_password(password, person=member("tom").person)


def test_the_same_letters_from_another_keyboard_are_the_same_password():
    assert is_right("cafe\u0301 in the rain", hash_password("caf\u00e9 in the rain"))


def test_nobody_has_the_password_of_nobody():
    assert not is_right("anything", None)


def test_of_two_who_change_a_password_at_once_one_is_told(member):
    tom = member("tom").person
    was = tom.password_hash
    with write_transaction():
        store_password(tom, hash_password("first of the two"), was=was, at=NOW)
    with pytest.raises(ChangedMeanwhileError), write_transaction():
        store_password(tom, hash_password("second of the two"), was=was, at=NOW)

    assert was
    assert is_right(PASSWORD, was)
