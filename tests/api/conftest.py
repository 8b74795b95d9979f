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
