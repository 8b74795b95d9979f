"""What is due from an owner, before and after the board's pack is with its readers."""

from datetime import timedelta

import pytest

from risk_register.services.duties import DutyKind, PackStep, find_month, list_duties
from tests.conftest import NOW
from tests.services.test_circulations import circulate
from tests.services.test_desk import confirm
from tests.services.test_pack_lives import correct, withdraw


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


def due_from(tom, at=NOW):
    duties = list_duties(tom, month=find_month(tom, at=at))
    return [(duty.kind, duty.risk.reference, duty.due_on) for duty in duties.due]


def test_an_owner_who_has_not_answered_the_call_is_asked_by_its_day(inside, member):
    tom = member("tom")
    month = find_month(tom, at=NOW)

    (kind, reference, due_on), *_ = due_from(tom)

    assert (kind, reference) == (DutyKind.REVIEW, "R-001")
    assert due_on == month.deadlines.updates_due_on < NOW.date()


def test_an_owner_who_answered_has_nothing_due_and_circulating_changes_nothing(inside, member):
    tom = member("tom")
    confirm(tom, "R-001", at=NOW - timedelta(hours=1))
    before = due_from(tom)

    circulate(member("sofia"))

    assert before == []
    assert due_from(tom) == []


def test_a_correction_in_the_making_asks_nobody_again_for_the_month_that_is_told(inside, member):
    tom = member("tom")
    confirm(tom, "R-001", at=NOW - timedelta(hours=1))
    circulate(member("sofia"))

    correct(member("amira"))

    month = find_month(tom, at=NOW)
    assert (month.told.version, month.pack.version) == (1, 2)
    assert month.step is PackStep.WAIT
    assert due_from(tom) == []


def test_a_withdrawn_pack_is_with_nobody(inside, member):
    circulate(member("sofia"))

    withdraw(member("amira"))

    month = find_month(member("tom"), at=NOW)
    assert (month.told, month.step) == (None, PackStep.CORRECT)
