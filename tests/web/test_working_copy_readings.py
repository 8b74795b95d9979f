"""Values of indicators in a workbook that is changed offline and brought back."""

from dataclasses import replace
from datetime import date

import pytest

from risk_register.database import db, read_moment
from risk_register.models import Indicator, Reading
from risk_register.services.history import verify_history
from tests.conftest import NOW
from tests.services.measuring import MEASURED, WHY, days_before, measure, record
from tests.web.test_imports import fill, words
from tests.web.test_working_copies import COPY, cell, fill_row, look, take


@pytest.fixture
def database():
    """Workbooks are the same on either database."""
    return "sqlite"


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
    assert cell(book, "Value", 3, "Readings").number_format == "@"
    value = book["Readings"].column_dimensions[cell(book, "Value", 1, "Readings").column_letter]
    assert value.number_format == "@"
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
        ("I-01", "January 2018", 2, "This value is off track."),
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


@pytest.mark.parametrize(
    ("typed", "number"), [("47%", "47"), ("0.47%", "0.47"), ("'47%", "47"), (1.5, "1.5")]
)
def test_a_value_with_its_sign_is_what_it_says(at_the_page, measured, typed, number):
    tom = at_the_page("tom")
    book = take(tom)
    said = "Two agencies have answered."
    fill_row(book, 3, "Readings", Value=typed, Reason_for_another_value=WHY)
    fill_row(book, 4, "Readings", Indicator="I-01", Period="May 2018", Value=typed)
    for row in (3, 4):
        cell(book, "Comment on the value", row, "Readings").value = said

    assert "1 to change, 1 to add" in look(tom, book)
    assert fill(tom, COPY).status_code == 302
    assert values_of()[-2:] == [("2018-04-01", number, WHY), ("2018-05-01", number, None)]


@pytest.mark.parametrize(
    ("pasted", "asked"),
    [(0.47, "0.47% or 47%"), (1, "1% or 100%"), (-0.0125, "-0.0125% or -1.25%")],
)
def test_a_share_that_was_pasted_into_per_cents_is_asked_about(
    at_the_page, measured, pasted, asked
):
    tom = at_the_page("tom")
    book = take(tom)
    fill_row(book, 3, "Readings", Value=pasted, Reason_for_another_value=WHY)
    fill_row(book, 4, "Readings", Indicator="I-01", Period="May 2018", Value=pasted)

    page = look(tom, book)
    assert "0 to change, 0 to add" in page
    assert "2 refused" in page
    assert page.count(f"Value: Is it {asked}?") == 2


def test_a_number_below_one_is_not_asked_about_where_it_is_no_per_cent(
    at_the_page, measured, member
):
    unit = replace(MEASURED, unit="per 100 pupils")
    measure(member("amira"), unit, title="Another measure", at=days_before(90))
    record(member("tom"), "I-02", "April 2018", "46.5", at=days_before(30))
    tom = at_the_page("tom")
    book = take(tom)
    said = "Two agencies have answered."
    fill_row(book, 5, "Readings", Indicator="I-02", Period="May 2018", Value=0.47)
    cell(book, "Comment on the value", 5, "Readings").value = said

    assert "0 to change, 1 to add" in look(tom, book)


@pytest.mark.parametrize(("typed", "changes"), [("n", 0), ("FALSE", 0), (None, 0), ("y", 1)])
def test_yes_and_no_in_other_letters_are_no_change(at_the_page, measured, typed, changes):
    tom = at_the_page("tom")
    book = take(tom)
    fill_row(book, 3, "Readings", Provisional=typed)

    assert f"{changes} to change, 0 to add" in look(tom, book)
