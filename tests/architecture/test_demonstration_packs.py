"""The demonstration's packs, briefings and what June's pack will show hold together."""

from datetime import datetime, timedelta

import pytest

from risk_register.clock import LONDON, london_day
from risk_register.domain.actions import ActionStatus, overdue_days
from risk_register.domain.briefings import LONGEST_ASK, LONGEST_COMMENTARY
from tests.architecture.test_demonstration_file import (
    ACTIONS,
    DEMONSTRATION,
    MEETINGS,
    MORNING,
    RISKS,
    SCHEME,
    deadlines_of,
    score_at,
)


@pytest.mark.parametrize("pack", DEMONSTRATION["packs"], ids=lambda pack: str(pack["held_on"]))
def test_a_pack_kept_the_boards_deadlines(pack):
    deadlines = deadlines_of(pack)

    assert deadlines.locks_at <= pack["made_at"] < pack["approved_at"] < pack["circulated_at"]
    assert london_day(pack["made_at"]) == deadlines.lock_on
    assert london_day(pack["circulated_at"]) <= deadlines.circulate_by


def test_every_briefing_was_written_before_the_figures_of_its_pack_are_frozen():
    for told in DEMONSTRATION["briefings"]:
        locks_at = deadlines_of(MEETINGS[told["body"], told["held_on"]]).locks_at

        assert told["written_at"] < locks_at
        assert len(told["commentary"]) <= LONGEST_COMMENTARY
        assert all(len(ask) <= LONGEST_ASK for ask in told["asks"])


def test_the_packs_of_all_past_meetings_were_circulated():
    past = [day for _, day in MEETINGS if day < london_day(MORNING)]

    assert [pack["held_on"] for pack in DEMONSTRATION["packs"]] == sorted(past)


def test_the_pack_of_june_falls_due_as_the_demonstration_begins():
    coming = min(day for _, day in MEETINGS if day >= london_day(MORNING))

    deadlines = deadlines_of(MEETINGS["send-programme-board", coming])

    assert deadlines.locks_at == datetime(2018, 6, 5, 6, tzinfo=LONDON)
    assert timedelta(0) <= MORNING - deadlines.locks_at < timedelta(days=1)
    assert deadlines.circulate_by - london_day(MORNING) == timedelta(days=1)


def test_the_pack_of_june_will_show_risks_worse_better_and_unchanged():
    told = DEMONSTRATION["packs"][-1]["made_at"]

    moved = {
        number: score_at(risk, MORNING) - score_at(risk, told) for number, risk in RISKS.items()
    }

    assert moved == {1: 0, 2: 0, 3: 0, 4: 0, 5: -3, 6: 4, 7: 0}


def test_a_score_rose_and_fell_again_between_the_packs():
    told = DEMONSTRATION["packs"][-1]["made_at"]
    after_the_meeting = datetime(2018, 5, 11, 9, tzinfo=LONDON)

    scores = [score_at(RISKS[4], moment) for moment in (told, after_the_meeting, MORNING)]

    assert scores == [15, 20, 15]


def test_one_action_is_overdue_and_others_are_done_or_have_slipped():
    late, done, slipped = set(), set(), set()
    for action in ACTIONS:
        last = action["updates"][-1]
        if overdue_days(last["due_on"], ActionStatus(last["status"]), london_day(MORNING)):
            late.add(action["reference"])
        if last["status"] == "done":
            done.add(action["reference"])
        if last["due_on"] > action["due_on"]:
            slipped.add(action["reference"])

    assert late == {"A-6.1"}
    assert done == {"A-2.2", "A-5.1"}
    assert slipped == {"A-1.1", "A-2.3", "A-7.2"}


def test_one_review_is_overdue():
    overdue = {}
    for number, risk in RISKS.items():
        looked = [row["at"] for row in risk["reviews"]]
        looked += [row["at"] for row in risk["scores"] if row["basis"] == "current"]
        days = SCHEME.band(score_at(risk, MORNING)).review_days
        due_on = london_day(max(looked)) + timedelta(days=days)
        if due_on < london_day(MORNING):
            overdue[number] = (london_day(MORNING) - due_on).days

    assert overdue == {3: 11}
