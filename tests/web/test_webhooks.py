"""Webhooks at their page: added with a secret shown once, tried, stopped; and by command."""

import json
import re

import pytest

from risk_register.database import db
from risk_register.models import Webhook
from tests.conftest import token_of
from tests.programs import running_program

PAGE = "/send/webhooks"


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


@pytest.fixture
def program():
    """A program that notes each message and answers as it is told."""
    with running_program() as program:
        yield program


def send(browser, page, typed=None):
    """Send a form, and go where it leads."""
    data = {"csrf_token": token_of(browser), **(typed or {})}
    return browser.post(page, data=data, follow_redirects=True)


def secret_on(answer):
    found = re.search(r"whsec_[A-Za-z0-9+/=]{44}", answer.text)
    return found and found[0]


def test_a_webhook_is_added_tried_and_stopped(app, at_the_page, program):
    amira, address = at_the_page("amira"), f"http://127.0.0.1:{program.port}/told?key=abc"
    made = send(amira, f"{PAGE}/new", {"address": address, "matters": ["scores", "packs"]})
    assert secret_on(made)

    tried = send(amira, f"{PAGE}/1/test")
    stopped = send(amira, f"{PAGE}/1/stop")

    assert "The test was taken. It answered 200." in tried.text
    assert "Scores and reviews; Packs, letters and exports" in tried.text
    assert json.loads(program.heard[0][1]) == {"programme": "send", "events": []}
    assert "Nothing more is sent to it." in stopped.text
    assert not secret_on(stopped)
    assert send(amira, f"{PAGE}/1/test").status_code == 404
    assert "key=abc" not in amira.get("/send/history").text
    assert "told the program at 127.0.0.1 nothing more" in amira.get("/send/history").text
    with app.app_context():
        assert db.session.scalars(db.select(Webhook)).one().stopped_at is not None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"address": "", "matters": ["scores"]}, "Enter the address of the program."),
        ({"address": "example.org", "matters": ["scores"]}, "Enter an address like https"),
        ({"address": "https://example.org/", "matters": []}, "Choose what it is told."),
    ],
)
def test_what_cannot_be_told_is_said_at_the_form(at_the_page, typed, sentence):
    answer = send(at_the_page("amira"), f"{PAGE}/new", typed)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_who_keeps_no_webhooks_sees_none(at_the_page):
    assert at_the_page("tom").get(PAGE).status_code == 403


def test_tests_are_limited_however_they_are_asked_for(at_the_page, program):
    amira, address = at_the_page("amira"), f"http://127.0.0.1:{program.port}/told"
    send(amira, f"{PAGE}/new", {"address": address, "matters": ["scores"]})

    tried = [send(amira, f"{PAGE}/1/test") for _ in range(11)]

    assert {each.status_code for each in tried[:10]} == {200}
    assert tried[10].status_code == 429
    assert "There were too many tests of webhooks." in tried[10].text
    assert len(program.heard) == 10
