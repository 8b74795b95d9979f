"""The desk at the page."""

from datetime import timedelta

import pytest

from risk_register.database import db
from risk_register.models import Person
from risk_register.services.programmes import get_member
from tests.conftest import NOW, post
from tests.services.test_circulations import circulate
from tests.services.test_desk import add_risks

DESK = "/send/desk"


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def behind(app):
    """Do something in the service as somebody, and leave it before a page is opened."""

    def act(name, verb, *more, **said):
        with app.app_context():
            person = db.session.scalars(db.select(Person).where(Person.name == name)).one()
            verb(get_member(person, "send", on=NOW.date()), *more, **said)

    return act


def test_the_desk_says_where_the_month_stands_and_who_is_silent(at_the_page):
    page = at_the_page("amira").get(DESK).text

    assert "SEND Programme Board, 14 June 2018" in page
    assert "The next pack is 66 per cent ready" in page
    assert "Head of Casework" in page
    assert "There is no circulated pack to compare with yet." in page


def test_the_desk_says_since_whose_pack_it_counts(at_the_page, behind):
    behind("Sofia", circulate)
    page = " ".join(at_the_page("amira").get(DESK).text.split())

    assert "for SEND Programme Board on 14 June 2018, were frozen on 5 June 2018, 09:00" in page


def test_a_changed_score_shows_old_new_why_and_who(at_the_page, behind):
    behind("Sofia", circulate)
    amira = at_the_page("amira")
    form = "/send/risks/R-001/assessments/new"
    version = amira.get(form).text.split('name="version"')[1].split('value="')[1].split('"')[0]
    post(
        at_the_page("tom"),
        form,
        likelihood="5",
        impact="4",
        reason="A third post is vacant.",
        version=version,
    )

    page = amira.get(DESK).text
    changed = page.split('id="changed"')[1].split('id="odd"')[0]
    for words in ("12 Amber", "20 Red", "Up 8", "A third post is vacant.", "Head of Casework"):
        assert words in changed


def test_odd_risks_can_be_narrowed_to_one_kind(at_the_page):
    page = at_the_page("ada").get(f"{DESK}?odd=no_action").text
    odd = page.split('id="odd"')[1]

    assert "R-002" in odd
    assert "R-001" not in odd
    assert "no action is under way" in odd


def test_many_odd_risks_are_paged(at_the_page, behind):
    behind("Amira", add_risks, 60)
    amira = at_the_page("amira")
    first, second = amira.get(DESK).text, amira.get(f"{DESK}?page=2").text

    assert "62 risks, the highest score first." in first
    assert first.split('id="odd"')[1].count('scope="row"') == 50
    assert second.split('id="odd"')[1].count('scope="row"') == 12
    assert amira.get(f"{DESK}?page=3").status_code == 404


def test_two_lists_of_the_desk_are_paged_without_losing_each_other(at_the_page, behind):
    behind("Sofia", circulate)
    behind("Amira", add_risks, 60)
    amira = at_the_page("amira")
    page = amira.get(f"{DESK}?odd=no_action&page=2&changed=2").text

    assert f'href="{DESK}?odd=no_action&amp;page=2&amp;changed=1#changed"' in page
    assert f'href="{DESK}?changed=2&amp;odd=no_action&amp;page=1#odd"' in page
    assert "60 risks, what became worse first" in page
    assert 'href="/send/risks?changed=1"' in page
    assert page.split('id="changed"')[1].split('id="above"')[0].count('scope="row"') == 10


@pytest.mark.parametrize("asked", ["changed=2", "changed=0", "page=two", "page=" + "9" * 30])
def test_a_page_of_the_desk_that_is_not_there_is_not_found(at_the_page, asked):
    assert at_the_page("amira").get(f"{DESK}?{asked}").status_code == 404


def test_the_desk_says_how_many_more_a_post_has_and_leads_to_them(at_the_page, behind):
    behind("Amira", add_risks, 12, at=NOW - timedelta(days=60))
    page = " ".join(at_the_page("amira").get(DESK).text.split())

    assert "and 2 more; <a" in page
    assert "owner_id=" in page.split('id="waiting"')[1].split('id="changed"')[0]


@pytest.mark.parametrize(("name", "sees"), [("amira", True), ("ada", True), ("tom", False)])
def test_the_desk_stands_in_the_menu_of_those_who_may_see_it(at_the_page, name, sees):
    page = at_the_page(name).get("/send/risks").text

    assert (f'href="{DESK}"' in page) is sees
