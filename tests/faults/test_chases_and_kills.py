"""Clocks that chase at once, and clocks that are killed as they do: each letter once, none lost."""

from collections import Counter
from contextlib import ExitStack

import pytest

from risk_register.database import db, read_moment
from risk_register.services.history import verify_history
from tests.conftest import NOW
from tests.faults.processes import kill, read, result_of, started, wait_until
from tests.services.chasing import count_lines, list_notices, tick

pytestmark = pytest.mark.faults

CHASER = ("tests.faults.chaser", NOW.isoformat())
RACERS = 3
#: On 5 June the owners are overdue, and silence is passed on.
WANTED = {("Tom", "due"): 1, ("Priya", "due"): 1, ("Amira", "escalation"): 1}


def letters():
    db.session.expire_all()
    return Counter((row.person.name, row.kind.value) for row in list_notices())


def check_that_all_is_well():
    assert letters() == WANTED
    assert set(count_lines().values()) == {1}
    lines = read("SELECT count(*) FROM reminder")[0][0]
    assert lines >= len(WANTED)
    assert read("SELECT count(*) FROM reminder WHERE notice_id IS NULL")[0][0] == 0
    db.session.rollback()
    with read_moment():
        assert verify_history().problems == []


def test_clocks_that_chase_at_once_write_each_letter_once(inside):
    with ExitStack() as stack:
        racers = [stack.enter_context(started(inside, *CHASER)) for _ in range(RACERS)]
        for racer in racers:
            assert racer.stdout.readline() == "ready\n"
        for racer in racers:
            racer.stdin.write("\n")
            racer.stdin.flush()
        for racer in racers:
            result_of(racer)

    check_that_all_is_well()


@pytest.mark.parametrize("written", [1, 2])
def test_a_killed_clock_leaves_no_letter_without_its_line_and_the_next_one_goes_on(inside, written):
    with started(inside, *CHASER) as chaser:
        assert chaser.stdout.readline() == "ready\n"
        chaser.stdin.write("\n")
        chaser.stdin.flush()
        wait_until(
            lambda: read("SELECT count(*) FROM notice")[0][0] >= written, "the first letters"
        )
        kill(chaser)
    before = letters()

    tick(NOW)

    assert before <= Counter(WANTED)
    check_that_all_is_well()
