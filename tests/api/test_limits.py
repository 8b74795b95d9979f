"""How often a key may ask."""

from functools import partial

import pytest

from risk_register.api.limits import Limits
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
