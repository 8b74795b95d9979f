"""A program says nothing in vain: what does not count with the rest is refused by field."""

import pytest

PROGRAMME = "/programmes/send"
RISK = f"{PROGRAMME}/risks/R-001"
NEW = {
    "kind": "threat",
    "title": "Routes too long",
    "category": "capacity",
    "cause": "schools are far",
    "event": "children arrive late",
    "consequence": "lessons are missed",
    "owner_id": 1,
    "carrying_agency_id": 1,
    "treatment": "treat",
    "proximity": "now",
}
EXEMPTION = {
    "exempt_paragraph": 2,
    "exempt_reason": "It tells of one family",
    "exempt_reviewer_id": 1,
    "exempt_review_on": "2018-12-01",
    "exempt_scope": "parts",
    "exempt_fields": ["cause"],
}


@pytest.fixture
def amira(program):
    """The manager's program."""
    return program("amira")


def change(program, method, address, said, version_of=RISK):
    """Send something that hangs on a version."""
    version = program.get(version_of).headers["ETag"]
    return program.send(method, address, said, If_Match=version)


def fields_of(answer):
    """Give the fields that an answer finds wrong."""
    assert answer.status_code == 422, answer.json
    return {each["field"] for each in answer.json["errors"]}


def test_what_belongs_to_an_exemption_is_refused_for_an_open_risk(amira):
    refused = amira.send("POST", f"{PROGRAMME}/risks", NEW | EXEMPTION)
    assert fields_of(refused) == set(EXEMPTION) - {"exempt_fields"}
    said = {each["detail"] for each in refused.json["errors"]}
    assert said == {'This counts only with publication "exempt".'}
    assert amira.send("POST", f"{PROGRAMME}/risks", {**NEW, "exempt_fields": []}).status_code == 201
    whole = {**EXEMPTION, "publication": "exempt", "exempt_scope": "whole"}
    assert fields_of(amira.send("POST", f"{PROGRAMME}/risks", NEW | whole)) == {"exempt_fields"}

    alone = {"exempt_reason": "It tells of one family"}
    assert fields_of(change(amira, "PATCH", RISK, alone)) == {"exempt_reason"}


def test_an_exemption_ends_without_a_word_about_its_parts(amira):
    made = change(amira, "PATCH", RISK, {**EXEMPTION, "publication": "exempt"})
    assert (made.status_code, made.json["exempt_fields"]) == (200, ["cause"])
    ended = change(amira, "PATCH", RISK, {"publication": "open"})

    assert (ended.status_code, ended.json["exempt_reason"]) == (200, "")
    assert ended.json["exempt_fields"] == []


@pytest.mark.parametrize(
    ("address", "said", "refused"),
    [
        ("risks/R-001/moves", {"move": "close", "reason": "All is done", "into": "R-002"}, "into"),
        (
            "meetings/1/decisions/about/R-001",
            {"kind": "noted", "text": "It was noted.", "lead_id": 1},
            "lead_id",
        ),
        (
            "risks/batches/outlook",
            {"act": "aim", "target_on": "2019-01-31", "references": ["R-001"], "owner_id": 1},
            "owner_id",
        ),
        (
            "meetings/1/agenda/items",
            {"title": "Routes", "purpose": "discussion", "exempt_paragraph": 3},
            "exempt_paragraph",
        ),
    ],
)
def test_a_field_that_does_not_count_with_another_is_refused(amira, address, said, refused):
    answer = change(amira, "POST", f"{PROGRAMME}/{address}", said)

    assert fields_of(answer) == {refused}


@pytest.mark.parametrize("other", [{}, [], None, 7])
def test_whatever_stands_where_the_other_field_belongs_is_answered(amira, other):
    said = {**NEW, **EXEMPTION, "publication": other}

    assert "exempt_reason" in fields_of(amira.send("POST", f"{PROGRAMME}/risks", said))


def test_a_milestone_that_is_no_longer_met_forgets_its_day(amira):
    place = f"{PROGRAMME}/actions/A-1.1/milestones"
    new = amira.send("POST", place, {"text": "Two are recruited", "due_on": "2018-06-20"})
    assert new.status_code == 201, new.json
    one = f"{place}/{new.json['id']}"
    early = change(amira, "PATCH", one, {"met_on": "2018-06-01"}, one)
    assert fields_of(early) == {"met_on"}
    met = change(amira, "PATCH", one, {"state": "met", "met_on": "2018-06-01"}, one)
    assert (met.status_code, met.json["met_on"]) == (200, "2018-06-01")
    back = change(amira, "PATCH", one, {"state": "coming", "reason": "One has left again"}, one)

    assert (back.status_code, back.json["met_on"]) == (200, None)


def test_why_an_indicator_was_changed_is_kept_whatever_was_changed(amira):
    made = amira.send(
        "POST",
        f"{PROGRAMME}/indicators",
        {
            "title": "Plans in time",
            "definition": "Share of plans finished within 20 weeks",
            "sector": "education",
            "source": "Case management system",
            "owner_id": 1,
            "due_days": 30,
            "unit": "%",
            "direction": "higher",
            "period_kind": "month",
        },
    )
    assert made.status_code == 201, made.json
    one = f"{PROGRAMME}/indicators/{made.json['reference']}"
    said = {"title": "Plans finished in time", "reason": "As the department calls it"}
    assert change(amira, "PATCH", one, said, one).status_code == 200

    lines = amira.get(f"{PROGRAMME}/events?after=0").json["items"]
    assert [line["reason"] for line in lines][-1] == "As the department calls it"
