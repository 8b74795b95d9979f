"""Who came: what makes a quorum, and how a seat's year is counted."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.attendances import (
    Place,
    Quorum,
    Tally,
    count_quorum,
    find_year_before,
    mark_state,
    say_outlook,
    say_presence,
    say_quorum,
    say_tally,
    tally_attendance,
)
from risk_register.domain.circulation import Capacity
from risk_register.domain.meetings import Presence

PRESENT, APOLOGIES, ABSENT = Presence

CHAIR = Place(1, Capacity.CHAIR, PRESENT)
MEMBER = Place(2, Capacity.MEMBER, APOLOGIES, deputy_id=3)
DEPUTY = Place(3, Capacity.DEPUTY, PRESENT)
OBSERVER = Place(4, Capacity.OBSERVER, PRESENT)

places = st.lists(
    st.builds(
        Place,
        seat_id=st.integers(1, 12),
        capacity=st.sampled_from(Capacity),
        presence=st.none() | st.sampled_from(Presence),
        deputy_id=st.none() | st.integers(1, 12),
    ),
    unique_by=lambda place: place.seat_id,
)


def count(*some, needed=2):
    return count_quorum(some, needed=needed)


def test_chair_members_and_deputies_who_stand_in_count():
    assert count(CHAIR, MEMBER, DEPUTY, OBSERVER).filled == 2


def test_a_deputy_who_stands_in_for_nobody_does_not_count():
    assert count(CHAIR, replace(MEMBER, deputy_id=None), DEPUTY).filled == 1


def test_a_deputy_who_was_named_but_did_not_come_does_not_count():
    assert count(CHAIR, MEMBER, replace(DEPUTY, presence=ABSENT)).filled == 1
    assert count(CHAIR, MEMBER, replace(DEPUTY, presence=None)).filled == 1


def test_a_deputy_does_not_count_beside_the_member_who_came_after_all():
    assert count(CHAIR, replace(MEMBER, presence=PRESENT), DEPUTY).filled == 2


def test_a_member_who_is_named_as_a_deputy_counts_once():
    other = Place(5, Capacity.MEMBER, ABSENT, deputy_id=1)

    assert count(CHAIR, other).filled == 1


@given(places, st.none() | st.integers(0, 12))
def test_never_more_seats_are_filled_than_there_are(some, needed):
    quorum = count_quorum(some, needed=needed)

    assert 0 <= quorum.filled <= quorum.voting
    assert 0 <= quorum.away <= quorum.voting - quorum.present
    assert quorum.is_met == (None if needed is None else quorum.filled >= needed)


@given(places)
def test_who_neither_votes_nor_stands_in_changes_nothing(some):
    watching = (Capacity.OBSERVER, Capacity.IN_ATTENDANCE, Capacity.FOR_INFORMATION)
    named = {place.deputy_id for place in some}
    counted = [place for place in some if place.capacity not in watching or place.seat_id in named]

    assert count_quorum(counted, needed=4) == count_quorum(some, needed=4)


@pytest.mark.parametrize(
    ("quorum", "words"),
    [
        (Quorum(11, 6, 0, 0, 4), "6 of 11 members present, quorum 4: quorate"),
        (
            Quorum(11, 3, 1, 0, 4),
            "4 of 11 members present, 1 of them by a deputy, quorum 4: quorate",
        ),
        (Quorum(11, 3, 0, 0, 4), "3 of 11 members present, quorum 4: not quorate"),
        (Quorum(11, 3, 0, 0, None), "3 of 11 members present; no quorum is set"),
    ],
)
def test_a_quorum_is_said_in_words(quorum, words):
    assert say_quorum(quorum) == words


@pytest.mark.parametrize(
    ("quorum", "words"),
    [
        (Quorum(11, 0, 0, 2, 4), "9 of 11 members can come, quorum 4"),
        (Quorum(11, 0, 0, 8, 4), "3 of 11 members can come, quorum 4: too few"),
        (Quorum(11, 0, 0, 0, None), "11 of 11 members can come; no quorum is set"),
    ],
)
def test_before_a_meeting_it_is_said_who_can_come(quorum, words):
    assert say_outlook(quorum) == words


def test_before_the_day_of_a_meeting_somebody_comes_and_is_not_yet_present():
    assert [say_presence(each, is_over=False) for each in Presence] == [
        "Comes",
        "Apologies",
        "Absent",
    ]
    assert say_presence(PRESENT, is_over=True) == "Present"


def test_what_is_noted_is_written_as_a_form_carries_it():
    assert mark_state(None, None) == ""
    assert mark_state(PRESENT, None) == "present"
    assert mark_state(APOLOGIES, 12) == "apologies:12"


def test_a_year_counts_who_came_and_how_often_a_deputy_did():
    noted = [(PRESENT, False)] * 7 + [(APOLOGIES, True), (None, False)]

    assert tally_attendance(noted) == Tally(meetings=9, attended=7, deputised=1)


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (Tally(9, 7, 0), "attended 7 of 9"),
        (Tally(9, 7, 1), "attended 7 of 9, a deputy came once"),
        (Tally(9, 5, 2), "attended 5 of 9, a deputy came twice"),
        (Tally(9, 5, 3), "attended 5 of 9, a deputy came 3 times"),
        (Tally(), "no meeting yet"),
    ],
)
def test_a_year_is_said_in_words(tally, words):
    assert say_tally(tally) == words


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_year_is_a_whole_one(day):
    begins = find_year_before(day)

    assert (day - begins).days + 1 in (365, 366)
    assert find_year_before(day + timedelta(days=1)) >= begins


def test_the_year_that_ends_on_a_leap_day_begins_on_the_first_of_march():
    assert find_year_before(date(2020, 2, 29)) == date(2019, 3, 1)
    assert find_year_before(date(2018, 6, 14)) == date(2017, 6, 15)
