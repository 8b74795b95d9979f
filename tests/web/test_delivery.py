"""Milestones, ratings and evidence of impact at their pages."""

from datetime import date

import pytest

from risk_register.database import write_transaction
from risk_register.services.programmes import get_programme
from risk_register.services.ratings import choose_ratings
from tests.conftest import NOW, post
from tests.services.test_ratings import levels

ACTION = "/send/actions/A-1.1"
W1 = "/send/plan/W1"
MILESTONE = {"text": "Advertised", "due_on-day": "1", "due_on-month": "6", "due_on-year": "2018"}
IMPACT = {
    "text": "Parents say that they are told where their plan stands.",
    "source": "a survey of 120 parents",
    "seen_on-day": "31",
    "seen_on-month": "5",
    "seen_on-year": "2018",
}


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


@pytest.fixture
def tom(app, at_the_page):
    """The browser of an action's lead, in a programme that rates by BRAG."""
    with app.app_context(), write_transaction():
        programme = get_programme("send")
        choose_ratings(programme, levels(), from_on=date(2018, 5, 1), at=NOW)
    return at_the_page("tom")


def news(**typed):
    said = {"state": "coming", "reason": "", "version": "1", **MILESTONE}
    said |= {f"met_on-{part}": "" for part in ("day", "month", "year")}
    said.pop("text")
    return said | typed


def test_a_late_milestone_stands_on_the_action_and_on_the_desk_until_it_is_met(tom, at_the_page):
    assert post(tom, f"{ACTION}/milestones/new", **MILESTONE).location == ACTION
    amira = at_the_page("amira")
    assert "Late by 4 days" in tom.get(ACTION).text
    assert "the milestone “Advertised” is" in amira.get("/send/desk").text
    met = {"met_on-day": "4", "met_on-month": "6", "met_on-year": "2018"}
    answer = post(tom, f"{ACTION}/milestones/1/edit", **news(state="met", **met))

    assert answer.location == ACTION
    assert "Met, 3 days late" in tom.get(ACTION).text
    assert "No milestone is late" in amira.get("/send/desk").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"state": "met"}, "Enter the day on which it was met."),
        ({"state": "dropped"}, "Say why, in 10 characters or more."),
        ({"due_on-month": "7"}, "Say why, in 10 characters or more."),
        ({"state": "gone"}, "Choose how it stands."),
        ({"due_on-day": "31"}, "Enter a real date"),
    ],
)
def test_a_wrong_milestone_is_told_at_the_field(tom, typed, sentence):
    post(tom, f"{ACTION}/milestones/new", **MILESTONE)
    answer = post(tom, f"{ACTION}/milestones/1/edit", **news(**typed))

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2


def test_an_overtaken_milestone_shows_what_stands(tom):
    post(tom, f"{ACTION}/milestones/new", **MILESTONE)
    reason = "Nobody asks for it any more."
    post(tom, f"{ACTION}/milestones/1/edit", **news(**{"due_on-day": "2"}, reason=reason))
    answer = post(tom, f"{ACTION}/milestones/1/edit", **news(**{"due_on-day": "3"}, reason=reason))

    assert answer.status_code == 409
    assert "due 2 June 2018" in answer.text
    assert reason in answer.text


def test_delivery_is_rated_in_words_letters_and_shapes(tom, at_the_page):
    amira = at_the_page("amira")
    measure = {"text": "Plans are issued in time", "baseline": "", "target": ""}
    no_date = {f"target_on-{part}": "" for part in ("day", "month", "year")}
    post(amira, f"{W1}/measures/new", **measure, **no_date)
    post(amira, f"{W1}/measures/1/actions/link", action="A-1.1")
    page = tom.get(f"{ACTION}/ratings/new").text
    assert "It says nothing about how great a risk is." in page
    reason = "No second caseworker was found."
    answer = post(tom, f"{ACTION}/ratings/new", level="red", reason=reason)

    assert answer.location == ACTION
    assert reason in tom.get(ACTION).text
    assert "× R</span> Red" in tom.get(W1).text
    assert "The worst of its unfinished actions: 1.1.1 stands there." in tom.get(W1).text
    assert "× R</span> Red" in tom.get("/send/plan").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"level": "", "reason": "Late by a month"}, "Choose a level."),
        ({"level": "crimson", "reason": "Late by a month"}, "Choose a level from the list."),
        ({"level": "red", "reason": "late"}, "Say why, in 10 characters or more."),
        ({"level": "blue", "reason": "Late by a month"}, "Blue is for an action that is done."),
    ],
)
def test_a_wrong_rating_is_told_at_the_field(tom, typed, sentence):
    answer = post(tom, f"{ACTION}/ratings/new", **typed)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert typed["reason"] in answer.text


def test_a_programme_without_levels_has_no_page_to_rate(at_the_page):
    tom = at_the_page("tom")

    assert tom.get(f"{ACTION}/ratings/new").status_code == 404
    assert "Rate the delivery" not in tom.get(ACTION).text


def test_evidence_of_impact_stands_apart_from_what_was_done(at_the_page):
    amira = at_the_page("amira")
    assert post(amira, f"{W1}/impact/new", **IMPACT).location == W1
    assert IMPACT["text"] in at_the_page("grace").get(W1).text
    answer = post(amira, f"{W1}/impact/1/withdraw", reason="It was counted wrongly.")

    assert answer.location == W1
    assert IMPACT["text"] not in amira.get(W1).text
    assert post(amira, f"{W1}/impact/1/withdraw", reason="Wrong twice over.").status_code == 409


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": ""}, "Say what has become better."),
        ({"source": ""}, "Say how that is known."),
        ({"seen_on-day": ""}, "The date must include a day."),
        ({"seen_on-year": "2019"}, "Enter a day that is not in the future."),
    ],
)
def test_a_wrong_statement_is_told_at_the_field(at_the_page, typed, sentence):
    answer = post(at_the_page("amira"), f"{W1}/impact/new", **{**IMPACT, **typed})

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2


@pytest.mark.parametrize(
    "address", [f"{ACTION}/milestones/new", f"{ACTION}/ratings/new", f"{W1}/impact/new"]
)
def test_others_neither_rate_nor_state(tom, at_the_page, address):
    assert at_the_page("priya").get(address).status_code == 403
    assert at_the_page("grace").get(address).status_code == 403
