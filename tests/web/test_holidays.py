"""A programme's own days at the page: looked at, saved, removed."""

import pytest

from tests.conftest import post
from tests.web.test_bodies import hidden, words

LIST, NEW = "/send/holidays", "/send/holidays/new"
REMOVE = "/send/holidays/1/remove"
TYPED = {"day-day": "11", "day-month": "6", "day-year": "2018", "name": "Office move"}
SHUT = {**TYPED, "kind": "closed"}


def look(browser, **typed):
    return post(browser, NEW, stage="preview", **SHUT | typed)


def add(browser, **typed):
    mark = hidden(look(browser, **typed), "mark")
    return post(browser, NEW, stage="save", mark=mark, **SHUT | typed)


def test_published_days_are_listed_by_whoever_reads_meetings(at_the_page):
    page = words(at_the_page("olu").get(LIST))

    assert "Bank holidays of England and Wales Kept by SEND Programme Board." in page
    assert "Monday 27 August 2018: Summer bank holiday" in page
    assert "Add a day" not in page


def test_a_day_is_looked_at_before_it_is_saved(at_the_page):
    sofia = at_the_page("sofia")
    page = words(look(sofia))
    assert "Monday 11 June 2018, Office move: offices are shut for all bodies." in page
    assert "Latest day to circulate moves from 6 June to 5 June." in page
    assert "added no day of its own" in words(sofia.get(LIST))

    answer = add(sofia)
    assert answer.location == LIST
    listed = words(sofia.get(LIST))
    assert "11 June 2018 is in the list: Office move." in listed
    assert (
        "Monday 11 June 2018 Office move shut all bodies 5 June 2018 by Board Secretary" in listed
    )


def test_a_day_of_one_body_that_moves_nothing_says_so(at_the_page):
    page = words(look(at_the_page("sofia"), body_id="1", **{"day-day": "18"}))

    assert "offices are shut for SEND Programme Board" in page
    assert "Last day for minutes moves from 21 June to 22 June." in page
    quiet = words(look(at_the_page("sofia"), **{"day-month": "12"}))
    assert "No deadline of any meeting moves." in quiet


def test_going_back_loses_nothing(at_the_page):
    answer = post(at_the_page("sofia"), NEW, stage="edit", **SHUT)

    assert answer.status_code == 200
    assert 'value="Office move"' in answer.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Say what day it is."),
        ({"kind": "half"}, "Choose whether offices are shut or open."),
        ({"kind": "open"}, "That day is open already."),
        ({"day-day": "10"}, "That is a Sunday: offices are shut, and no weekend counts."),
        ({"body_id": "99"}, "Choose a body."),
    ],
)
def test_a_day_that_is_wrong_gets_a_sentence(at_the_page, typed, sentence):
    answer = look(at_the_page("sofia"), **typed)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2


def test_what_was_not_read_is_not_saved(at_the_page):
    sofia = at_the_page("sofia")
    answer = post(sofia, NEW, stage="save", mark="0" * 16, **SHUT)

    assert answer.status_code == 409
    assert "Something changed while you were reading" in answer.text
    assert "added no day of its own" in words(sofia.get(LIST))


def test_a_day_is_removed_with_a_reason(at_the_page):
    sofia = at_the_page("sofia")
    add(sofia)
    page = sofia.get(REMOVE)
    assert "Latest day to circulate moves from 5 June to 6 June." in page.text

    mark = hidden(page, "mark")
    assert post(sofia, REMOVE, mark=mark, reason="").status_code == 422
    unread = post(sofia, REMOVE, mark="0" * 16, reason="It was put off.")
    assert (unread.status_code, "It was put off." in unread.text) == (409, True)
    answer = post(sofia, REMOVE, mark=mark, reason="It was put off.")
    assert "11 June 2018 is no longer in the list." in sofia.get(answer.location).text
    assert "“It was put off.”" in sofia.get(REMOVE).text


@pytest.mark.parametrize("address", [NEW, REMOVE])
@pytest.mark.parametrize("name", ["tom", "grace", "olu"])
def test_others_are_refused(at_the_page, address, name):
    browser = at_the_page(name)

    assert browser.get(address).status_code == 403
    assert post(browser, address, **SHUT).status_code == 403


def test_a_day_that_is_not_there_is_not_found(at_the_page):
    assert at_the_page("sofia").get("/send/holidays/9/remove").status_code == 404
