"""Several clocks race over one due pack, and one of them dies or sleeps while it draws."""

import json
import signal
from contextlib import contextmanager

import pytest

from risk_register.database import read_moment, write_transaction
from risk_register.services.history import verify_history
from tests.faults.processes import (
    CLOCK,
    children_of,
    is_alive,
    kill,
    race,
    read,
    result_of,
    started,
    wait_until,
    write,
)
from tests.services.test_assessments import judge

pytestmark = pytest.mark.faults


def tick(app, clocks=1):
    rounds = [json.loads(printed) for printed in race(app, clocks, *CLOCK)]
    for each in rounds:
        each.pop("jobs")  # what each job said; here only the counts are of interest
    return rounds


@contextmanager
def drawing_clock(app):
    """A clock that is caught while its press draws: ``(clock, press)``."""
    with started(app, *CLOCK) as clock:
        yield clock, wait_until(lambda: find_presses(clock), "the press")[0]


def find_presses(clock):
    assert clock.poll() is None, clock.stderr.read()
    return children_of(clock.pid)


def end_lease():
    write("UPDATE pack SET lease_until = 1")


def packs():
    return read("SELECT version, state FROM pack WHERE edition = 'full'")


def count_made_events():
    return read("SELECT count(*) FROM event WHERE kind = 'pack made'")[0][0]


def problems():
    with read_moment():
        return verify_history().problems


def assert_one_pack_was_made():
    assert packs() == [(1, "made")]
    assert count_made_events() == 1
    assert problems() == []


def test_three_clocks_make_one_pack(inside):
    rounds = tick(inside, clocks=3)

    assert sum(each["packs_made"] for each in rounds) == 1
    assert sum(each["packs_failed"] + each["troubles"] for each in rounds) == 0
    assert_one_pack_was_made()


@pytest.mark.parametrize("database", ["sqlite"])
def test_the_second_of_two_rounds_does_nothing(inside):
    (first,), (second,) = tick(inside), tick(inside)

    assert first["packs_made"] == 1
    assert set(second.values()) == {0}
    assert_one_pack_was_made()


def test_while_the_lease_of_a_killed_clock_lasts_nobody_publishes(inside):
    with drawing_clock(inside) as (clock, press):
        kill(clock)
    (other,) = tick(inside)
    wait_until(lambda: not is_alive(press), "the orphaned press to end")

    assert set(other.values()) == {0}
    assert packs() == [(1, "drawing")]
    assert count_made_events() == 0


def test_a_killed_clocks_pack_is_made_once_and_from_the_first_snapshot(inside, member):
    with drawing_clock(inside) as (clock, _):
        kill(clock)
    frozen = read("SELECT id, fingerprint FROM snapshot")
    tom = member("tom")
    with write_transaction():
        judge(tom)
    end_lease()
    rounds = tick(inside, clocks=2)

    assert sum(each["packs_made"] for each in rounds) == 1
    assert len(frozen) == 1
    assert read("SELECT id, fingerprint FROM snapshot") == frozen
    assert read("SELECT DISTINCT snapshot_id FROM pack") == [(frozen[0].id,)]
    assert_one_pack_was_made()


def test_a_clock_that_slept_past_its_lease_publishes_nothing(inside):
    with drawing_clock(inside) as (sleeper, _):
        sleeper.send_signal(signal.SIGSTOP)
        end_lease()
        (other,) = tick(inside)
        made = read("SELECT sha256, attempts FROM pack ORDER BY id")
        sleeper.send_signal(signal.SIGCONT)
        late = json.loads(result_of(sleeper))

    assert (other["packs_made"], late["packs_made"]) == (1, 0)
    assert read("SELECT sha256, attempts FROM pack ORDER BY id") == made
    assert_one_pack_was_made()
