"""The agenda at its page: drafted, kept, read by all at the table, exempt for most."""

import re

import pytest

from tests.conftest import post

MEETING = "/send/meetings/1"
PAGE = f"{MEETING}/agenda"
ITEMS = f"{PAGE}/items"
BUDGET = {
    "title": "Budget of the second year",
    "purpose": "decision",
    "minutes_long": "15",
    "reference": "FIN 12",
}
SECRET = BUDGET | {"title": "A claim", "is_exempt": "true", "exempt_paragraph": "5"}


def draft(browser):
    return post(browser, PAGE)


def add(browser, **said):
    return post(browser, f"{ITEMS}/new", **(BUDGET | said))


def text(page):
    """Read a page as somebody would: without tags, in single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main")[1]).split())


def test_a_draft_stands_on_the_page_with_times_and_the_packs_reference(at_the_page):
    sofia = at_the_page("sofia")
    assert "No agenda is drafted yet." in sofia.get(PAGE).text
    answer = draft(sofia)

    assert answer.location == PAGE
    page = text(sofia.get(PAGE).text)
    assert "The agenda is drafted" in page
    for said in ("14 June 2018", "County Hall", "14:20", "SPB/2018/06/4", "40 min"):
        assert said in page


def test_a_second_draft_changes_nothing_and_says_so(at_the_page):
    sofia = at_the_page("sofia")
    draft(sofia)
    draft(sofia)

    page = sofia.get(PAGE).text
    assert "The agenda has been drafted already." in page
    assert "Draft the agenda" not in page


def test_an_item_is_added_changed_moved_and_taken_off(at_the_page):
    sofia = at_the_page("sofia")
    draft(sofia)
    assert add(sofia).location == PAGE
    post(sofia, f"{ITEMS}/6/move", direction="up", number="5")
    post(sofia, f"{ITEMS}/6/edit", **(BUDGET | {"title": "The budget", "version": "1"}))
    page = text(sofia.get(PAGE).text)
    assert "Item 4 is saved." in page
    assert "4 The budget" in page
    assert "FIN 12" in page

    post(sofia, f"{ITEMS}/6/remove", reason="", version="2")
    page = text(sofia.get(PAGE).text)
    assert "“The budget” is off the agenda." in page
    assert "Items that were taken off (1)" in page


def test_the_order_is_not_changed_by_a_page_that_is_too_old(at_the_page):
    sofia = at_the_page("sofia")
    draft(sofia)
    post(sofia, f"{ITEMS}/3/move", direction="up", number="2")

    assert "Somebody else changed the order meanwhile." in sofia.get(PAGE).text


def test_a_move_that_no_button_makes_is_answered_with_a_sentence(at_the_page):
    sofia = at_the_page("sofia")
    draft(sofia)
    post(sofia, f"{ITEMS}/3/move", direction="sideways", number="3")

    assert "Use the page's own buttons" in sofia.get(PAGE).text.replace("&#39;", "'")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": ""}, "Enter the item's title."),
        ({"title": "x" * 201}, "Use 200 characters or fewer."),
        ({"purpose": "dancing"}, "Choose what the board is to do with it."),
        ({"minutes_long": "0"}, "Enter whole minutes from 1 to 480, or nothing."),
        ({"minutes_long": "soon"}, "Enter whole minutes from 1 to 480, or nothing."),
        ({"reference": "x" * 41}, "Use 40 characters or fewer."),
        ({"is_exempt": "true"}, "Choose the paragraph it is exempt under."),
    ],
)
def test_what_is_refused_gets_a_sentence_and_keeps_what_was_typed(at_the_page, said, sentence):
    answer = add(at_the_page("sofia"), **said)

    assert answer.status_code == 422
    assert sentence in answer.text.replace("&#39;", "'")
    assert (BUDGET | said)["reference"] in answer.text


def test_who_saves_over_somebody_else_sees_both(at_the_page):
    sofia, amira = at_the_page("sofia"), at_the_page("amira")
    add(sofia)
    form = BUDGET | {"version": "1"}
    post(amira, f"{ITEMS}/1/edit", **(form | {"title": "Their words"}))
    answer = post(sofia, f"{ITEMS}/1/edit", **(form | {"title": "My words"}))

    assert answer.status_code == 409
    assert "Their words" in answer.text
    assert 'value="My words"' in answer.text
    assert 'name="version" value="2"' in answer.text


def test_taking_off_an_item_that_somebody_changed_meanwhile_asks_again(at_the_page):
    sofia = at_the_page("sofia")
    add(sofia)
    answer = post(sofia, f"{ITEMS}/1/remove", reason="It can wait.", version="7")

    assert answer.status_code == 409
    assert "It can wait." in answer.text
    assert BUDGET["title"] in sofia.get(PAGE).text


@pytest.mark.parametrize("name", ["tom", "grace", "olu", "ada"])
def test_everybody_at_the_table_reads_it_and_changes_nothing(at_the_page, name):
    draft(at_the_page("sofia"))
    browser = at_the_page(name)

    page = browser.get(PAGE)
    assert page.status_code == 200
    assert "Move up" not in page.text
    assert ("Send apologies" in page.text) is (name != "ada")
    assert browser.get(f"{ITEMS}/new").status_code == 403
    assert draft(browser).status_code == 403
    for act in ("edit", "move", "remove"):
        assert post(browser, f"{ITEMS}/1/{act}").status_code == 403


def test_the_administrator_has_no_place_at_the_table(at_the_page):
    assert at_the_page("max").get(PAGE).status_code == 403


def test_an_exempt_item_is_a_number_and_a_paragraph_to_those_not_entitled(at_the_page):
    sofia = at_the_page("sofia")
    draft(sofia)
    post(sofia, f"{ITEMS}/new", **SECRET)

    told = text(at_the_page("olu").get(PAGE).text)
    assert "5 Exempt item (exempt, paragraph 5)" in told
    for hidden in ("A claim", "FIN 12"):
        assert hidden not in told
    assert "A claim" in at_the_page("grace").get(PAGE).text


def test_the_history_keeps_an_exempt_item_from_those_not_entitled(at_the_page):
    sofia = at_the_page("sofia")
    draft(sofia)
    add(sofia, **SECRET, late_reason="")
    add(sofia)
    post(sofia, f"{ITEMS}/6/edit", **(SECRET | {"title": "A claim for pay", "version": "1"}))
    post(sofia, f"{ITEMS}/6/move", direction="up", number="5")

    told = text(at_the_page("ada").get("/send/history").text)

    assert "withheld: it concerns an exempt item" in told
    assert "A claim" not in told
    assert "put “Budget of the second year” on the agenda" in told
    assert "A claim for pay" in text(sofia.get("/send/history").text)


def test_a_meeting_or_an_item_of_nowhere_is_not_found(at_the_page):
    sofia = at_the_page("sofia")
    for address in ("/send/meetings/99/agenda", f"{ITEMS}/99/edit", f"{ITEMS}/99/remove"):
        assert sofia.get(address).status_code == 404


@pytest.mark.parametrize("kind", ["approved"])
def test_after_the_pack_has_gone_out_an_item_is_late_until_the_chair_agrees(at_the_page):
    sofia = at_the_page("sofia")
    draft(sofia)
    assert "The pack, version 1" in sofia.get(PAGE).text
    post(sofia, "/send/packs/1/circulations/new", number="1", note="")
    page = sofia.get(f"{ITEMS}/new").text
    assert "Chair of the Board" in page.split('name="agreed_by_id"')[1]
    refused = add(sofia)
    assert refused.status_code == 422
    assert "special circumstances" in refused.text.split('id="late_reason-error"')[1]

    add(sofia, late_reason="A court order of today.")
    told = text(at_the_page("olu").get(PAGE).text)
    assert "Urgent by special circumstances: “A court order of today.”" in told
    assert "The chair has not agreed yet." in told
