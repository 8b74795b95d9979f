"""The register as a workbook that is changed offline and brought back."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import ChangedMeanwhileError
from risk_register.models import Action, Event, Indicator, Reading, Risk
from risk_register.services.events import record_event
from risk_register.services.history import verify_history
from risk_register.services.imports import forget_draft
from risk_register.services.working_copies import get_brought
from risk_register.services.working_copy_runs import import_copy
from tests.conftest import NOW, post
from tests.services.measuring import WHY, days_before, measure, record
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


@pytest.fixture
def measured(inside, member):
    """Something of Tom's is measured, with its values of March and April."""
    measure(member("amira"), at=days_before(90))
    record(member("tom"), "I-01", "March 2018", "44.0", at=days_before(60))
    record(member("tom"), "I-01", "April 2018", "46.5", at=days_before(30))


def values_of(reference="I-01"):
    """List the values that are on record, the first recorded first."""
    db.session.expire_all()
    rows = db.session.scalars(
        db.select(Reading)
        .join(Reading.indicator)
        .where(Indicator.number == int(reference[2:]))
        .order_by(Reading.id)
    )
    return [(str(row.period_start), str(row.value), row.reason) for row in rows]


def test_an_owner_adds_a_value_and_restates_another_offline(at_the_page, measured):
    tom = at_the_page("tom")
    book = take(tom)
    assert cell(book, "Value", 3, "Readings").value == 46.5
    assert not cell(book, "Value", 3, "Readings").protection.locked
    assert cell(book, "Period", 3, "Readings").protection.locked
    why = "The agency corrected its own return."
    fill_row(book, 3, "Readings", Value=47.25, Reason_for_another_value=why)
    fill_row(book, 4, "Readings", Indicator="I-01", Period=date(2018, 5, 1), Value="51.5")

    page = look(tom, book)
    assert "1 to change, 1 to add" in page
    answer = fill(tom, COPY)
    assert answer.status_code == 302, words(answer)
    assert values_of() == [
        ("2018-03-01", "44.0", None),
        ("2018-04-01", "46.5", None),
        ("2018-04-01", "47.25", why),
        ("2018-05-01", "51.5", None),
    ]
    assert tom.get(answer.location).status_code == 200
    with read_moment():
        assert verify_history().problems == []
    assert "0 to change, 0 to add" in look(tom, book)


def test_a_value_that_was_recorded_meanwhile_shows_both_and_stays_out(
    at_the_page, measured, member
):
    tom = at_the_page("tom")
    book = take(tom)
    why = "The agency corrected its own return."
    fill_row(book, 3, "Readings", Value=48, Reason_for_another_value=why)
    fill_row(book, 4, "Readings", Indicator="I-01", Period="May 2018", Value=51.5)
    record(member("tom"), "I-01", "April 2018", "47", reason=why, at=NOW)
    record(member("tom"), "I-01", "May 2018", "50", at=NOW)

    page = look(tom, book)
    assert "0 to change, 0 to add" in page
    assert "2 changed here meanwhile" in page
    assert "This value was recorded anew after this copy was taken." in page
    assert "This period has a value already." in page


def test_values_that_the_register_would_not_take_are_refused_row_by_row(
    at_the_page, measured, member
):
    measure(
        member("amira"), title="Another measure", owner="Head of Commissioning", at=days_before(90)
    )
    tom = at_the_page("tom")
    book = take(tom)
    fill_row(book, 2, "Readings", Value=45)
    fill_row(book, 3, "Readings", Period="May 2018")
    wrong = [
        ("I-01", "June 2018", 51, "has not ended yet"),
        ("I-01", "soon", 51, "Enter a period like"),
        ("I-01", "February 2018", "many", "Enter a number"),
        ("I-01", "January 2018", 1, "This value is off track."),
        ("I-02", "May 2018", 51, "I-02 is not yours to measure."),
        ("I-09", "May 2018", 51, "There is no indicator I-09 that is measured now."),
    ]
    for row, (indicator, period, value, _) in enumerate(wrong, start=4):
        fill_row(book, row, "Readings", Indicator=indicator, Period=period, Value=value)

    page = look(tom, book)
    assert "0 to change, 0 to add" in page
    assert "8 refused" in page
    assert "Say why, in 10 characters or more." in page
    assert "goes into an empty row." in page
    for *_, sentence in wrong:
        assert sentence in page
    assert len(values_of()) == 2


def test_a_changed_comment_leaves_the_number_as_it_was_recorded(at_the_page, measured, member):
    record(member("tom"), "I-01", "May 2018", "50.10", at=days_before(1))
    tom = at_the_page("tom")
    book = take(tom)
    fill_row(book, 4, "Readings", Comment_on_the_value="Two agencies have answered.")

    assert "1 to change, 0 to add" in look(tom, book)
    assert fill(tom, COPY).status_code == 302
    assert values_of()[-2:] == [("2018-05-01", "50.10", None), ("2018-05-01", "50.10", None)]


@pytest.mark.parametrize(
    ("recorded", "typed"),
    [
        ("123456789.12", 123456789.14),
        ("12345678901.1234", 12345678901.1235),
        ("123456789012.1234", "123456789012.1235"),
    ],
)
def test_a_number_is_another_one_to_its_last_digit(at_the_page, measured, member, recorded, typed):
    record(member("tom"), "I-01", "May 2018", recorded, at=days_before(1))
    tom = at_the_page("tom")
    book = take(tom)
    fill_row(book, 4, "Readings", Value=typed, Reason_for_another_value=WHY)

    assert "1 to change, 0 to add" in look(tom, book)
    assert fill(tom, COPY).status_code == 302
    assert values_of()[-2:] == [("2018-05-01", recorded, None), ("2018-05-01", str(typed), WHY)]
    assert "0 to change, 0 to add, 6 as they stand already" in look(tom, take(tom))


@pytest.mark.parametrize("number", ["123456789.1", "123456789012.123"])
def test_a_stale_copy_does_not_take_a_number_back(at_the_page, measured, member, number):
    record(member("tom"), "I-01", "May 2018", f"{number}2", at=days_before(1))
    tom = at_the_page("tom")
    book = take(tom)
    said = "Two agencies have answered."
    fill_row(book, 4, "Readings", Comment_on_the_value=said, Reason_for_another_value=WHY)
    record(member("tom"), "I-01", "May 2018", f"{number}4", reason=WHY, at=NOW)

    assert "0 to change, 0 to add" in (page := look(tom, book))
    assert "This value was recorded anew after this copy was taken." in page


@pytest.mark.parametrize(("typed", "sentence"), [(True, "Value: Enter a number"), ("46.50", "")])
def test_what_is_no_number_or_no_other_one_is_not_recorded(at_the_page, measured, typed, sentence):
    tom = at_the_page("tom")
    book = take(tom)
    fill_row(book, 3, "Readings", Value=typed, Reason_for_another_value=WHY * bool(sentence))

    page = look(tom, book)
    assert "0 to change, 0 to add" in page
    assert sentence in page
    assert ("1 refused" in page) == bool(sentence)
