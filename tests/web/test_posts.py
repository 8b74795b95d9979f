"""Posts at the page: handed over, vacant, renamed, retired."""

import re

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.models import Person, Post
from risk_register.services.events import record_event
from risk_register.services.history import verify_history
from tests.conftest import NOW, post
from tests.services.freezing import change
from tests.web.test_bodies import words
from tests.web.test_people import olu_keeps  # noqa: F401 - a fixture

POSTS = "/people/posts"
CASEWORK, ADVISER = f"{POSTS}/1", f"{POSTS}/6"


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


def day(name, number, month=6):
    return {f"{name}-day": str(number), f"{name}-month": str(month), f"{name}-year": "2018"}


def fill(browser, address, **typed):
    """Open a page and send its form."""
    seen = re.search(r'name="holding_id"\s+value="(\d+)"', browser.get(address).text)[1]
    return post(browser, address, holding_id=seen, **typed)


def test_of_two_who_hand_over_a_post_at_once_one_is_told(at_the_page):
    max_ = at_the_page("max")
    seen = re.search(r'name="holding_id"\s+value="(\d+)"', max_.get(f"{CASEWORK}/handover").text)[1]
    fill(max_, f"{CASEWORK}/handover", person_id="4", **day("from_on", 5))

    for address, typed in (
        (f"{CASEWORK}/handover", {"person_id": "3", **day("from_on", 6)}),
        (f"{CASEWORK}/holding/end", day("until_on", 6)),
    ):
        late = post(max_, address, holding_id=seen, **typed)
        assert late.status_code == 409
        assert "Somebody changed who holds the post" in late.text
        assert "Sofia holds it since 5 June 2018" in words(late)


def test_a_post_is_handed_over_with_all_that_it_owns(app, at_the_page):
    max_, sofia = at_the_page("max"), at_the_page("sofia")
    seen = words(at_the_page("amira").get(CASEWORK))
    assert "Risks: 1 R-001 Too few caseworkers" in seen
    assert "Actions: 1 A-1.1" in seen
    fill(max_, f"{CASEWORK}/handover", person_id="4", **day("from_on", 5))

    page = words(max_.get(CASEWORK))
    assert "Sofia holds Head of Casework from 5 June 2018." in page
    assert "Tom: from 1 May 2018 until 4 June 2018" in page
    assert "Head of Commissioning is its deputy" in page
    assert "No owner in post" not in words(sofia.get("/send/risks/R-001"))
    with app.app_context(), read_moment():
        assert verify_history().problems == []


def test_a_post_shows_no_restricted_risk_to_whoever_may_not_read_it(app, at_the_page):
    with app.app_context(), write_transaction():
        grace = db.session.scalars(db.select(Person).where(Person.name == "Grace")).one()
        grace.keeps_agency = True
        grace.agency_id = db.session.get_one(Post, 1).agency_id
        record_event("people added", subject="people", programme=None, by=None, at=NOW)
    page = at_the_page("grace")
    assert "R-001" in words(page.get(CASEWORK))
    assert "Risks: 1, actions: 1" in words(at_the_page("max").get(CASEWORK))
    with app.app_context():
        change(restricted_at=NOW, restrict_reason="Only the board may read this.")

    assert "R-001" not in words(page.get(CASEWORK))
    assert "R-001" in words(at_the_page("amira").get(CASEWORK))
    assert "Risks: 0, actions: 0" in words(at_the_page("max").get(CASEWORK))


def test_a_vacant_post_is_an_alarm_on_the_post_its_risks_and_the_desk(at_the_page):
    max_, amira = at_the_page("max"), at_the_page("amira")
    fill(max_, f"{CASEWORK}/holding/end", **day("until_on", 4))

    assert "No owner in post" in words(max_.get(CASEWORK))
    assert "Head of Casework Council nobody in post" in words(max_.get(f"{POSTS}?vacant=true"))
    assert "No owner in post" in words(amira.get("/send/risks/R-001"))
    assert "Head of Casework Council No owner in post" in words(amira.get("/send/risks"))
    assert "No owner in post" in words(amira.get("/send/desk"))


