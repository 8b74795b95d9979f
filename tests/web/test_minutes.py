"""The minutes at their pages: begun, written, agreed, approved, and handed over."""

from datetime import timedelta

import pytest

from risk_register import clock
from risk_register.database import db, write_transaction
from risk_register.domain.meetings import ItemKind, Purpose
from risk_register.models import AgendaItem, Meeting
from risk_register.services.events import record_event
from tests.conftest import post
from tests.services.test_decisions import MEETING

PAGE = "/send/meetings/1/minutes"


@pytest.fixture
def database():
    """The services are tested on both."""
    return "sqlite"


@pytest.fixture(autouse=True)
def after_the_meeting(app):
    """It is 14 June 2018, and the agenda had one item."""
    clock.flow_from(MEETING, anchored_at=clock.machine_now())
    with app.app_context(), write_transaction():
        meeting = db.session.get(Meeting, 1)
        db.session.add(
            AgendaItem(
                meeting=meeting,
                number=1,
                kind=ItemKind.PACK,
                title="Risk register",
                purpose=Purpose.DECISION,
            )
        )
        programme = meeting.body.programme
        record_event("agenda drafted", subject="meeting", programme=programme, by=None, at=MEETING)


def write(browser, minute, version="1"):
    return post(browser, f"{PAGE}/items/1", minute=minute, version=version)


def agree(browser, version="1"):
    return post(browser, f"{PAGE}/agreement", post_id="5", version=version)


def test_the_secretary_begins_writes_and_agrees_the_minutes(at_the_page):
    sofia = at_the_page("sofia")
    assert "Begin the minutes" in sofia.get(PAGE).text
    post(sofia, PAGE)
    write(sofia, "The board heard the owner.")

    agree(sofia)

    page = at_the_page("olu").get(PAGE).text
    assert "Agreed with the Chair of the Board; not yet approved by a meeting." in page
    assert "The board heard the owner." in page


def test_before_the_meeting_the_page_says_when_minutes_can_be_begun(at_the_page):
    before = MEETING - timedelta(days=1)
    clock.flow_from(before, anchored_at=clock.machine_now())
    sofia = at_the_page("sofia")

    post(sofia, PAGE)

    page = sofia.get(PAGE).text
    assert "Minutes are begun on the day of the meeting or later." in page
    assert "They can be begun on 14 June 2018" in page
    assert "Begin the minutes" not in page


def test_nobody_but_their_keepers_sees_a_draft(at_the_page):
    post(at_the_page("sofia"), PAGE)

    assert at_the_page("olu").get(PAGE).status_code == 404
    assert at_the_page("olu").get(f"{PAGE}.docx").status_code == 404


@pytest.mark.parametrize("name", ["tom", "grace", "olu", "ada"])
def test_only_their_keepers_write_minutes(at_the_page, name):
    post(at_the_page("sofia"), PAGE)

    assert write(at_the_page(name), "Mine.").status_code == 403


def test_two_texts_about_one_item_are_shown_side_by_side(at_the_page):
    sofia = at_the_page("sofia")
    post(sofia, PAGE)
    write(sofia, "The first words.")

    answer = write(sofia, "The second words.")

    assert answer.status_code == 409
    assert "The first words." in answer.text
    assert "The second words." in answer.text


def test_agreed_minutes_go_back_to_a_draft_with_a_reason(at_the_page):
    sofia = at_the_page("sofia")
    post(sofia, PAGE)
    agree(sofia)

    post(sofia, f"{PAGE}/reopening", reason="The chair saw a slip.", version="2")

    assert "Draft: not yet agreed with the chair." in sofia.get(PAGE).text


def test_approving_without_a_later_meeting_says_what_to_choose(at_the_page):
    sofia = at_the_page("sofia")
    post(sofia, PAGE)
    agree(sofia)

    answer = post(sofia, f"{PAGE}/approval", meeting_id="1", corrections="None.", version="2")

    assert answer.status_code == 422
    assert "Choose a later meeting of the same body." in answer.text
    assert "None." in answer.text


@pytest.mark.parametrize("edition", ["", "?edition=public"])
def test_the_minutes_are_handed_over_as_a_word_document(at_the_page, edition):
    sofia = at_the_page("sofia")
    post(sofia, PAGE)

    answer = sofia.get(f"{PAGE}.docx{edition}")

    assert answer.data.startswith(b"PK")
    assert "minutes-board-2018-06-14" in answer.headers["Content-Disposition"]
