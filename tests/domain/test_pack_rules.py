"""What moved between two packs, who gets which edition, and when a failed one is tried again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.packs import (
    Edition,
    Life,
    PackState,
    Standing,
    edition_for,
    find_movement,
    read_progress,
    redraw_after,
)

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


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ({}, Standing.MADE),
        ({"is_approved": True}, Standing.APPROVED),
        ({"is_approved": True, "is_circulated": True}, Standing.CIRCULATED),
        ({"is_returned": True}, Standing.RETURNED),
        ({"is_approved": True, "is_circulated": True, "is_superseded": True}, Standing.SUPERSEDED),
        ({"is_approved": True, "is_superseded": True, "is_withdrawn": True}, Standing.WITHDRAWN),
    ],
)
def test_what_ended_a_packs_life_says_more_than_how_far_it_had_come(facts, standing):
    assert Life(PackState.MADE, **facts).standing is standing


def test_an_approved_pack_being_drawn_is_told_from_a_new_one():
    assert Life(PackState.DRAWING).standing is Standing.DRAWING
    assert Life(PackState.DRAWING, is_approved=True).standing is Standing.SEALING


@given(done=st.integers(0, 10_000), total=st.integers(0, 10_000))
def test_how_far_a_drawing_is_can_be_read_out_of_its_words(done, total):
    assert read_progress(f"Full edition: {done} of {total} risks drawn") == (done, total)


@pytest.mark.parametrize("words", [None, "", "The cover is drawn"])
def test_words_without_a_count_say_nothing_of_how_far_it_is(words):
    assert read_progress(words) is None
