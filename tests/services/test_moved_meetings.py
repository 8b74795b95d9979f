"""Who hears that a meeting was cancelled, and that it takes place after all."""

from datetime import timedelta
from functools import partial

import pytest

from risk_register.database import db
from risk_register.models import Meeting
from tests.services.chasing import change, moment, tick


@pytest.fixture
def database():
    """One database here; the races and the walk are tried on both."""
    return "sqlite"


def test_a_meeting_that_is_put_back_and_cancelled_again_is_told_each_time(inside):
    tick(moment(5, 23))
    told = []

    for day, is_cancelled in ((24, True), (25, False), (28, True)):
        at = moment(5, day)
        meeting = db.session.scalars(db.select(Meeting)).one()
        change(at, partial(setattr, meeting, "cancelled_at", at if is_cancelled else None))
        told.append([tick(at), tick(at + timedelta(minutes=1))])

    assert told == [[[("Tom", "moved"), ("Priya", "moved")], []]] * 3
