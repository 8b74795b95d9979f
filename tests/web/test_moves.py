"""Moving, cancelling and reinstating a meeting at its pages."""

import re

import pytest

from tests.conftest import post

PAGE = "/send/meetings/1"
TO_21 = {"to_on-day": "21", "to_on-month": "6", "to_on-year": "2018"}
ASKED = "?to_on-day=21&to_on-month=6&to_on-year=2018"


def words(answer):
    return " ".join(answer.text.split())


def hidden(page):
    """Read the version and the mark that a form carries."""
    return {
        name: re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]
        for name in ("version", "mark")
    }


def move(browser, **said):
    shown = hidden(browser.get(f"{PAGE}/move{ASKED}"))
    return post(
        browser, f"{PAGE}/move", **(TO_21 | shown | {"reason": "The chair is away."} | said)
    )


def test_what_changes_is_shown_before_anything_is_saved(at_the_page):
    sofia = at_the_page("sofia")
    page = words(sofia.get(f"{PAGE}/move{ASKED}"))

    assert "Meeting moves from 14 June to 21 June." in page
    assert "Nobody has been called for updates yet" in page
    assert "Move the meeting to 21 June 2018" in page
    assert "Meeting of 14 June 2018" in sofia.get(PAGE).text


def test_a_moved_meeting_says_where_it_was_and_why(at_the_page):
    sofia = at_the_page("sofia")
    answer = move(sofia)
    page = words(sofia.get(answer.location))

    assert "The meeting is moved from 14 June 2018 to 21 June 2018." in page
    assert "From 14 June 2018 to 21 June 2018, Board Secretary (Sofia)" in page
    assert (
        "moved a meeting of the SEND Programme Board from 14 June 2018 to 21 June 2018"
        in sofia.get("/send/history").text
    )


def test_of_two_who_move_it_at_once_the_second_loses_nothing(at_the_page):
    sofia = at_the_page("sofia")
    shown = hidden(sofia.get(f"{PAGE}/move{ASKED}"))
    other = {"to_on-day": "28", "to_on-month": "6", "to_on-year": "2018"}
    move(sofia)
    answer = post(sofia, f"{PAGE}/move", **other, **shown, reason="The hall is taken.")

    assert answer.status_code == 409
    assert "Something changed while you were reading" in answer.text
    assert "on 21 June 2018 now" in words(answer)
    assert "The hall is taken." in answer.text
    assert "Meeting moves from 21 June to 28 June." in answer.text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("?to_on-day=&to_on-month=&to_on-year=", "Enter the new date."),
        ("?to_on-day=31&to_on-month=6&to_on-year=2018", "Enter a real date"),
        ("?to_on-day=14&to_on-month=6&to_on-year=2018", "The meeting is on that day."),
        ("?to_on-day=1&to_on-month=6&to_on-year=2018", "Enter a date that is not in the past."),
    ],
)
def test_a_day_that_cannot_be_is_said_beside_the_date(at_the_page, asked, sentence):
    answer = at_the_page("sofia").get(f"{PAGE}/move{asked}")

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Move the meeting to" not in answer.text


def test_a_move_without_a_reason_keeps_the_day_and_what_changes(at_the_page):
    answer = move(at_the_page("sofia"), reason="")

    assert answer.status_code == 422
    assert "Say why." in answer.text
    assert "Move the meeting to 21 June 2018" in words(answer)


def test_a_meeting_is_cancelled_with_its_reason_and_put_back(at_the_page):
    sofia = at_the_page("sofia")
    shown = hidden(sofia.get(f"{PAGE}/cancellation"))
    post(sofia, f"{PAGE}/cancellation", **shown, reason="Snow.")
    page = words(sofia.get(PAGE))
    listed = words(sofia.get("/send/meetings"))

    assert "This meeting is cancelled" in page
    assert "“Snow.”" in page
    assert "Cancelled" in listed

    post(sofia, f"{PAGE}/reinstatement", version="2", reason="It thaws.")
    assert "This meeting is cancelled" not in sofia.get(PAGE).text


def test_a_cancelled_meeting_leads_to_its_agenda_and_to_nothing_of_its_day(at_the_page):
    sofia = at_the_page("sofia")
    before = words(sofia.get(PAGE))
    post(sofia, f"{PAGE}/cancellation", **hidden(sofia.get(f"{PAGE}/cancellation")), reason="Snow.")

    page = words(sofia.get(PAGE))
    assert "Meeting mode" in before
    assert "Agenda and papers" in page
    assert not [name for name in ("Who comes", "Meeting mode", "Minutes") if name in page]


def test_a_meeting_that_is_cancelled_already_says_so(at_the_page):
    sofia = at_the_page("sofia")
    shown = hidden(sofia.get(f"{PAGE}/cancellation"))
    post(sofia, f"{PAGE}/cancellation", **shown, reason="Snow.")
    answer = sofia.get(f"{PAGE}/cancellation")

    assert answer.status_code == 422
    assert "This meeting was cancelled already." in answer.text


@pytest.mark.parametrize("kind", ["approved"])
def test_the_pack_of_a_moved_meeting_says_that_it_names_another_day(at_the_page):
    sofia, amira = at_the_page("sofia"), at_the_page("amira")
    move(sofia)
    pack, meeting = words(amira.get("/send/packs/1")), words(amira.get(PAGE))

    assert "The meeting was moved to 21 June 2018" in pack
    assert "It can be neither approved nor circulated" in pack
    assert "Make version 2 for the new day" in meeting
    assert "names the day from which the meeting was moved" in words(amira.get("/"))
    assert "/send/packs/1/circulations/new" not in sofia.get("/send/packs/1").text
