"""How far an area is, and how that came about, in words."""

import pytest

from risk_register.domain.actions import ActionStatus
from risk_register.domain.plan import Work, find_progress, number_of_area


def work(number="1.1.1", status=ActionStatus.ON_TRACK, progress=40, is_overdue=False):
    return Work(number, status, progress, is_overdue)


def reckon(*works):
    return find_progress(works)


@pytest.mark.parametrize(
    ("key", "number"), [("W4", "4"), ("SEND12", "12"), ("W", "W"), ("w4", "w4"), ("W04", "W04")]
)
def test_an_area_is_numbered_by_its_key(key, number):
    assert number_of_area(key) == number


def test_progress_is_the_average_of_what_leads_report():
    found = reckon(work(progress=40), work("1.1.2", progress=25))

    assert found.per_cent == 33  # 32.5, halves up
    assert found.reckoning == (
        "The average of what the leads report of 2 actions, in per cent: "
        "1.1.1 at 40, 1.1.2 at 25. Each counts the same."
    )


def test_a_done_action_counts_whole_and_a_dropped_one_not_at_all():
    found = reckon(
        work(status=ActionStatus.DONE, progress=90),
        work("1.1.2", progress=50),
        work("1.1.3", status=ActionStatus.DROPPED, progress=10),
    )

    assert (found.total, found.done, found.dropped, found.per_cent) == (2, 1, 1, 75)
    assert found.reckoning.endswith("1 dropped action is left out.")


def test_nothing_is_whole_before_everything_is():
    works = [work(f"1.1.{n}", status=ActionStatus.DONE) for n in range(1, 300)]

    assert reckon(*works).per_cent == 100
    assert reckon(*works, work("1.1.300", progress=99)).per_cent == 99


def test_what_is_overdue_is_counted():
    found = reckon(work(is_overdue=True), work("1.1.2"), work("1.1.3", ActionStatus.DONE, 100))

    assert found.overdue == 1
    assert found.words == "1 of 3 done, 1 overdue"


def test_nothing_is_reckoned_from_nothing():
    found = reckon(work(status=ActionStatus.DROPPED))

    assert found.per_cent is None
    assert found.words == "no action yet"
    assert found.reckoning == (
        "There is no action to reckon progress from. 1 dropped action is left out."
    )


def test_one_action_is_no_average():
    assert reckon(work()).reckoning == (
        "What the lead reports of one action, in per cent: 1.1.1 at 40."
    )
