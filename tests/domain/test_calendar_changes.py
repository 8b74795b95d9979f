"""What becomes of a month's deadlines when its meeting or its rules change."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.calendar_changes import compare_deadlines
from risk_register.domain.calendars import build_deadlines
from risk_register.domain.deadline_words import list_deadlines
from tests.domain.board_months import HOLIDAYS, RULES, board_months

HELD_ON = date(2018, 4, 12)


def month(held_on, **changes):
    return build_deadlines(held_on, replace(RULES, **changes), HOLIDAYS)


def say(before, after, today):
    return [change.sentence for change in compare_deadlines(before, after, today)]


def test_a_meeting_that_moves_earlier_says_what_is_past_already():
    sentences = say(month(HELD_ON), month(date(2018, 3, 29)), date(2018, 3, 7))

    assert sentences == [
        "Call for updates moves from 13 March to 1 March, which is past: it goes out at once.",
        "Last day for updates moves from 20 March to 8 March.",
        "End of moderation moves from 26 March to 14 March.",
        "Lock of the figures moves from 29 March to 19 March.",
        "Latest day to circulate moves from 4 April to 21 March.",
        "Meeting moves from 12 April to 29 March.",
        "Last day for minutes moves from 26 April to 16 April.",
        "Roll-forward to the next month moves from 13 April to 3 April.",
    ]


@pytest.mark.parametrize(
    ("today", "ending"),
    [
        (date(2018, 3, 13), ", which is past: it goes out at once."),
        (date(2018, 3, 14), "; both are past."),
        (date(2018, 3, 1), "."),
    ],
)
def test_a_step_that_was_past_before_does_not_happen_twice(today, ending):
    first = say(month(HELD_ON), month(date(2018, 3, 29)), today)[0]

    assert first == f"Call for updates moves from 13 March to 1 March{ending}"


def test_a_cancelled_meeting_lets_fall_what_is_still_ahead():
    sentences = say(month(HELD_ON), None, date(2018, 4, 4))

    assert sentences == [
        "Latest day to circulate on 4 April falls away.",
        "Meeting on 12 April falls away.",
        "Last day for minutes on 26 April falls away.",
        "Roll-forward to the next month on 13 April falls away.",
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"lock_time": time(6)}, "Lock of the figures on 29 March moves from noon to 6 am."),
        (
            {"issue_until": time(17)},
            "Latest day to circulate on 4 April moves from the end of the day to 5 pm.",
        ),
        (
            {"lock_days": 7, "lock_time": time(6)},
            "Lock of the figures moves from 29 March at noon to 3 April at 6 am.",
        ),
        ({"minutes_days": 5}, "Last day for minutes moves from 26 April to 19 April."),
    ],
)
def test_a_changed_rule_moves_its_own_deadline(changes, sentence):
    assert say(month(HELD_ON), month(HELD_ON, **changes), date(2018, 3, 1)) == [sentence]


def test_a_move_into_another_year_says_both_years():
    sentences = say(month(date(2019, 1, 3)), month(date(2018, 12, 20)), date(2018, 11, 1))

    assert "Meeting moves from 3 January 2019 to 20 December 2018." in sentences


def test_rules_that_stay_move_nothing():
    assert say(month(HELD_ON), month(HELD_ON), date(2018, 4, 4)) == []


@given(board_month=board_months(), moved=st.integers(-60, 60), today=st.integers(-90, 90))
def test_what_is_not_told_stays_and_what_is_told_ends_where_it_should(board_month, moved, today):
    held_on, rules, holidays = board_month
    before = build_deadlines(held_on, rules, holidays)
    after = build_deadlines(held_on + timedelta(days=moved), rules, holidays)
    on = held_on + timedelta(days=today)

    changes = {change.name: change for change in compare_deadlines(before, after, on)}

    ends = {
        old.name: changes[old.name].after if old.name in changes else old.on
        for old in list_deadlines(before)
    }
    assert ends == {new.name: new.on for new in list_deadlines(after)}
    assert all(change.is_past == (change.after < on) for change in changes.values())
    assert all(change.sentence.endswith(".") for change in changes.values())
