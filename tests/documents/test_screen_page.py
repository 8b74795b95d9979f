"""The pack on a screen: the same words, no style in an element, no address but its own places."""

import re

import pytest

from tests.documents.full_pack import build_full_snapshot, build_public_snapshot
from tests.documents.june_pack import build_empty_snapshot, build_wordy_snapshot
from tests.documents.screen_page import write_screen_page


@pytest.fixture(scope="module")
def full():
    return write_screen_page(build_full_snapshot())


@pytest.mark.parametrize(
    "build", [build_full_snapshot, build_public_snapshot, build_empty_snapshot]
)
def test_no_element_carries_a_style_or_a_script(build):
    html = write_screen_page(build())

    assert not re.search(r"<[^>]*\sstyle=|<[^>]*\son\w+=|<script", html)


def test_every_link_leads_to_a_place_of_the_page(full):
    aims = set(re.findall(r'<a\b[^>]*?href="([^"]*)"', full))
    places = set(re.findall(r'\sid="([^"]+)"', full))

    assert aims
    assert {aim.removeprefix("#") for aim in aims} <= places


def test_no_place_has_two_elements(full):
    places = re.findall(r'\sid="([^"]+)"', full)

    assert len(places) == len(set(places))


def test_every_region_that_scrolls_has_a_name_of_its_own(full):
    names = re.findall(r'role="region" aria-label="([^"]+)" tabindex="0"', full)

    assert len(names) > 10
    assert len(names) == len(set(names))


def test_the_cover_names_the_item_of_the_agenda_and_the_paper(full):
    assert "Item 6, paper SPB 18/06" in full


def test_only_a_draft_has_a_banner_that_says_so(full):
    draft = write_screen_page(build_full_snapshot(), status="draft")

    assert 'class="draft"' in draft
    assert 'class="draft"' not in full


def test_hostile_words_stay_words():
    html = write_screen_page(build_wordy_snapshot("<script>alert(1)</script><img src=x>"))

    assert "<script" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;" in html
