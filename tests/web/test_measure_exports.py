"""Taking the plan and what is measured along: what is in the files, and what the record says."""

import hashlib
import io
import json

import openpyxl
import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.risks import Publication
from risk_register.models import Event, Risk
from risk_register.services.actions import get_action
from risk_register.services.events import record_event
from risk_register.services.history import verify_history
from risk_register.services.milestones import add_milestone
from tests.conftest import NOW
from tests.services import test_plan
from tests.services.measuring import WHY, days_before, measure, record
from tests.services.test_evidence import SHOWS, add
from tests.services.test_plan_lines import DUE, place
from tests.web.test_exports import read

SAID = "Two caseworkers have started."
DANGEROUS = "=cmd|' /C calc'!A0"


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


def lines(app, kind):
    with app.app_context():
        kept = db.session.scalars(db.select(Event).where(Event.kind == kind))
        return [json.loads(line.body)["facts"] for line in kept]


def read_workbook(answer):
    """Read the sheets of a workbook by their titles, each row by its headings."""
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert "f" not in {cell.data_type for cell in cells}  # a formula
    return {
        sheet.title: [
            dict(zip([cell.value for cell in sheet[1]], row, strict=True))
            for row in sheet.iter_rows(min_row=2, values_only=True)
        ]
        for sheet in book
    }


@pytest.fixture
def planned(member):
    """An action against an exempt risk stands in the plan; its words look like a formula."""
    amira = member("amira")
    test_plan.measure(amira)
    place(amira)
    add(amira)
    with write_transaction():
        action = get_action(amira, "A-1.1")
        add_milestone(action, text=DANGEROUS, due_on=DUE, by=amira, at=NOW)
        risk = db.session.scalars(db.select(Risk).where(Risk.number == 1)).one()
        risk.publication, risk.exempt_paragraph = Publication.EXEMPT, 3
        record_event("people added", subject="people", programme=None, by=None, at=NOW)


def test_the_plan_is_taken_along_with_areas_milestones_and_evidence(planned, at_the_page):
    grace = at_the_page("grace")
    address = "/send/plan.xlsx"
    assert address in grace.get("/send/plan").text

    sheets = read_workbook(grace.get(address))

    (action,), (area,), (milestone,) = (sheets[name] for name in ("Plan", "Areas", "Milestones"))
    assert (action["Number"], action["Reference"]) == ("1.1.1", "A-1.1")
    assert SHOWS in action["Evidence"]
    assert action["Publication"] == "Serves an exempt risk: not for publication"
    assert area["Success measures"] == "1.1 Most plans are issued in 20 weeks, target 70 per cent"
    assert (milestone["Number"], milestone["Milestone"]) == ("1.1.1", DANGEROUS)


def test_what_is_measured_is_taken_along_with_what_was_replaced(member, app, at_the_page):
    amira = member("amira")
    measure(amira, at=days_before(90), title=DANGEROUS)
    record(amira, "I-01", "April 2018", "52.5", at=days_before(20))
    record(amira, "I-01", "April 2018", "30", commentary=SAID, reason=WHY)
    answer = at_the_page("tom").get("/send/indicators.csv")

    about, rows = read(answer)

    assert about["Indicators"] == "1"
    assert [row["Indicator"] for row in rows] == [f"'{DANGEROUS}"] * 2
    told = ("Period", "Value", "Should be", "State", "Stands", "Why restated")
    assert [tuple(row[name] for name in told) for row in rows] == [
        ("April 2018", "52.5", "43.89", "On track", "was replaced", ""),
        ("April 2018", "30.0", "43.89", "Off track", "yes", WHY),
    ]
    assert lines(app, "indicators exported") == [
        {"kind": "csv", "indicators": 1, "sha256": hashlib.sha256(answer.data).hexdigest()}
    ]
    with app.app_context(), read_moment():
        assert verify_history().problems == []


@pytest.mark.parametrize("address", ["/send/plan.csv", "/send/indicators.xlsx"])
def test_who_may_not_read_the_register_takes_neither_along(at_the_page, address):
    assert at_the_page("olu").get(address).status_code == 403
