"""When a look at a risk or a word about an action is due from its owner or lead."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.duties import SOON_DAYS, Call, find_report_due, find_review_due

TODAY = date(2018, 6, 5)
ASKED = datetime(2018, 5, 24, 8, tzinfo=UTC)
CALL = Call(asked_at=ASKED, due_on=date(2018, 6, 4), held_on=date(2018, 6, 14))
DAYS = st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=400))
MOMENTS = st.none() | st.integers(0, 150 * 24).map(
    lambda hours: ASKED - timedelta(hours=hours - 240)
)
CALLS = st.sampled_from([None, CALL])


def review(review_due_on=date(2018, 9, 1), reviewed_at=ASKED + timedelta(days=1), call=CALL):
    return find_review_due(
        review_due_on=review_due_on, reviewed_at=reviewed_at, call=call, today=TODAY
    )


def report(due_on=date(2018, 9, 1), told_at=ASKED + timedelta(days=1), call=CALL):
    return find_report_due(due_on=due_on, told_at=told_at, call=call, today=TODAY)


def test_an_answered_risk_whose_review_is_far_off_asks_for_nothing():
    assert review() is None


def test_a_risk_that_did_not_answer_the_call_is_due_by_its_day():
    assert review(reviewed_at=ASKED - timedelta(days=1)) == CALL.due_on


def test_an_answer_of_the_very_moment_of_asking_is_of_the_month_before():
    assert review(reviewed_at=ASKED) == CALL.due_on


def test_a_review_overdue_for_longer_than_the_call_counts_from_its_own_day():
    assert review(date(2018, 5, 1), reviewed_at=ASKED - timedelta(days=9)) == date(2018, 5, 1)


def test_a_risk_nobody_ever_looked_at_is_due_today():
    assert review(None, reviewed_at=None, call=None) == TODAY


@pytest.mark.parametrize(("days", "is_due"), [(SOON_DAYS, True), (SOON_DAYS + 1, False)])
def test_what_falls_due_within_a_week_is_due_now(days, is_due):
    day = TODAY + timedelta(days=days)

    assert (review(day), report(day)) == ((day, day) if is_due else (None, None))


def test_an_overdue_action_stays_due_however_often_it_was_reported_on():
    assert report(date(2018, 5, 24)) == date(2018, 5, 24)


def test_an_action_that_ends_after_the_meeting_need_not_answer_the_call():
    assert report(date(2018, 6, 15), told_at=None) is None


def test_an_action_that_ends_by_the_meeting_has_to_answer_the_call():
    assert report(date(2018, 6, 14), told_at=None) == CALL.due_on


@given(due_on=st.none() | DAYS, reviewed_at=MOMENTS, call=CALLS)
def test_a_call_only_ever_brings_a_review_forward(due_on, reviewed_at, call):
    without = review(due_on, reviewed_at, call=None)
    found = review(due_on, reviewed_at, call=call)

    assert without is None or (found is not None and found <= without)


@given(due_on=DAYS, told_at=MOMENTS, call=CALLS)
def test_a_word_about_an_action_is_never_due_after_the_action(due_on, told_at, call):
    found = report(due_on, told_at, call)

    assert found is None or found <= due_on
