"""The register's list."""

import pytest

from risk_register.database import db, write_transaction
from risk_register.models import Risk
from risk_register.services.events import record_event
from tests.conftest import NOW, post


def version_at(browser, address):
    return browser.get(address).text.split('name="version" value="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["R-001", "R-002"]),
        ("?search=therapies", ["R-002"]),
        ("?search=r-1", ["R-001"]),
        ("?search=100%25", []),
        ("?band=amber", ["R-001"]),
        ("?agency=ccg", ["R-002"]),
        ("?owner_id=1", ["R-001"]),
        ("?owner_id=rubbish", ["R-001", "R-002"]),
        ("?category=exclusions", []),
        ("?overdue=true", ["R-001"]),
        ("?area=W1", ["R-001", "R-002"]),
        ("?area=W9", []),
        ("?above=true", []),
        ("?search=recruit+caseworkers", ["R-001"]),
        ("?search=a-1.1", ["R-001"]),
        ("?search=recruit+therapies", []),
        ("?search=%22", []),
        ("?search=" + "vacant+" * 2000, ["R-001"]),
        ("?carrier=ccg", ["R-002"]),
        ("?carrier=nobody", []),
        ("?changed=1", ["R-001", "R-002"]),
        ("?standing=draft", []),
        ("?sort=rubbish&standing=rubbish", ["R-001", "R-002"]),
    ],
)
def test_the_list_is_narrowed_by_what_is_asked(at_the_page, asked, found):
    page = at_the_page("grace").get(f"/send/risks{asked}").text

    shown = [reference for reference in ("R-001", "R-002") if f">{reference}<" in page]
    assert shown == found


def test_the_highest_score_comes_first_with_its_band_in_words(at_the_page):
    page = at_the_page("grace").get("/send/risks").text

    assert page.index("R-001") < page.index("R-002")
    assert "12 Amber" in page
    assert "4 Green" in page
    assert "★</span> New" in page


@pytest.mark.parametrize("number", ["2", "0", "x"])
def test_a_page_that_is_not_there_is_not_found(at_the_page, number):
    assert at_the_page("grace").get(f"/send/risks?page={number}").status_code == 404


def test_one_risk_reads_as_a_sentence_with_its_scores_and_actions(at_the_page):
    page = " ".join(at_the_page("grace").get("/send/risks/R-001").text.split())

    assert (
        "Because of posts are vacant, there is a risk that casework falls behind, "
        "which would lead to plans are late." in page
    )
    for words in ("Head of Casework", "20 Red", "A-1.1 Recruit two caseworkers", "Agency staff"):
        assert words in page


def test_my_work_shows_my_risk_and_my_action_with_a_button_each(at_the_page):
    page = at_the_page("tom").get("/").text

    assert "No change, confirmed" in page
    assert "Recruit two caseworkers" in page
    assert "Therapies" not in page


@pytest.mark.parametrize(
    ("sort", "first"),
    [("score", "R-001"), ("reference", "R-001"), ("review", "R-001"), ("owner", "R-001")],
)
def test_the_list_is_sorted_as_asked(at_the_page, sort, first):
    page = at_the_page("grace").get(f"/send/risks?sort={sort}").text

    assert page.index(f">{first}<") < page.index(">R-002<")


def test_a_risk_above_its_target_is_found(at_the_page):
    tom = at_the_page("tom")
    address = "/send/risks/R-001/assessments/new"
    version = tom.get(address).text.split('name="version" value="')[1].split('"')[0]
    target = {"likelihood": "2", "impact": "2", "reason": "With all posts filled."}
    post(tom, address, basis="target", version=version, **target)

    assert ">R-001<" in tom.get("/send/risks?above=true").text


def test_the_list_shows_where_a_risk_holds_the_words(at_the_page):
    page = " ".join(at_the_page("grace").get("/send/risks?search=vacant").text.split())

    assert "Cause: posts are <mark>vacant</mark>" in page


def test_an_excerpt_is_text_and_nothing_else(app, at_the_page):
    with app.app_context(), write_transaction():
        risk = db.session.scalars(db.select(Risk).where(Risk.number == 1)).one()
        risk.cause = "<script>alert(1)</script> sabotage"
        record_event("risk edited", subject="risk R-001", programme=risk.programme, by=None, at=NOW)
    page = at_the_page("grace").get("/send/risks?search=sabotage").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>sabotage</mark>" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("kind", ["approved"])
def test_only_what_changed_since_the_last_circulated_pack_is_listed(at_the_page):
    post(at_the_page("sofia"), "/send/packs/1/circulations/new", number="1")
    tom = at_the_page("tom")
    assert ">R-001<" not in tom.get("/send/risks?changed=1").text
    post(tom, "/send/risks/R-001/reviews", version=version_at(tom, "/"))
    page = tom.get("/send/risks?changed=1").text
    assert ">R-001<" not in page

    address = "/send/risks/R-001/assessments/new"
    points = {"likelihood": "5", "impact": "5", "reason": "Two more have left."}
    post(tom, address, basis="current", version=version_at(tom, address), **points)
    page = tom.get("/send/risks?changed=1").text
    assert ">R-001<" in page
    assert ">R-002<" not in page
