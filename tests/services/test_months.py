"""How far the month of a meeting has come: its steps, what was done, and what is late."""

from datetime import datetime

import pytest

from risk_register.clock import LONDON
from risk_register.database import db, write_transaction
from risk_register.domain.deadline_words import CALL, CIRCULATE, LOCK, MINUTES, UPDATES
from risk_register.domain.months import StepState
from risk_register.models import Meeting, Minutes
from risk_register.services import drawings
from risk_register.services.events import record_event
from risk_register.services.months import Done, show_month
from risk_register.services.programmes import get_programme
from tests.conftest import NOW
from tests.services.test_circulations import circulate
from tests.services.test_pack_lives import Press, draw, seal

LATE = datetime(2018, 6, 8, 9, tzinfo=LONDON)


def show(at=NOW):
    return show_month(db.session.scalars(db.select(Meeting)).one(), at=at)


def lines(at=NOW):
    return {line.told.name: line for line in show(at).lines}


@pytest.fixture
def out(member, monkeypatch):
    """The June pack is with its readers."""
    monkeypatch.setattr(drawings, "print_editions", Press())
    draw()
    seal(member("amira"))
    circulate(member("sofia"))


@pytest.mark.usefixtures("inside")
def test_before_the_freeze_the_lock_is_next_and_nothing_is_done():
    found = lines(datetime(2018, 6, 4, 9, tzinfo=LONDON))

    assert found[CALL].state is StepState.PAST
    assert found[UPDATES].state is StepState.PAST  # whether anybody is silent, the desk says
    assert found[LOCK].state is StepState.COMING
    assert all(line.deed is None for line in found.values())


@pytest.mark.usefixtures("out")
def test_what_was_frozen_and_sent_is_said_with_its_moment():
    found = lines()

    assert (found[LOCK].deed.done, found[LOCK].deed.at) == (Done.FROZEN, NOW)
    assert (found[CIRCULATE].state, found[CIRCULATE].deed.done) == (StepState.DONE, Done.SENT)
    assert show().warnings == []


@pytest.mark.usefixtures("inside")
def test_a_pack_that_is_not_out_in_time_is_warned_of_until_the_meeting_is_over():
    assert show(LATE).warnings == [
        "A pack that goes out now is late. Three clear working days instead of five."
    ]
    assert show(datetime(2018, 6, 15, 9, tzinfo=LONDON)).warnings == []


@pytest.mark.usefixtures("inside")
def test_minutes_that_are_drafted_and_late_are_warned_of():
    with write_transaction():
        db.session.add(Minutes(meeting_id=1, opening="", drafted_at=NOW))
        record_event("minutes drafted", subject="meeting 2018-06-14",
                     programme=get_programme("send"), by=None, at=NOW)  # fmt: skip
    late = datetime(2018, 6, 25, 9, tzinfo=LONDON)

    assert lines(late)[MINUTES].deed.done is Done.DRAFTED
    assert show(late).warnings == ["The minutes were due on Thursday 21 June 2018."]
