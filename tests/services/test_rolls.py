"""A month is closed once, on the first working day after its meeting or later."""

from datetime import date, datetime, time, timedelta

import pytest

from risk_register.clock import LONDON
from risk_register.database import db, write_transaction
from risk_register.domain.errors import NotAllowedError, RuleError
from risk_register.domain.meetings import DecisionKind
from risk_register.models import Event
from risk_register.scheduler.rolls import close_due_months
from risk_register.scheduler.rounds import Round
from risk_register.services.action_logs import list_asked_for
from risk_register.services.actions import Progress, update_action
from risk_register.services.events import record_event
from risk_register.services.meetings import add_meeting
from risk_register.services.minutes import find_minutes
from risk_register.services.rolls import roll_forward
from tests.services.freezing import june
from tests.services.test_decisions import MEETING, decide, lead

#: The first working day after Thursday, 14 June 2018.
FRIDAY = datetime(2018, 6, 15, 0, 5, tzinfo=LONDON)


def roll_due_months(*, at):
    """Let the clock close what is due, and count it."""
    said = close_due_months(None, Round(), at=at)
    return int(said.words.removeprefix("closed: ")) if said else 0


@pytest.fixture
def database():
    """Whatever database it is, the same services do the work below."""
    return "sqlite"


def count_lines():
    kind = "month rolled forward"
    return len(db.session.scalars(db.select(Event).where(Event.kind == kind)).all())


def plan(held_on):
    with write_transaction():
        return add_meeting(
            june().body, held_on=held_on, starts_at=time(14), place="County Hall", at=MEETING
        )


def test_the_clock_closes_the_month_and_begins_the_minutes(inside):
    rolled = roll_due_months(at=FRIDAY)

    assert rolled == 1
    assert june().rolled_at == FRIDAY
    assert find_minutes(june()).drafted_at == FRIDAY


def test_the_month_is_not_closed_on_the_day_of_the_meeting(inside):
    assert roll_due_months(at=datetime(2018, 6, 14, 23, 59, tzinfo=LONDON)) == 0


def test_a_month_ends_after_the_bank_holiday_not_on_it(inside):
    plan(date(2018, 8, 24))  # a Friday; Monday is a bank holiday

    on_monday = roll_due_months(at=datetime(2018, 8, 27, 9, tzinfo=LONDON))
    on_tuesday = roll_due_months(at=datetime(2018, 8, 28, 9, tzinfo=LONDON))

    assert (on_monday, on_tuesday) == (1, 1)  # the June one was late as well


@pytest.mark.parametrize("late", [timedelta(hours=1), timedelta(days=30), timedelta(days=91)])
def test_a_clock_that_was_down_closes_the_month_once(inside, late):
    first = roll_due_months(at=FRIDAY + late)
    again = roll_due_months(at=FRIDAY + late + timedelta(minutes=10))

    assert (first, again, count_lines()) == (1, 0, 1)


def test_months_from_before_the_register_kept_them_are_left_alone(inside):
    assert roll_due_months(at=FRIDAY + timedelta(days=200)) == 0


def test_a_cancelled_meeting_has_no_month_to_close(inside):
    with write_transaction():
        june().cancelled_at = MEETING
        programme = june().body.programme
        record_event(
            "meeting cancelled", subject="meeting", programme=programme, by=None, at=FRIDAY
        )

    assert roll_due_months(at=FRIDAY) == 0


def test_the_secretary_closes_a_month_by_hand_and_the_clock_leaves_it(member):
    with write_transaction():
        roll_forward(june(), by=member("sofia"), at=MEETING)

    assert roll_due_months(at=FRIDAY) == 0
    assert count_lines() == 1


def test_a_month_is_not_closed_before_its_meeting(member):
    with pytest.raises(RuleError), write_transaction():
        roll_forward(june(), by=member("sofia"), at=MEETING - timedelta(days=1))


@pytest.mark.parametrize("name", ["tom", "grace", "olu", "ada"])
def test_only_its_keepers_close_a_month_by_hand(member, name):
    with pytest.raises(NotAllowedError), write_transaction():
        roll_forward(june(), by=member(name), at=MEETING)


def test_the_action_log_shows_open_actions_first(member):
    sofia, tom = member("sofia"), member("tom")
    ask = {"lead_id": lead().id, "due_on": date(2018, 7, 31)}
    done = decide(sofia, DecisionKind.ACTION, **ask).action
    decide(sofia, DecisionKind.ACTION, **(ask | {"due_on": date(2018, 8, 31)}))
    with write_transaction():
        progress = Progress(status=done.status.DONE, progress=100, due_on=done.due_on, note="")
        update_action(done, progress, by=tom, at=MEETING, version=done.version)

    log = list_asked_for(sofia, june().body)

    assert [decision.action.reference for decision in log] == ["A-1.3", "A-1.2"]


def test_an_observer_does_not_read_the_action_log(member):
    with pytest.raises(NotAllowedError):
        list_asked_for(member("olu"))
