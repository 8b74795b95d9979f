"""When the clock's jobs are due, and how each stands."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.jobs import (
    LONGEST_RUN,
    NIGHTLY_GRACE,
    OUTSIDE_EVERY,
    RETRY_NIGHTLY,
    Course,
    Job,
    JobState,
    Rhythm,
    find_due,
    judge,
    last_night,
    next_night,
)

LONDON = ZoneInfo("Europe/London")
MINUTES = st.integers(0, 14 * 365 * 24 * 60)
MOMENTS = MINUTES.map(lambda count: datetime(2016, 1, 1, tzinfo=UTC) + count * MINUTE)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
#: 03:15 in London, in summer.
NIGHT = datetime(2018, 6, 5, 2, 15, tzinfo=UTC)


def is_due(job, course, at):
    return find_due(job, course, at=at) is None


@given(at=MOMENTS)
def test_a_night_is_a_quarter_past_three_in_london_on_every_day(at):
    before, after = last_night(at), next_night(at)

    assert before <= at < after
    assert {f"{night.astimezone(LONDON):%H:%M}" for night in (before, after)} == {"03:15"}
    assert timedelta(hours=23) <= after - before <= timedelta(hours=25)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(datetime(2018, 3, 24, 12, tzinfo=UTC), 23), (datetime(2018, 10, 27, 12, tzinfo=UTC), 25)],
    ids=["clocks go forward", "clocks go back"],
)
def test_a_night_on_which_the_clocks_change_comes_once(day, hours):
    assert next_night(day) - last_night(day) == timedelta(hours=hours)
    assert last_night(next_night(day)) == next_night(day)


def test_a_nightly_job_that_never_ran_is_due_at_once():
    assert is_due(Job.BACK_UP, Course(), NIGHT - timedelta(hours=9))


def test_a_nightly_job_that_ended_well_is_due_with_the_next_night():
    course = Course(begun_at=NIGHT, ended_at=NIGHT)

    assert find_due(Job.CHECK_RECORD, course, at=NIGHT + MINUTE) == NIGHT + DAY
    assert is_due(Job.CHECK_RECORD, course, NIGHT + DAY)


@given(days=st.integers(1, 120))
def test_after_any_standstill_a_nightly_job_is_done_once(days):
    back = NIGHT + days * DAY + timedelta(hours=5)

    assert is_due(Job.BACK_UP, Course(NIGHT, NIGHT), back)
    assert not is_due(Job.BACK_UP, Course(back, back), back + MINUTE)


def test_a_nightly_job_that_failed_is_tried_again_after_an_hour():
    course = Course(NIGHT, NIGHT - DAY, failed_at=NIGHT, failing_since=NIGHT)

    assert find_due(Job.BACK_UP, course, at=NIGHT + MINUTE) == NIGHT + RETRY_NIGHTLY
    assert is_due(Job.BACK_UP, course, NIGHT + RETRY_NIGHTLY)


def test_a_nightly_job_that_failed_late_at_night_is_tried_with_the_next_night():
    failed = NIGHT - 10 * MINUTE
    course = Course(failed, None, failed_at=failed, failing_since=failed)

    assert find_due(Job.BACK_UP, course, at=failed + MINUTE) == NIGHT


def test_the_outside_is_told_every_five_minutes_at_most():
    course = Course(NIGHT, NIGHT)

    almost = NIGHT + OUTSIDE_EVERY - timedelta(seconds=1)
    assert find_due(Job.TELL_OUTSIDE, course, at=almost) == NIGHT + OUTSIDE_EVERY
    assert is_due(Job.TELL_OUTSIDE, course, NIGHT + OUTSIDE_EVERY)


@pytest.mark.parametrize("job", [job for job in Job if job.rhythm is Rhythm.TICK])
def test_letters_and_packs_are_due_with_every_tick(job):
    assert is_due(job, Course(NIGHT, NIGHT), NIGHT)


@pytest.mark.parametrize("job", Job)
def test_every_job_says_what_it_does_when_and_what_helps_when_it_fails(job):
    assert job.label[0].isupper()
    assert job.rhythm.value
    assert job.remedy.endswith(".")


@pytest.mark.parametrize(
    ("course", "at", "state"),
    [
        (Course(), NIGHT, JobState.NEVER),
        (Course(NIGHT, NIGHT), NIGHT + MINUTE, JobState.WELL),
        (Course(NIGHT, NIGHT - DAY), NIGHT + MINUTE, JobState.RUNNING),
        (Course(NIGHT, NIGHT - DAY), NIGHT + LONGEST_RUN, JobState.OVERDUE),
        (Course(NIGHT), NIGHT + MINUTE, JobState.RUNNING),
        (Course(NIGHT, None, NIGHT, NIGHT), NIGHT + MINUTE, JobState.FAILING),
        (Course(NIGHT + DAY, None, NIGHT, NIGHT), NIGHT + DAY, JobState.FAILING),
        (Course(NIGHT, NIGHT), NIGHT + DAY + NIGHTLY_GRACE - MINUTE, JobState.WELL),
        (Course(NIGHT, NIGHT), NIGHT + DAY + NIGHTLY_GRACE, JobState.OVERDUE),
    ],
)
def test_a_job_stands_as_its_last_run_went(course, at, state):
    assert judge(Job.BACK_UP, course, at=at) is state


def test_a_job_that_the_settings_do_not_want_is_off_whatever_it_did():
    course = Course(NIGHT, None, NIGHT, NIGHT)

    assert judge(Job.BACK_UP, course, at=NIGHT, is_on=False) is JobState.OFF
    assert not Job.BACK_UP.is_on({"BACKUP_FOLDER": "", "HEARTBEAT_URL": "https://x"})
    assert Job.SEND_LETTERS.is_on({})


def test_only_failing_and_overdue_jobs_are_trouble():
    assert {state for state in JobState if state.is_trouble} == {JobState.FAILING, JobState.OVERDUE}
