"""Nobody asks the database past the rule that keeps restricted risks out of sight."""

import re

import pytest

from risk_register.services.sights import _list_referring, _rules
from tests.registers import ROOT

SERVICES = sorted((ROOT / "risk_register/services").glob("*.py"))
#: They read values of indicators, and copy the whole database.
PAST_THE_SESSION = {"measures.py", "backups.py"}


def test_services_ask_through_the_session():
    past = {path.name for path in SERVICES if "connection()" in path.read_text(encoding="utf-8")}

    assert past == PAST_THE_SESSION


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_services_select_mapped_tables(path):
    """A plain table, which the rule does not know, is only named for its columns' names."""
    said = path.read_text(encoding="utf-8")

    assert not re.search(r"__table__(\.alias|\.c\b)|select\(\w+\.__table__\)", said)


def test_every_column_that_names_a_risk_or_an_action_has_a_rule():
    columns = {name for _, name, _ in _list_referring()}

    assert columns == set(_rules([]))
