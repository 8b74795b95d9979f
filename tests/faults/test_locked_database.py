"""Another program keeps SQLite's write lock: people are told, and keep what they typed."""

import time
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.engine import make_url

from risk_register.database import db
from tests.faults.processes import read, result_of, started
from tests.web.test_assessments import NEW, REASON, score, version_of
from tests.web.test_attendances import note
from tests.web.test_evidence import SHOWS
from tests.web.test_evidence import add as add_file

pytestmark = pytest.mark.faults

QUICK_SECONDS = 1.0
#: What the service waits for the lock here; in use it is PATIENCE_MILLISECONDS.
SHORT_MILLISECONDS = 300
PATIENCE_MILLISECONDS = 5000


@pytest.fixture
def database():
    """Only SQLite can be locked by one file's other user."""
    return "sqlite"


@pytest.fixture
def impatient(app):
    """The application, whose further connections wait less long for the lock."""

    def hurry(connection, _record):
        connection.execute(f"PRAGMA busy_timeout={SHORT_MILLISECONDS}")

    with app.app_context():
        db.engine.dispose()
        event.listen(db.engine, "connect", hurry)
    yield app
    with app.app_context():
        event.remove(db.engine, "connect", hurry)


@contextmanager
def locked(app):
    """Let another process hold the write lock until the block ends."""
    path = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database
    with started(app, "tests.faults.locker", path) as locker:
        assert locker.stdout.readline() == "locked\n", locker.stderr.read()
        yield
        result_of(locker)


def test_a_form_sent_while_it_is_locked_saves_nothing_and_loses_nothing(
    impatient, at_the_page, caplog
):
    tom = at_the_page("tom")
    seen = version_of(tom)
    with locked(impatient):
        refused = score(tom, version=seen)

    assert refused.status_code == 503
    assert "Nothing was saved" in refused.text
    assert REASON in refused.text
    assert version_of(tom) == seen
    assert score(tom, version=seen).status_code == 302
    assert "Nothing was written: database is locked" in caplog.text
    assert REASON not in caplog.text


def test_a_file_sent_while_it_is_locked_is_asked_for_again_and_its_words_stay(
    impatient, at_the_page
):
    tom = at_the_page("tom")
    with locked(impatient):
        refused = add_file(tom)

    assert refused.status_code == 503
    assert "Nothing was saved" in refused.text
    assert SHOWS in refused.text
    assert add_file(tom).status_code == 302


def test_who_comes_is_asked_again_while_it_is_locked_and_the_choices_stay(impatient, at_the_page):
    sofia = at_the_page("sofia")
    with locked(impatient):
        refused = note(sofia, presence_1="apologies")

    assert refused.status_code == 503
    assert "Nothing was saved" in refused.text
    assert 'value="apologies" checked' in " ".join(refused.text.split())
    assert note(sofia, presence_1="apologies").status_code == 302


@pytest.mark.parametrize("address", ["/", "/send/risks", "/send/risks/R-001", NEW])
def test_pages_are_read_while_it_is_locked(impatient, at_the_page, address):
    tom = at_the_page("tom")
    tom.get(address)  # what a first visit takes beside is not measured
    with locked(impatient):
        began = time.monotonic()
        answer = tom.get(address)
        took = time.monotonic() - began

    assert answer.status_code == 200
    assert took < QUICK_SECONDS


def test_the_service_waits_five_seconds_for_the_lock(inside):
    assert read("PRAGMA busy_timeout") == [(PATIENCE_MILLISECONDS,)]
