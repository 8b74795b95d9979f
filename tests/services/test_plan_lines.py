"""Actions in the plan: the same ones that mitigate risks, each with one place."""

from datetime import date, timedelta

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.actions import ActionStatus
from risk_register.domain.errors import ChangedMeanwhileError, NotAllowedError, RuleError
from risk_register.services.actions import (
    ActionPlan,
    Progress,
    add_mitigation,
    get_action,
    update_action,
)
from risk_register.services.chronicles import ChronicleFilter, list_programme_lines
from risk_register.services.duties import list_duties
from risk_register.services.history import verify_history
from risk_register.services.moments import get_register_at
from risk_register.services.plan import get_measure, retire_measure, view_area
from risk_register.services.plan_lines import (
    find_line,
    get_line,
    list_placeable,
    place_action,
    plan_action,
    remove_line,
)
from risk_register.services.risks import get_risk
from tests.conftest import NOW
from tests.services.test_plan import measure, post_of

REASON = "It belongs to another programme."
DUE = date(2018, 7, 31)


def place(by, reference="A-1.1", number=1):
    with write_transaction():
        return place_action(
            get_measure(by, "W1", number), get_action(by, reference), by=by, at=NOW
        ).id


def plan(by, number=1, due_on=DUE):
    lead = post_of("Head of Casework").id
    with write_transaction():
        said = ActionPlan("Publish who answers for what", lead, due_on)
        return plan_action(get_measure(by, "W1", number), said, by=by, at=NOW).action.reference


def report(by, reference, progress=50, at=NOW):
    with write_transaction():
        action = get_action(by, reference)
        said = Progress(ActionStatus.ON_TRACK, progress, DUE, "A draft is out.")
        update_action(action, said, by=by, at=at, version=action.version)


def take_out(by, line_id):
    with write_transaction():
        remove_line(get_line(by, "W1", line_id), reason=REASON, by=by, at=NOW)


def test_an_action_against_a_risk_gets_its_place_and_stays_one_action(member):
    amira = member("amira")
    measure(amira)
    place(amira)

    (line,) = view_area(amira, "W1").lines
    assert (line.said_number, line.action.reference) == ("1.1.1", "A-1.1")
    assert line.action.served.reference == "R-001"
    assert list_placeable(amira) == []


def test_an_action_has_one_place_at_a_time(member):
    amira = member("amira")
    measure(amira)
    measure(amira)
    place(amira)
    with pytest.raises(RuleError, match=r"stands in the plan as 1\.1\.1"):
        place(amira, number=2)


def test_an_action_that_was_taken_out_goes_on_and_its_number_is_not_given_again(member):
    amira = member("amira")
    measure(amira)
    take_out(amira, place(amira))

    assert find_line(get_action(amira, "A-1.1")) is None
    place(amira)
    assert find_line(get_action(amira, "A-1.1")).said_number == "1.1.2"
    with read_moment():
        assert verify_history().problems == []


def test_nobody_takes_it_out_twice(member):
    amira = member("amira")
    measure(amira)
    line_id = place(amira)
    take_out(amira, line_id)
    with pytest.raises(ChangedMeanwhileError):
        take_out(amira, line_id)


def test_a_measure_with_actions_is_not_retired(member):
    amira = member("amira")
    measure(amira)
    place(amira)
    found = get_measure(amira, "W1", 1)
    with pytest.raises(RuleError, match="Actions stand under it"), write_transaction():
        retire_measure(found, reason=REASON, by=amira, at=NOW, version=1)


def test_an_action_of_the_plan_may_serve_no_risk(member):
    amira, tom = member("amira"), member("tom")
    measure(amira)
    reference = plan(amira)
    report(tom, reference)

    assert reference == "A-P.1"
    assert view_area(amira, "W1").progress.per_cent == 50
    action = get_action(tom, reference)
    assert (action.served, action.subject) == (None, "action A-P.1")
    others = list_duties(tom, month=None).other_actions
    assert reference in [each.reference for each in others]
    with read_moment():
        assert verify_history().problems == []


def test_its_lines_in_the_record_are_told(member):
    amira, tom = member("amira"), member("tom")
    measure(amira)
    report(tom, plan(amira))
    reported, planned = list_programme_lines(amira, ChronicleFilter()).lines[:2]

    assert planned.told.sentence == (
        "Amira (Programme Manager) planned action A-P.1 as 1.1.1 of the plan, "
        "led by the Head of Casework, due 31 July 2018."
    )
    assert reported.told.sentence == (
        "Tom (Head of Casework) reported on action A-P.1: now on track (was not started); "
        "50 per cent (was 0)."
    )


def test_an_action_of_the_plan_is_not_planned_for_the_past(member):
    amira = member("amira")
    measure(amira)
    with pytest.raises(RuleError, match="not in the past"):
        plan(amira, due_on=date(2018, 6, 4))


def test_an_action_that_came_to_serve_a_risk_is_told_as_it_was(member):
    amira, tom = member("amira"), member("tom")
    measure(amira)
    reference = plan(amira)
    report(tom, reference, 20, NOW + timedelta(minutes=1))
    with write_transaction():
        add_mitigation(
            get_action(amira, reference),
            get_risk(amira, "R-001"),
            expected=(None, None),
            by=amira,
            at=NOW + timedelta(minutes=2),
        )
    db.session.expire_all()
    report(tom, reference, 60, NOW + timedelta(minutes=3))

    def at(minutes):
        risks = get_register_at(amira, NOW + timedelta(minutes=minutes)).risks
        (risk,) = [each for each in risks if each.reference == "R-001"]
        return {each.reference: each.progress for each in risk.actions}

    assert at(1.5) == {"A-1.1": 0}
    assert at(2.5) == {"A-1.1": 0, "A-P.1": 20}
    assert at(3.5) == {"A-1.1": 0, "A-P.1": 60}


@pytest.mark.parametrize("name", ["tom", "sofia", "grace"])
def test_only_managers_place_actions(member, name):
    measure(member("amira"))
    with pytest.raises(NotAllowedError):
        place(member(name))
