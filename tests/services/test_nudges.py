"""Asking again by hand, and choosing the days on which letters come."""

import pytest

from risk_register.database import write_transaction
from risk_register.domain.errors import AlreadyDoneError, NotAllowedError, RuleError
from risk_register.services.nudges import nudge_owner
from risk_register.services.people import choose_letter_days
from tests.services.chasing import (
    ROOM,
    answer,
    find_person,
    list_notices,
    member_at,
    moment,
    newest,
    stages,
    tick,
)

AT = moment(6, 1, 15)


@pytest.fixture
def database():
    """One database here; the races and the walk are tried on both."""
    return "sqlite"


def nudge(name, by="Amira", at=AT):
    with write_transaction():
        return nudge_owner(member_at(by, at), find_person(name), room=ROOM, at=at)


def test_a_nudge_brings_what_is_due_with_a_link(inside):
    nudge("Tom")

    letter = newest("Tom")
    assert letter.kind.value == "nudge"
    assert letter.subject == "The Programme Manager asks again: 1 thing is due from you"
    assert letter.content["programmes"][0]["risks"][0]["reference"] == "R-001"
    assert letter.link.person is letter.person


def test_nobody_is_nudged_twice_on_a_day(inside):
    nudge("Tom")
    with pytest.raises(AlreadyDoneError, match="has been nudged today"):
        nudge("Tom")
    nudge("Tom", at=moment(6, 2))

    assert stages("Tom") == [("nudge", "nudge"), ("nudge", "nudge")]


def test_whoever_has_answered_is_not_nudged(inside):
    answer("Tom", "R-001", moment(6, 1, 10))
    with pytest.raises(RuleError, match="Nothing is due"):
        nudge("Tom")

    assert list_notices() == []


@pytest.mark.parametrize("name", ["Sofia", "Tom", "Ada"])
def test_only_the_programme_manager_nudges(inside, name):
    with pytest.raises(NotAllowedError):
        nudge("Priya", by=name)


def test_somebody_who_cannot_answer_is_not_nudged(inside):
    with pytest.raises(RuleError, match="cannot answer"):
        nudge("Olu")


def test_a_nudge_leaves_the_clocks_own_letters_as_they_are(inside):
    nudge("Tom")

    assert [name for name, kind in tick(AT) if kind == "due"] == ["Tom", "Priya"]


@pytest.mark.parametrize(("days", "kept"), [([3, 1], [1, 3]), (range(5), None)])
def test_the_days_for_letters_are_kept_in_order_and_all_of_them_means_any(inside, days, kept):
    with write_transaction():
        choose_letter_days(find_person("Tom"), days, at=AT)

    assert find_person("Tom").digest_days == kept


@pytest.mark.parametrize("days", [[], [5], [0, 7]])
def test_no_day_and_a_day_of_the_weekend_are_refused(inside, days):
    with pytest.raises(RuleError, match="Choose one day"), write_transaction():
        choose_letter_days(find_person("Tom"), days, at=AT)