def retire(browser, address, *, retires="yes", seen=None):
    """Press the button of a post's page as it stands, or as it was seen before."""
    version = seen or re.search(r'name="version"\s+value="(\d+)"', browser.get(address).text)[1]
    return post(browser, f"{address}/retirement", retires=retires, version=version)


def test_a_post_that_got_another_title_meanwhile_is_not_retired_as_it_was(at_the_page):
    max_ = at_the_page("max")
    fill(max_, f"{ADVISER}/holding/end", **day("until_on", 4))
    typed = {"title": "Head of Journeys", "leads_agency": "true", "version": "1"}
    assert post(max_, f"{ADVISER}/edit", **typed).status_code == 302
    late = retire(max_, ADVISER, seen="1")

    assert late.status_code == 409
    assert "Somebody changed this post meanwhile" in words(late)
    assert post(max_, f"{ADVISER}/retirement", retires="yes").status_code == 422
    assert retire(max_, ADVISER).status_code == 302
    assert retire(max_, ADVISER, retires="no", seen="2").status_code == 409


def test_a_post_that_owns_a_risk_is_not_retired_and_one_that_owns_nothing_is(at_the_page):
    max_ = at_the_page("max")
    held = retire(max_, ADVISER, seen="1")
    assert held.status_code == 422
    assert "Somebody holds this post." in held.text
    for address in (CASEWORK, ADVISER):
        fill(max_, f"{address}/holding/end", **day("until_on", 4))
    owning = retire(max_, CASEWORK)
    assert "Give them to another post first." in owning.text

    assert retire(max_, ADVISER).status_code == 302
    assert "Retired on 5 June 2018" in words(max_.get(ADVISER))
    assert fill(max_, f"{ADVISER}/handover", person_id="2", **day("from_on", 5)).status_code == 422
    assert retire(max_, ADVISER, retires="no").status_code == 302
    assert "No owner in post" in words(max_.get(ADVISER))


def test_a_post_is_added_and_renamed(app, at_the_page):
    max_ = at_the_page("max")
    page = post(max_, f"{POSTS}/new", title="Head of Therapies", agency_id="2").location
    typed = {"version": "1", "leads_agency": "true"}
    post(max_, f"{page}/edit", title="Director of Therapies", **typed)

    assert "Director of Therapies is saved." in words(max_.get(page))
    with app.app_context():
        assert db.session.scalar(db.select(Post.leads_agency).where(Post.title.like("Director%")))
    doubled = post(max_, f"{page}/edit", title="parents' adviser", version="2")
    assert doubled.status_code == 422
    assert "a post of this title already" in doubled.text.replace("&#39;", "'")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"person_id": "1", **day("from_on", 5)}, "They hold this post already."),
        ({"person_id": "8", **day("from_on", 5)}, "Nobody changes their own part."),
        ({"person_id": "2", **day("from_on", 5)}, "Choose a person."),
        ({"person_id": "4", **day("from_on", 1, 5)}, "Enter a date after 1 May 2018."),
        ({"person_id": "", **day("from_on", 5)}, "Choose a person."),
    ],
)
def test_a_handover_that_cannot_be_gets_a_sentence(at_the_page, typed, sentence):
    answer = fill(at_the_page("max"), f"{CASEWORK}/handover", **typed)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2


def test_an_agencys_administrator_keeps_its_posts_and_sees_no_others(
    at_the_page,
    olu_keeps,  # noqa: F811 - the fixture
):
    olu = at_the_page("olu")

    assert olu.get(CASEWORK).status_code == 404
    assert "Head of Casework" not in words(olu.get(POSTS))
    assert post(olu, f"{POSTS}/new", title="Aide", agency_id="1").status_code == 422
    assert fill(olu, f"{POSTS}/2/holding/end", **day("until_on", 5)).status_code == 302
