"""Linking an action that is there to another risk, at the page."""

import pytest

from risk_register.database import read_moment
from risk_register.services.history import verify_history
from tests.conftest import post
from tests.web.test_assessments import version_of

LINK = "/send/risks/R-002/actions/link"
NOT_SAID = {"expected_likelihood": "", "expected_impact": ""}


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


def send(browser, **typed):
    version = version_of(browser, LINK)
    return post(browser, LINK, **{"action": "A-1.1", "version": version, **NOT_SAID, **typed})


def test_an_action_serves_another_risk_and_stays_one(app, at_the_page):
    priya = at_the_page("priya")
    assert "A-1.1 Recruit two caseworkers" in priya.get(LINK).text
    answer = send(priya, expected_likelihood="1", expected_impact="2")

    assert answer.location == "/send/risks/R-002"
    assert "A-1.1 Recruit two caseworkers" in priya.get("/send/risks/R-002").text
    page = priya.get("/send/actions/A-1.1").text
    assert "R-001 Too few caseworkers" in page
    assert "R-002 Therapies are not commissioned" in page
    assert LINK in priya.get("/send/risks/R-002").text
    with app.app_context(), read_moment():
        assert verify_history().problems == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"action": ""}, "Choose an action."),
        ({"action": "A-9.9"}, "Choose an action from the list."),
        ({"expected_likelihood": "0"}, "Choose a point on the scale."),
    ],
)
def test_what_is_wrong_is_said_at_the_field(at_the_page, typed, sentence):
    answer = send(at_the_page("priya"), **typed)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2


def test_it_serves_a_risk_once(at_the_page):
    priya = at_the_page("priya")
    send(priya)
    answer = send(priya)

    assert answer.status_code == 422
    assert answer.text.count("A-1.1 serves R-002 already.") == 2


def test_one_expected_point_alone_says_nothing(at_the_page):
    answer = send(at_the_page("priya"), expected_likelihood="1")

    assert answer.status_code == 422
    assert "or neither" in answer.text


def test_an_overtaken_form_keeps_what_was_chosen(at_the_page):
    answer = send(at_the_page("priya"), version="99")

    assert answer.status_code == 409
    assert 'value="A-1.1" selected' in answer.text
