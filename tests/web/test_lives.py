"""Proposing, rewording and closing risks at the page."""

import pytest

from tests.conftest import post
from tests.web.test_assessments import version_of

NEW = "/send/risks/new"
WORDS = {
    "title": "Parents are not heard",
    "category": "capacity",
    "cause": "there is no panel",
    "event": "plans miss what families need",
    "consequence": "more appeals",
    "owner_id": "1",
    "carrying_agency_id": "1",
    "treatment": "treat",
    "proximity": "now",
    "target_on-day": "",
    "target_on-month": "",
    "target_on-year": "",
    "area_ids": ["1"],
    "publication": "open",
    "exempt_paragraph": "",
    "exempt_reason": "",
}


def move(browser, reference, **typed):
    address = f"/send/risks/{reference}/moves/new"
    fields = {"reason": "The board agreed on 10 May.", "into": "", **typed}
    return post(browser, address, version=version_of(browser, address), **fields)


def test_a_member_proposes_and_the_manager_admits(at_the_page):
    grace, amira = at_the_page("grace"), at_the_page("amira")
    answer = post(grace, NEW, **WORDS)
    assert "R-003 is proposed." in grace.get(answer.location).text
    waiting = amira.get("/send/risks").text
    assert "Waiting for your decision" in waiting
    assert "Parents are not heard" in waiting
    assert "Waiting for your decision" not in grace.get("/send/risks").text

    answer = move(amira, "R-003", move="admit")
    assert "R-003: admitted. Your reason is on record." in amira.get(answer.location).text
    assert "R-003" in grace.get("/send/risks").text


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("title", "", "Give it a short title."),
        ("cause", "", "Say what it comes from."),
        ("category", "sport", "Choose a category of the programme."),
        ("owner_id", "999", "Choose who owns it."),
        ("proximity", "", "Choose when it would strike."),
        ("area_ids", ["7"], "Choose improvement areas of the programme."),
        ("target_on-day", "5", "The date must include a month and a year."),
    ],
)
def test_a_bad_proposal_keeps_what_was_typed(at_the_page, name, text, sentence):
    answer = post(at_the_page("grace"), NEW, **{**WORDS, name: text})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "plans miss what families need" in answer.text


def test_an_owner_rewords_the_risk(at_the_page):
    tom = at_the_page("tom")
    address = "/send/risks/R-001/edit"
    fields = {**WORDS, "version": version_of(tom, address), "reason": ""}
    answer = post(tom, address, **fields)

    page = " ".join(tom.get(answer.location).text.split())
    assert "Because of there is no panel" in page
    assert "Tom (Head of Casework) changed the title, " in page


def test_a_stale_wording_shows_both(at_the_page):
    tom, amira = at_the_page("tom"), at_the_page("amira")
    address = "/send/risks/R-001/edit"
    seen = version_of(tom, address)
    post(amira, address, **{**WORDS, "version": seen, "cause": "a panel is missing", "reason": ""})
    answer = post(tom, address, **{**WORDS, "version": seen, "reason": ""})

    assert answer.status_code == 409
    assert "a panel is missing" in answer.text
    assert "there is no panel" in answer.text


def test_a_closed_risk_says_why_and_is_found_among_those_that_left(at_the_page):
    amira = at_the_page("amira")
    move(amira, "R-002", move="close")

    assert "R-002" not in amira.get("/send/risks").text.replace("R-002: closed", "")
    assert "R-002" in amira.get("/send/risks?standing=gone").text
    page = amira.get("/send/risks/R-002").text
    assert "The board agreed on 10 May." in page
    assert "Update the score" not in page


def test_a_merge_without_its_other_risk_gets_a_sentence(at_the_page):
    answer = move(at_the_page("amira"), "R-002", move="merge")

    assert answer.status_code == 422
    assert answer.text.count("Enter the reference of the other risk.") == 2


@pytest.mark.parametrize("name", ["tom", "sofia", "ada"])
def test_only_the_manager_decides(at_the_page, name):
    assert at_the_page(name).get("/send/risks/R-001/moves/new").status_code == 403
