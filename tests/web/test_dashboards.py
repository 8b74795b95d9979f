"""The dashboard: small charts with their tables, what is off track, any past month as it was."""

import statistics
import time
from dataclasses import replace

import pytest

from risk_register.domain.indicators import Direction, Sector
from risk_register.services.programmes import get_member
from tests.conftest import NOW
from tests.measured_growth import grow_indicators
from tests.services.measuring import AIM, MEASURED, WHY, days_before, measure, record
from tests.web.test_queries import counting

PAGE = "/send/dashboard"
FIGURES = '>April 2018</th><td class="govuk-table__cell">{}</td>'
SAID = "Two caseworkers have started on the backlog."


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


@pytest.fixture
def measured(member):
    """Three indicators: one off track, one restated, one without a value."""
    amira = member("amira")
    for title, sector in (("Plans in time", Sector.EDUCATION), ("Advice in time", Sector.HEALTH)):
        measure(amira, at=days_before(90), title=title, sector=sector)
    neutral = replace(MEASURED, direction=Direction.NEUTRAL, unit="requests")
    aim = replace(AIM, direction=Direction.NEUTRAL, baseline=None, target=None)
    measure(amira, neutral, aim, title="Requests", sector=Sector.CARE, attribution="Source: them.")
    record(amira, "I-01", "March 2018", "61", at=days_before(40))
    record(amira, "I-01", "April 2018", "30", commentary=SAID)
    record(amira, "I-02", "April 2018", "52.5", at=days_before(20))
    record(amira, "I-02", "April 2018", "48", reason=WHY)
    return get_member


def words(answer):
    return " ".join(answer.text.split())


def test_what_is_off_track_comes_first_with_what_is_being_done(measured, at_the_page):
    page = words(at_the_page("grace").get(PAGE))

    assert "3 indicators: 1 on track, 0 at risk, 1 off track, 1 for information." in page
    report = page.split("Off track</h2>")[1].split("Late or stale")[0]
    assert "I-01 Plans in time" in report
    assert SAID in report
    assert "I-02" not in report


def test_each_chart_says_in_words_what_it_draws_and_has_its_table(measured, at_the_page):
    page = words(at_the_page("tom").get(PAGE))

    assert "<title>Plans in time: 30% for April 2018, off track.</title>" in page
    assert "March 2018: 61, should be 41.92; April 2018: 30, should be 43.89" in page
    assert "Figures of I-01" in page
    assert page.count("<svg") == 2


def test_the_word_and_the_shape_stand_beside_the_colour(measured, at_the_page):
    page = words(at_the_page("tom").get(PAGE))

    for shape, word in (("◆", "Off track"), ("●", "On track")):
        assert f'<span aria-hidden="true">{shape}</span> {word}' in page


def test_it_is_put_together_by_sector_too(measured, at_the_page):
    page = at_the_page("tom").get(f"{PAGE}?by=sector").text
    assert page.index(">Education<") < page.index(">Health<") < page.index(">Care<")


def test_what_has_no_value_is_said_to_be_late(measured, at_the_page):
    page = words(at_the_page("tom").get(PAGE))
    assert "No value yet: April 2018 was due on 30 May 2018" in page


def test_a_past_day_shows_what_was_known_then(measured, at_the_page):
    page = words(at_the_page("tom").get(f"{PAGE}?on=20+May+2018"))

    assert "As it was known on 20 May 2018." in page
    assert "<title>Plans in time: 61% for March 2018, on track.</title>" in page
    assert "52.5" in page
    assert SAID not in page
    assert "Requests" not in page


@pytest.mark.parametrize("on", ["soon", "31 February 2018", "1 January 2030"])
def test_a_day_that_is_none_is_answered_at_its_field(measured, at_the_page, on):
    answer = at_the_page("tom").get(PAGE, query_string={"on": on})

    assert answer.status_code == 422
    assert answer.text.count("Enter a") >= 2
    assert f'value="{on}"' in answer.text


def test_whose_figures_are_shown_is_named(measured, at_the_page):
    assert "Source: them. (I-03)" in words(at_the_page("tom").get(PAGE))


def test_an_empty_dashboard_says_so(at_the_page):
    page = words(at_the_page("tom").get(PAGE))

    assert "0 indicators" in page
    assert "Nothing is measured yet." in page


def test_figures_that_were_drawn_before_are_not_shown_for_others_that_equal_them(
    measured, member, at_the_page
):
    tom = at_the_page("tom")
    assert FIGURES.format("30") in words(tom.get(PAGE))

    record(
        member("amira"), "I-01", "April 2018", "30.0", commentary=f"{SAID} Two more.", reason=WHY
    )

    assert FIGURES.format("30.0") in words(tom.get(PAGE))


def test_200_indicators_of_ten_years_are_shown_quickly_and_in_few_queries(app, at_the_page):
    browser = at_the_page("tom")
    with app.app_context():
        grow_indicators(200, now=NOW, years=10)
    browser.get(PAGE)
    seconds = []
    for _ in range(5):
        begun = time.process_time()
        answer = browser.get(PAGE)
        seconds.append(time.process_time() - begun)
    with counting(app) as sent:
        browser.get(PAGE)

    assert answer.text.count("<svg") == 200
    assert len(sent) <= 12
    assert statistics.median(seconds) < 0.4, seconds  # loose: a shared machine; 0.2 is the aim
