"""Likelihood and impact that stand together in one cell are read apart."""

import pytest

from risk_register.domain.import_fields import ImportField
from risk_register.domain.import_finding import Outcome, look_at
from risk_register.domain.import_mappings import ImportMapping, complete
from risk_register.domain.import_pairs import is_turned, names_its_points, read_pair
from risk_register.domain.import_plans import plan_risks
from risk_register.domain.scoring import Basis
from tests.domain.registers_met import lay_out
from tests.domain.test_heat_maps import build_scheme


@pytest.mark.parametrize(
    ("said", "points"),
    [
        ("5 x 5 = 25", (5, 5)),
        ("4×3=12", (4, 3)),
        ("16 (4x4)", (4, 4)),
        ("(2x5) 10", (2, 5)),
        ("4*5", (4, 5)),
        ("L4 I3", (4, 3)),
        ("C4 x L3 = 12", (3, 4)),
        ("L: 3, I: 4", (3, 4)),
        ("16 (4x3)", None),
        ("16", None),
        ("B2", None),
        ("L4 L3", None),
        ("2x4 timber", None),
    ],
)
def test_two_points_are_read_where_a_cell_gives_both(said, points):
    assert read_pair(said) == points


def test_letters_say_which_point_is_which_whatever_the_heading_says():
    assert read_pair("5 x 2", is_turned=True) == (2, 5)
    assert read_pair("L4 I3", is_turned=True) == (4, 3)
    assert [names_its_points(said) for said in ("L4 I3", "4x3")] == [True, False]


@pytest.mark.parametrize(
    ("heading", "turned"),
    [
        ("Gross risk (L x I)", False),
        ("Likelihood & impact", False),
        ("Current score (IxL)", True),
        ("Impact × likelihood", True),
        ("Residual", None),
    ],
)
def test_a_heading_may_say_which_point_stands_first(heading, turned):
    assert is_turned(heading) is turned


TOGETHER = lay_out(
    """
Corporate risk register
Ref|Risk|Owner|Gross risk (L x I)|Controls|Net risk (L x I)|Actions
1|The gap in the budget is not closed|Finance|5 x 4 = 20|Monitoring|4 x 4 = 16|Savings
2|An attack stops all services|ICT|4 x 5 = 20|Firewall|3 x 5 = 15|Exercise
"""
)


def test_a_register_with_both_points_in_a_cell_is_scored_as_it_says():
    found = look_at(TOGETHER)
    scheme = build_scheme((5, 5))
    mapping = ImportMapping("Trust", "Sheet1", (1,), owner_id=1, category="capacity")
    mapping = complete(mapping, found, scheme, posts={"Post": 1})

    planned = plan_risks(found, mapping, scheme)

    assert found.outcome is Outcome.RISKS
    assert {ImportField.INHERENT_PAIR, ImportField.PAIR} <= set(found.header.fields)
    assert [row.judged for row in planned] == [
        {Basis.INHERENT: (5, 4), Basis.CURRENT: (4, 4)},
        {Basis.INHERENT: (4, 5), Basis.CURRENT: (3, 5)},
    ]
