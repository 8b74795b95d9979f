"""A demonstration's clock: where it starts, and that a restart does not turn it back."""

from datetime import datetime, timedelta

import pytest

from risk_register import clock
from tests.registers import CLOCK_START, build_app, close_app

START = datetime.fromisoformat(CLOCK_START)
A_MOMENT = timedelta(seconds=60)


@pytest.fixture
def start(templates, tmp_path, database):
    """Start the service on a small register of its own, as often as one likes."""
    url = templates.copy("small", database, tmp_path)
    return lambda **settings: close_app(build_app(url, tmp_path, has_doors=False, **settings))


def test_the_clock_starts_where_it_is_told_to(start):
    start()

    assert START <= clock.now() < START + A_MOMENT


def test_a_restart_lets_it_flow_on(start, monkeypatch):
    start()
    real = clock.machine_now
    monkeypatch.setattr(clock, "machine_now", lambda: real() + timedelta(days=3))
    start()

    assert START + timedelta(days=3) <= clock.now() < START + timedelta(days=3) + A_MOMENT


def test_another_start_sets_it_anew(start):
    start()
    start(CLOCK_START="2018-07-02T09:00:00+01:00")

    assert clock.now() >= datetime.fromisoformat("2018-07-02T09:00:00+01:00")


def test_the_pages_say_that_the_clock_is_a_demonstration_s(app, at_the_page):
    assert "Demonstration clock: it is 5 June 2018, 09:0" in at_the_page("tom").get("/").text
