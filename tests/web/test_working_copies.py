"""The register as a workbook that is changed offline and brought back."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

BOOK = "/send/risks.xlsx?sort=reference"


@pytest.fixture
def database():
    """Workbooks are the same on either database."""
    return "sqlite"


def take(browser, address=BOOK):
    """Take the register along, as a workbook that can be changed."""
    with browser.get(address) as answer:
        return load_workbook(BytesIO(answer.data))


def cell(book, heading, row=2, part="Register"):
    """Find a cell by its heading."""
    sheet = book[part]
    (place,) = [each.column for each in sheet[1] if each.value == heading]
    return sheet.cell(row, place)


def test_a_working_copy_lets_owners_type_what_is_theirs_and_nothing_else(at_the_page):
    book = take(at_the_page("tom"))
    register = book["Register"]

    assert book.sheetnames == [
        *("Register", "Actions", "Assessments", "Indicators", "Lists", "About"),
    ]
    open_cells = {
        (cell(book, "Reference", row).value, register.cell(1, place).value)
        for row in (2, 3)
        for place in range(1, register.max_column + 1)
        if not register.cell(row, place).protection.locked
    }
    worded = ("Title", "Category", "Cause", "Event", "Consequence", "Treatment", "Proximity")
    judged = ("Target date", "Likelihood", "Impact", "Reason for a new score")
    assert open_cells == {("R-001", heading) for heading in (*worded, *judged)}
    assert all(sheet.protection.sheet for sheet in book if sheet.title != "About")
    assert register.freeze_panes == "C2"
    origin = cell(book, "Row of the register")
    assert origin.value.startswith("send R-001 ")
    assert register.column_dimensions[origin.column_letter].hidden
    rules = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in register.data_validations.dataValidation
    }
    assert rules[cell(book, "Category").coordinate].startswith("Lists!$A$2:$A$")
    assert rules[cell(book, "Impact").coordinate] == "1"
    tones = [each.formula[0] for area in register.conditional_formatting for each in area.rules]
    assert f'${cell(book, "Band").column_letter}2="Amber"' in tones
