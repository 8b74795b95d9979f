"""How often a key may ask."""

import multiprocessing
from functools import partial

import pytest

from risk_register.api.limits import Counts, Limits
from risk_register.domain.errors import TooManyTriesError


def _repeat(times, act):
    for _ in range(times):
        act()


def test_a_key_that_has_used_up_its_minute_waits_and_holds_up_nobody_else():
    limits = Limits(reads=2, writes=1)
    count_thrice = partial(_repeat, 3, lambda: limits.count(1, writes=False))
    for _ in range(2):
        limits.count(1, writes=False)

    # A minute may end between two of them.
    with pytest.raises(TooManyTriesError):
        count_thrice()
    limits.count(2, writes=False)
    limits.count(1, writes=True)


def test_no_limit_is_no_limit():
    limits = Limits(reads=0, writes=0)
    for _ in range(1000):
        limits.count(1, writes=True)


def _add(counts, times):
    _repeat(times, lambda: counts.add(7, minute=1, writes=True))


def test_processes_that_count_at_once_count_together():
    counts, fork = Counts(), multiprocessing.get_context("fork")
    counts.add(6, minute=1, writes=True)
    workers = [fork.Process(target=_add, args=(counts, 500)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert counts.add(7, minute=1, writes=True) == 2001
    assert counts.add(7, minute=1, writes=False) == 1
    assert counts.add(7, minute=2, writes=True) == 1
    assert counts.add(6, minute=1, writes=True) == 2


def test_a_process_that_is_killed_while_it_counts_holds_up_nobody():
    counts, fork = Counts(), multiprocessing.get_context("fork")
    for _ in range(20):
        worker = fork.Process(target=_add, args=(counts, 10**9))
        worker.start()
        before = counts.add(7, minute=1, writes=True)
        while counts.add(7, minute=1, writes=True) < before + 100:
            pass
        worker.kill()
        worker.join()

    before = counts.add(7, minute=1, writes=True)
    assert counts.add(7, minute=1, writes=True) == before + 1
