"""The plan in a snapshot: as it stands on the day, with what must not go out marked."""

from datetime import date

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.risks import Publication
from risk_register.models import Risk
from risk_register.services.actions import get_action
from risk_register.services.impact import ImpactWords, state_impact
from risk_register.services.milestones import add_milestone
from risk_register.services.plan import get_area
from risk_register.services.programmes import get_programme
from risk_register.services.snapshot_plan import gather_plan
from tests.conftest import NOW
from tests.services.test_plan import measure
from tests.services.test_plan_lines import place, plan, report
from tests.services.test_ratings import choose, rate

TODAY = date(2018, 6, 5)


def gather():
    found = gather_plan(get_programme("send"), [], today=TODAY)
    (area,) = found["improvement_areas"]
    return found, area


def test_an_area_is_frozen_with_everything_that_stands_under_it(member):
    amira, tom = member("amira"), member("tom")
    choose()
    measure(amira)
    place(amira)
    report(tom, plan(amira), 50)
    rate(tom, "amber")
    with write_transaction():
        words = ImpactWords("Parents are told in time.", "a survey", date(2018, 5, 31))
        state_impact(get_area(amira, "W1"), words, by=amira, at=NOW)
        action = get_action(tom, "A-1.1")
        add_milestone(action, text="Advertised", due_on=date(2018, 6, 1), by=tom, at=NOW)
    db.session.expire_all()
    found, area = gather()

    assert found["ratings"]["name"] == "BRAG"
    assert [(each["number"], each["target"]) for each in area["measures"]] == [
        ("1.1", "70 per cent")
    ]
    first, second = area["plan"]
    assert (first["number"], first["reference"], first["rating"]["letter"]) == (
        "1.1.1",
        "A-1.1",
        "A",
    )
    assert first["milestones"] == {"total": 1, "met": 0, "late": 1}
    assert (second["risks"], second["rating"], second["exempt"]) == ([], None, False)
    assert area["progress"]["per_cent"] == 25
    assert area["rating"]["level"]["name"] == "Amber"
    assert area["impact"] == [
        {"text": "Parents are told in time.", "source": "a survey", "seen_on": "2018-05-31"}
    ]


def test_a_programme_without_levels_says_nothing_of_them(member):
    amira = member("amira")
    measure(amira)
    place(amira)
    found, area = gather()

    assert found["ratings"] is None
    assert area["rating"] is None


@pytest.mark.parametrize(
    ("fields", "is_exempt"), [([], True), (["actions"], True), (["cause"], False)]
)
def test_an_action_of_an_exempt_risk_is_marked(member, fields, is_exempt):
    amira = member("amira")
    measure(amira)
    place(amira)
    risk = db.session.scalars(db.select(Risk).where(Risk.number == 1)).one()
    risk.publication, risk.exempt_fields = Publication.EXEMPT, fields
    with db.session.no_autoflush:
        _, area = gather()

    assert area["plan"][0]["exempt"] is is_exempt
    db.session.rollback()
