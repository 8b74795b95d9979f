"""Webhooks: what may be told, by which signature, and for how long it is tried."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from risk_register.domain.errors import RuleError
from risk_register.domain.webhooks import (
    GIVEN_UP_AFTER,
    Address,
    derive_secret,
    find_next_try,
    is_public,
    read_address,
    sign_message,
)

API = Path(__file__).parents[2] / "docs/api.md"
NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "number",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0"),
        *("fc00::1", "ff02::1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1"),
        *("64:ff9b:1::a00:1", "::ffff:0:10.0.0.1", "fec0::1"),
        *("64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1"),
    ],
)
def test_a_number_of_a_network_that_is_not_public_is_known_in_any_wrapping(number):
    assert not is_public(number)


@pytest.mark.parametrize("number", ["8.8.8.8", "2a00:1450:4009:815::200e", "64:ff9b::808:808"])
def test_a_number_of_the_open_internet_is_public(number):
    assert is_public(number)


def test_an_address_is_taken_apart():
    read = read_address("https://example.org:8443/told?by=us", is_production=True)

    assert read == Address("example.org", 8443, "/told?by=us", is_secure=True)


@pytest.mark.parametrize(
    "typed",
    [
        *("http://example.org/", "ftp://example.org/", "https://", "example.org", "https://a b/"),
        *(
            "https://someone:secret@example.org/",
            "https://example.org/#part",
            "https://exämple.org/",
        ),
        *(
            "https://example.org:25/",
            "https://example.org:99999/",
            "https://example.org/\r\nHost: a",
        ),
        *("https://[::1", "https://example.org/" + "a" * 500),
    ],
)
def test_what_may_not_be_told_in_production_is_refused(typed):
    with pytest.raises(RuleError) as refused:
        read_address(typed, is_production=True)

    assert refused.value.field == "address"


@pytest.fixture
def is_ours():
    """The lines by which the documents let a receiver verify a message."""
    (lines,) = re.findall(r"```python\n(import base64.*?)```", API.read_text("utf-8"), re.DOTALL)
    found = {}
    exec(lines, found)  # noqa: S102 - our own lines, so that they are never wrong
    return found["is_ours"]


def test_a_receiver_verifies_a_message_by_the_lines_of_the_documents(is_ours):
    secret = derive_secret("nonce", secret_key="of the service")
    body = b'{"events":[]}'
    headers = sign_message(body, name="3.5.9", at=NOW, secret=secret)

    def verify(body=body, seconds=0, **changed):
        return is_ours(secret, headers | changed, body, now=lambda: NOW.timestamp() + seconds)

    assert verify()
    assert not verify(body=b"{}")
    assert not verify(**{"webhook-id": "3.5.10"})
    assert not verify(seconds=301)
    assert not is_ours(derive_secret("another", secret_key="of the service"), headers, body)


def test_a_message_is_tried_a_dozen_times_before_it_is_given_up():
    at, tries = NOW, 0
    while at - NOW < GIVEN_UP_AFTER:
        tries += 1
        at = find_next_try(tries, at=at)

    assert (tries, at - NOW < GIVEN_UP_AFTER + timedelta(hours=4)) == (11, True)
