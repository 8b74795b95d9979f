"""Browsers that have opened the same link answer at once: one answer is written."""

import pytest

from risk_register.database import read_moment
from risk_register.services.history import verify_history
from tests.faults.processes import read
from tests.faults.siblings import siblings, start_together
from tests.web.links import mail_link

pytestmark = pytest.mark.faults

BROWSERS = 3


def answer_at_once(app, address):
    with siblings(app, "tests.faults.answerer", [[address]] * BROWSERS) as browsers:
        return sorted(start_together(browsers))


def test_of_several_answers_by_one_link_one_is_written(app, member):
    (before,) = read("SELECT count(*) FROM review WHERE risk_id = 1")

    told = answer_at_once(app, mail_link(app))

    (after,) = read("SELECT count(*) FROM review WHERE risk_id = 1")
    assert told == ["302", "422", "422"]
    assert after[0] == before[0] + 1
    assert len(read("SELECT id FROM link_answer")) == 1
    with read_moment():
        assert verify_history().problems == []
