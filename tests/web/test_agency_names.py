"""Agencies at the page: added and renamed by administrators, listed with who looks after them."""

import pytest

from risk_register.database import read_moment
from risk_register.services.history import verify_history
from tests.conftest import post
from tests.web.test_bodies import words
from tests.web.test_people import olu_keeps  # noqa: F401 - a fixture

PAGE = "/people/agencies"
HARBOUR = {"name": "The Harbour Trust", "short": "Harbour", "kind": "charity"}


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


def test_an_agency_is_added_renamed_and_listed(
    app,
    at_the_page,
    olu_keeps,  # noqa: F811 - the fixture
):
    max_ = at_the_page("max")
    assert post(max_, f"{PAGE}/new", **HARBOUR).location == PAGE
    form = max_.get(f"{PAGE}/3/edit").text
    seen = {"seen": form.split('name="seen" value="')[1].split('"')[0]}
    assert post(max_, f"{PAGE}/3/edit", **HARBOUR | seen | {"short": "Port"}).location == PAGE
    late = post(max_, f"{PAGE}/3/edit", **HARBOUR | seen | {"short": "Quay"})
    assert late.status_code == 409
    assert "Short name: Port" in words(late)
    assert "Short name: Quay" in words(late)

    page = words(max_.get(PAGE))
    assert "The Harbour Trust Port, charity 0 administrators alone none" in page
    assert "CCG, NHS commissioner 2 Olu none" in page
    with app.app_context(), read_moment():
        assert verify_history().problems == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter the name of the agency."),
        ({"short": "ccg"}, "Another agency is called so."),
        ({"name": "the county council"}, "Another agency is called so."),
    ],
)
def test_an_agency_that_cannot_be_called_so_gets_a_sentence(at_the_page, typed, sentence):
    answer = post(at_the_page("max"), f"{PAGE}/new", **HARBOUR | typed)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2


def test_only_an_administrator_adds_and_renames(
    at_the_page,
    olu_keeps,  # noqa: F811 - the fixture
):
    for name in ("amira", "olu"):
        browser = at_the_page(name)
        assert browser.get(PAGE).status_code == 200
        assert browser.get(f"{PAGE}/new").status_code == 403
        assert browser.get(f"{PAGE}/1/edit").status_code == 403
        assert post(browser, f"{PAGE}/new", **HARBOUR).status_code == 403
        assert post(browser, f"{PAGE}/1/edit", **HARBOUR).status_code == 403
    assert "The County Council" not in words(at_the_page("olu").get(PAGE))
