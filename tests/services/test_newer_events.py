"""What was recorded since a pack was frozen, and would be told in it now."""

from datetime import date, timedelta

import pytest

from risk_register.database import write_transaction
from risk_register.services import drawings
from risk_register.services.briefings import write_briefing
from risk_register.services.packs import find_newest, list_newer_events
from tests.services.freezing import accept, june
from tests.services.test_pack_lives import LATER, Press, draw
from tests.services.test_told_packs import plan


@pytest.fixture
def amira(member, monkeypatch):
    """The programme manager, with the June pack made."""
    monkeypatch.setattr(drawings, "print_editions", Press())
    draw()
    return member("amira")


def newer():
    return [event.kind for event in list_newer_events(find_newest(june()))]


def brief(meeting, by):
    with write_transaction():
        write_briefing(meeting, commentary="Two posts.", asks=[], by=by, at=LATER, version=0)


def test_everything_that_a_pack_tells_counts_as_newer(amira):
    assert newer() == []
    accept(amira, date(2018, 9, 1), at=LATER)
    brief(june(), amira)

    assert newer() == ["risk accepted", "briefing written"]


def test_what_is_written_for_another_meeting_does_not(amira):
    brief(plan(june().body, june().held_on + timedelta(days=28)), amira)

    assert newer() == []
