"""Values: recorded by the owner's post, restated with a reason, and known as on any day."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.exc import DBAPIError

from risk_register.database import db, read_moment
from risk_register.domain.errors import ChangedMeanwhileError, NotAllowedError, RuleError
from risk_register.domain.indicators import Aim, Direction, Standing
from risk_register.domain.periods import PeriodKind
from risk_register.domain.readings import Currency
from risk_register.models import Reading, Trajectory
from risk_register.services.history import verify_history
from risk_register.services.indicators import Measured, get_indicator
from risk_register.services.measures import list_rows, read_measure, read_measures
from tests.conftest import NOW
from tests.services.measuring import WHY, days_before, measure, record

SAID = "Two caseworkers have started on the backlog."


@pytest.fixture
def tom(member):
    """The owner, with an indicator of his post."""
    measure(member("amira"), at=days_before(90))
    return member("tom")


def look(by, at=NOW, told_at=None):
    db.session.expire_all()
    return read_measure(get_indicator(by, "I-01"), known_at=at, told_at=told_at)


def values(measure_):
    return [(point.period.label, str(point.number)) for point in measure_.points]


def test_the_owner_records_a_value_and_it_is_judged(tom):
    record(tom, "I-01", "March 2018", "44.0")

    found = look(tom)
    assert values(found) == [("March 2018", "44.0")]
    assert (found.standing, str(found.expected)) == (Standing.ON_TRACK, "41.92")
    with read_moment():
        assert verify_history().problems == []


def test_a_value_that_is_off_track_needs_a_commentary(tom):
    with pytest.raises(RuleError) as refused:
        record(tom, "I-01", "March 2018", 30, commentary=" late ")
    record(tom, "I-01", "March 2018", 30, commentary=SAID)

    assert refused.value.field == "commentary"
    assert look(tom).newest.now.commentary == SAID


def test_a_value_at_risk_needs_none(tom):
    record(tom, "I-01", "March 2018", "37.0")
    assert look(tom).standing is Standing.AT_RISK


def test_another_value_for_a_period_needs_a_reason_and_keeps_the_old_one(tom):
    record(tom, "I-01", "April 2018", 61, at=days_before(20))
    with pytest.raises(RuleError) as refused:
        record(tom, "I-01", "April 2018", 58)
    record(tom, "I-01", "April 2018", 58, reason=WHY)

    point = look(tom, told_at=days_before(10)).newest
    assert refused.value.field == "reason"
    assert ([row.number for row in point.earlier], point.number) == ([61], 58)
    assert look(tom, at=days_before(10)).newest.number == 61


def test_the_page_says_what_readers_were_told(tom):
    record(tom, "I-01", "April 2018", 61, at=days_before(20))
    record(tom, "I-01", "April 2018", 58, reason=WHY)

    rows = list_rows(look(tom, told_at=days_before(10)))
    assert [(row["told"], row["said"], row["reason"]) for row in rows] == [("61", "58", WHY)]


def test_a_provisional_value_becomes_final_without_a_reason(tom):
    record(tom, "I-01", "April 2018", 61, is_provisional=True)
    record(tom, "I-01", "April 2018", 61)

    assert look(tom).newest.now.is_provisional is False


def test_saving_what_stands_already_is_no_change(tom):
    record(tom, "I-01", "April 2018", 61)
    with pytest.raises(RuleError, match="stands already"):
        record(tom, "I-01", "April 2018", 61)


def test_a_form_drawn_before_somebody_else_recorded_is_refused(tom):
    record(tom, "I-01", "April 2018", 61)
    with pytest.raises(ChangedMeanwhileError):
        record(tom, "I-01", "April 2018", 58, reason=WHY, known=0)


def test_a_period_that_has_not_ended_has_no_value(tom):
    with pytest.raises(RuleError, match="June 2018 has not ended yet") as refused:
        record(tom, "I-01", "June 2018", 61)
    assert refused.value.field == "period"


def test_a_missing_value_is_told_and_one_that_is_not_due_is_not(tom):
    record(tom, "I-01", "February 2018", 41)

    found = look(tom)
    assert (found.currency, found.missing.label) == (Currency.STALE, "March 2018")
    assert [(row["period"], row["value"]) for row in list_rows(found)] == [
        ("February 2018", "41"),
        ("March 2018", None),
        ("April 2018", None),
    ]


def test_blanks_between_terms_are_no_gaps(member):
    measured = Measured("per 100 pupils", Direction.LOWER, PeriodKind.TERM)
    amira = member("amira")
    aim = Aim(Direction.LOWER, target=Decimal(5), tolerance=Decimal(1))
    measure(amira, measured, aim, due_days=60)
    record(amira, "I-01", "Autumn 2017", "4.1")
    record(amira, "I-01", "Spring 2018", "4.4")

    found = look(amira)
    assert [row["value"] for row in list_rows(found)] == ["4.1", "4.4"]
    assert (found.currency, found.missing) == (Currency.CURRENT, None)


def test_a_neutral_indicator_is_recorded_without_any_judgement(member):
    amira = member("amira")
    measured = Measured("requests", Direction.NEUTRAL, PeriodKind.MONTH)
    measure(amira, measured, Aim(Direction.NEUTRAL))
    record(amira, "I-01", "April 2018", 1023)

    assert look(amira).standing is Standing.UNJUDGED


def test_a_last_value_of_long_ago_is_stale_and_not_none(tom):
    record(tom, "I-01", "January 2016", 41)
    (found,) = read_measures([get_indicator(tom, "I-01")], known_at=NOW)

    assert (found.newest.period.label, found.currency) == ("January 2016", Currency.STALE)


def test_past_months_are_judged_as_they_were_then(tom, member):
    record(tom, "I-01", "April 2018", 61, at=days_before(20))
    then = look(tom, at=days_before(30))

    assert (then.newest, then.today) == (None, NOW.date() - timedelta(days=30))


@pytest.mark.parametrize("name", ["priya", "sofia", "grace", "ada"])
def test_whose_post_does_not_own_the_indicator_records_nothing(tom, member, name):
    with pytest.raises(NotAllowedError):
        record(member(name), "I-01", "April 2018", 61)


def test_the_programme_manager_records_for_everybody(tom, member):
    record(member("amira"), "I-01", "April 2018", 61)
    assert values(look(tom)) == [("April 2018", "61")]


@pytest.mark.parametrize("model", [Reading, Trajectory])
def test_the_database_itself_keeps_values_and_trajectories(tom, model):
    record(tom, "I-01", "April 2018", 61)
    for act in (db.delete(model), db.update(model).values(reason="none")):
        with pytest.raises(DBAPIError, match="kept as it is"):
            db.session.execute(act)
        db.session.rollback()
