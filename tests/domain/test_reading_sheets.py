"""A pasted sheet is read as text, within its limits, and never computed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.errors import RuleError
from risk_register.domain.reading_sheets import MOST_CHARACTERS, MOST_LINES, read_sheet

HEADER = "indicator,period,value,area,provisional,commentary,reason\n"


def test_a_sheet_is_read_by_the_names_of_its_columns():
    (line,) = read_sheet("Value;Period;Reference;Comparator\n61.3;2017;i-01;England\n")

    assert (line.number, line.indicator, line.period, line.value) == (2, "I-01", "2017", "61.3")
    assert line.comparator == "England"


def test_cells_pasted_from_a_spreadsheet_are_read():
    lines = read_sheet("indicator\tperiod\tvalue\nI-01\t2016\t32.6\n\nI-01\t2017\t36.0\n")

    assert [(line.number, line.value) for line in lines] == [(2, "32.6"), (4, "36.0")]
    assert {line.comparator for line in lines} == {None}


def test_a_quoted_cell_may_hold_what_separates_the_others():
    (line,) = read_sheet(HEADER + 'I-01,2017,"1,023",own,yes,"Two, so far.",\n')

    assert (line.value, line.is_provisional, line.commentary) == ("1,023", True, "Two, so far.")
    assert line.comparator is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "indicator and period and value are missing"),
        ("indicator,period\nI-01,2017\n", "value is missing"),
        (HEADER, "There is no value below the header."),
        (HEADER + 'I-01,2017,"36', "A quotation mark is not closed"),
        (
            HEADER + "I-01,2017,36,,,=HYPERLINK(A1),\n",
            "Line 2: the commentary begins like a formula",
        ),
        (HEADER + "I-01,2017,36,@SUM,,,\n", "Line 2: the area begins like a formula"),
        (HEADER + "\n" * (MOST_LINES + 1), "2,000 lines or fewer"),
        ("x" * (MOST_CHARACTERS + 1), "200,000 characters or fewer"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(RuleError, match=sentence.replace("(", r"\(")) as refused:
        read_sheet(text)
    assert refused.value.field == "text"


@given(st.text(max_size=200))
def test_whatever_is_pasted_is_read_or_refused(text):
    refused = None
    try:
        read_sheet(HEADER + text)
    except RuleError as error:
        refused = error
    assert refused is None or refused.field == "text"
