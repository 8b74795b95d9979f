"""An indicator off track prompts the owner of the risk it warns of, until they look at it."""

from datetime import timedelta

import pytest

from risk_register.clock import london_day
from risk_register.database import db, write_transaction
from risk_register.domain.duties import SOON_DAYS
from risk_register.models import Risk
from risk_register.services.assessments import confirm_risk
from risk_register.services.calls import read_situation
from risk_register.services.duties import DutyKind, list_duties
from risk_register.services.early_warnings import find_warned, list_warnings
from risk_register.services.risks import get_risk
from tests.conftest import NOW
from tests.services.measuring import WHY, days_before, measure, record

SAID = "Two caseworkers have started on the backlog."
BEFORE = days_before(1)


@pytest.fixture
def tom(member):
    """The owner of R-001, who has just looked at it; an indicator warns of it."""
    amira, tom = member("amira"), member("tom")
    risk_id = db.session.scalars(db.select(Risk.id).where(Risk.number == 1)).one()
    measure(amira, at=days_before(90), risk_ids=frozenset({risk_id}))
    confirm(tom, days_before(2))
    return tom


def confirm(by, at):
    with write_transaction():
        risk = get_risk(by, "R-001")
        confirm_risk(risk, note="Looked at it.", by=by, at=at, version=risk.version)


def duty(by):
    db.session.expire_all()
    due = list_duties(by, month=None).due
    return next((each for each in due if each.risk.number == 1), None)


def test_a_breach_makes_a_look_at_the_risk_due_within_a_week(tom):
    assert duty(tom) is None
    record(tom, "I-01", "April 2018", 30, at=BEFORE, commentary=SAID)

    found = duty(tom)
    assert (found.kind, found.warning.indicator.reference) == (DutyKind.REVIEW, "I-01")
    assert found.due_on == london_day(BEFORE) + timedelta(days=SOON_DAYS)


def test_the_letters_know_of_it_too(tom):
    record(tom, "I-01", "April 2018", 30, at=BEFORE, commentary=SAID)

    db.session.expire_all()
    items = read_situation(tom.programme, at=NOW).items
    kinds = {each.kind for each in items if each.reference == "R-001"}
    assert kinds == {DutyKind.REVIEW}


def test_a_look_at_the_risk_answers_the_warning(tom):
    record(tom, "I-01", "April 2018", 30, at=BEFORE, commentary=SAID)
    confirm(tom, NOW)

    assert duty(tom) is None
    assert list(find_warned(tom.programme)) != []


def test_a_restated_value_that_is_back_on_track_warns_no_longer(tom):
    record(tom, "I-01", "April 2018", 30, at=BEFORE, commentary=SAID)
    record(tom, "I-01", "April 2018", 61, reason=WHY)

    assert find_warned(tom.programme) == {}


def test_a_value_at_risk_warns_of_nothing(tom):
    record(tom, "I-01", "April 2018", "40.0", at=BEFORE)
    assert find_warned(tom.programme) == {}


def test_the_risk_knows_what_warns_of_it(tom):
    record(tom, "I-01", "April 2018", 30, at=BEFORE, commentary=SAID)
    (warning,) = list_warnings(get_risk(tom, "R-001"), known_at=NOW)

    assert warning.indicator.reference == "I-01"
