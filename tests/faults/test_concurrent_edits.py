"""Four people save the same risk at once, each from a server process of their own."""

import json

import pytest

from risk_register.database import db, read_moment
from risk_register.domain.scoring import Basis
from risk_register.services.assessments import list_assessments
from risk_register.services.history import verify_history
from risk_register.services.risks import get_risk
from tests.faults.siblings import siblings, start_together

pytestmark = pytest.mark.faults

#: Tom owns the risk and Amira manages the programme; both have two windows open.
PEOPLE = ("tom", "amira", "tom", "amira")
EDITS_EACH = 6


@pytest.fixture
def edited(inside, member):
    """What the four were told, in the order of the versions their forms were based on."""
    before = get_risk(member("tom"), "R-001").version
    db.session.rollback()  # what is read afterwards is read anew
    told = edit_at_once(inside)
    saved = sorted(form for each in told for form in each["saved"])
    return {"before": before, "saved": saved, "refused": sum(each["refused"] for each in told)}


def edit_at_once(app):
    calls = [(name, str(EDITS_EACH)) for name in PEOPLE]
    with siblings(app, "tests.faults.editor", calls) as editors:
        return [json.loads(told) for told in start_together(editors)]


def test_whoever_saves_at_once_loses_nothing_that_was_acknowledged(edited, member):
    acknowledged = [reason for _, reason in edited["saved"]]

    risk = get_risk(member("tom"), "R-001")
    newest_first = [row.reason for row in list_assessments(risk) if row.basis is Basis.CURRENT]
    assert len(acknowledged) == len(PEOPLE) * EDITS_EACH
    assert newest_first[len(acknowledged) - 1 :: -1] == acknowledged
    assert risk.version == edited["before"] + len(acknowledged)

    # Each form was based on the version that the one before it had made, so none won in silence.
    versions = [version for version, _ in edited["saved"]]
    assert versions == list(range(edited["before"], risk.version))
    assert edited["refused"] > 0, "nobody met anybody, so nothing was tried"

    with read_moment():
        assert verify_history().problems == []
