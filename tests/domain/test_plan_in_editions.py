"""The plan in a public edition: nothing of exempt actions, and everything reckoned anew."""

import json

import pytest

from risk_register.domain.editions import make_edition
from risk_register.domain.leaks import find_quotes
from risk_register.domain.packs import Edition
from tests.documents.full_pack import build_full_snapshot
from tests.documents.planned_areas import IMPACT, plan_line


@pytest.fixture
def full():
    return build_full_snapshot()


def publish(full):
    return make_edition(full, Edition.PUBLIC, fingerprint="0" * 64)


def area_of(snapshot, key):
    (area,) = [each for each in snapshot["improvement_areas"] if each["key"] == key]
    return area


def test_an_action_that_serves_an_exempt_risk_alone_is_left_out_and_not_counted(full):
    area = area_of(publish(full), "W2")

    assert area["plan"] == []
    assert area["progress"]["total"] == 0
    assert "2.1.1" not in json.dumps(area)


def test_what_serves_an_open_risk_or_none_is_told_with_ratings_and_milestones(full):
    area = area_of(publish(full), "W4")

    assert [line["number"] for line in area["plan"]] == ["4.1.1", "4.1.2", "4.2.1"]
    assert area["progress"] == area_of(full, "W4")["progress"]
    assert area["rating"]["level"]["name"] == "Red"
    assert [each["text"] for each in area["impact"]] == [IMPACT]
    assert area["lead"] == area_of(full, "W4")["lead"]


def test_an_action_of_an_exempt_risk_that_an_open_one_tells_is_told_for_that_one(full):
    line = plan_line("4.1.3", "A-1.1", risks=["R-001", "R-002"], exempt=True)
    area_of(full, "W4")["plan"].append(line)
    told = area_of(publish(full), "W4")["plan"][-1]

    assert (told["number"], told["risks"], told["exempt"]) == ("4.1.3", ["R-001"], False)


def test_what_nobody_has_named_stays_in(full):
    area_of(full, "W4")["plan"][0]["note"] = "Between ourselves"
    area_of(full, "W4")["measures"][0]["doubt"] = "Between ourselves"

    assert "Between ourselves" not in json.dumps(publish(full))


@pytest.mark.parametrize("place", ["measures", "impact"])
def test_the_plan_may_not_quote_what_is_exempt(full, place):
    (exempt,) = [risk for risk in full["risks"] if risk["reference"] == "R-002"]
    area_of(full, "W4")[place][0]["text"] = f"As we know, {exempt['cause']} so far."
    quotes = find_quotes(full, publish(full))

    assert quotes == ["The improvement areas holds exempt text of R-002."]


def test_the_plan_itself_is_no_leak(full):
    assert find_quotes(full, publish(full)) == []


def test_a_snapshot_from_before_the_plan_stays_without_one(full):
    full["ratings"] = None
    for area in full["improvement_areas"]:
        area |= {"plan": [], "progress": None, "rating": None}
    public = publish(full)

    assert public["ratings"] is None
    assert all(area["progress"] is None for area in public["improvement_areas"])
