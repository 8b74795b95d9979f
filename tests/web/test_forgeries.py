"""Requests that somebody else makes a browser send, at every door that changes something."""

import hashlib
from collections import Counter

import pytest

from risk_register.database import db
from risk_register.models import Event
from tests.conftest import post, token_of

PARTS = {
    "programme_key": "send",
    "reference": "R-001",
    "meeting_id": 1,
    "pack_id": 1,
    "body_key": "board",
    "token": "x",
    "mark": "x",
    "kind": "csv",
    "file": "pack.pdf",
}
ELSEWHERE = "https://evil.example"


@pytest.fixture
def database():
    """Doors are the same on either database."""
    return "sqlite"


def list_doors(app, method):
    """List the address of every route that answers to a method."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return [
            adapter.build(rule.endpoint, {name: PARTS.get(name, 1) for name in rule.arguments})
            for rule in app.url_map.iter_rules()
            if method in rule.methods and rule.endpoint != "static"
        ]


def fingerprint(app):
    """Give a mark of everything in the database but the record and what counts refusals."""
    with app.app_context():
        raw = db.engine.raw_connection()
        passing = ('INSERT INTO "event"', 'INSERT INTO "sign_in_try"')
        lines = [line for line in raw.driver_connection.iterdump() if not line.startswith(passing)]
        raw.close()
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def list_kinds(app):
    """List what the record says was done, in order."""
    with app.app_context():
        newest = db.select(Event.kind).order_by(Event.chain, Event.sequence)
        return list(db.session.scalars(newest))


WAYS = {
    "no token": lambda _own, _other: {"data": {"a": "b"}},
    "wrong token": lambda own, _other: {"data": {"csrf_token": own[:-1] + "!"}},
    "another session's token": lambda _own, other: {"data": {"csrf_token": other}},
    "another origin": lambda own, _other: {
        "data": {"csrf_token": own},
        "headers": {"Origin": ELSEWHERE},
    },
    "another site": lambda own, _other: {
        "data": {"csrf_token": own},
        "headers": {"Sec-Fetch-Site": "cross-site"},
    },
}


@pytest.mark.parametrize("way", WAYS)
def test_no_door_that_changes_something_takes_a_forged_request(app, at_the_page, way):
    amira = at_the_page("amira")
    request = WAYS[way](token_of(amira), token_of(at_the_page("tom")))
    before, doors = fingerprint(app), list_doors(app, "POST")
    kinds = list_kinds(app)
    assert len(doors) > 80

    answers = {door: amira.post(door, **request).status_code for door in doors}
    assert {code for code in answers.values() if code not in {400, 401, 403}} == set(), answers
    # Programs come by keys: there, whoever is signed in is nobody.
    assert all(door.startswith("/api/") for door, code in answers.items() if code == 401)
    assert (fingerprint(app), list_kinds(app)) == (before, kinds)


def test_asking_for_a_door_instead_of_sending_a_form_changes_nothing(app, at_the_page):
    amira = at_the_page("amira")
    before = fingerprint(app)
    for door in list_doors(app, "POST"):
        assert amira.get(door).status_code < 500, door

    assert fingerprint(app) == before


@pytest.mark.parametrize("name", ["amira", "sofia", "tom", "ada", None])
def test_what_is_only_asked_for_changes_nothing_but_that_taking_it_along_is_recorded(
    app, at_the_page, name
):
    browser = at_the_page(name)
    before, kinds = fingerprint(app), Counter(list_kinds(app))
    for door in list_doors(app, "GET"):
        with browser.get(door) as answer:
            assert answer.status_code < 500 or door == "/health/deep", door

    assert fingerprint(app) == before
    new = Counter(list_kinds(app)) - kinds
    assert {kind for kind in new if not kind.endswith("exported")} <= {"access refused"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_form_of_our_own_is_taken(at_the_page, headers):
    tom = at_the_page("tom")
    data = {"csrf_token": token_of(tom)}

    assert tom.post("/sign-out", data=data, headers=headers).location == "/sign-in"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "https://localhost"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": ELSEWHERE, "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_what_comes_from_elsewhere_is_refused_in_words(at_the_page, headers):
    tom = at_the_page("tom")
    answer = tom.post("/sign-out", data={"csrf_token": token_of(tom)}, headers=headers)

    assert answer.status_code == 403
    assert "another site sent this" in answer.text
    assert post(tom, "/sign-out").location == "/sign-in"
