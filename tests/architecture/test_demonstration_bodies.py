"""The demonstration's boards and visits keep rules by which their months can be reckoned."""

import pytest

from risk_register.domain.bodies import check_facts, make_key
from risk_register.domain.calendars import DaysCounted
from risk_register.domain.packs import PackKind
from risk_register.domain.recurrences import Recurrence, list_dates
from tests.architecture.test_demonstration_file import (
    DEMONSTRATION,
    MEETINGS,
    read_facts,
    read_rules,
)


def test_the_programme_board_and_the_visits_get_packs_and_no_other_body_meets():
    kinds = {
        body["key"]: PackKind(body.get("pack_kind", "board"))
        for body in DEMONSTRATION["bodies"]
        if body["has_packs"]
    }

    assert kinds == {
        "send-programme-board": PackKind.BOARD,
        "monitoring-visits": PackKind.MONITORING,
    }
    assert {body for body, _ in MEETINGS} == kinds.keys()


@pytest.mark.parametrize("body", DEMONSTRATION["bodies"], ids=lambda body: body["key"])
def test_every_body_has_rules_that_a_month_can_be_kept_by(body):
    check_facts(read_facts(body))

    assert make_key(body["name"]) == body["key"]
    if rule := body.get("recurrence"):  # visits have none: their days are agreed with advisers
        assert Recurrence.from_document(rule).to_document() == rule


def test_the_bodies_count_their_months_differently():
    bodies = DEMONSTRATION["bodies"]

    assert len({read_rules(body) for body in bodies}) == len(bodies)
    assert {DaysCounted(body.get("counted", "working")) for body in bodies} == set(DaysCounted)


def test_the_programme_board_meets_on_the_dates_that_its_rule_gives():
    (board,) = [each for each in DEMONSTRATION["bodies"] if each["key"] == "send-programme-board"]
    days = sorted(day for key, day in MEETINGS if key == board["key"])

    assert list_dates(Recurrence.from_document(board["recurrence"]), days[0], days[-1]) == days
