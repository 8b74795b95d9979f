"""Passkeys: made by one device for one site, shown once for each challenge."""

import pytest

from risk_register.database import write_transaction
from risk_register.domain.errors import NotAllowedError, NotFoundError, RuleError
from risk_register.services.passkey_answers import (
    Site,
    add_passkey,
    check_passkey,
    say_how_to_add,
    say_how_to_show,
    spend_challenge,
)
from risk_register.services.passkeys import list_passkeys, remove_passkey
from risk_register.services.second_factors import demand_factor, remove_factor
from tests.authenticators import Authenticator
from tests.conftest import NOW
from tests.services.test_second_factors import set_up

SITE = Site.from_settings({"PUBLIC_URL": "http://localhost:8000/", "SERVICE_NAME": "Register"})
CHALLENGE = b"thirty-two bytes of a challenge!"


@pytest.fixture
def tom(member):
    person = member("tom").person
    set_up(person)
    return person


@pytest.fixture
def laptop(tom):
    """Tom's laptop, with a passkey of his."""
    device = Authenticator()
    add(tom, device)
    return device


def add(person, device, *, name="Laptop", challenge=CHALLENGE):
    answer = device.make(say_how_to_add(person, challenge=challenge, site=SITE))
    with write_transaction():
        add_passkey(person, answer, name=name, challenge=CHALLENGE, site=SITE, at=NOW)


def show(device, person, challenge=CHALLENGE):
    return device.show(say_how_to_show(person, challenge=challenge, site=SITE))


def check(person, answer, site=SITE):
    with write_transaction():
        check_passkey(person, answer, challenge=CHALLENGE, site=site, at=NOW)


def test_a_device_shows_the_passkey_that_it_made(tom, laptop):
    check(tom, show(laptop, tom))
    check(tom, show(laptop, tom))

    (passkey,) = list_passkeys(tom)
    assert (passkey.name, passkey.sign_count, passkey.used_at) == ("Laptop", 2, NOW)


def test_an_answer_to_another_challenge_site_or_count_is_refused(tom, laptop):
    elsewhere = Site("localhost", "http://localhost:9000", "Another")
    other_host = Site("example.org", "http://localhost:8000", "Another")
    late = show(laptop, tom)
    newest = show(laptop, tom)
    refused = [(show(laptop, tom, b"another challenge"), SITE)]
    refused += [(newest, elsewhere), (newest, other_host), ("{}", SITE), ("[]", SITE), ("?", SITE)]
    for answer, site in refused:
        with pytest.raises(RuleError, match="not right"):
            check(tom, answer, site)

    check(tom, newest)
    for again in (newest, late):
        with pytest.raises(RuleError, match="not right"):
            check(tom, again)


def test_a_strange_device_shows_nothing_for_a_passkey_of_somebody(tom, laptop, member):
    stranger = Authenticator()
    stranger.id = laptop.id
    with pytest.raises(RuleError, match="not right"):
        check(tom, show(stranger, tom))
    priya = member("priya").person
    set_up(priya)
    with pytest.raises(RuleError, match="not right"):
        check(priya, show(laptop, tom))
    with pytest.raises(RuleError, match="added before"):
        add(priya, laptop)


@pytest.mark.parametrize(
    ("device", "challenge"),
    [
        (Authenticator(origin="http://localhost.example.org"), CHALLENGE),
        (Authenticator(), b"another challenge"),
    ],
)
def test_a_passkey_made_elsewhere_or_for_another_challenge_is_not_added(tom, device, challenge):
    with pytest.raises(RuleError, match="not added"):
        add(tom, device, challenge=challenge)

    assert not list_passkeys(tom)


def test_a_challenge_is_spent_once(tom):
    with write_transaction():
        spend_challenge(CHALLENGE, at=NOW)
    with pytest.raises(NotAllowedError), write_transaction():
        spend_challenge(CHALLENGE, at=NOW)


def test_a_passkey_needs_a_phone_and_goes_with_it(tom, laptop, member):
    with pytest.raises(NotAllowedError, match="Set up an app"):
        add(member("priya").person, Authenticator())
    with write_transaction():
        demand_factor(tom, by=None, at=NOW)
    assert not list_passkeys(tom)
    sofia = member("sofia").person
    set_up(sofia)
    add(sofia, Authenticator())
    with write_transaction():
        remove_factor(sofia, by=sofia, at=NOW)

    assert not list_passkeys(sofia)


def test_a_passkey_is_removed_only_by_its_person(tom, laptop, member):
    (passkey,) = list_passkeys(tom)
    with pytest.raises(NotFoundError), write_transaction():
        remove_passkey(member("priya").person, passkey.id, at=NOW)
    with write_transaction():
        remove_passkey(tom, passkey.id, at=NOW)

    with pytest.raises(RuleError, match="not right"):
        check(tom, show(laptop, tom))


def test_a_service_that_goes_by_a_number_has_no_passkeys():
    assert Site.from_settings({"PUBLIC_URL": "http://127.0.0.1:8000", "SERVICE_NAME": "R"}) is None
