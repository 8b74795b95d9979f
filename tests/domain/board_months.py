"""Board months to count in: the published holidays, and invented ones around any meeting."""

from datetime import date, time, timedelta

from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import strategies as st

from risk_register.domain.calendars import BoardRules, DaysCounted, IssueCount

HOLIDAYS = {
    holiday["date"]: holiday["title"]
    for holiday in BankHolidays(use_cached_holidays=True).get_holidays(
        division=BankHolidays.ENGLAND_AND_WALES
    )
}
RULES = BoardRules(
    call_days=20,
    updates_due_days=15,
    moderation_days=11,
    lock_days=8,
    circulate_days=5,
    minutes_days=10,
    lock_time=time(12, 0),
)

DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))
#: Every other hour than the one that a change of the clocks takes or gives.
TIMES = st.times().filter(lambda at: not time(1) <= at < time(2))


@st.composite
def closed_days(draw, around):
    """Draw days on which offices are shut, in the half year around a day."""
    offsets = draw(st.sets(st.integers(-120, 60), max_size=8))
    return {around + timedelta(days=offset): "Closed" for offset in offsets}


@st.composite
def board_rules(draw):
    """Draw rules whose steps stand in order, and whose lock comes before the hour of issue."""
    issue_count = draw(st.sampled_from(IssueCount))
    circulate = draw(st.integers(0, 10))
    steps = [circulate + (issue_count is IssueCount.CLEAR)]
    for _ in range(4):
        steps.append(steps[-1] + draw(st.integers(0, 5)))
    _, lock, moderation, updates, call = steps
    return BoardRules(
        call_days=call,
        updates_due_days=updates,
        moderation_days=moderation,
        lock_days=lock,
        circulate_days=circulate,
        minutes_days=draw(st.integers(0, 20)),
        lock_time=time(draw(st.integers(2, 12))),
        counted=draw(st.sampled_from(DaysCounted)),
        issue_count=issue_count,
        issue_until=draw(st.sampled_from([None, time(13), time(17, 30)])),
    )


@st.composite
def board_months(draw):
    """Draw a meeting's date with rules and closed days."""
    held_on = draw(DAYS)
    return held_on, draw(board_rules()), draw(closed_days(held_on))
