"""Deadlines and days in words."""

from dataclasses import replace
from datetime import date, time

import pytest

from risk_register.domain.calendars import DaysCounted, IssueCount, build_deadlines
from risk_register.domain.day_words import read_month, say_count, say_days, say_time
from risk_register.domain.deadline_words import list_deadlines, say_reckoning
from risk_register.domain.issue_reckonings import explain_issue
from tests.domain.board_months import HOLIDAYS, RULES

UNTIL_FIVE = replace(RULES, issue_until=time(17))
CALENDAR = replace(RULES, counted=DaysCounted.CALENDAR)
PLAIN = replace(RULES, issue_count=IssueCount.PLAIN)


@pytest.mark.parametrize(
    ("held_on", "rules", "sentences"),
    [
        (
            date(2018, 3, 8),
            UNTIL_FIVE,
            (
                "Wednesday 28 February 2018, latest by 5 pm. "
                "Five clear working days: Thu 1, Fri 2, Mon 5, Tue 6, Wed 7 March. "
                "No holidays inside."
            ),
        ),
        (
            date(2018, 4, 5),
            RULES,
            (
                "Monday 26 March 2018. "
                "Five clear working days: Tue 27, Wed 28, Thu 29 March, Tue 3, Wed 4 April. "
                "Not counted: Good Friday (Fri 30 March) and Easter Monday (Mon 2 April)."
            ),
        ),
        (
            date(2018, 3, 8),
            PLAIN,
            (
                "Thursday 1 March 2018. "
                "Five working days: Thu 1, Fri 2, Mon 5, Tue 6, Wed 7 March. "
                "No holidays inside. The day of issue counts."
            ),
        ),
        (
            date(2018, 4, 6),
            CALENDAR,
            (
                "Thursday 29 March 2018. "
                "Five clear days: Sun 1, Mon 2, Tue 3, Wed 4, Thu 5 April. "
                "Moved back from closed days: Good Friday (Fri 30 March) and Saturday 31 March."
            ),
        ),
        (
            date(2018, 3, 8),
            replace(CALENDAR, circulate_days=0),
            "Wednesday 7 March 2018. No clear days between.",
        ),
    ],
    ids=["clear", "Easter", "plain", "calendar", "none"],
)
def test_the_latest_day_to_circulate_is_told_with_its_count(held_on, rules, sentences):
    assert say_reckoning(explain_issue(held_on, rules, HOLIDAYS)) == sentences


def test_each_deadline_of_a_month_is_a_sentence():
    deadlines = build_deadlines(date(2018, 4, 5), UNTIL_FIVE, HOLIDAYS)

    assert [deadline.sentence for deadline in list_deadlines(deadlines)] == [
        "Call for updates: Tuesday 6 March 2018, 20 working days before the meeting.",
        "Last day for updates: Tuesday 13 March 2018, 15 working days before the meeting.",
        "End of moderation: Monday 19 March 2018, 11 working days before the meeting.",
        "Lock of the figures: Thursday 22 March 2018, noon, eight working days before the meeting.",
        (
            "Latest day to circulate: Monday 26 March 2018, 5 pm, "
            "five clear working days before the meeting."
        ),
        "Meeting: Thursday 5 April 2018.",
        "Last day for minutes: Thursday 19 April 2018, ten working days after the meeting.",
        (
            "Roll-forward to the next month: Friday 6 April 2018, "
            "the first working day after the meeting."
        ),
    ]


def test_a_deadline_says_that_it_was_moved_off_a_closed_day():
    rules = replace(CALENDAR, lock_days=12, minutes_days=0)
    deadlines = build_deadlines(date(2018, 3, 10), rules, HOLIDAYS)

    told = {deadline.name: deadline.why for deadline in list_deadlines(deadlines)}

    assert told["Lock of the figures"] == "12 days before the meeting"
    assert told["Call for updates"] == "20 days before the meeting, moved off a closed day"
    assert told["Last day for minutes"] == "on the day of the meeting, moved off a closed day"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(0), "midnight"),
        (time(0, 5), "12.05 am"),
        (time(9, 30), "9.30 am"),
        (time(12), "noon"),
        (time(12, 45), "12.45 pm"),
        (time(17), "5 pm"),
    ],
)
def test_a_time_of_day_is_said_as_people_say_it(at, words):
    assert say_time(at) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "no days"), (1, "one day"), (2, "two days"), (10, "ten days"), (11, "11 days")],
)
def test_small_numbers_are_words(number, words):
    assert say_count(number, "day") == words


def test_of_many_days_only_the_ends_are_named():
    days = [date(2018, 12, day) for day in range(20, 32)]

    assert say_days(days) == "from Thu 20 December to Mon 31 December"
    assert say_days([]) == ""
    assert say_days([date(2018, 3, 8), date(2019, 3, 8)]) == "Thu 8 March, Fri 8 March"


@pytest.mark.parametrize(
    "typed", ["May 2018", "may  2018", "5/2018", "05.2018", "2018-05", "2018 May", " MAY-2018 "]
)
def test_a_month_is_read_as_people_type_it(typed):
    assert read_month(typed) == date(2018, 5, 1)


@pytest.mark.parametrize("typed", ["", "May", "2018", "13/2018", "Ma 2018", "May 18", "x 2018"])
def test_what_is_no_month_is_none(typed):
    assert read_month(typed) is None
