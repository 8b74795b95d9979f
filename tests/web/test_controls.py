"""Controls at the page: added, changed, retired with a reason."""

import pytest

from tests.conftest import post
from tests.web.test_assessments import version_of

NEW = "/send/risks/R-001/controls/new"
EDIT, RETIRE = "/send/controls/1/edit", "/send/controls/1/retire"
SAMPLING = {
    "text": "Weekly sampling of plans",
    "state": "partly in place",
    "assurance_line": "2",
    "gaps": "Transfers are not sampled.",
}


def send(browser, address, **typed):
    fields = dict(typed) if address == RETIRE else {**SAMPLING, **typed}
    fields.setdefault("version", version_of(browser, address))
    return post(browser, address, **fields)


def test_an_owner_adds_a_control_and_comes_back_to_the_risk(at_the_page):
    tom = at_the_page("tom")
    answer = send(tom, NEW)

    assert answer.location == "/send/risks/R-001"
    page = tom.get(answer.location).text
    assert "A control of R-001 is on record." in page
    assert "Weekly sampling of plans" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": ""}, "Say what holds the risk down."),
        ({"text": "x" * 2001}, "Use 2,000 characters or fewer."),
        ({"state": "somewhat"}, "Choose how far it is in place."),
        ({"assurance_line": "4"}, "Choose a line from the list."),
        ({"assurance_line": "first"}, "Choose a line from the list."),
    ],
)
@pytest.mark.parametrize("address", [NEW, EDIT])
def test_a_bad_control_gets_a_sentence_and_keeps_what_was_typed(
    at_the_page, address, typed, sentence
):
    answer = send(at_the_page("tom"), address, **typed)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert "Transfers are not sampled." in answer.text


def test_the_form_shows_how_the_control_stands(at_the_page):
    tom = at_the_page("tom")
    send(tom, EDIT)

    page = tom.get(EDIT).text
    assert "Weekly sampling of plans</textarea>" in page
    assert "Transfers are not sampled.</textarea>" in page
    assert '<option value="2" selected>Second line' in page
    assert 'value="partly in place" checked' in page


def test_a_control_that_somebody_changed_meanwhile_shows_both(at_the_page):
    tom, amira = at_the_page("tom"), at_the_page("amira")
    seen = version_of(tom, EDIT)
    send(amira, EDIT, text="Agency staff until July")
    answer = send(tom, EDIT, version=seen)

    assert answer.status_code == 409
    assert "Agency staff until July" in answer.text
    assert answer.text.count("Weekly sampling of plans") == 2


def test_a_control_is_retired_with_a_reason_and_leaves_the_page(at_the_page):
    tom = at_the_page("tom")
    answer = send(tom, RETIRE, reason="The contract has ended.")

    page = tom.get(answer.location).text
    assert "A control of R-001 is retired. Your reason is on record." in page
    assert "Nothing holds this risk down today." in page


def test_a_control_is_not_retired_without_a_reason(at_the_page):
    answer = send(at_the_page("tom"), RETIRE, reason="")

    assert answer.status_code == 422
    assert answer.text.count("Say why it no longer holds.") == 2


def test_a_retired_control_can_be_read_and_not_changed(at_the_page):
    tom = at_the_page("tom")
    send(tom, RETIRE, reason="The contract has ended.")
    for address in (EDIT, RETIRE):
        page = tom.get(address).text
        assert "Retired on 5 June 2018" in page
        assert 'name="version"' not in page


@pytest.mark.parametrize("address", [NEW, EDIT, RETIRE])
@pytest.mark.parametrize("name", ["priya", "grace"])
def test_who_does_not_own_the_risk_is_refused(at_the_page, address, name):
    browser = at_the_page(name)

    assert browser.get(address).status_code == 403
    assert post(browser, address, **SAMPLING, version="1").status_code == 403


def test_an_address_of_no_control_is_not_found(at_the_page):
    assert at_the_page("tom").get("/send/controls/999/edit").status_code == 404


def test_a_retired_control_is_still_shown_with_the_reason(at_the_page):
    tom = at_the_page("tom")
    answer = send(tom, RETIRE, reason="The agency contract has ended.")

    page = " ".join(tom.get(answer.location).text.split())
    assert "Controls that hold it down no longer" in page
    assert "Agency staff, retired on 5 June 2018: “The agency contract has ended.”" in page
