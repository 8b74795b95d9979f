"""The plan at its pages: what everybody reads, what the manager keeps."""

import pytest

from tests.conftest import post

PLAN = "/send/plan"
W1 = f"{PLAN}/W1"
MEASURE = {"text": "Most plans are issued in 20 weeks", "baseline": "", "target": ""}
NO_DATE = {"target_on-day": "", "target_on-month": "", "target_on-year": ""}
DUE = {"due_on-day": "31", "due_on-month": "7", "due_on-year": "2018"}
SAID = {"text": "Publish who answers for what", "lead_id": "1", **DUE}


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


@pytest.fixture
def amira(at_the_page):
    """The manager's browser, with a success measure in the plan."""
    browser = at_the_page("amira")
    answer = post(browser, f"{W1}/measures/new", **MEASURE, **NO_DATE)
    assert answer.status_code == 302, answer.text
    return browser


def test_everybody_who_reads_the_register_reads_the_plan(amira, at_the_page):
    post(amira, f"{W1}/measures/1/actions/link", action="A-1.1")
    tom = at_the_page("tom")

    assert "Plans on time" in tom.get(PLAN).text
    page = tom.get(W1).text
    assert "1.1 Most plans are issued in 20 weeks" in page
    assert "1.1.1" in page
    assert "R-001 Too few caseworkers" in page
    assert "What the lead reports of one action, in per cent: 1.1.1 at 0." in page
    assert "Add a success measure" not in page


def test_an_area_is_added_and_changed(amira):
    new = {"key": "W2", "short": "Money", "text": "Nobody counts it.", "lead_id": "1"}
    assert post(amira, f"{PLAN}/new", **new).location == f"{PLAN}/W2"
    changed = {"short": "Money", "text": "Nobody counts the money.", "lead_id": "", "version": "1"}
    answer = post(amira, f"{PLAN}/W2/edit", **changed)

    assert answer.location == f"{PLAN}/W2"
    assert "Nobody counts the money." in amira.get(f"{PLAN}/W2").text


@pytest.mark.parametrize(
    ("address", "typed", "sentence"),
    [
        (f"{PLAN}/new", {"key": "plan"}, "Enter capital letters and a number, like W6."),
        (f"{PLAN}/new", {"key": "X1"}, "Number 1 is that of W1."),
        (f"{PLAN}/new", {"key": "W2", "short": ""}, "Give the area a short name."),
        (f"{PLAN}/new", {"key": "W2", "lead_id": "99"}, "Choose a post from the list."),
        (f"{W1}/measures/1/actions/new", {"text": "Do it"}, "Say a little more."),
        (f"{W1}/measures/1/actions/new", {"due_on-year": "2017"}, "Enter a date that is not in"),
        (f"{W1}/measures/1/actions/link", {"action": ""}, "Choose an action."),
        (f"{W1}/measures/1/actions/link", {"action": "A-9.9"}, "Choose an action from the list."),
        (f"{W1}/measures/1/retire", {"reason": "No."}, "Say why, in 10 characters or more."),
        (f"{W1}/measures/new", {"text": ""}, "Say what will show that the area is better."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(
    amira, address, typed, sentence
):
    whole = {
        f"{PLAN}/new": {"key": "W2", "short": "Money", "text": "Nobody counts it.", "lead_id": ""},
        f"{W1}/measures/1/actions/new": SAID,
        f"{W1}/measures/1/actions/link": {},
        f"{W1}/measures/1/retire": {"version": "1"},
        f"{W1}/measures/new": {**MEASURE, **NO_DATE, "target": "All of them"},
    }[address]
    answer = post(amira, address, **{**whole, **typed})

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    for kept in whole.keys() - typed.keys() - {"version", "lead_id"}:
        assert whole[kept] in answer.text, kept


def test_a_measure_is_changed_and_an_overtaken_form_shows_what_stands(amira):
    changed = {**MEASURE, "target": "70 per cent", **NO_DATE, "version": "1"}
    assert post(amira, f"{W1}/measures/1/edit", **changed).status_code == 302
    answer = post(amira, f"{W1}/measures/1/edit", **{**changed, "target": "80 per cent"})

    assert answer.status_code == 409
    assert "70 per cent" in answer.text
    assert "80 per cent</textarea>" in answer.text


def test_an_overtaken_area_shows_what_stands(amira):
    said = {"short": "On time", "text": "Plans are late.", "lead_id": "", "version": "1"}
    assert post(amira, f"{W1}/edit", **said).status_code == 302
    answer = post(amira, f"{W1}/edit", **{**said, "short": "Late"})

    assert answer.status_code == 409
    assert "On time" in answer.text


def test_a_new_action_of_the_plan_is_reported_on_like_any_other(amira, at_the_page):
    answer = post(amira, f"{W1}/measures/1/actions/new", **SAID)
    assert answer.location == W1
    tom = at_the_page("tom")
    page = tom.get("/send/actions/A-P.1").text
    assert "1.1.1 of" in page
    assert "No risk is named that it is meant to bring down." in page
    assert tom.get("/send/actions/A-P.1/edit").status_code == 200
    said = {"status": "on_track", "progress": "30", "note": "", "version": "1", "back": "risk"}
    answer = post(tom, "/send/actions/A-P.1/edit", **said, **DUE)

    assert answer.location == "/send/actions/A-P.1"
    assert "no risk" in tom.get("/send/actions").text
    assert "30 per cent" in tom.get(W1).text


def test_an_overtaken_report_on_it_is_kept_too(amira, at_the_page):
    post(amira, f"{W1}/measures/1/actions/new", **SAID)
    tom = at_the_page("tom")
    said = {"status": "on_track", "progress": "30", "note": "", "version": "9", "back": ""}
    answer = post(tom, "/send/actions/A-P.1/edit", **said, **DUE)

    assert answer.status_code == 409
    assert "Somebody else saved" in answer.text


def test_an_action_is_taken_out_with_a_reason(amira):
    post(amira, f"{W1}/measures/1/actions/link", action="A-1.1")
    assert amira.get(f"{W1}/actions/1/remove").status_code == 200
    answer = post(amira, f"{W1}/actions/1/remove", reason="It belongs to another programme.")

    assert answer.location == W1
    assert "No action stands under it yet." in amira.get(W1).text
    assert post(amira, f"{W1}/actions/1/remove", reason="It is gone twice.").status_code == 409


def test_a_measure_is_retired_with_a_reason(amira):
    assert amira.get(f"{W1}/measures/1/retire").status_code == 200
    reason = "The board judges by another one."
    answer = post(amira, f"{W1}/measures/1/retire", reason=reason, version="1")

    assert answer.location == W1
    assert "Most plans are issued" not in amira.get(W1).text


@pytest.mark.parametrize("page", ["new", "W1/edit", "W1/measures/new", "W1/measures/1/edit"])
def test_only_managers_keep_the_plan(amira, at_the_page, page):
    assert amira.get(f"{PLAN}/{page}").status_code == 200
    assert at_the_page("tom").get(f"{PLAN}/{page}").status_code == 403


@pytest.mark.parametrize("page", ["W9", "W1/measures/9/edit", "W1/actions/9/remove"])
def test_what_is_not_there_is_not_found(amira, page):
    assert amira.get(f"{PLAN}/{page}").status_code == 404
