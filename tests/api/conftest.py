"""What the tests of the API may ask for besides."""

import pytest

from tests.api.keys import make_program


@pytest.fixture
def database():
    """The door is the same on either database; its services have tests of their own."""
    return "sqlite"


@pytest.fixture
def program(app):
    """Give somebody's program a key: ``program("tom")``."""
    return lambda name, **scopes: make_program(app, name, **scopes)


@pytest.fixture
def keeper(program):
    """The administrator's program."""
    return program("max")


@pytest.fixture
def nadia(keeper):
    """Somebody who was asked in."""
    said = {
        "name": "Nadia Newcomer",
        "email": "nadia@example.org",
        "agency_id": 1,
        "post": "Head of Transport",
        "parts": [{"programme": "send", "role": "observer"}],
    }
    made = keeper.send("POST", "/people", said)
    assert made.status_code == 201, made.json
    return made.json
