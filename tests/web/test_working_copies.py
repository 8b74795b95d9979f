"""The register as a workbook that is changed offline and brought back."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import ChangedMeanwhileError
from risk_register.models import Action, Event, Risk
from risk_register.services.events import record_event
from risk_register.services.history import verify_history
from risk_register.services.imports import forget_draft
from risk_register.services.working_copies import get_brought
from risk_register.services.working_copy_runs import import_copy
from tests.conftest import NOW, post
from tests.web.test_imports import fill, words

COPY = "/send/imports/copy"
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
        *("Register", "Actions", "Assessments", "Indicators", "Readings", "Lists", "About"),
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


def bring(browser, book, name="register.xlsx"):
    """Save a workbook and bring it back; the address of its preview, or what is wrong with it."""
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return post(browser, "/send/imports", file=(file, name))


def look(browser, book):
    """Bring a workbook back and show what it would change."""
    answer = bring(browser, book)
    assert answer.status_code == 302, words(answer)
    assert answer.location == COPY
    return words(browser.get(COPY))


def fill_row(book, row, part="Register", **cells):
    for heading, value in cells.items():
        cell(book, heading.replace("_", " "), row, part).value = value


def events_of(reference):
    """List what the record says of a risk since the workbook came back."""
    lines = db.session.scalars(
        db.select(Event.kind)
        .where(Event.subject == f"risk {reference}", Event.sequence > before_import())
        .order_by(Event.sequence)
    )
    return list(lines)


def before_import():
    return db.session.scalar(
        db.select(Event.sequence).where(Event.kind == "register imported").order_by(Event.sequence)
    )


def risk(number):
    db.session.expire_all()
    return db.session.scalars(db.select(Risk).where(Risk.number == number)).one()


def test_an_owner_changes_a_risk_an_action_and_adds_both_offline(at_the_page, inside):
    tom = at_the_page("tom")
    book = take(tom)
    fill_row(book, 2, Title="Far too few caseworkers", Likelihood=5)
    cell(book, "Reason for a new score").value = "A third post is vacant."
    fill_row(
        book,
        4,
        Title="No rooms",
        Category="Capacity",
        Cause="the lease ends",
        Event="there is no room to meet in",
        Consequence="families wait",
    )
    cell(book, "Owner post", 4).value = "Head of Casework"
    fill_row(book, 2, "Actions", Status="On track", Due=date(2018, 8, 15))
    fill_row(book, 3, "Actions", Risk="R-001", Action="Ask two agencies for staff")
    cell(book, "New note", 2, "Actions").value = "One has signed."
    cell(book, "Lead post", 3, "Actions").value = "Head of Casework"
    cell(book, "Due", 3, "Actions").value = date(2018, 9, 1)

    shown = look(tom, book)
    assert "2 to change, 2 to add, 1 as they stand already, 0 changed here meanwhile" in shown
    taken = fill(tom, COPY)
    assert taken.status_code == 302, words(taken)

    changed = risk(1)
    assert (changed.title, changed.current_score) == ("Far too few caseworkers", 15)
    assert events_of("R-001") == [
        *("risk edited", "risk scored", "risk imported", "action updated", "risk imported"),
        *("action added", "risk imported"),
    ]
    proposed = risk(3)
    assert (proposed.status, proposed.owner.title) == ("draft", "Head of Casework")
    hired, asked = db.session.scalars(db.select(Action).order_by(Action.id))
    assert (hired.status, hired.due_on, hired.note) == (
        "on_track",
        date(2018, 8, 15),
        "One has signed.",
    )
    assert (asked.reference, asked.original_due_on) == ("A-1.2", date(2018, 9, 1))
    assert "2 added, 2 changed" in words(tom.get(taken.location))
    with read_moment():
        assert verify_history().problems == []

    assert "0 to change, 0 to add, 5 as they stand already" in look(tom, book)


def test_a_row_that_was_changed_here_meanwhile_shows_both_and_stays_out(at_the_page, inside):
    amira = at_the_page("amira")
    book = take(amira)
    fill_row(book, 2, Title="The file's title")
    fill_row(book, 3, Title="Another title")
    with write_transaction():
        here = risk(1)
        here.title, here.version = "Ours", here.version + 1
        record_event("risk edited", subject="risk R-001", programme=here.programme, by=None, at=NOW)

    shown = look(amira, book)
    assert "R-001 was changed in the register after this copy was taken." in shown
    assert "Ours" in shown
    assert "The file&#39;s title" in shown
    assert fill(amira, COPY).status_code == 422
    assert fill(amira, COPY, leaves_out="true").status_code == 302

    assert (risk(1).title, risk(2).title) == ("Ours", "Another title")


def test_what_the_register_would_not_take_is_refused_row_by_row(at_the_page, inside):
    tom = at_the_page("tom")
    book = take(tom)
    fill_row(book, 2, Likelihood=9, Treatment="Pray", Status="Closed", Cause="x" * 2001)
    cell(book, "Owner post").value = "Head of Commissioning"
    fill_row(book, 3, Title="Not his")
    fill_row(book, 4, Reference="R-009", Title="Chosen number")
    fill_row(book, 5, Title="Half a risk")
    fill_row(book, 6, Title="A reason alone")
    cell(book, "Reason for a new score", 6).value = "It has become worse."
    fill_row(book, 2, "Actions", Due=date(2018, 9, 1))
    fill_row(book, 3, "Actions", Risk="R-002", Action="Do it for the others")

    shown = look(tom, book)
    assert "0 to change, 0 to add, 0 as they stand already, 0 changed here meanwhile" in shown
    for sentence in (
        "Status: It is changed on the risk&#39;s page.",
        "Owner post: Only the programme manager changes it.",
        "Cause: Use 2,000 characters or fewer.",
        "Treatment: “Pray” is not in the list.",
        "Likelihood: Give a whole number from 1 to 5.",
        "Reason for a new score: Use 10 characters or more.",
        "R-002 is not yours to change.",
        "A new row has no reference;",
        "There is a reason, but no new score.",
        "Event: It is empty.",
        "New note: It is empty.",
        "There is nothing to take in.",
    ):
        assert sentence in shown, sentence


def test_a_copy_that_was_taken_in_meanwhile_is_not_taken_in_again(at_the_page, member):
    tom = at_the_page("tom")
    book = take(tom)
    fill_row(book, 2, Title="Far too few caseworkers")
    look(tom, book)
    brought = get_brought(member("tom"))
    with write_transaction():
        forget_draft(member("tom"))

    with pytest.raises(ChangedMeanwhileError), write_transaction():
        import_copy(brought, seen="", leaves_out=False, by=member("tom"), at=NOW)


def test_a_word_that_a_spreadsheet_takes_for_a_truth_stays_that_word(at_the_page, inside):
    tom = at_the_page("tom")
    book = take(tom)
    fill_row(book, 2, Title=True)

    look(tom, book)
    assert fill(tom, COPY).status_code == 302
    assert risk(1).title == "TRUE"


def test_a_day_that_is_typed_or_saved_as_text_is_that_day(at_the_page, inside):
    tom = at_the_page("tom")
    book = take(tom)
    due = cell(book, "Due", 2, "Actions").value
    fill_row(book, 2, "Actions", Due=f"{due:%d/%m/%Y}")
    assert "0 to change" in look(tom, book)

    fill_row(book, 2, Target_date="14/6/2019")
    assert "1 to change" in look(tom, book)
    assert fill(tom, COPY).status_code == 302
    assert risk(1).target_on == date(2019, 6, 14)


def as_text(book, part):
    """Save one sheet as CSV, as a spreadsheet does: with what is shown in its cells."""
    text = StringIO()
    for row in book[part].iter_rows(values_only=True):
        shown = [f"{each:%d %b %Y}" if isinstance(each, date) else each for each in row]
        csv.writer(text).writerow(shown)
    return text.getvalue().encode()


@pytest.mark.parametrize(
    ("part", "heading", "value"),
    [("Register", "Title", "Far too few caseworkers"), ("Actions", "Per cent done", 55)],
)
def test_a_sheet_that_was_saved_as_csv_is_still_the_register(at_the_page, part, heading, value):
    tom = at_the_page("tom")
    book = take(tom)

    def look_at_text():
        file = (BytesIO(as_text(book, part)), "register.csv")
        answer = post(tom, "/send/imports", file=file)
        assert answer.location == COPY, words(answer)
        return words(tom.get(COPY))

    assert "0 to change, 0 to add" in look_at_text()
    cell(book, heading, 2, part).value = value
    assert "1 to change, 0 to add" in look_at_text()
