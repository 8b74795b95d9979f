"""Calendar addresses at their pages, and as a calendar program asks for them."""

import re
from urllib.parse import urlsplit

from tests.conftest import post
from tests.web.test_queries import counting

PAGE = "/your-calendars"


def make(browser, **said):
    post(browser, PAGE, **({"body_id": ""} | said))
    return urlsplit(re.search(r'readonly\s+value="([^"]+)"', browser.get(PAGE).text)[1]).path


def test_an_address_is_made_read_without_signing_in_and_taken_back(at_the_page):
    sofia, program = at_the_page("sofia"), at_the_page()
    address = make(sofia, body_id="1")
    answer = program.get(address)

    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, max-age=300"
    assert "SUMMARY:SEND Programme Board" in answer.text

    post(sofia, f"{PAGE}/1/revoke")
    assert program.get(address).status_code == 404
    assert address not in sofia.get(PAGE).text


def test_a_program_that_has_it_already_is_told_that_nothing_changed(at_the_page):
    address, program = make(at_the_page("sofia")), at_the_page()
    first = program.get(address)
    again = program.get(address, headers={"If-None-Match": first.headers["ETag"]})
    head = program.head(address)

    assert (again.status_code, again.data) == (304, b"")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == first.headers["ETag"]


def test_an_unknown_address_and_somebody_else_s_are_nowhere(at_the_page):
    make(at_the_page("sofia"))

    assert at_the_page().get("/calendars/guessed.ics").status_code == 404
    assert post(at_the_page("tom"), f"{PAGE}/1/revoke").status_code == 404


def test_the_page_offers_only_bodies_that_the_person_may_read(at_the_page):
    assert "SEND Programme Board" in at_the_page("olu").get(PAGE).text
    assert "SEND Programme Board" not in at_the_page("max").get(PAGE).text


def test_more_meetings_take_no_more_questions_to_the_database(app, at_the_page):
    sofia = at_the_page("sofia")
    address, program = make(sofia), at_the_page()
    counts = []
    for month in ("7", "8", "9", "10"):
        with counting(app) as sent:
            program.get(address)
        counts.append(len(sent))
        day = {"held_on-day": "12", "held_on-month": month, "held_on-year": "2018"}
        post(sofia, "/send/meetings/new", body_id="1", starts_at="14:00", ends_at="",
             place="Hall", quorum="", **day)  # fmt: skip

    assert counts == [counts[0]] * len(counts)
