"""Milestones of actions: their first day is kept, and moving one needs a reason."""

from datetime import date

import pytest

from risk_register.database import read_moment, write_transaction
from risk_register.domain.actions import ActionStatus
from risk_register.domain.errors import ChangedMeanwhileError, NotAllowedError, RuleError
from risk_register.domain.milestones import MilestoneState
from risk_register.services.actions import Progress, get_action, update_action
from risk_register.services.history import verify_history
from risk_register.services.milestones import (
    MilestoneNews,
    add_milestone,
    get_milestone,
    list_late,
    list_milestones,
    update_milestone,
)
from tests.conftest import NOW

PAST, LATER, TODAY = date(2018, 6, 1), date(2018, 7, 1), date(2018, 6, 5)
REASON = "The advertisement went out late."


def add(by, due_on=PAST):
    with write_transaction():
        action = get_action(by, "A-1.1")
        return add_milestone(action, text="Advertised", due_on=due_on, by=by, at=NOW).id


def update(by, milestone_id, state, due_on=PAST, met_on=None, reason="", version=1):
    news = MilestoneNews(state, due_on, met_on, reason)
    with write_transaction():
        milestone = get_milestone(by, "A-1.1", milestone_id)
        update_milestone(milestone, news, by=by, at=NOW, version=version)


def test_one_whose_day_has_passed_is_late_until_it_is_met(member):
    tom = member("tom")
    milestone_id = add(tom)
    assert [each.id for each in list_late(tom)] == [milestone_id]

    update(tom, milestone_id, MilestoneState.MET, met_on=TODAY)
    milestone = get_milestone(tom, "A-1.1", milestone_id)
    assert list_late(tom) == []
    assert milestone.standing(TODAY).words == "Met, 4 days late"
    with read_moment():
        assert verify_history().problems == []


def test_one_that_moves_keeps_its_first_day_and_needs_a_reason(member):
    tom = member("tom")
    milestone_id = add(tom)
    with pytest.raises(RuleError, match="Say why"):
        update(tom, milestone_id, MilestoneState.COMING, due_on=LATER)

    update(tom, milestone_id, MilestoneState.COMING, due_on=LATER, reason=REASON)
    milestone = get_milestone(tom, "A-1.1", milestone_id)
    assert (milestone.original_due_on, milestone.due_on) == (PAST, LATER)


def test_one_that_was_met_by_mistake_comes_again(member):
    tom = member("tom")
    milestone_id = add(tom)
    update(tom, milestone_id, MilestoneState.MET, met_on=PAST)
    update(tom, milestone_id, MilestoneState.COMING, version=2)

    assert [each.id for each in list_late(tom)] == [milestone_id]


def test_one_that_is_no_longer_wanted_is_settled(member):
    tom = member("tom")
    milestone_id = add(tom)
    with pytest.raises(RuleError, match="Say why"):
        update(tom, milestone_id, MilestoneState.DROPPED)
    update(tom, milestone_id, MilestoneState.DROPPED, reason=REASON)

    assert list_late(tom) == []
    with pytest.raises(RuleError, match="no longer wanted"):
        update(tom, milestone_id, MilestoneState.MET, met_on=PAST, version=2)


@pytest.mark.parametrize(
    ("met_on", "said"),
    [(None, "Enter the day on which it was met."), (date(2018, 6, 6), "not in the future")],
)
def test_it_is_met_on_a_day_that_has_come(member, met_on, said):
    tom = member("tom")
    milestone_id = add(tom)
    with pytest.raises(RuleError, match=said):
        update(tom, milestone_id, MilestoneState.MET, met_on=met_on)


def test_it_is_due_no_later_than_its_action(member):
    with pytest.raises(RuleError, match="no later than"):
        add(member("tom"), due_on=date(2018, 8, 1))


def test_a_done_action_gets_none_and_has_none_that_is_late(member):
    tom = member("tom")
    add(tom)
    with write_transaction():
        action = get_action(tom, "A-1.1")
        done = Progress(ActionStatus.DONE, 100, action.due_on, "All are in post.")
        update_action(action, done, by=tom, at=NOW, version=action.version)

    assert list_late(tom) == []
    with pytest.raises(RuleError, match=r"A-1\.1 is done"):
        add(tom)


def test_whoever_saved_first_is_not_overwritten(member):
    tom = member("tom")
    milestone_id = add(tom)
    update(tom, milestone_id, MilestoneState.MET, met_on=PAST)
    with pytest.raises(ChangedMeanwhileError):
        update(tom, milestone_id, MilestoneState.MET, met_on=TODAY)


def test_saving_what_stands_is_refused(member):
    tom = member("tom")
    milestone_id = add(tom)
    with pytest.raises(RuleError, match="what stands already"):
        update(tom, milestone_id, MilestoneState.COMING)


def test_only_leads_owners_and_managers_add_them(member):
    with pytest.raises(NotAllowedError):
        add(member("priya"))
    add(member("amira"))
    assert len(list_milestones(get_action(member("tom"), "A-1.1"))) == 1
