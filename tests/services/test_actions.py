"""Actions: planned, reported on, slipped."""

from datetime import date

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.actions import ActionStatus
from risk_register.domain.errors import ChangedMeanwhileError, NotAllowedError, RuleError
from risk_register.models import Mitigation
from risk_register.services.actions import (
    ActionPlan,
    Progress,
    add_action,
    add_mitigation,
    get_action,
    list_actions,
    update_action,
)
from risk_register.services.risks import get_risk
from tests.conftest import NOW
from tests.services.test_assessments import judge

JULY, AUGUST = date(2018, 7, 31), date(2018, 8, 31)


def report(member, **said):
    action = get_action(member, "A-1.1")
    said = {"status": ActionStatus.ON_TRACK, "progress": 40, "due_on": JULY, "note": "", **said}
    version = said.pop("version", action.version)
    return update_action(action, Progress(**said), by=member, at=NOW, version=version)


def test_a_new_action_gets_the_next_reference_of_its_risk(member):
    tom = member("tom")
    with write_transaction():
        risk = get_risk(tom, "R-001")
        plan = ActionPlan("Train two caseworkers", tom.post.id, AUGUST, 2, 3)
        action = add_action(risk, plan, by=tom, at=NOW, version=risk.version)

    assert (action.reference, action.original_due_on) == ("A-1.2", AUGUST)


def test_both_expected_points_are_given_or_neither(member):
    tom = member("tom")
    risk = get_risk(tom, "R-001")
    plan = ActionPlan("Train two caseworkers", tom.post.id, AUGUST, expected_likelihood=2)
    with pytest.raises(RuleError, match="both"), write_transaction():
        add_action(risk, plan, by=tom, at=NOW, version=risk.version)


def test_a_later_due_date_counts_as_a_slip_and_keeps_the_original(member):
    tom = member("tom")
    with write_transaction():
        report(tom, due_on=AUGUST, note="The advert had no answer.")

    action = get_action(tom, "A-1.1")
    assert (action.slips, action.due_on, action.original_due_on) == (1, AUGUST, JULY)


def test_an_earlier_due_date_is_no_slip(member):
    tom = member("tom")
    with write_transaction():
        report(tom, due_on=date(2018, 6, 30), note="Faster than hoped.")

    assert get_action(tom, "A-1.1").slips == 0


@pytest.mark.parametrize("said", [{"due_on": AUGUST}, {"status": ActionStatus.DROPPED}])
def test_moving_the_date_or_dropping_the_action_needs_a_note(member, said):
    with pytest.raises(RuleError) as refused, write_transaction():
        report(member("tom"), **said)
    assert refused.value.field == "note"


def test_a_done_action_stands_at_100_per_cent_and_leaves_the_open_list(member):
    tom = member("tom")
    with write_transaction():
        report(tom, status=ActionStatus.DONE, progress=40)

    assert get_action(tom, "A-1.1").progress == 100
    assert list_actions(tom).total == 0


def test_a_report_without_a_note_keeps_the_last_note(member):
    tom = member("tom")
    with write_transaction():
        report(tom, note="Interviews are booked.")
    with write_transaction():
        report(tom, progress=60)

    assert get_action(tom, "A-1.1").note == "Interviews are booked."


def test_a_stale_report_is_refused(member):
    tom = member("tom")
    with write_transaction():
        report(tom, version=1)
    with pytest.raises(ChangedMeanwhileError), write_transaction():
        report(tom, progress=90, version=1)


def test_an_owner_of_another_risk_cannot_report_on_it(member):
    with pytest.raises(NotAllowedError), write_transaction():
        report(member("priya"))


def test_the_risk_an_action_was_planned_for_stays_the_first_it_serves(member):
    amira = member("amira")
    with write_transaction():
        action = get_action(amira, "A-1.1")
        add_mitigation(action, get_risk(amira, "R-002"), expected=(None, None), by=amira, at=NOW)
    # Rows that are written again move to another place on PostgreSQL's pages.
    with write_transaction():
        judge(amira)
    first = db.select(db.func.min(Mitigation.id)).scalar_subquery()
    db.session.execute(
        db.update(Mitigation).where(Mitigation.id == first).values(expected_likelihood=1)
    )
    db.session.commit()
    db.session.expire_all()

    served = [each.risk.reference for each in get_action(amira, "A-1.1").mitigations]
    assert served == ["R-001", "R-002"]
