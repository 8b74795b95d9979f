"""Registers that others use, where they are kept beside the repository; skipped where not.

They may not be passed on, so none of their words stands here: ``expected.yaml`` beside them
says what a right import of each gives.
"""

import pytest
import yaml

from risk_register.domain.import_fields import ImportField
from risk_register.domain.import_finding import Outcome, choose, look_at
from risk_register.domain.sheet_cells import text_of
from risk_register.sheets.sources import read_source
from tests.registers import ROOT

FOLDER = ROOT.parent / "shared" / "data" / "registers"
EXPECTED = FOLDER / "expected.yaml"
GIVEN = yaml.safe_load(EXPECTED.read_text("utf-8"))["files"] if EXPECTED.exists() else []
OUTCOMES = {
    "import": Outcome.RISKS,
    "import_actions": Outcome.ACTIONS,
    "empty": Outcome.EMPTY,
}
#: What the key calls a column, and what we may call it.
NAMES = {
    "date_raised": {"raised_on"},
    "effect": {"consequence"},
    "due": {"due_on"},
    "action": {"action", "mitigation"},
    "response": {"response", "mitigation"},
    "likelihood_inherent": {"inherent_likelihood"},
    "impact_inherent": {"inherent_impact"},
    "score_inherent": {"inherent_score"},
    "rag_inherent": {"inherent_rating"},
    "target_rag": {"target_rating"},
    "rag": {"rating"},
    "score_residual": {"target_score"},
}
#: Columns that are kept as they are.
KEPT = {
    "stage", "project", "business_unit", "accountable", "escalate", "rank", "trigger",
    "contingency", "mitigation_effect", "rag_residual", "likelihood_inherent_score",
    "impact_inherent_score", "likelihood_score", "impact_score",
}  # fmt: skip

pytestmark = pytest.mark.skipif(not GIVEN, reason="The registers are not here.")


@pytest.fixture(scope="module")
def found():
    """Look at each file once."""
    looked = {}

    def look(name):
        if name not in looked:
            sheets = read_source(name, (FOLDER / name).read_bytes())
            looked[name] = choose([look_at(sheet) for sheet in sheets])
        return looked[name]

    return look


def places_of(register):
    """Give the place of each column; the key of one file counts one too few behind a gap."""
    header = register["header"]
    slipped = len(register["header_rows"]) == 3
    for name, place in register["columns_0based"].items():
        first = int(str(place).partition("-")[0])
        if slipped and first > header.index(None):
            first += 1
        yield name, first


@pytest.mark.parametrize("register", GIVEN, ids=lambda each: each["file"])
def test_sheet_heading_and_rows_are_found_unaided(register, found):
    it = found(register["file"])

    rows = it.rows if it.outcome is Outcome.ACTIONS else it.risks
    assert it.outcome is OUTCOMES[register["outcome"]]
    assert register["sheet"] in (None, it.sheet.name)
    assert [row + 1 for row in it.header.rows] == register["header_rows"]
    assert it.header.first_below + 1 <= register["first_data_row"]
    assert len(rows) == register.get("n_risks", register.get("n_actions"))
    if rows:
        assert (rows[0].number, rows[-1].number) == (
            register["first_data_row"],
            register["last_data_row"],
        )


@pytest.mark.parametrize("register", GIVEN, ids=lambda each: each["file"])
def test_each_column_is_known(register, found):
    fields = {
        column.place: field.value for field, column in found(register["file"]).header.fields.items()
    }

    wrong = {
        name: fields.get(place)
        for name, place in places_of(register)
        if name not in KEPT and fields.get(place) not in NAMES.get(name, {name})
    }

    assert wrong == {}


@pytest.mark.parametrize("register", GIVEN, ids=lambda each: each["file"])
def test_the_values_of_three_rows_are_read(register, found):
    rows = {row.number: row for row in found(register["file"]).rows}

    for spot in register["spot_checks"]:
        row = rows[spot["row"]]
        for name in ("id", "title", "description", "category", "cause", "owner", "status"):
            if name in spot:
                expected = text_of(spot[name]) if not isinstance(spot[name], str) else spot[name]
                said = row.said(ImportField(name))
                assert said.startswith(expected.removesuffix("…").strip()), (row.number, name)
