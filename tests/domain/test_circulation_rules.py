"""Who gets the full pack, and when a letter is tried again."""

from datetime import timedelta
from itertools import count, takewhile

import pytest

from risk_register.domain.circulation import Capacity, DeliveryState, receives_paper, retry_after

DEPUTY = "Deputies get the pack when the member has sent apologies."
EXEMPT = "The pack holds exempt items, which this seat may not see."

entitled_or_not = pytest.mark.parametrize("entitled", [False, True], ids=["open only", "entitled"])
seats = pytest.mark.parametrize("capacity", sorted(set(Capacity) - {Capacity.DEPUTY}))


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


@seats
@entitled_or_not
def test_a_pack_without_exempt_items_goes_to_every_seat(capacity, entitled):
    assert receives_paper(capacity, entitled=entitled, has_exempt=False) is None


@seats
def test_a_pack_with_exempt_items_goes_to_an_entitled_seat(capacity):
    assert receives_paper(capacity, entitled=True, has_exempt=True) is None


@seats
def test_a_seat_that_may_not_see_exempt_items_is_told_why_it_gets_no_pack(capacity):
    assert receives_paper(capacity, entitled=False, has_exempt=True) == EXEMPT


@entitled_or_not
@pytest.mark.parametrize("has_exempt", [False, True], ids=["open pack", "exempt items"])
def test_a_deputy_gets_no_pack_of_their_own(entitled, has_exempt):
    assert receives_paper(Capacity.DEPUTY, entitled=entitled, has_exempt=has_exempt) == DEPUTY


@entitled_or_not
@pytest.mark.parametrize("has_exempt", [False, True], ids=["open pack", "exempt items"])
def test_a_deputy_who_stands_in_gets_what_any_other_seat_gets(entitled, has_exempt):
    said = {"entitled": entitled, "has_exempt": has_exempt}
    given = receives_paper(Capacity.DEPUTY, stands_in=True, **said)

    assert given == receives_paper(Capacity.MEMBER, **said)
