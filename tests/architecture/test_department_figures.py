"""The demonstration tells the figures of the Department for Education as they were published."""

import csv
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE = ROOT / "config/demonstration/oxfordshire-send-2018.toml"
#: The department's own rows, where they are at hand.
PUBLISHED = ROOT.parent / "shared/data/indicators/oxfordshire_indicator_history.csv"
#: What the department calls them.
CODES = {
    "I-01": "IncExc20weekRate",
    "I-02": "Total_st",
    "I-03": "InreqEHC",
    "I-04": "SecFixedEx",
    "I-05": "SEN_AppealableDec",
}
DEMONSTRATION = tomllib.loads(FILE.read_text(encoding="utf-8"))
OFFICIAL = {each["reference"] for each in DEMONSTRATION["indicators"] if "attribution" in each}


def told():
    """List what the demonstration tells of the department's figures, by code, area and period."""
    return {
        (CODES[reference], "Oxfordshire" if name == "own" else name, period[-7:].split()[-1]): value
        for batch in DEMONSTRATION["readings"]
        for reference, series in batch["values"].items()
        if reference in CODES
        for name, values in series.items()
        for period, value in values.items()
    }


def test_every_indicator_is_the_departments_or_marked_as_illustrative():
    marked = {
        each["reference"] for each in DEMONSTRATION["indicators"] if "is_illustrative" in each
    }

    assert set(CODES) == OFFICIAL
    assert OFFICIAL | marked == {each["reference"] for each in DEMONSTRATION["indicators"]}
    assert OFFICIAL & marked == set()


def test_the_figures_known_best_are_the_ones_told():
    assert told()["IncExc20weekRate", "Oxfordshire", "2016"] == "32.6"
    assert told()["IncExc20weekRate", "England", "2017"] == "61.3"
    assert told()["Total_st", "Oxfordshire", "2018"] == "174"


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the department's files are not at hand")
def test_every_figure_is_the_departments_own():
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = {
            (row["code"], row["area"], row["period"]): row["value"] for row in csv.DictReader(file)
        }
    figures = told()

    assert {key: Decimal(value) for key, value in figures.items()} == {
        key: Decimal(rows[key]) for key in figures
    }
