"""How a pack shows opportunities, relations and affected agencies, and old snapshots as before."""

import copy
import hashlib

import pytest

from risk_register.documents import contents
from risk_register.documents.asks import list_asks
from risk_register.documents.formats import complete
from risk_register.documents.heatmaps import arrange_heat_map
from risk_register.documents.packs import draw_pack
from tests.documents.june_pack import (
    PLAIN,
    build_mixed_snapshot,
    build_order,
    build_snapshot,
    find_line,
)


def test_a_snapshot_that_says_none_of_it_is_drawn_to_the_same_bytes(drawn):
    snapshot = build_snapshot()
    snapshot["risks"] = [risk | copy.deepcopy(PLAIN) for risk in snapshot["risks"]]
    snapshot["counts"]["opportunities"] = 0
    order = build_order(snapshot)

    bytes_now = draw_pack(order.pop("snapshot"), **order)

    assert hashlib.sha256(bytes_now).digest() == hashlib.sha256(drawn.bytes("june")).digest()


def test_an_opportunity_is_marked_and_reads_as_one(drawn):
    text, risk = drawn.text("mixed"), find_line(build_mixed_snapshot(), "R-004")

    assert f"Because of {risk['cause']}, there is a chance that {risk['event']}" in text
    assert "△ Up 4, better" in text
    assert "· Opportunity" in text
    assert "(opportunity)" in text
    assert "Treatment: exploit" in text


def test_an_opportunity_is_not_drawn_on_the_heat_map_and_the_pack_says_so(drawn):
    snapshot = build_mixed_snapshot()
    rows = arrange_heat_map(snapshot["scheme"], snapshot["risks"])
    standing = {risk["reference"] for row in rows for cell in row.cells for risk in cell.standing}

    assert standing == {risk["reference"] for risk in snapshot["risks"]} - {"R-004"}
    assert "1 opportunity is not drawn on the map" in drawn.text("mixed")
    assert "Current scores of the 6 open threats" in drawn.text("mixed")
    assert "1 opportunity is among them: better for a higher score" in drawn.text("mixed")


def test_relations_affected_agencies_and_the_exemptions_date_are_printed(drawn):
    text = drawn.text("mixed")

    assert "Affects OCC ASC, Schools Related is fed by R-006" in text
    assert "To be looked at again on 31 July 2018 by the Programme Manager." in text


@pytest.mark.parametrize(
    ("kind", "points", "said", "shape"),
    [
        ("threat", 4, "Up 4", "▲"),
        ("threat", -4, "Down 4", "▼"),
        ("opportunity", 4, "Up 4, better", "△"),
        ("opportunity", -4, "Down 4, worse", "▽"),
        ("opportunity", 0, "Same", "●"),
    ],
)
def test_a_movement_says_what_it_means(kind, points, said, shape):
    way = "same" if points == 0 else "up" if points > 0 else "down"
    risk = {"kind": kind, "movement": {"kind": way, "points": points}}

    assert (contents.say_movement(risk), contents.shape_of(risk)) == (said, shape)


def test_what_became_worse_stands_first_of_either_kind():
    def line(name, kind, way, points):
        return {"reference": name, "kind": kind, "movement": {"kind": way, "points": points}}

    moved = contents.order_moved(
        [
            line("rose, good", "opportunity", "up", 9),
            line("fell, good", "threat", "down", -2),
            line("new", "threat", "new", 0),
            line("rose, bad", "threat", "up", 1),
            line("fell, bad", "opportunity", "down", -3),
        ]
    )

    names = [risk["reference"] for risk in moved]
    assert names == ["fell, bad", "rose, bad", "new", "rose, good", "fell, good"]


def test_the_board_asks_why_a_done_action_has_not_raised_an_opportunity():
    snapshot = build_mixed_snapshot()
    risk = find_line(snapshot, "R-004")
    risk["actions"] = [
        risk["actions"][0]
        | {"status": "done", "expected": {"likelihood": 5, "impact": 5, "score": 25}}
    ]

    assert "ask why actions that are done have not raised R-004" in list_asks(complete(snapshot))
    assert contents.say_effect(risk["actions"][0], risk | {"kind": "threat"}) is None
