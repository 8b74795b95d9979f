"""A restore takes the ledger of chases back: nothing that went since goes twice by itself."""

import pytest

from risk_register import clock
from risk_register.commands.backups import put_back
from risk_register.database import db, read_moment, write_transaction
from risk_register.models import Reminder
from risk_register.services.backups import make_backup
from risk_register.services.history import verify_history
from risk_register.services.restores import settle_restored
from tests.registers import CLOCK_START
from tests.services.chasing import moment, stages, tick

BOTH = [("Tom", "due"), ("Priya", "due")]


@pytest.fixture
def database():
    """One database here: what is entered is the same on both."""
    return "sqlite"


def restore(made_at, at):
    with write_transaction():
        return settle_restored(made_at=made_at, at=at)


def test_letters_that_went_after_the_backup_do_not_go_again(inside, tmp_path, monkeypatch):
    monkeypatch.setenv("RISK_REGISTER_ENVIRONMENT", "testing")
    monkeypatch.setenv("RISK_REGISTER_CLOCK_START", CLOCK_START)
    backup = make_backup(tmp_path / "backups", at=moment(5, 22))
    went = [letter for day in (23, 29, 31) for letter in tick(moment(5, day))]
    went += [letter for day in (1, 4, 5) for letter in tick(moment(6, day))]

    _, held = put_back(backup.path, may_replace=True)

    assert len(went) > len(BOTH)
    assert tick(clock.now()) == []
    lines = db.session.scalars(db.select(Reminder)).all()
    assert held.reminders == len(lines) > 0
    assert all(line.notice is None for line in lines)
    assert ("Amira", "late") in tick(moment(6, 6))  # what comes after the restore goes
    with read_moment():
        assert verify_history().problems == []


def test_a_letter_of_a_friday_does_not_go_again_after_a_restore_at_the_weekend(inside):
    tick(moment(5, 31))

    restore(moment(5, 31, 20), moment(6, 2))

    assert ("overdue", "meeting 1") in stages("Tom")
    assert "due" not in [kind for _, kind in tick(moment(6, 4))]


def test_a_letter_that_could_not_have_gone_before_the_restore_goes_after_it(inside):
    restore(moment(5, 23, 2), moment(5, 23, 6))

    assert tick(moment(5, 23)) == BOTH
