"""Points, words and dates of other people's registers."""

from datetime import date

import pytest

from risk_register.domain.import_dates import holds_texts, read_date
from risk_register.domain.import_levels import read_scale
from risk_register.domain.sheet_cells import column_letters, number_of, text_of


def suggested(cells, *, points=5, heading="Likelihood"):
    return {each.said: each.point for each in read_scale(cells, points, heading=heading)}


@pytest.mark.parametrize(
    ("cells", "points"),
    [
        ([1.0, 5.0, 3.0, 3.0], {"1": 1, "3": 3, "5": 5}),
        (["Low", "HIgh", "Meduim"], {"Low": 2, "Meduim": 3, "HIgh": 4}),
        (["Rare", "Almost certain", "Likely"], {"Rare": 1, "Likely": 4, "Almost certain": 5}),
        (["4 - Severe", "2 - Marginal"], {"2 - Marginal": 2, "4 - Severe": 4}),
        (["Possible (3)"], {"Possible (3)": 3}),
        (["Possible / occasional"], {"Possible / occasional": 3}),
        (["Medium at first, then more"], {"Medium at first, then more": 3}),
        (["30%", "100%"], {"30%": None, "100%": None}),
        ([0.1, 0.3], {"0.1": None, "0.3": None}),
        (["Orta"], {"Orta": None}),
        ([50000.0], {"50000": None}),
        ([3.0, 10.0], {"3": 2, "10": 5}),
        (["1 - Very high", "4 - Low"], {"1 - Very high": 5, "4 - Low": 2}),
        (["A", "C", "E"], {"A": None, "C": None, "E": None}),
        (["L", "M", "E"], {"L": 2, "M": 3, "E": 5}),
        (["High: the site closes for weeks"], {"High: the site closes for weeks": 4}),
    ],
)
def test_a_value_is_put_on_the_scale_or_left_to_a_person(cells, points):
    assert suggested(cells) == points


def test_a_heading_may_say_how_long_its_scale_is():
    stretched = {"1": 1, "2": 3, "3": 5}

    for heading in (
        "Impact (1-3)",
        "Impact_1_3",
        "Impact 1to3",
        "Impact (1 à 3)",
        "(1 low - 3 high)",
    ):
        assert suggested([1.0, 2.0, 3.0], heading=heading) == stretched


def test_a_scale_whose_end_nobody_reaches_is_doubted():
    short = read_scale([1.0, 2.0, 3.0, 3.0], 5)
    full = read_scale([1.0, 2.0, 3.0, 5.0], 5)

    assert {each.doubt for each in short} == {"Nothing is above 3: is it a scale from 1 to 3?"}
    assert {each.doubt for each in full} == {""}


@pytest.mark.parametrize(
    ("cell", "on"),
    [
        (date(2023, 2, 1), date(2023, 2, 1)),
        ("31/01/2023", date(2023, 1, 31)),
        ("05.12.19", date(2019, 12, 5)),
        ("2023-01-31", date(2023, 1, 31)),
        ("3rd March 2024", date(2024, 3, 3)),
        ("March 3, 2024", date(2024, 3, 3)),
        ("5/29/2021", None),
        ("soon", None),
    ],
)
def test_dates_are_read_day_first(cell, on):
    read = read_date(cell)

    assert read.on == on
    assert bool(read.doubt) is (on is None)


def test_a_date_that_may_be_swapped_is_doubted_beside_texts():
    cells = [date(2023, 1, 2), "31/01/2023"]

    assert holds_texts(cells)
    assert "swapped" in read_date(cells[0], beside_texts=True).doubt
    assert read_date(date(2023, 1, 31), beside_texts=True).doubt == ""


def test_cells_are_said_as_people_see_them():
    assert [text_of(cell) for cell in (3.0, 0.1, True, None, " a\xa0b ")] == [
        "3", "0.1", "yes", "", "a b",
    ]  # fmt: skip
    assert [number_of(cell) for cell in ("1,2", "50%", "R1", True)] == [1.2, 50.0, None, None]
    assert [column_letters(place) for place in (0, 25, 26, 701, 702)] == [
        "A", "Z", "AA", "ZZ", "AAA",
    ]  # fmt: skip
