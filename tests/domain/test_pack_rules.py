"""What moved between two packs, who gets which edition, and when a failed one is tried again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.packs import Edition, edition_for, find_movement, redraw_after

SCORES = st.integers(1, 25)
OPPOSITE = {"up": "down", "down": "up", "same": "same"}


def judged(score):
    """A judgement as a snapshot keeps it."""
    return {"score": score}


def line(score):
    """A risk's line in an earlier snapshot."""
    return {"current": judged(score)}


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (judged(20), line(15), ("up", 5)),
        (judged(8), line(12), ("down", -4)),
        (judged(9), line(9), ("same", 0)),
        (judged(9), None, ("new", 0)),
        (judged(9), {"current": None}, ("new", 0)),
        (None, line(9), ("unscored", 0)),
        (None, None, ("unscored", 0)),
    ],
)
def test_a_movement_has_a_word_and_points(now, before, expected):
    assert find_movement(now, before) == expected


@given(now=SCORES, before=SCORES)
def test_the_way_back_is_the_opposite_movement(now, before):
    word, points = find_movement(judged(now), line(before))

    assert find_movement(judged(before), line(now)) == (OPPOSITE[word], -points)


@given(first=SCORES, second=SCORES, third=SCORES)
def test_the_movements_of_two_months_add_up(first, second, third):
    _, points = find_movement(judged(third), line(first))

    _, earlier = find_movement(judged(second), line(first))
    _, later = find_movement(judged(third), line(second))
    assert points == earlier + later


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60)])
def test_a_pack_that_could_not_be_drawn_is_tried_again_later_and_later(attempts, minutes):
    assert redraw_after(attempts) == timedelta(minutes=minutes)


def test_a_pack_that_failed_five_times_is_left_to_a_person():
    assert redraw_after(5) is None


@pytest.mark.parametrize(
    ("entitled", "has_exempt", "edition"),
    [
        (True, True, Edition.FULL),
        (True, False, Edition.FULL),
        (False, False, Edition.FULL),
        (False, True, Edition.PUBLIC),
    ],
)
def test_only_who_is_entitled_gets_what_is_exempt(entitled, has_exempt, edition):
    assert edition_for(entitled=entitled, has_exempt=has_exempt)[0] is edition
