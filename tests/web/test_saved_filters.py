"""Filters of the list under a name, at the page."""

import json

import pytest

from risk_register.database import db, read_moment
from risk_register.models import Event, SavedFilter
from risk_register.services.history import verify_history
from tests.conftest import post

NEW = "/send/filters/new"
QUERY = "agency=ccg&band=green"


def keep(browser, name="Green ones of health", query=QUERY, **more):
    return post(browser, NEW, name=name, query=query, **more)


def list_page(browser, query=""):
    return " ".join(browser.get(f"/send/risks{query}").text.split())


def test_a_filter_is_kept_under_a_name_and_leads_back_to_its_list(at_the_page):
    tom = at_the_page("tom")
    answer = keep(tom)

    assert answer.location == f"/send/risks?{QUERY}"
    page = list_page(tom)
    assert f'href="/send/risks?{QUERY.replace("&", "&amp;")}"' in page
    assert "Green ones of health" in page


def test_the_same_choices_make_the_same_address_and_rubbish_is_left_out(app, at_the_page):
    keep(at_the_page("tom"), query="band=green&page=3&rubbish=1&agency=ccg&overdue=x")

    with app.app_context():
        assert db.session.scalars(db.select(SavedFilter.query)).all() == [QUERY]


def test_nobody_else_sees_a_filter_that_is_not_shared(at_the_page):
    keep(at_the_page("tom"))

    assert "Green ones of health" not in list_page(at_the_page("priya"))


def test_the_programme_manager_shares_a_filter_with_everybody(at_the_page):
    keep(at_the_page("amira"), is_shared="true")

    page = list_page(at_the_page("priya"))
    assert 'Green ones of health</a> <span class="rr-quiet">for everybody</span>' in page


def test_nobody_but_the_programme_manager_shares(app, at_the_page):
    assert keep(at_the_page("tom"), is_shared="true").status_code == 403
    with app.app_context():
        assert db.session.scalars(db.select(SavedFilter)).all() == []


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("", QUERY, "Give it a name."),
        ("x" * 61, QUERY, "Use 60 characters or fewer."),
        ("All", "", "Narrow the list"),
        ("All", "page=2&rubbish=1", "Narrow the list"),
    ],
)
def test_a_filter_needs_a_name_and_something_that_is_narrowed(at_the_page, name, query, sentence):
    answer = keep(at_the_page("tom"), name=name, query=query)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_name_is_used_once(at_the_page):
    tom = at_the_page("tom")
    keep(tom)
    answer = keep(tom, name="green ONES of health", query="band=red")

    assert answer.status_code == 422
    assert "There is a filter of that name." in answer.text
    assert 'value="green ONES of health"' in answer.text


def test_a_kept_filter_is_renamed(at_the_page):
    tom = at_the_page("tom")
    keep(tom)
    post(tom, "/send/filters/1/edit", name="Health, green", version="1")

    page = list_page(tom)
    assert "Health, green" in page
    assert "Green ones of health" not in page


def test_a_removed_filter_is_gone_from_the_list_and_stays_on_record(app, at_the_page):
    tom = at_the_page("tom")
    keep(tom)
    post(tom, "/send/filters/1/remove", version="1")

    assert "Green ones of health" not in list_page(tom).split("<h1")[1].split("is removed.")[-1]
    assert tom.get("/send/filters/1/edit").status_code == 404
    with app.app_context():
        assert db.session.scalars(db.select(SavedFilter)).one().removed_at is not None
        kinds = db.session.scalars(
            db.select(Event.kind).where(Event.subject == "filter 1").order_by(Event.sequence)
        ).all()
        assert kinds == ["filter saved", "filter removed"]
        with read_moment():
            assert verify_history().problems == []


def test_somebody_was_faster(at_the_page):
    tom = at_the_page("tom")
    keep(tom)
    post(tom, "/send/filters/1/edit", name="First", version="1")
    answer = post(tom, "/send/filters/1/edit", name="Second", version="1")

    assert answer.status_code == 409
    assert "It is now called “First”" in answer.text
    assert 'value="Second"' in answer.text


@pytest.mark.parametrize("name", ["priya", "amira"])
def test_a_filter_of_somebody_else_is_not_there(at_the_page, name):
    keep(at_the_page("tom"))
    other = at_the_page(name)

    assert other.get("/send/filters/1/edit").status_code == 404
    assert post(other, "/send/filters/1/remove", version="1").status_code == 404


def test_a_shared_filter_is_the_programme_manager_s_to_change(at_the_page):
    keep(at_the_page("amira"), is_shared="true")

    assert at_the_page("tom").get("/send/filters/1/edit").status_code == 404
    assert at_the_page("amira").get("/send/filters/1/edit").status_code == 200


def test_the_record_says_what_was_kept(app, at_the_page):
    keep(at_the_page("tom"))

    with app.app_context():
        (line,) = db.session.scalars(db.select(Event).where(Event.kind == "filter saved"))
        (change,) = json.loads(line.body)["changes"]
        assert (change["after"]["name"], change["after"]["query"]) == (
            "Green ones of health",
            QUERY,
        )
