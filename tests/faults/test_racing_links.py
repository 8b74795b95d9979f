"""Browsers that have opened the same link answer at once: one answer is written."""

from contextlib import ExitStack

import pytest

from risk_register.database import read_moment
from risk_register.services.history import verify_history
from tests.faults.processes import read, result_of, started
from tests.web.links import mail_link

pytestmark = pytest.mark.faults

BROWSERS = 3


def answer_at_once(app, address):
    with ExitStack() as stack:
        browsers = [
            stack.enter_context(started(app, "tests.faults.answerer", address))
            for _ in range(BROWSERS)
        ]
        for browser in browsers:
            assert browser.stdout.readline() == "ready\n", browser.stderr.read()
        for browser in browsers:
            browser.stdin.write("go\n")
            browser.stdin.flush()
        return sorted(result_of(browser) for browser in browsers)


def test_of_several_answers_by_one_link_one_is_written(app, member):
    (before,) = read("SELECT count(*) FROM review WHERE risk_id = 1")

    told = answer_at_once(app, mail_link(app))

    (after,) = read("SELECT count(*) FROM review WHERE risk_id = 1")
    assert told == ["302", "422", "422"]
    assert after[0] == before[0] + 1
    assert len(read("SELECT id FROM link_answer")) == 1
    with read_moment():
        assert verify_history().problems == []
