"""When each letter of a chase may go: by range, once, and the newest only."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.calendars import (
    BoardRules,
    DaysCounted,
    build_deadlines,
    is_working_day,
)
from risk_register.domain.chases import (
    Chase,
    ChaseRules,
    Stage,
    Step,
    chase_acceptance,
    chase_month,
    chase_question,
    chase_review,
    find_step,
    goes_from,
    is_hour,
    was_held_up,
)

LONDON = ZoneInfo("Europe/London")
BANK_HOLIDAYS = frozenset({date(2018, 5, 7), date(2018, 5, 28), date(2018, 8, 27)})
USUAL = ChaseRules([-2, 0, 1], 2)
RULES = BoardRules(15, 10, 8, 7, 5, 10, time(6))
MEETING = date(2018, 6, 14)
JUNE = chase_month(build_deadlines(MEETING, RULES, BANK_HOLIDAYS), USUAL)

days_of_2018 = st.dates(date(2018, 1, 1), date(2018, 12, 31))
digests = st.none() | st.sets(st.integers(0, 4), min_size=1)
rules = st.builds(
    ChaseRules,
    st.lists(st.integers(-6, 6), max_size=5),
    st.integers(1, 6),
)
months = st.builds(
    lambda held_on, counted, rules: chase_month(
        build_deadlines(held_on, replace(RULES, counted=counted), BANK_HOLIDAYS), rules
    ),
    days_of_2018,
    st.sampled_from(DaysCounted),
    rules,
)
chases = months | st.builds(chase_acceptance, days_of_2018)
ticks = st.lists(st.integers(-25, 25), max_size=10)


def play(chase, ticks, digest_days=None):
    """Let the clock tick on days counted from the due day, and give what went on which day."""
    gone, letters = set(), []
    for days in ticks:
        today = chase.due_on + timedelta(days=days)
        step = find_step(chase, gone=gone, digest_days=digest_days, today=today)
        if step:
            gone.add((step.stage, step.number))
            letters.append((step, today))
    return letters


def test_the_steps_of_a_month_leave_out_weekends_and_bank_holidays():
    days = {step.stage: step.on for step in JUNE.steps}

    assert days == {
        Stage.CALL: date(2018, 5, 23),
        Stage.REMINDER: date(2018, 5, 29),
        Stage.DUE_DAY: date(2018, 5, 31),
        Stage.OVERDUE: date(2018, 6, 1),
    }
    assert JUNE.escalates_on == date(2018, 6, 4)
    assert (JUNE.due_on, JUNE.ends_on) == (date(2018, 5, 31), MEETING)


def test_a_body_that_counts_calendar_days_is_chased_on_open_days_only():
    chase = chase_month(
        build_deadlines(MEETING, replace(RULES, counted=DaysCounted.CALENDAR), BANK_HOLIDAYS),
        ChaseRules([-2, 5], 6),
    )

    # Updates are due on Monday 4 June: two days before is a Saturday, five after it another.
    assert [step.on for step in chase.steps[1:]] == [date(2018, 6, 1), date(2018, 6, 11)]
    assert chase.escalates_on == date(2018, 6, 11)


def test_several_reminders_are_told_apart_by_their_number():
    rules = replace(USUAL, chase_days=[-4, -2, 1, 3])
    chase = chase_month(build_deadlines(MEETING, RULES, BANK_HOLIDAYS), rules)

    assert [(step.stage, step.number) for step in chase.steps] == [
        (Stage.CALL, 1),
        (Stage.REMINDER, 1),
        (Stage.REMINDER, 2),
        (Stage.OVERDUE, 1),
        (Stage.OVERDUE, 2),
    ]


@given(months)
def test_the_steps_of_a_month_lie_between_its_call_and_its_meeting_in_order(chase):
    days = [step.on for step in chase.steps]

    assert days == sorted(days)
    assert all(day <= chase.ends_on for day in days[1:])
    assert all(is_working_day(day, BANK_HOLIDAYS) for day in days[1:])
    assert len({(step.stage, step.number) for step in chase.steps}) == len(days)


@given(chases, ticks, digests)
def test_no_step_ever_goes_twice_or_before_its_day_or_after_the_end(chase, ticks, digest_days):
    letters = play(chase, ticks, digest_days)

    steps = [step for step, _ in letters]
    assert len(steps) == len(set(steps))
    assert all(step.on <= today <= chase.ends_on for step, today in letters)


@given(chases, st.integers(-25, 25), digests)
def test_an_outage_of_any_length_gives_one_letter_that_of_the_newest_step(chase, back, digest_days):
    today = chase.due_on + timedelta(days=back)
    letters = play(chase, [back] * 5, digest_days)

    reached = [step for step in chase.steps if goes_from(step, chase, digest_days) <= today]
    due = reached[-1:] if today <= chase.ends_on else []
    assert [step for step, _ in letters] == due


@given(chases, digests)
def test_whoever_ticks_every_day_loses_no_newest_step(chase, digest_days):
    letters = play(chase, range(-25, 26), digest_days)

    last = chase.steps[-1]
    wanted = last.on <= min(chase.ends_on, chase.due_on + timedelta(days=25))
    assert (last in [step for step, _ in letters]) == wanted


@given(chases, ticks.flatmap(lambda days: st.tuples(st.just(days), st.permutations(days))), digests)
def test_the_order_of_ticks_does_not_matter(chase, orders, digest_days):
    newest = [{step for step, _ in play(chase, days, digest_days)} for days in orders]
    gone = [max(map(chase.steps.index, steps), default=None) for steps in newest]

    assert gone[0] == gone[1]


@given(chases, st.sets(st.integers(0, 4), min_size=1))
def test_chosen_days_only_delay_and_never_beyond_the_due_day(chase, digest_days):
    for step in chase.steps:
        day = goes_from(step, chase, digest_days)

        assert step.on <= day <= max(step.on, chase.due_on)
        assert day.weekday() in digest_days or day == max(step.on, chase.due_on)


def test_a_person_who_wants_letters_on_thursdays_gets_one_for_call_and_reminder():
    letters = play(JUNE, range(-10, 14), {3})

    # The call of Wednesday 23 May waits a day; the reminder of the 29th waits for the due day.
    assert [(step.stage, today.day) for step, today in letters] == [
        (Stage.CALL, 24),
        (Stage.DUE_DAY, 31),
        (Stage.OVERDUE, 1),
    ]


def test_after_the_meeting_nothing_of_its_month_goes():
    after = MEETING + timedelta(days=1)

    assert find_step(JUNE, gone=(), digest_days=None, today=MEETING)
    assert find_step(JUNE, gone=(), digest_days=None, today=after) is None


def test_an_acceptance_is_spoken_of_14_days_and_1_day_before_and_the_day_after():
    chase = chase_acceptance(date(2018, 7, 31))

    days = [(step.stage, step.on) for step in chase.steps]
    assert days == [
        (Stage.SOON, date(2018, 7, 17)),
        (Stage.SOON, date(2018, 7, 30)),
        (Stage.EXPIRED, date(2018, 8, 1)),
    ]


def test_a_review_is_spoken_of_when_it_is_near_and_when_its_day_has_passed():
    chase = chase_review(date(2018, 7, 31), soon_days=7)

    assert [step.on for step in chase.steps] == [date(2018, 7, 24), date(2018, 8, 1)]


def test_a_question_is_told_once():
    assert len(play(chase_question(date(2018, 7, 31)), range(20))) == 1


@pytest.mark.parametrize(
    ("moment", "may_go"),
    [
        ("2018-03-25T06:59:00+01:00", False),  # the night the clocks went forward
        ("2018-03-25T07:00:00+01:00", True),
        ("2018-10-28T06:59:00+00:00", False),  # the night they went back
        ("2018-10-28T07:00:00+00:00", True),
        ("2018-06-05T06:30:00+00:00", True),  # half past seven in London
    ],
)
def test_no_letter_goes_before_seven_in_london(moment, may_go):
    assert is_hour(datetime.fromisoformat(moment)) is may_go


@pytest.mark.parametrize(
    ("from_at", "until_at", "held_up"),
    [
        ("2018-05-29T06:50", "2018-05-29T07:50", True),
        ("2018-05-29T06:00", "2018-05-29T06:50", False),  # up again in time
        ("2018-05-29T07:10", "2018-05-29T08:00", False),  # it had gone before
        ("2018-03-01T00:00", "2018-06-01T00:00", True),
    ],
)
def test_a_letter_is_late_if_the_clock_stood_still_when_it_should_have_gone(
    from_at, until_at, held_up
):
    stood = tuple(
        datetime.fromisoformat(moment).replace(tzinfo=LONDON) for moment in (from_at, until_at)
    )

    # Of Saturday the 26th, it goes on Tuesday: Monday is a bank holiday.
    assert was_held_up(date(2018, 5, 26), BANK_HOLIDAYS, stood=stood) is held_up


def test_a_question_waits_for_the_day_its_reader_has_chosen():
    ((_, today),) = play(chase_question(date(2018, 7, 31)), range(20), {0})

    assert today == date(2018, 8, 6)  # asked on a Tuesday, told on the Monday after


def test_a_chase_without_steps_says_nothing():
    empty = Chase((), date(2018, 1, 1), date(2018, 2, 1), date(2018, 1, 1))

    assert find_step(empty, gone=(), digest_days=None, today=date(2018, 1, 5)) is None
    assert Step(Stage.CALL, date(2018, 1, 1)).number == 1
