"""What is written for a pack: how asks are read, and what a text gives away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.briefings import find_exempt, split_asks

EXEMPT = {"R-002": "Loss of the transport provider", "R-014": "A claim"}
WORDS = st.text(alphabet="abc defR-0123 \n", max_size=60)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("See R-002 and r-014.", ["R-002", "R-014"]),
        ("The loss of the\n transport   PROVIDER is near.", ["R-002"]),
        ("R-0021 and XR-002 are others.", []),
        ("There was no claimant.", []),
        ("", []),
    ],
)
def test_a_text_is_told_which_exempt_risks_it_names(text, named):
    assert find_exempt(text, EXEMPT) == named


def test_a_title_that_is_an_everyday_word_warns_of_nothing():
    assert find_exempt("It was so.", {"R-001": "was"}) == []


@given(before=WORDS, after=WORDS)
def test_a_reference_between_spaces_is_always_found(before, after):
    assert "R-002" in find_exempt(f"{before} R-002 {after}", EXEMPT)


def test_asks_stand_one_on_a_line_and_bullets_are_no_part_of_them():
    assert split_asks("- agree A-1.2\n\n • note R-003  \nask why") == [
        "agree A-1.2",
        "note R-003",
        "ask why",
    ]
