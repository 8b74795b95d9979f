"""What a pack draws when the scheme has changed since risks were scored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.documents.contents import list_earlier, order_moved, say_movement
from risk_register.documents.heatmaps import arrange_heat_map
from risk_register.domain.packs import find_movement

SCHEME = {
    "likelihood": [{"point": 1}, {"point": 2}],
    "impact": [{"point": 1}, {"point": 2}],
    "grid": [[1, 2], [2, 4]],
    "bands": [{"key": "all", "name": "All", "lowest": 1, "highest": 4, "tone": "low"}],
}


def risk(reference, likelihood, impact, *, earlier=None, kind="same", before=None):
    current = {"likelihood": likelihood, "impact": impact, "earlier_scheme": earlier}
    movement = {"kind": kind, "points": 0, "before": before}
    return {
        "reference": reference,
        "kind": "threat",
        "current": current,
        "target": None,
        "movement": movement,
    }


def standing(risks):
    rows = arrange_heat_map(SCHEME, risks)
    return [each["reference"] for row in rows for cell in row.cells for each in cell.standing]


@given(scored=st.lists(st.tuples(st.integers(1, 2), st.integers(1, 2), st.booleans()), max_size=9))
def test_every_scored_threat_stands_in_a_cell_or_is_named_beside_the_map(scored):
    risks = [
        risk(f"R-{number:03}", likelihood, impact, earlier="Old, version 1" if old else None)
        for number, (likelihood, impact, old) in enumerate(scored)
    ]

    names = [each["reference"] for each in risks]
    assert sorted(standing(risks) + list_earlier(risks)) == names


def test_points_beyond_the_grid_in_force_are_named_and_not_lost():
    old = risk("R-001", 5, 5, earlier="Old, version 1")

    assert standing([old]) == []
    assert list_earlier([old]) == ["R-001"]


def test_a_snapshot_from_before_schemes_could_change_is_drawn_as_ever():
    told = risk("R-001", 2, 1)
    del told["current"]["earlier_scheme"]

    assert standing([told]) == ["R-001"]
    assert list_earlier([told]) == []


def test_a_score_given_anew_under_another_scheme_is_told_without_a_direction():
    moved = risk("R-001", 1, 1, kind="rescaled", before={"likelihood": 5, "impact": 5})

    assert say_movement(moved) == "Another scheme"
    assert order_moved([moved]) == [moved]
    assert [cell.left for row in arrange_heat_map(SCHEME, [moved]) for cell in row.cells] == [
        ()
    ] * 4


@pytest.mark.parametrize(
    ("is_comparable", "told"), [(True, ("down", -13)), (False, ("rescaled", 0))]
)
def test_scores_of_two_scales_are_not_subtracted(is_comparable, told):
    now, before = {"score": 12}, {"current": {"score": 25}}

    assert find_movement(now, before, is_comparable=is_comparable) == told
