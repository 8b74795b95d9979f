"""Rating delivery: by levels that the programme chose, with reasons, nothing overwritten."""

import tomllib
from datetime import date, timedelta

import pytest

from risk_register.clock import london_day
from risk_register.database import read_moment, write_transaction
from risk_register.domain.actions import ActionStatus
from risk_register.domain.errors import NotAllowedError, RuleError
from risk_register.domain.evidence import inspect_file
from risk_register.services.actions import Progress, get_action, update_action
from risk_register.services.evidence import add_evidence
from risk_register.services.history import verify_history
from risk_register.services.programmes import get_programme
from risk_register.services.ratings import (
    choose_ratings,
    find_rated,
    find_rated_at,
    find_scale,
    list_choices,
    list_ratings,
    list_silent_worst,
    rate_action,
)
from tests.conftest import NOW
from tests.registers import ROOT

REASON = "No second caseworker was found."
MONTH = timedelta(days=32)


def levels(name="brag"):
    return tomllib.loads((ROOT / f"config/ratings/{name}.toml").read_text(encoding="utf-8"))


def choose(document=None, from_on=date(2018, 5, 1)):
    with write_transaction():
        choose_ratings(get_programme("send"), document or levels(), from_on=from_on, at=NOW)


def rate(by, level="amber", reason=REASON, at=NOW):
    with write_transaction():
        rate_action(get_action(by, "A-1.1"), level, reason=reason, by=by, at=at)


def report_done(by):
    with write_transaction():
        action = get_action(by, "A-1.1")
        done = Progress(ActionStatus.DONE, 100, action.due_on, "Both are in post.")
        update_action(action, done, by=by, at=NOW, version=action.version)


def test_every_rating_is_kept_with_its_reason(member):
    tom = member("tom")
    choose()
    rate(tom, "green", "")
    rate(tom, "red")

    ratings = list_ratings(get_action(tom, "A-1.1"))
    assert [(each.level.name, each.rating.reason) for each in ratings] == [
        ("Red", REASON),
        ("Green", None),
    ]
    assert ratings[0].rating.rated_as.title == "Head of Casework"
    with read_moment():
        assert verify_history().problems == []


@pytest.mark.parametrize("level", ["amber", "red"])
def test_a_bad_level_needs_a_reason(member, level):
    choose()
    with pytest.raises(RuleError, match="Say why"):
        rate(member("tom"), level, "late")


def test_blue_is_for_what_is_done_and_shown(member):
    tom = member("tom")
    choose()
    with pytest.raises(RuleError, match="for an action that is done"):
        rate(tom, "blue", "")
    report_done(tom)
    with pytest.raises(RuleError, match="needs evidence"):
        rate(tom, "blue", "")
    with write_transaction():
        file = inspect_file("list.txt", b"Two caseworkers")
        said = "That both are in post"
        add_evidence(get_action(tom, "A-1.1"), file, shows=said, by=tom, at=NOW)
    rate(tom, "blue", "")

    assert list_ratings(get_action(tom, "A-1.1"))[0].level.letter == "B"


def test_a_level_that_the_programme_does_not_have_is_refused(member):
    choose(levels("rag"))
    with pytest.raises(RuleError, match="Choose a level"):
        rate(member("tom"), "blue")


def test_without_levels_nothing_is_rated(member):
    with pytest.raises(RuleError, match="has not chosen"):
        rate(member("tom"))


def test_the_same_level_again_needs_something_new_to_say(member):
    tom = member("tom")
    choose()
    rate(tom, "green", "")
    with pytest.raises(RuleError, match="what stands already"):
        rate(tom, "green", "")


def test_other_levels_leave_old_ratings_as_they_were(member):
    tom = member("tom")
    choose()
    rate(tom, "amber")
    changed = levels("rag")
    changed["levels"][1]["meaning"] = "Late."
    choose(changed, from_on=date(2018, 6, 1))

    action = get_action(tom, "A-1.1")
    assert find_rated([action])[action.id].level.meaning.startswith("There is delay or doubt")
    assert find_scale(tom.programme, on=date(2018, 5, 31)).key == "brag"
    assert find_scale(tom.programme, on=date(2018, 6, 1)).key == "rag"
    assert [said for _, said in list_choices(tom.programme)] == ["brag 2018.1", "rag 2018.1"]


def test_a_version_is_never_rewritten(inside):
    choose()
    changed = {**levels(), "name": "Other"}
    with pytest.raises(RuleError, match="never rewritten"):
        choose(changed, from_on=date(2018, 6, 1))


def test_a_choice_does_not_go_back_behind_another(inside):
    choose()
    with pytest.raises(RuleError, match="chosen already"):
        choose(levels("rag"), from_on=date(2018, 4, 1))


def test_a_rating_is_found_as_it_stood_at_a_moment(member):
    tom = member("tom")
    choose()
    rate(tom, "green", "", at=NOW)
    rate(tom, "red", at=NOW + timedelta(hours=2))
    action = get_action(tom, "A-1.1")

    at_noon = find_rated_at([action.id], until=NOW + timedelta(hours=1))
    assert at_noon[action.id].level.key == "green"
    assert find_rated_at([action.id], until=NOW - timedelta(hours=1)) == {}


def test_a_month_without_a_word_at_the_worst_level_is_noticed(member):
    tom = member("tom")
    choose()
    rate(tom, "red", at=NOW - MONTH)
    assert [each.rating.action.reference for each in list_silent_worst(tom)] == ["A-1.1"]
    with write_transaction():
        action = get_action(tom, "A-1.1")
        said = Progress(ActionStatus.OFF_TRACK, 0, action.due_on, "Nobody applied.")
        update_action(action, said, by=tom, at=NOW, version=action.version)

    assert list_silent_worst(tom) == []
    assert london_day(NOW) == tom.on


def test_only_leads_owners_and_managers_rate(member):
    choose()
    with pytest.raises(NotAllowedError):
        rate(member("priya"))
    rate(member("amira"))
