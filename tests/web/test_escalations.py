"""Escalating and accepting at the page."""

from tests.conftest import post
from tests.web.test_assessments import version_of

BASE = "/send/risks/R-001"
REASON = "Only the board can decide about money."


def send(browser, address, **typed):
    version = version_of(browser, f"{BASE}/assessments/new")
    return post(browser, address, version=version, **typed)


def test_a_risk_goes_to_a_body_and_comes_back(at_the_page):
    amira, grace = at_the_page("amira"), at_the_page("grace")
    answer = send(amira, f"{BASE}/escalations/new", body_id="1", reason=REASON)
    assert "R-001 is before the SEND Programme Board now." in amira.get(answer.location).text
    assert REASON in grace.get("/send/meetings").text

    answer = send(amira, f"{BASE}/escalations/1/return", reason="The board has agreed.")
    assert "R-001 is back from the SEND Programme Board." in amira.get(answer.location).text
    assert REASON not in grace.get("/send/meetings").text


def test_an_escalation_without_body_and_reason_gets_both_sentences(at_the_page):
    answer = send(at_the_page("amira"), f"{BASE}/escalations/new", reason="x")

    assert answer.status_code == 422
    assert "Choose a body." in answer.text


def test_an_escalation_that_is_not_there_is_not_found(at_the_page):
    assert at_the_page("amira").get(f"{BASE}/escalations/9/return").status_code == 404


def test_a_risk_is_accepted_until_a_day_and_no_longer(at_the_page):
    amira = at_the_page("amira")
    until = {"expires_on-day": "30", "expires_on-month": "9", "expires_on-year": "2018"}
    answer = send(amira, f"{BASE}/acceptances/new", reason=REASON, **until)
    page = " ".join(amira.get(answer.location).text.split())
    assert "borne at 12 until 30 September 2018, by Programme Manager" in page

    answer = send(amira, f"{BASE}/acceptances/withdraw", reason="The budget is agreed now.")
    assert "Acceptance was withdrawn" in amira.get(answer.location).text


def test_a_date_too_far_ahead_gets_a_sentence_and_keeps_the_reason(at_the_page):
    until = {"expires_on-day": "30", "expires_on-month": "9", "expires_on-year": "2025"}
    answer = send(at_the_page("amira"), f"{BASE}/acceptances/new", reason=REASON, **until)

    assert answer.status_code == 422
    assert "Enter a date from tomorrow to a year from today." in answer.text
    assert REASON in answer.text


def test_others_are_not_offered_either(at_the_page):
    assert at_the_page("tom").get(f"{BASE}/escalations/new").status_code == 403
    assert "Escalate it" not in at_the_page("tom").get(BASE).text


def test_a_body_sees_what_was_escalated_to_it_and_what_came_back(at_the_page):
    amira, grace = at_the_page("amira"), at_the_page("grace")
    send(amira, f"{BASE}/escalations/new", body_id="1", reason=REASON)

    page = grace.get("/send/bodies/board").text
    assert page.index("Before it now") < page.index(REASON)
    assert "Brought back" not in page

    send(amira, f"{BASE}/escalations/1/return", reason="The board has agreed.")

    page = grace.get("/send/bodies/board").text
    assert "Nothing is before it." in page
    assert page.index("Brought back") < page.index("The board has agreed.")


def test_an_observer_sees_a_body_and_nothing_that_is_before_it(at_the_page):
    send(at_the_page("amira"), f"{BASE}/escalations/new", body_id="1", reason=REASON)
    page = at_the_page("olu").get("/send/bodies/board").text

    assert "Who sits on it" in page
    assert "R-001" not in page
    assert REASON not in page


def test_a_body_that_is_not_there_is_not_found(at_the_page):
    assert at_the_page("grace").get("/send/bodies/nobody").status_code == 404
