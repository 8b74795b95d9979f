"""The heat map: every scored risk once, in the cell of its current score."""

from risk_register.documents.heatmaps import arrange_heat_map
from risk_register.documents.maps import draw_heat_map
from tests.documents.june_pack import build_large_snapshot, build_snapshot


def arrange(snapshot):
    return arrange_heat_map(snapshot["scheme"], snapshot["risks"])


def test_every_risk_stands_once_and_in_its_own_cell():
    snapshot = build_large_snapshot()

    placed = {
        risk["reference"]: (row.likelihood["point"], impact)
        for row in arrange(snapshot)
        for impact, cell in enumerate(row.cells, start=1)
        for risk in cell.standing
    }

    assert placed == {
        risk["reference"]: (risk["current"]["likelihood"], risk["current"]["impact"])
        for risk in snapshot["risks"]
    }


def test_the_likeliest_row_is_on_top_and_holds_the_grids_scores():
    rows = arrange(build_snapshot())

    assert [row.likelihood["point"] for row in rows] == [5, 4, 3, 2, 1]
    assert [cell.score for cell in rows[0].cells] == [5, 10, 15, 20, 25]
    assert [cell.band["name"] for cell in rows[-1].cells] == ["Green"] * 5


def test_a_risk_that_moved_leaves_a_mark_where_it_was():
    left = [
        (row.likelihood["point"], impact, risk["reference"])
        for row in arrange(build_snapshot())
        for impact, cell in enumerate(row.cells, start=1)
        for risk in cell.left
    ]

    assert left == [(4, 4, "R-006"), (3, 3, "R-005")]


def test_an_unscored_risk_is_not_on_the_map():
    snapshot = build_snapshot()
    snapshot["risks"][0]["current"] = None

    standing = sum(len(cell.standing) for row in arrange(snapshot) for cell in row.cells)

    assert standing == 6


def test_the_small_map_counts_what_stands_in_each_cell():
    drawing = draw_heat_map(arrange(build_snapshot()))

    assert "2 at likelihood 4 and impact 4, 16 Red" in drawing
    assert "No risk is scored" not in drawing
