"""Who comes, at the page: one form for all seats, apologies by those who hold one."""

import pytest

from tests.conftest import post
from tests.web.test_agendas import MEETING, text

PAGE = f"{MEETING}/attendance"
APOLOGIES = f"{MEETING}/apologies"
#: Seats of the small programme: the chair, a member, the member's deputy, an observer.
GRACE, TOM, PRIYA, OLU = 1, 2, 3, 4


def note(browser, **said):
    """Send the form with ``presence_1="present"``; a field that is not said is empty."""
    given = {name.replace("_", "-"): value for name, value in said.items()}
    empty = {f"was-{seat}": "" for seat in (GRACE, TOM, PRIYA, OLU)}
    return post(browser, PAGE, **(empty | given))


def test_what_is_chosen_is_saved_and_what_is_not_stays_open(at_the_page):
    sofia = at_the_page("sofia")
    answer = note(sofia, presence_1="present", presence_2="apologies", deputy_2="3")

    assert answer.location == PAGE
    told = text(at_the_page("olu").get(PAGE).text)
    assert "Apologies, Head of Commissioning instead" in told
    assert "Nothing noted" in told
    page = sofia.get(PAGE).text
    assert 'name="was-2" value="apologies:3"' in page
    assert 'name="was-4" value=""' in page


def test_before_the_meeting_the_page_says_how_many_can_come(at_the_page):
    sofia = at_the_page("sofia")
    note(sofia, presence_2="apologies")

    assert "1 of 2 members can come; no quorum is set." in text(sofia.get(PAGE).text)


def test_a_row_that_was_changed_meanwhile_is_named_and_nothing_typed_is_lost(at_the_page):
    sofia = at_the_page("sofia")
    post(at_the_page("tom"), APOLOGIES, seat_id="2", was="")
    answer = note(sofia, presence_1="present", presence_2="present")

    assert answer.status_code == 409
    said = text(answer.text)
    assert said.count("Somebody noted meanwhile") == 1
    assert "Somebody noted meanwhile: Apologies." in said
    assert 'value="present" checked' in " ".join(answer.text.split())
    assert 'name="was-2" value="apologies"' in answer.text
    again = note(sofia, presence_1="present", presence_2="present", was_2="apologies")
    assert again.status_code == 302


def test_a_deputy_without_apologies_is_asked_about_at_the_field(at_the_page):
    answer = note(at_the_page("sofia"), deputy_2="3", presence_1="present")

    assert answer.status_code == 422
    assert "if a deputy comes instead" in answer.text.split('id="deputy-2-error"')[1]


def test_a_deputy_of_somebody_else_is_refused(at_the_page):
    answer = note(at_the_page("sofia"), presence_2="apologies", deputy_2="4")

    assert answer.status_code == 422
    assert "Choose a deputy of the Head of Casework." in answer.text


@pytest.mark.parametrize("said", [{"presence_1": "dancing"}, {"deputy_2": "x"}, {"other": "1"}])
def test_a_form_that_no_page_sends_is_refused(at_the_page, said):
    assert note(at_the_page("sofia"), **said).status_code == 422


@pytest.mark.parametrize("name", ["tom", "grace", "olu", "ada"])
def test_those_at_the_table_read_it_without_a_form(at_the_page, name):
    browser = at_the_page(name)

    page = browser.get(PAGE)
    assert page.status_code == 200
    assert 'type="radio"' not in page.text
    assert note(browser, presence_1="present").status_code == 403


def test_a_member_sends_apologies_and_comes_after_all(at_the_page):
    tom = at_the_page("tom")
    assert "You are expected." in tom.get(APOLOGIES).text
    assert post(tom, APOLOGIES, seat_id="2", deputy_id="3", was="").location == APOLOGIES
    page = text(tom.get(APOLOGIES).text)
    assert "Your apologies are noted." in page
    assert "Apologies, Head of Commissioning instead, noted on 5 June 2018" in page
    assert "I can come after all" in page

    post(tom, APOLOGIES, seat_id="2", was="apologies:3", comes="true")
    page = text(tom.get(APOLOGIES).text)
    assert "You come after all." in page
    assert "I can come after all" not in page


@pytest.mark.parametrize("kind", ["approved"])
def test_after_apologies_the_secretarys_list_sends_the_deputy_the_pack(at_the_page):
    post(at_the_page("tom"), APOLOGIES, seat_id="2", was="")

    page = text(at_the_page("sofia").get("/send/packs/1/circulations/new").text)
    assert "Full edition Deputises for the Head of Casework, who has sent apologies." in page
    assert "Send to 4 readers" in page


def test_apologies_that_somebody_noted_meanwhile_are_shown(at_the_page):
    note(at_the_page("sofia"), presence_2="apologies")
    answer = post(at_the_page("tom"), APOLOGIES, seat_id="2", deputy_id="3", was="")

    assert answer.status_code == 409
    assert "Somebody noted something while this page was open." in answer.text


@pytest.mark.parametrize("name", ["sofia", "ada"])
def test_who_holds_no_seat_has_nothing_to_apologise_for(at_the_page, name):
    browser = at_the_page(name)

    assert browser.get(APOLOGIES).status_code == 404
    assert post(browser, APOLOGIES, seat_id="2", was="").status_code == 404


def test_nobody_apologises_for_the_seat_of_somebody_else(at_the_page):
    assert post(at_the_page("grace"), APOLOGIES, seat_id="2", was="").status_code == 404
