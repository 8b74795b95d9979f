"""What the states of an action mean, and how late one is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.actions import FINISHED, ActionStatus, overdue_days

DUE_ON = date(2018, 6, 30)
UNFINISHED = sorted(set(ActionStatus) - set(FINISHED))


@pytest.mark.parametrize("status", UNFINISHED)
@pytest.mark.parametrize(
    ("on", "days"),
    [(date(2018, 6, 29), 0), (DUE_ON, 0), (date(2018, 7, 1), 1), (date(2018, 8, 1), 32)],
    ids=str,
)
def test_an_unfinished_action_is_late_from_the_day_after_it_was_due(status, on, days):
    assert overdue_days(DUE_ON, status, on) == days


@pytest.mark.parametrize("status", FINISHED)
@given(late=st.integers(-1000, 1000))
def test_a_finished_action_is_never_late(status, late):
    assert overdue_days(DUE_ON, status, DUE_ON + timedelta(days=late)) == 0


@pytest.mark.parametrize("status", UNFINISHED)
@given(late=st.integers(0, 1000))
def test_an_unfinished_action_gets_a_day_later_every_day(status, late):
    today = DUE_ON + timedelta(days=late)

    tomorrow = overdue_days(DUE_ON, status, today + timedelta(days=1))

    assert tomorrow == overdue_days(DUE_ON, status, today) + 1


def test_only_done_and_dropped_actions_are_finished():
    assert [status for status in ActionStatus if status.is_finished] == list(FINISHED)
    assert set(FINISHED) == {ActionStatus.DONE, ActionStatus.DROPPED}


@pytest.mark.parametrize("status", ActionStatus)
def test_every_state_has_a_meaning_of_its_own(status):
    assert status.meaning.endswith(".")
    assert [other for other in ActionStatus if other.meaning == status.meaning] == [status]
