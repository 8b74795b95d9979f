"""The improvement plan: areas and success measures are kept, and nothing of them is lost."""

import json
from dataclasses import replace
from datetime import date

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import (
    ChangedMeanwhileError,
    NotAllowedError,
    NotFoundError,
    RuleError,
)
from risk_register.models import Event, Post
from risk_register.services.history import verify_history
from risk_register.services.plan import (
    AreaWords,
    MeasureWords,
    add_area,
    add_measure,
    change_area,
    change_measure,
    get_area,
    get_measure,
    list_plan,
    list_threatening,
    retire_measure,
    view_area,
)
from tests.conftest import NOW

REASON = "The board judges by another measure."
ON_TIME = MeasureWords("Most plans are issued in 20 weeks", "36 per cent", "70 per cent")


def post_of(title):
    return db.session.scalars(db.select(Post).where(Post.title == title)).one()


def measure(by, words=ON_TIME):
    with write_transaction():
        return add_measure(get_area(by, "W1"), words, by=by, at=NOW).number


def newest_line():
    lines = db.select(Event).where(Event.chain == "send").order_by(Event.sequence.desc())
    return db.session.scalars(lines.limit(1)).one()


def test_an_area_is_added_with_its_lead_and_stands_in_order(member):
    amira = member("amira")
    lead = post_of("Head of Casework")
    with write_transaction():
        add_area("W10", AreaWords("Tenth", "Ten is weak."), by=amira, at=NOW)
        add_area("W2", AreaWords("Money", "Nobody counts.", lead.id), by=amira, at=NOW)

    assert [view.area.key for view in list_plan(amira)] == ["W1", "W2", "W10"]
    assert get_area(amira, "W2").lead.title == "Head of Casework"


@pytest.mark.parametrize("key", ["new", "w2", "W", "2", "W100", "W0", "ABCDE1", ""])
def test_a_key_that_numbers_nothing_is_refused(member, key):
    amira = member("amira")
    with pytest.raises(RuleError, match="capital letters and a number"), write_transaction():
        add_area(key, AreaWords("Money", "Nobody counts."), by=amira, at=NOW)


@pytest.mark.parametrize("key", ["W1", "X1"])
def test_two_areas_never_share_a_number(member, key):
    amira = member("amira")
    with pytest.raises(RuleError, match="Number 1 is that of W1"), write_transaction():
        add_area(key, AreaWords("Money", "Nobody counts."), by=amira, at=NOW)


def test_what_an_area_said_before_stays_in_the_record(member):
    amira = member("amira")
    words = AreaWords("Plans on time", "Plans come late.", post_of("Head of Casework").id)
    with write_transaction():
        change_area(get_area(amira, "W1"), words, by=amira, at=NOW, version=1)

    line = newest_line()
    (change,) = json.loads(line.body)["changes"]
    assert (line.kind, line.subject) == ("area changed", "area W1")
    assert change["before"]["text"] == "Plans are issued late."
    with read_moment():
        assert verify_history().problems == []


def test_whoever_saved_first_is_not_overwritten(member):
    amira = member("amira")
    words = AreaWords("On time", "Plans come late.")
    with write_transaction():
        change_area(get_area(amira, "W1"), words, by=amira, at=NOW, version=1)
    words = AreaWords("Late", "Plans come too late.")
    with pytest.raises(ChangedMeanwhileError), write_transaction():
        change_area(get_area(amira, "W1"), words, by=amira, at=NOW, version=1)


def test_a_lead_is_a_post_of_the_programme(member):
    amira = member("amira")
    words = AreaWords("Plans on time", "Plans are issued late.", 9999)
    with pytest.raises(RuleError, match="Choose a post"), write_transaction():
        change_area(get_area(amira, "W1"), words, by=amira, at=NOW, version=1)


def test_saving_what_stands_is_refused(member):
    amira = member("amira")
    words = AreaWords("Plans on time", "Plans are issued late.")
    with pytest.raises(RuleError, match="what stands already"), write_transaction():
        change_area(get_area(amira, "W1"), words, by=amira, at=NOW, version=1)


def test_a_success_measure_is_numbered_and_changed(member):
    amira = member("amira")
    measure(amira)
    number = measure(amira, replace(ON_TIME, text="Families say that plans come in time"))
    with write_transaction():
        found = get_measure(amira, "W1", number)
        words = replace(ON_TIME, target_on=date(2018, 12, 31))
        change_measure(found, words, by=amira, at=NOW, version=1)

    found = get_measure(amira, "W1", number)
    assert (found.said_number, found.target_on, found.version) == ("1.2", date(2018, 12, 31), 2)


def test_a_retired_measure_leaves_the_plan_and_keeps_its_number(member):
    amira = member("amira")
    number = measure(amira)
    with write_transaction():
        found = get_measure(amira, "W1", number)
        retire_measure(found, reason=REASON, by=amira, at=NOW, version=1)

    assert view_area(amira, "W1").measures == ()
    assert measure(amira) == 2
    with pytest.raises(RuleError, match="has been retired"), write_transaction():
        change_measure(get_measure(amira, "W1", 1), ON_TIME, by=amira, at=NOW, version=2)


def test_a_measure_is_not_retired_without_a_reason(member):
    amira = member("amira")
    found = get_measure(amira, "W1", measure(amira))
    with pytest.raises(RuleError, match="Say why"), write_transaction():
        retire_measure(found, reason="No.", by=amira, at=NOW, version=1)


@pytest.mark.parametrize("name", ["tom", "sofia", "grace", "ada"])
def test_only_managers_keep_the_plan(member, name):
    somebody = member(name)
    with pytest.raises(NotAllowedError), write_transaction():
        add_measure(get_area(somebody, "W1"), ON_TIME, by=somebody, at=NOW)


def test_an_observer_does_not_read_it(member):
    with pytest.raises(NotAllowedError):
        list_plan(member("olu"))


def test_an_unknown_area_is_not_found(member):
    with pytest.raises(NotFoundError):
        get_area(member("tom"), "W9")


def test_the_risks_to_an_area_stand_with_the_highest_first(member):
    risks = list_threatening(get_area(member("tom"), "W1"))

    assert [risk.reference for risk in risks] == ["R-001", "R-002"]
