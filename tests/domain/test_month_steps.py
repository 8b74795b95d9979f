"""Where the board's month stands, and how ready its pack is."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.calendars import BoardRules, build_deadlines
from risk_register.domain.months import (
    MonthStep,
    Part,
    Progress,
    StepState,
    count_ready,
    find_steps,
)

RULES = BoardRules(15, 10, 8, 7, 5, 10, time(6))
JUNE = build_deadlines(date(2018, 6, 14), RULES, frozenset({date(2018, 5, 28)}))
NOTHING = Progress(is_answered=False, is_frozen=False, is_circulated=False)
ANSWERED = Progress(is_answered=True, is_frozen=False, is_circulated=False)
FROZEN = Progress(is_answered=False, is_frozen=True, is_circulated=False)
SENT = Progress(is_answered=True, is_frozen=True, is_circulated=True)

PROGRESS = st.builds(Progress, st.booleans(), st.booleans(), st.booleans())
DATES = st.dates(date(2018, 5, 1), date(2018, 7, 31))
PARTS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 300)).map(
        lambda pair: Part("Risks", max(pair), ("R-001",) * min(pair))
    ),
    max_size=5,
)


def states(progress, *, today):
    return [step.state.value for step in find_steps(JUNE, progress, today=today)]


@pytest.mark.parametrize(
    ("progress", "today", "expected"),
    [
        (NOTHING, date(2018, 5, 1), "now coming coming coming coming coming coming"),
        (NOTHING, date(2018, 5, 31), "past now coming coming coming coming coming"),
        (NOTHING, date(2018, 6, 1), "past late now coming coming coming coming"),
        (ANSWERED, date(2018, 6, 1), "past done now coming coming coming coming"),
        (NOTHING, date(2018, 6, 5), "past late past now coming coming coming"),
        (FROZEN, date(2018, 6, 5), "past past past done now coming coming"),
        (FROZEN, date(2018, 6, 7), "past past past done late now coming"),
        (SENT, date(2018, 6, 7), "past done past done done now coming"),
        (SENT, date(2018, 6, 15), "past done past done done past now"),
    ],
)
def test_a_month_stands_where_its_date_and_its_pack_say(progress, today, expected):
    assert states(progress, today=today) == expected.split()


@given(progress=PROGRESS, today=DATES)
def test_at_most_one_step_is_the_present_one(progress, today):
    steps = find_steps(JUNE, progress, today=today)

    assert [step.state for step in steps].count(StepState.NOW) <= 1
    assert [step.step for step in steps] == list(MonthStep)


@given(progress=PROGRESS, today=DATES)
def test_what_is_late_lies_behind_and_what_is_coming_ahead(progress, today):
    for step in find_steps(JUNE, progress, today=today):
        if step.state is StepState.LATE:
            assert step.on < today
        if step.state in {StepState.NOW, StepState.COMING}:
            assert step.on >= today


@given(progress=PROGRESS, today=DATES)
def test_a_settled_step_stays_settled(progress, today):
    settled = {StepState.DONE, StepState.PAST}
    now = find_steps(JUNE, progress, today=today)
    then = find_steps(JUNE, progress, today=today + timedelta(days=1))

    assert all(b.state in settled for a, b in zip(now, then, strict=True) if a.state in settled)


@given(parts=PARTS)
def test_a_pack_is_wholly_ready_only_if_nothing_is_missing(parts):
    ready = count_ready(parts)

    assert 0 <= ready <= 100
    assert (ready == 100) == (not any(part.missing for part in parts))


def test_readiness_is_rounded_down():
    assert count_ready([Part("Risks", 300, ("R-001",))]) == 99
