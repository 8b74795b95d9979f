"""The golden thread at its page."""

import pytest

from risk_register.services.plan import get_area
from risk_register.services.risks import get_risk
from tests.conftest import post
from tests.services.measuring import days_before, measure, record
from tests.web.test_plan import MEASURE, NO_DATE, W1
from tests.web.test_queries import counting

THREAD = f"{W1}/thread"


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


@pytest.fixture
def amira(at_the_page):
    """The manager's browser, with an action in the plan."""
    browser = at_the_page("amira")
    post(browser, f"{W1}/measures/new", **MEASURE, **NO_DATE)
    post(browser, f"{W1}/measures/1/actions/link", action="A-1.1")
    return browser


def test_it_leads_from_the_area_to_the_work_and_from_the_risks_back(amira, at_the_page):
    page = at_the_page("tom").get(THREAD).text

    assert 'id="line-1.1.1"' in page
    assert "A-1.1 Recruit two caseworkers" in page
    assert "R-001 Too few caseworkers" in page
    assert "Evidence of the work:" in page
    assert f'href="{THREAD}#line-1.1.1"' in amira.get("/send/actions/A-1.1").text
    assert f'href="{THREAD}"' in amira.get("/send/risks/R-001").text
    assert f'href="{THREAD}"' in amira.get(W1).text


def measure_for(member, title):
    """Begin to measure something for W1 that warns of R-001, with a value."""
    amira = member("amira")
    ties = {
        "area_ids": frozenset({get_area(amira, "W1").id}),
        "risk_ids": frozenset({get_risk(amira, "R-001").id}),
    }
    reference = measure(amira, at=days_before(90), title=title, **ties)
    said = "Two caseworkers have started."
    record(amira, reference, "April 2018", "30", at=days_before(2), commentary=said)


def test_it_leads_from_the_area_to_the_indicators_and_back(amira, member):
    measure_for(member, "Plans in time")

    for address in (THREAD, W1):
        page = " ".join(amira.get(address).text.split())
        assert "I-01 Plans in time</a> 30% " in page
        assert '<span aria-hidden="true">◆</span> Off track' in page
        assert "April 2018; should be 43.89% by then" in page
    shown = amira.get("/send/indicators/I-01").text
    assert f'href="{W1}"' in shown
    assert f'href="{THREAD}#I-01"' in shown
    assert 'href="/send/risks/R-001"' in shown
    assert 'href="/send/indicators/I-01"' in amira.get("/send/risks/R-001").text
    assert "I-01" not in amira.get(f"{THREAD}?on=1+March+2018").text


def test_more_indicators_ask_no_more_often(amira, app, member):
    counts = []
    for title in ("Plans in time", "Advice in time"):
        measure_for(member, title)
        for address in (THREAD, W1):
            amira.get(address)
            with counting(app) as sent:
                amira.get(address)
            counts.append(len(sent))

    assert counts[:2] == counts[2:]


def test_a_day_before_the_plan_shows_none_of_it(amira):
    page = amira.get(f"{THREAD}?on=4+June+2018").text

    assert "as at 4 June 2018" in page
    assert "There was no success measure" in page
    assert "R-001 Too few caseworkers" in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("on=rubbish", "Enter a date like 10 5 2018 or 10 May 2018."),
        ("on=1+1+2030", "Enter a moment that has passed"),
        ("on=4+June+2018&at=noon", "Enter a time like 09:00."),
    ],
)
def test_a_moment_that_is_none_gets_a_sentence(amira, asked, sentence):
    answer = amira.get(f"{THREAD}?{asked}")

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2


def test_an_unknown_area_is_not_found(amira):
    assert amira.get("/send/plan/W9/thread").status_code == 404
