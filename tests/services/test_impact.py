"""Evidence of impact: stated by the manager or the area's lead, taken back with a reason."""

from datetime import date

import pytest

from risk_register.database import read_moment, write_transaction
from risk_register.domain.errors import ChangedMeanwhileError, NotAllowedError, RuleError
from risk_register.services.history import verify_history
from risk_register.services.impact import (
    ImpactWords,
    get_impact,
    list_impact,
    state_impact,
    withdraw_impact,
)
from risk_register.services.plan import AreaWords, change_area, get_area
from tests.conftest import NOW
from tests.services.test_plan import post_of

BETTER = ImpactWords(
    "Parents say that they are told where their plan stands.",
    "a survey of 120 parents",
    date(2018, 5, 31),
)
REASON = "The survey was counted wrongly."


def state(by, words=BETTER):
    with write_transaction():
        return state_impact(get_area(by, "W1"), words, by=by, at=NOW).id


def withdraw(by, statement_id, reason=REASON):
    with write_transaction():
        withdraw_impact(get_impact(by, "W1", statement_id), reason=reason, by=by, at=NOW)


def listed(by):
    area = get_area(by, "W1")
    return [each.text for each in list_impact([area])[area.id]]


def test_what_was_seen_last_stands_first(member):
    amira = member("amira")
    state(amira)
    state(amira, ImpactWords("Schools say the same.", "a survey", date(2018, 6, 1)))

    assert listed(amira) == ["Schools say the same.", BETTER.text]
    with read_moment():
        assert verify_history().problems == []


def test_what_is_taken_back_stays_in_the_record_alone(member):
    amira = member("amira")
    statement_id = state(amira)
    withdraw(amira, statement_id)

    assert listed(amira) == []
    assert get_impact(amira, "W1", statement_id).withdraw_reason == REASON
    with pytest.raises(ChangedMeanwhileError):
        withdraw(amira, statement_id)


def test_it_is_not_taken_back_without_a_reason(member):
    amira = member("amira")
    statement_id = state(amira)
    with pytest.raises(RuleError, match="Say why"):
        withdraw(amira, statement_id, "No.")


def test_nothing_is_seen_in_the_future(member):
    with pytest.raises(RuleError, match="not in the future"):
        state(member("amira"), ImpactWords("Better.", "a survey", date(2018, 6, 6)))


def test_the_areas_lead_states_it_and_no_other_owner(member):
    amira, tom, priya = member("amira"), member("tom"), member("priya")
    with write_transaction():
        words = AreaWords("Plans on time", "Late.", post_of("Head of Casework").id)
        change_area(get_area(amira, "W1"), words, by=amira, at=NOW, version=1)
    state(tom)

    with pytest.raises(NotAllowedError):
        state(priya)
