"""What a body keeps to: which rules are refused, and how they are told."""

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.bodies import (
    LONGEST_KEY,
    BodyFacts,
    check_facts,
    make_key,
    say_rules_briefly,
    tell_facts,
)
from risk_register.domain.calendars import DaysCounted, IssueCount
from risk_register.domain.errors import RuleError
from risk_register.domain.holidays import HolidaySet
from tests.domain.board_months import RULES

BOARD = BodyFacts(
    "Programme Board", "partnership board", is_public=False, has_packs=True, rules=RULES
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Children's Trust", "childrens-trust"),
        ("Health and Wellbeing Board", "health-and-wellbeing-board"),
        ("  Board (2) ", "board-2"),
        ("New", "new-body"),
        ("Ελλάς", "body"),
    ],
)
def test_a_key_is_made_from_the_name(name, key):
    assert make_key(name) == key


@given(st.text(max_size=200))
def test_a_key_can_always_stand_in_an_address(name):
    key = make_key(name)

    assert 0 < len(key) <= LONGEST_KEY
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert key != "new"


@pytest.mark.parametrize(
    ("days", "escalate", "field"),
    [
        ((-5, 0, 1), 2, "remind_days"),
        ((-31, 0, 1), 2, "remind_days"),
        ((-2, 0), 2, "late_days"),
        ((0, 1), 1, "escalate_days"),
        ((0, 1), 31, "escalate_days"),
    ],
)
def test_chasing_out_of_its_order_is_refused_beside_its_field(days, escalate, field):
    facts = replace(BOARD, chase_days=days, escalate_days=escalate)

    with pytest.raises(RuleError) as refused:
        check_facts(facts)
    assert refused.value.field == field


def test_a_month_out_of_its_order_is_refused_too():
    facts = replace(BOARD, rules=replace(RULES, lock_days=2))

    with pytest.raises(RuleError, match="locked by the latest day to circulate"):
        check_facts(facts)


def test_rules_that_fit_pass():
    check_facts(replace(BOARD, chase_days=(-4, 0, 1, 3), escalate_days=4))


def test_everything_about_a_body_is_told_in_words():
    rules = replace(RULES, issue_until=time(17), lock_days=0, lock_time=time(6))
    told = tell_facts(
        replace(BOARD, rules=rules, quorum=4, usual_time=time(14), deputies_always=True),
        reports_to="Children's Trust",
    )

    assert told["Reports to"] == "Children's Trust"
    assert told["Quorum"] == "four seats"
    assert told["Usual time"] == "2 pm"
    assert told["Deputies get papers"] == "always"
    assert told["Call for updates"] == "20 working days before the meeting"
    assert told["Figures are locked"] == "on the day of the meeting, at 6 am"
    assert told["Papers go out"] == "five clear working days before the meeting, by 5 pm"
    assert told["Reminders"] == (
        "two working days before, on the day updates are due and one working day after"
    )
    assert told["Silence is passed on"] == "two working days after updates were due"


def test_rules_are_said_in_a_line():
    committee = replace(
        BOARD,
        has_packs=False,
        holidays=HolidaySet.NONE,
        rules=replace(
            RULES, counted=DaysCounted.CALENDAR, issue_count=IssueCount.PLAIN, circulate_days=7
        ),
    )

    assert say_rules_briefly(BOARD) == (
        "Papers five clear working days before the meeting; figures locked eight days before; "
        "bank holidays of England and Wales."
    )
    assert (
        say_rules_briefly(committee)
        == "Papers seven days before the meeting; no bank holidays kept."
    )
