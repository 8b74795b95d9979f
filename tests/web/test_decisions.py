"""The meeting itself at its pages: one matter after the other, and what is decided about it."""

import pytest

from risk_register import clock
from risk_register.database import db
from risk_register.domain.risks import Publication
from risk_register.models import Decision
from tests.conftest import post
from tests.services.freezing import change
from tests.services.test_decisions import MEETING

LIVE = "/send/meetings/1/live"
TEXT = "The places for September are unconfirmed."


@pytest.fixture
def database():
    """The services are tested on both."""
    return "sqlite"


@pytest.fixture(autouse=True)
def at_the_table(app):
    """It is 14 June 2018, and the board meets."""
    clock.flow_from(MEETING, anchored_at=clock.machine_now())


def decide(browser, kind, reference="R-001", version="1", **fields):
    dates = {f"{name}-{part}": "" for name in ("expires_on", "due_on") for part in DATE}
    said = {"kind": kind, "text": TEXT, "version": version} | dates | fields
    return post(browser, f"{LIVE}/{reference}", **said)


DATE = ("day", "month", "year")


def version_of(browser, reference="R-001"):
    page = browser.get(f"{LIVE}/{reference}").text
    return page.split('name="version" value="')[1].split('"')[0]


def test_the_page_lists_what_lies_before_the_board(at_the_page):
    page = at_the_page("sofia").get(LIVE).text

    assert page.index("R-001") < page.index("R-002")
    assert "decided 0, open 2" in page


def test_a_decision_is_one_form_and_leads_on_to_what_is_still_open(at_the_page):
    sofia = at_the_page("sofia")
    version = version_of(sofia)

    answer = decide(sofia, "scored", version=version, likelihood="4", impact="5")

    assert answer.location == f"{LIVE}/R-002"
    page = sofia.get(answer.location).text
    assert "R-001 is scored 4 × 5 = 20." in page
    assert "decided 1, open 1" in page


def test_the_last_open_matter_leads_back_to_all_of_them(at_the_page):
    sofia = at_the_page("sofia")
    decide(sofia, "agreed", version=version_of(sofia), text="")

    answer = decide(sofia, "noted", "R-002", version=version_of(sofia, "R-002"))

    assert answer.location == LIVE


def test_the_risks_page_says_that_the_score_is_the_boards(at_the_page):
    sofia = at_the_page("sofia")
    decide(sofia, "scored", version=version_of(sofia), likelihood="4", impact="5")

    page = " ".join(sofia.get("/send/risks/R-001").text.split())

    assert "decision of the SEND Programme Board, 14 June 2018, recorded by Board Secretary" in page


def test_a_refused_decision_keeps_all_that_was_typed(at_the_page):
    sofia = at_the_page("sofia")

    answer = decide(sofia, "accepted", version=version_of(sofia))

    assert answer.status_code == 422
    assert "Enter the last day it is accepted." in answer.text
    assert TEXT in answer.text


def test_somebody_elses_change_is_shown_beside_what_was_typed(at_the_page):
    sofia = at_the_page("sofia")
    version = version_of(sofia)
    decide(sofia, "scored", version=version, likelihood="4", impact="5")

    answer = decide(sofia, "closed", version=version)

    assert answer.status_code == 409
    assert "What stands in the register now" in answer.text
    assert TEXT in answer.text


def test_a_button_pressed_twice_records_one_decision(app, at_the_page):
    sofia = at_the_page("sofia")
    version = version_of(sofia)

    for _ in range(2):
        decide(sofia, "scored", version=version, likelihood="4", impact="5")

    with app.app_context():
        assert len(db.session.scalars(db.select(Decision)).all()) == 1


def test_a_decision_about_no_risk_is_recorded(at_the_page):
    sofia = at_the_page("sofia")

    answer = post(sofia, f"{LIVE}/other", kind="agreed", text=TEXT, item_id="")

    assert answer.location == LIVE
    assert f"The matter is agreed: {TEXT}" in sofia.get(LIVE).text


def test_a_withdrawn_decision_says_what_is_left_to_undo(at_the_page):
    sofia = at_the_page("sofia")
    decide(sofia, "scored", version=version_of(sofia), likelihood="4", impact="5")

    answer = post(sofia, "/send/meetings/1/decisions/1/withdrawal", reason="It was R-002.")

    page = sofia.get(answer.location).text
    assert "The score stays as the board set it. Score R-001 again to change it." in page
    assert "<strong>Withdrawn:</strong>" in page


def test_any_other_risk_is_taken_by_its_reference(at_the_page):
    answer = at_the_page("sofia").get(f"{LIVE}?reference=r-002")

    assert answer.location == f"{LIVE}/R-002"


def test_before_its_day_a_meeting_takes_no_decisions(at_the_page):
    clock.flow_from(MEETING.replace(day=5), anchored_at=clock.machine_now())
    sofia = at_the_page("sofia")

    page = sofia.get(f"{LIVE}/R-001").text

    assert "What it decides can be recorded from that day on." in page
    assert decide(sofia, "noted").status_code == 422


@pytest.mark.parametrize("name", ["tom", "grace", "olu", "ada"])
def test_only_manager_and_secretary_sit_at_this_page(at_the_page, name):
    browser = at_the_page(name)

    assert browser.get(LIVE).status_code == 403
    assert decide(browser, "noted").status_code == 403


@pytest.mark.parametrize("address", ["/send/meetings/99/live", f"{LIVE}/R-099"])
def test_what_is_not_in_the_programme_is_not_there(at_the_page, address):
    assert at_the_page("sofia").get(address).status_code == 404


def test_the_large_view_shows_nothing_but_the_matter(at_the_page):
    page = at_the_page("sofia").get(f"{LIVE}/R-001?show=large").text

    assert "rr-large" in page
    assert "What does the board decide?" not in page
    assert "Too few caseworkers" in page


def test_the_large_list_does_not_show_the_room_what_is_exempt(app, at_the_page):
    with app.app_context():
        change(publication=Publication.EXEMPT, exempt_paragraph=4)
    sofia = at_the_page("sofia")

    assert "Too few caseworkers" in sofia.get(LIVE).text
    page = sofia.get(f"{LIVE}?show=large").text
    assert "Too few caseworkers" not in page
    assert "exempt item" in page
