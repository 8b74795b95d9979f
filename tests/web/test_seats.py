"""Seats at the page: listed, added, changed, ended."""

import pytest

from tests.conftest import post
from tests.web.test_assessments import version_of
from tests.web.test_bodies import words

SEATS = "/send/bodies/board/seats"
NEW, EDIT, END = f"{SEATS}/new", f"{SEATS}/4/edit", f"{SEATS}/4/end"
FROM = {"from_on-day": "5", "from_on-month": "6", "from_on-year": "2018"}
UNTIL = {"until_on-day": "30", "until_on-month": "6", "until_on-year": "2018"}
TYPED = {"capacity": "in_attendance", **FROM}
OBSERVER = {"capacity": "observer", **FROM, "from_on-day": "1", "from_on-month": "1"}


def test_seats_are_listed_with_who_holds_them(at_the_page):
    page = words(at_the_page("olu").get(SEATS))

    assert "Head of Commissioning, CCG Deputy for Head of Casework Priya may see them" in page
    assert "Parents' Adviser, CCG" in page
    assert "Add a seat" not in page


def test_a_seat_is_added_and_stands_in_the_list(at_the_page):
    sofia = at_the_page("sofia")
    answer = post(sofia, NEW, sitter="post-4", wants_paper="true", **TYPED)

    assert answer.location == SEATS
    page = words(sofia.get(SEATS))
    assert "Board Secretary has a seat on SEND Programme Board from 5 June 2018." in page
    assert "Board Secretary, Council In attendance Sofia may not see them yes" in page


def test_a_person_without_a_post_is_said_to_be_one(at_the_page):
    sofia = at_the_page("sofia")
    post(sofia, NEW, sitter="person-8", **TYPED)

    assert "Max, Council a person’s own seat, without a post" in words(sofia.get(SEATS))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"sitter": ""}, "Choose whose seat it is."),
        ({"sitter": "post-99"}, "Choose whose seat it is."),
        ({"capacity": "guest"}, "Choose a capacity."),
        ({"from_on-day": ""}, "The date must include a day."),
        ({"capacity": "deputy"}, "Choose for whom the deputy comes."),
        ({**UNTIL, "until_on-year": "2017"}, "Enter a date on or after the first one."),
    ],
)
def test_a_seat_that_is_wrong_gets_a_sentence_and_keeps_what_was_typed(
    at_the_page, typed, sentence
):
    answer = post(at_the_page("sofia"), NEW, **{"sitter": "post-4"} | TYPED | typed)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert 'value="2018"' in answer.text


def test_a_seat_is_changed(at_the_page):
    sofia = at_the_page("sofia")
    version = version_of(sofia, EDIT)
    post(sofia, EDIT, version=version, is_entitled_to_exempt="true", **OBSERVER)

    page = words(sofia.get(SEATS))
    assert "The seat of Parents' Adviser is saved." in page
    assert "Observer Olu may see them" in page


def test_of_two_who_change_a_seat_the_second_reads_both_texts(at_the_page):
    sofia, amira = at_the_page("sofia"), at_the_page("amira")
    seen = version_of(sofia, EDIT)
    post(amira, EDIT, version=seen, wants_paper="true", **OBSERVER)
    answer = post(sofia, EDIT, version=seen, **OBSERVER | {"capacity": "for_information"})
    ending = post(sofia, END, version=seen, **UNTIL)

    assert answer.status_code == ending.status_code == 409
    page = words(answer)
    assert "What stands in the register now Observer, from 1 January 2018 until no end." in page
    assert "What you wrote For information, from 1 1 2018 until no end." in page
    assert "What you wrote Last day: 30 6 2018." in words(ending)


def test_a_seat_ends_and_stands_below(at_the_page):
    sofia = at_the_page("sofia")
    yesterday = UNTIL | {"until_on-day": "4"}
    answer = post(sofia, END, version=version_of(sofia, END), **yesterday)

    assert answer.location == SEATS
    page = words(sofia.get(SEATS))
    assert "The last day of the seat of Parents' Adviser is 4 June 2018." in page
    past = page.split("Seats that have ended")[1]
    assert "Parents' Adviser, CCG" in past
    assert "end the seat of Parents' Adviser" not in past


@pytest.mark.parametrize("address", [NEW, EDIT, END])
@pytest.mark.parametrize("name", ["tom", "grace", "olu"])
def test_others_are_refused(at_the_page, address, name):
    browser = at_the_page(name)

    assert browser.get(address).status_code == 403
    assert post(browser, address, version="1", **TYPED).status_code == 403


def test_a_seat_that_is_not_there_is_not_found(at_the_page):
    assert at_the_page("sofia").get(f"{SEATS}/99/edit").status_code == 404
