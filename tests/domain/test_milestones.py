"""Milestones: in time, late, met, no longer wanted."""

from datetime import date

import pytest

from risk_register.domain.milestones import find_standing

DUE = date(2018, 6, 4)


@pytest.mark.parametrize(
    ("on", "met_on", "is_dropped", "words", "is_late"),
    [
        (date(2018, 6, 4), None, False, "Still to come", False),
        (date(2018, 6, 5), None, False, "Late by 1 day", True),
        (date(2018, 6, 14), None, False, "Late by 10 days", True),
        (date(2018, 6, 14), DUE, False, "Met in time", False),
        (date(2018, 6, 14), date(2018, 6, 6), False, "Met, 2 days late", False),
        (date(2018, 6, 14), None, True, "No longer wanted", False),
    ],
)
def test_a_milestone_is_judged_by_its_last_day(on, met_on, is_dropped, words, is_late):
    found = find_standing(due_on=DUE, met_on=met_on, is_dropped=is_dropped, on=on)

    assert (found.words, found.is_late) == (words, is_late)
