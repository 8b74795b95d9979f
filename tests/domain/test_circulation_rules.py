"""When a letter is tried again, and how its states are called."""

from datetime import timedelta
from itertools import count, takewhile

import pytest

from risk_register.domain.circulation import DeliveryState, WhenUncertain, retry_after


def list_waits():
    """List the waits after each failed try until a letter is given up."""
    return list(takewhile(bool, (retry_after(attempts) for attempts in count(1))))


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    list(enumerate([1, 5, 15, 60, 240, 240, 240, 240, 240, 159], start=1)),
)
def test_a_letter_refused_for_now_waits_before_its_next_try(attempts, minutes):
    assert retry_after(attempts) == timedelta(minutes=minutes)


def test_a_letter_is_given_up_after_about_a_day():
    waited = sum(list_waits(), timedelta())

    assert waited == timedelta(hours=24)


def test_a_letter_that_was_given_up_stays_given_up():
    given_up = len(list_waits()) + 1

    assert [retry_after(attempts) for attempts in range(given_up, given_up + 5)] == [None] * 5


@pytest.mark.parametrize("state", DeliveryState)
def test_every_state_of_a_letter_is_said_in_words_of_its_own(state):
    assert [other for other in DeliveryState if other.label == state.label] == [state]


@pytest.mark.parametrize(
    ("rule", "marked", "unmarked"),
    [
        (WhenUncertain.SEND_AGAIN, False, False),
        (WhenUncertain.HOLD_IF_MARKED, True, False),
        (WhenUncertain.HOLD, True, True),
    ],
)
def test_a_body_chooses_which_letters_are_held_that_may_have_arrived(rule, marked, unmarked):
    assert (rule.holds(is_marked=True), rule.holds(is_marked=False)) == (marked, unmarked)
