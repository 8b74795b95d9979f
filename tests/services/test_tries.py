"""Tries to sign in: how often, and how long somebody has to wait."""

from datetime import timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.errors import TooManyTriesError
from risk_register.models import Event
from risk_register.services.tries import count_letter, count_try, forgive_try
from tests.conftest import NOW

MINUTE = timedelta(minutes=1)


def try_often(times, email="tom@example.org", source="192.0.2.1", at=NOW):
    for _ in range(times):
        with write_transaction():
            count_try(email=email, source=source, at=at)


def test_an_account_takes_ten_tries_in_five_minutes_wherever_they_come_from(inside):
    try_often(10)
    with pytest.raises(TooManyTriesError, match="Wait 5 minutes"):
        try_often(1, source="203.0.113.2", email=" TOM@example.org ")


def test_after_five_minutes_tries_count_from_nothing_but_the_next_wait_is_longer(inside):
    try_often(10)
    try_often(10, at=NOW + 5 * MINUTE)
    with pytest.raises(TooManyTriesError, match="Wait 9 minutes"):
        try_often(1, at=NOW + 6 * MINUTE)
    try_often(10, at=NOW + 15 * MINUTE)
    with pytest.raises(TooManyTriesError, match="Wait 15 minutes"):
        try_often(1, at=NOW + 15 * MINUTE)


def test_after_a_window_that_was_not_used_up_waiting_is_short_again(inside):
    try_often(10)
    try_often(1, at=NOW + 5 * MINUTE)
    try_often(10, at=NOW + 15 * MINUTE)
    with pytest.raises(TooManyTriesError, match="Wait 5 minutes"):
        try_often(1, at=NOW + 15 * MINUTE)


def test_a_network_takes_a_hundred_tries_whoever_they_are_for(inside):
    for number in range(100):
        try_often(1, email=f"person{number}@example.org", source=f"192.0.2.{number}")
    with pytest.raises(TooManyTriesError):
        try_often(1, email="another@example.org", source="192.0.2.200")
    try_often(1, email="another@example.org", source="198.51.100.1")


def test_a_right_try_is_given_back_to_the_network_and_its_account(inside):
    for number in range(120):
        email = f"person{number}@example.org"
        try_often(1, email=email)
        with write_transaction():
            forgive_try(email=email, source="192.0.2.1", at=NOW)
    try_often(10)


def test_a_refused_try_changes_nothing(inside):
    try_often(10)
    for _ in range(3):
        with pytest.raises(TooManyTriesError):
            try_often(1)
    try_often(9, email="tom2@example.org", at=NOW)


def test_letters_are_three_for_an_address_known_or_not(inside):
    for email in ("tom@example.org", "nobody@example.org"):
        for _ in range(3):
            with write_transaction():
                count_letter(email=email, source="192.0.2.1", at=NOW)
        with pytest.raises(TooManyTriesError, match="too many letters"), write_transaction():
            count_letter(email=email, source="192.0.2.1", at=NOW)


def test_that_an_account_is_held_up_is_recorded_once_a_window(inside):
    try_often(10)
    with pytest.raises(TooManyTriesError):
        try_often(1)
    try_often(10, email="nobody@example.org")

    kinds = db.select(Event.subject).where(Event.kind == "sign-in held up").order_by(Event.sequence)
    known, unknown = db.session.scalars(kinds).all()
    assert known.startswith("person ")
    assert unknown == "an unknown address"
