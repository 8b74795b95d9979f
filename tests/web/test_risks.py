"""The register's list."""

import pytest

from tests.conftest import post


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
