"""Packs for visits that monitor the plan: made by the same steps, and apart from the board's."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.errors import RuleError
from risk_register.domain.packs import PackKind
from risk_register.models import Body
from risk_register.services.bodies import add_body, change_rules, facts_of, get_body
from risk_register.services.drawings import list_due_meetings
from risk_register.services.duties import PackStep, find_month, find_visit
from risk_register.services.history import verify_history
from risk_register.services.meetings import add_meeting, find_next_meeting
from risk_register.services.months import show_month
from risk_register.services.told_packs import find_last_told, list_told_before
from tests.conftest import NOW
from tests.services.freezing import freeze, june, line_of
from tests.services.test_told_packs import make, tell

VISIT = date(2018, 6, 12)  #: before the board of 14 June


@pytest.fixture
def amira(member):
    """The programme manager, who enters the advisers' visits as a body."""
    amira = member("amira")
    board = facts_of(db.session.scalars(db.select(Body)).one())
    facts = replace(board, name="Monitoring visits", pack_kind=PackKind.MONITORING)
    with write_transaction():
        body = add_body(facts, by=member("sofia"), at=NOW)
        add_meeting(body, held_on=VISIT, starts_at=time(10), place="Hall", at=NOW)
    return amira


def visits():
    return db.session.scalars(db.select(Body).where(Body.name == "Monitoring visits")).one()


def visit(programme):
    return find_next_meeting(programme, on=NOW.date(), kind=PackKind.MONITORING)


def test_the_months_of_the_programme_go_by_its_board_and_not_by_visits(amira):
    month, coming = find_month(amira, at=NOW), find_visit(amira, at=NOW)

    assert month.meeting.id == june().id
    assert (coming.meeting.held_on, coming.step) == (VISIT, PackStep.MAKE)
    steps = [line.told.name for line in show_month(coming.meeting, at=NOW).lines]
    assert (len(steps), len(show_month(june(), at=NOW).lines)) == (4, 8)


def test_a_pack_for_a_visit_looks_back_18_months_and_asks_nothing(amira):
    later = NOW + timedelta(days=700)
    monitored, told = freeze(visit(amira.programme), at=later), freeze(at=later)

    assert (monitored["kind"], told["kind"]) == ("monitoring", "board")
    assert monitored["asks"] == []
    assert told["asks"]
    begun = [date.fromisoformat(line_of(each)["trend"][0]["on"]) for each in (monitored, told)]
    assert [(later.date() - day).days for day in begun] == [549, 366]


def test_the_clock_makes_it_and_pages_go_on_to_count_from_the_boards(amira, member):
    due = list_due_meetings(amira.programme, at=NOW)
    tell(visit(amira.programme), member("sofia"))

    assert VISIT in {meeting.held_on for meeting in due}
    assert find_last_told(amira.programme, on=VISIT + timedelta(days=9)) is None
    assert list_told_before(june()) == []
    assert verify_history().problems == []


def test_a_body_that_has_had_packs_keeps_their_kind(amira, member):
    sofia, body = member("sofia"), get_body(member("sofia"), "monitoring-visits")
    make(visit(amira.programme))

    facts = replace(facts_of(body), pack_kind=PackKind.BOARD)

    with pytest.raises(RuleError, match="has had packs of the other kind") as refused:
        change_rules(body, facts, by=sofia, at=NOW, version=body.version)

    assert refused.value.field == "pack_kind"
