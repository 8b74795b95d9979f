"""Access review, opening in need and webhooks for programs."""

import json

import pytest

from risk_register.database import db
from risk_register.models import Event
from tests.programs import running_program

SEND = "/programmes/send"
HOOKS = f"{SEND}/webhooks"


@pytest.fixture
def amira(program):
    """The manager's program."""
    return program("amira")


def fields_of(answer):
    """Give the fields that an answer finds wrong."""
    return [each["field"] for each in answer.json["errors"]]


def test_who_has_what_part_is_read_and_that_it_was_looked_at_is_noted(amira, program):
    read = amira.get(f"{SEND}/access").json
    (tom,) = [each for each in read["items"] if each["name"] == "Tom"]
    assert [each["role"] for each in tom["roles"]] == ["risk_owner"]
    note = {"note": "All of them are needed"}
    made = amira.send("POST", f"{SEND}/access/reviews", note)
    assert (made.status_code, made.json["quarter"]) == (201, "2018-Q2")
    assert amira.get(f"{SEND}/access").json["reviews"] == [made.json]
    assert fields_of(amira.send("POST", f"{SEND}/access/reviews", {})) == ["note"]
    assert program("ada").get(f"{SEND}/access").json["items"]
    assert program("ada").send("POST", f"{SEND}/access/reviews", note).status_code == 403
    assert program("tom").get(f"{SEND}/access").status_code == 403


def test_who_has_what_part_is_told_as_on_the_page_without_addresses(amira, at_the_page):
    at_the_page("tom").get("/work")
    read = amira.get(f"{SEND}/access")
    (tom,) = [each for each in read.json["items"] if each["name"] == "Tom"]
    assert "@" not in read.text
    assert tom["signed_in_on"] == "2018-06-05"
    assert {"email", "signed_in_at"}.isdisjoint(tom)


def test_an_administrator_opens_a_programme_for_some_hours(keeper, amira, at_the_page):
    page = at_the_page("max")
    assert page.get("/send/risks").status_code == 403
    said = {"reason": "The manager is ill and the board meets", "hours": 2}
    opened = keeper.send("POST", f"{SEND}/opening", said)
    assert (opened.status_code, opened.json["is_open"]) == (201, True)
    assert keeper.get(f"{SEND}/opening").json["reason"] == said["reason"]
    assert page.get("/send/risks").status_code == 200
    assert keeper.get(f"{SEND}/risks").status_code == 403  # no key opens more by it
    assert keeper.send("POST", f"{SEND}/opening", said).status_code == 409
    closed = keeper.send("POST", f"{SEND}/opening/end", {})
    assert closed.json["is_open"] is False
    assert page.get("/send/risks").status_code == 403
    assert fields_of(keeper.send("POST", f"{SEND}/opening", {**said, "hours": 25})) == ["hours"]
    assert fields_of(keeper.send("POST", f"{SEND}/opening", {**said, "reason": "No"})) == ["reason"]
    assert amira.send("POST", f"{SEND}/opening", said).status_code == 403


def test_a_webhook_is_added_tried_so_often_and_stopped(app, amira, program):
    with running_program() as told:
        said = {"address": f"http://127.0.0.1:{told.port}/told", "matters": ["scores"]}
        refused = amira.send("POST", HOOKS, said, Idempotency_Key="once")
        assert fields_of(refused) == ["Idempotency-Key"]
        made = amira.send("POST", HOOKS, said)
        assert (made.status_code, made.json["secret"][:6]) == (201, "whsec_")
        place = f"{HOOKS}/{made.json['id']}"
        for _ in range(2):
            refused = amira.send("POST", f"{place}/tests", {}, Idempotency_Key="once")
            assert (refused.status_code, fields_of(refused)) == (422, ["Idempotency-Key"])
        assert told.heard == []
        tried = [amira.send("POST", f"{place}/tests", {}) for _ in range(11)]
    assert [each.status_code for each in tried] == [*(201 for _ in range(10)), 429]
    assert tried[0].json["is_taken"]
    assert len(told.heard) == 10
    assert json.loads(told.heard[0][1]) == {"programme": "send", "events": []}

    (listed,) = amira.get(HOOKS).json["items"]
    assert "secret" not in listed
    assert amira.send("POST", f"{place}/end", {}).json["stopped_at"]
    assert amira.send("POST", f"{place}/end", {}).status_code == 404
    assert fields_of(amira.send("POST", HOOKS, {**said, "address": "ftp://x"})) == ["address"]
    for who in (program("tom"), program("amira", scopes=["oversight:read", "people:write"])):
        assert who.send("POST", HOOKS, said).status_code == 403
    with app.app_context():
        assert db.session.scalars(db.select(Event).where(Event.kind == "webhook stopped")).one()
