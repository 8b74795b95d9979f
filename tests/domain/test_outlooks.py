"""What is said before rules or holidays are changed under a month that has begun."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.calendars import build_deadlines
from risk_register.domain.deadline_words import list_deadlines
from risk_register.domain.outlooks import Progress, say_closed_meeting, say_new_deadlines
from tests.domain.board_months import HOLIDAYS, RULES, board_months, board_rules

HELD_ON = date(2018, 4, 12)
BEFORE = build_deadlines(HELD_ON, RULES, HOLIDAYS)
EARLIER = build_deadlines(
    HELD_ON, replace(RULES, updates_due_days=16, lock_days=9, circulate_days=6), HOLIDAYS
)
MARCH, MAY = date(2018, 3, 14), date(2018, 5, 1)


def say(after=EARLIER, *, gets_pack=True, **progress):
    return say_new_deadlines(
        BEFORE, after, Progress(**{"today": MARCH} | progress), gets_pack=gets_pack
    )


def test_each_deadline_that_moves_is_said():
    assert say() == [
        "Last day for updates moves from 20 March to 19 March.",
        "Lock of the figures moves from 29 March to 28 March.",
        "Latest day to circulate moves from 4 April to 3 April.",
    ]


def test_nothing_is_said_of_a_month_that_stays():
    assert say(BEFORE, called=5, frozen=1) == []


@pytest.mark.parametrize(("called", "who"), [(1, "One person was"), (5, "Five people were")])
def test_who_was_called_for_the_old_day_is_counted(called, who):
    assert f"{who} called for the old day already and will be told the new one." in say(
        called=called
    )


def test_figures_that_are_frozen_stay():
    assert "Its figures are frozen: version 2 of the pack stays as it is." in say(frozen=2)


def test_of_a_body_without_packs_only_papers_and_minutes_are_said():
    assert say(gets_pack=False) == [
        "Latest day to circulate moves from 4 April to 3 April.",
        "Its pack is still to be made: the clock will make none.",
    ]
    assert say(gets_pack=False, frozen=1)[-1] == "Version 1 of its pack stays as it is."


def test_a_body_that_begins_to_get_packs_reads_when():
    begun = Progress(today=MARCH, gets_pack=False)
    assert say_new_deadlines(BEFORE, BEFORE, begun, gets_pack=True) == [
        "The clock will make its pack on Thursday 29 March 2018 at noon."
    ]
    late = replace(begun, today=MAY)
    assert say_new_deadlines(BEFORE, BEFORE, late, gets_pack=True) == [
        "The clock will make a pack for it at once, because its lock is past."
    ]
    entered_late = replace(late, recorded_on=HELD_ON)
    assert say_new_deadlines(BEFORE, BEFORE, entered_late, gets_pack=True) == []


def test_of_a_meeting_that_was_held_only_what_is_to_come_is_said():
    after = build_deadlines(HELD_ON, replace(RULES, call_days=25, minutes_days=20), HOLIDAYS)

    assert say(after, today=date(2018, 4, 20)) == [
        "Last day for minutes moves from 26 April to 11 May."
    ]


def test_a_meeting_on_the_closed_day_is_named():
    assert say_closed_meeting(HELD_ON, "Polling day") == (
        "The meeting itself is on Thursday 12 April 2018 (Polling day) and stays there. "
        "Move it if nobody can come."
    )


@given(month=board_months(), other=board_rules(), days_before=st.integers(0, 200))
def test_exactly_the_deadlines_that_differ_are_named(month, other, days_before):
    held_on, rules, holidays = month
    before, after = (build_deadlines(held_on, each, holidays) for each in (rules, other))
    today = date.fromordinal(held_on.toordinal() - days_before)

    said = say_new_deadlines(before, after, Progress(today=today), gets_pack=True)

    for old, new in zip(list_deadlines(before), list_deadlines(after), strict=True):
        is_said = any(sentence.startswith(old.name) for sentence in said)
        assert is_said == ((old.on, old.at) != (new.on, new.at))
