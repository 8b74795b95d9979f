"""The owner's two minutes: a score, a confirmation, and what happens when somebody was faster."""

import re

import pytest

from tests.conftest import post

NEW = "/send/risks/R-001/assessments/new"
REASON = "The third caseworker left."


def version_of(browser, address=NEW):
    return browser.get(address).text.split('name="version" value="')[1].split('"')[0]


def score(browser, **typed):
    fields = {"likelihood": "5", "impact": "4", "reason": REASON, "back": "", **typed}
    if "version" not in fields:
        fields["version"] = version_of(browser)
    return post(browser, NEW, **fields)


def test_an_owner_moves_a_score_and_is_told_what_moved(at_the_page):
    tom = at_the_page("tom")
    answer = score(tom)

    page = tom.get(answer.location).text
    assert answer.location == "/send/risks/R-001"
    assert "R-001 moved from 12 to 20 Red. Your reason is on record." in page
    assert REASON in page


def test_the_page_shows_the_meaning_of_each_point_and_marks_the_one_of_now(at_the_page):
    page = at_the_page("tom").get(NEW).text

    assert "A 51 to 80 % chance of happening" in page
    assert page.count('class="govuk-tag govuk-tag--grey rr-now">now<') == 2


def test_from_my_work_one_comes_back_to_my_work(at_the_page):
    assert score(at_the_page("tom"), back="work").location == "/"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"likelihood": ""}, "Choose how likely it is."),
        ({"likelihood": "9"}, "The score lies outside the programme"),
        ({"impact": "3.7"}, "Choose how hard it would hit."),
        ({"reason": ""}, "Say why the score has changed."),
        ({"reason": "short"}, "Say why in 10 characters or more."),
        ({"reason": "x" * 2001}, "Use 2,000 characters or fewer."),
        ({"confidence": "very"}, "Choose how sure you are."),
        ({"version": "x"}, "Load the page again"),
        ({"surprise": "1"}, "Unknown field."),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(at_the_page, typed, sentence):
    tom = at_the_page("tom")
    answer = score(tom, **typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert (typed.get("reason", REASON) or "Why?") in answer.text
    assert "12 Amber" in tom.get("/send/risks/R-001").text


def test_hostile_text_is_shown_as_text(at_the_page):
    tom = at_the_page("tom")
    score(tom, reason="<script>alert('x')</script> & more")

    page = tom.get("/send/risks/R-001").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_control_characters_are_left_out(at_the_page):
    tom = at_the_page("tom")
    score(tom, reason="The third\x00 caseworker\x07 left.")

    assert REASON in tom.get("/send/risks/R-001").text


def test_a_stale_form_shows_both_versions_and_the_person_decides(at_the_page):
    tom, amira = at_the_page("tom"), at_the_page("amira")
    seen = version_of(tom)
    score(amira, likelihood="3", reason="Agency staff start on Monday.")

    answer = score(tom, version=seen)
    assert answer.status_code == 409
    assert "Somebody else saved while you were writing" in answer.text
    assert "Agency staff start on Monday." in answer.text
    assert answer.text.count(REASON) == 2

    fresh = answer.text.split('name="version" value="')[1].split('"')[0]
    score(tom, version=fresh)
    page = tom.get("/send/risks/R-001").text
    assert "20 Red" in page
    assert "Agency staff start on Monday." in page


def test_one_button_confirms_that_nothing_has_changed(at_the_page):
    tom = at_the_page("tom")
    answer = post(tom, "/send/risks/R-001/reviews", version=version_of(tom), back="work")

    page = tom.get(answer.location).text
    assert "R-001 is confirmed: nothing has changed. The next review is due on 6 July 2018." in page


def test_a_stale_confirmation_confirms_nothing(at_the_page):
    tom = at_the_page("tom")
    seen = version_of(tom)
    score(at_the_page("amira"))
    answer = post(tom, "/send/risks/R-001/reviews", version=seen)

    assert answer.status_code == 409
    assert "20 Red" in answer.text


def test_somebody_elses_risk_cannot_be_scored_by_a_form_of_ones_own(at_the_page):
    assert score(at_the_page("priya"), version="4").status_code == 403


@pytest.mark.parametrize("basis", ["inherent", "target"])
def test_the_other_two_scores_are_set_on_the_same_scale_and_leave_the_current_one(
    at_the_page, basis
):
    tom = at_the_page("tom")
    assert f"Set the {basis} score" in tom.get(f"{NEW}?basis={basis}").text
    answer = score(tom, likelihood="1", impact="2", basis=basis)

    page = tom.get(answer.location).text
    assert f"The {basis} score of R-001" in page
    assert "2 Green" in page
    assert "12 Amber" in tom.get("/send/risks").text


def test_the_words_of_another_kind_of_harm_stand_beside_the_points_and_nothing_is_lost(at_the_page):
    tom = at_the_page("tom")
    typed = {"likelihood": "5", "impact": "2", "reason": "Two more posts fell vacant."}
    answer = post(tom, NEW, version=version_of(tom, NEW), domain="finance", show_words="1", **typed)

    assert answer.status_code == 200
    assert "The words here are for: finance" in answer.text
    assert typed["reason"] in answer.text
    assert re.search(r'name="likelihood"\s+type="radio"\s+value="5" checked', answer.text)
    assert "moved from" not in tom.get("/send/risks/R-001").text
