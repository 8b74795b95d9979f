"""The pack for visits that monitor the plan: area by area, and as well proved as the board's."""

import pytest

from risk_register.documents.formats import complete
from risk_register.documents.monitored import list_monitored
from risk_register.documents.packs import draw_pack
from risk_register.documents.press import print_pack
from risk_register.documents.summaries import draw_summary
from risk_register.domain.leaks import list_withheld_texts
from tests.documents.conftest import ORDERS
from tests.documents.full_pack import build_full_snapshot
from tests.documents.june_pack import build_empty_snapshot, build_large_snapshot, build_order
from tests.documents.measured_plans import FILE, SHOWS, monitor
from tests.documents.printed_numbers import check_monitored
from tests.domain.test_editions import publish


@pytest.mark.parametrize(
    "told",
    [
        "Monitoring pack",
        "Led by the SEN Casework Manager, OCC CEF. 33 per cent.",
        f"Evidence: {SHOWS} ({FILE}, 14 May 2018)",
        "I-01 New plans issued within 20 weeks provisional Baseline",
        "April 2018 38.5 provisional 43.89",
        "R-006 Fixed-term exclusions come down too slowly",
        "10 May 2018, SEND Programme Board: Challenged: the board asked for figures by school.",
        "R-003 Schools keep away from the reforms: told with W1.",
        "What bears on no area",
    ],
)
def test_it_tells_each_area_with_its_actions_indicators_risks_and_decisions(drawn, told):
    assert told in drawn.text("monitoring")


def test_the_board_is_asked_nothing_in_it(drawn):
    assert "The board is asked" not in drawn.text("monitoring")
    assert b"asked" not in draw_summary(ORDERS["monitoring"]())


@pytest.mark.parametrize(
    "content",
    [
        monitor(build_full_snapshot()),
        publish(monitor(build_full_snapshot())),
        complete(build_empty_snapshot() | {"kind": "monitoring"}),
    ],
    ids=["full", "public", "empty"],
)
def test_every_number_in_it_is_the_snapshots(content):
    check_monitored(content)


def test_every_risk_and_indicator_is_told_once():
    monitored = list_monitored(monitor(build_full_snapshot()))
    risks = [p.line["reference"] for each in monitored for p in each.risks if not p.told_in]
    places = [p.place for each in monitored for p in each.indicators if not p.told_in]

    assert sorted(risks) == [f"R-{number:03}" for number in range(1, 8)]
    assert sorted(places) == [1, 2]


def test_the_press_proves_it_whole_in_one_part_and_in_many():
    large = complete(build_large_snapshot(40) | {"kind": "monitoring"})
    for area in large["improvement_areas"]:
        area["risks"] = [
            risk["reference"] for risk in large["risks"] if area["key"] in risk["areas"]
        ]

    counts = print_pack(build_order(large)).manifest["counts"]

    counted = {line["what"]: (line["snapshot"], line["pdf"], line["html"]) for line in counts}
    assert counted["risks with a page"] == (40, 40, 40)
    assert counted["areas to improve"] == (5, 5, 5)


def test_its_public_edition_names_no_file_and_nothing_that_is_withheld(drawn):
    full = monitor(build_full_snapshot())
    public = publish(full)
    text = drawn.text("monitoring-public")

    assert SHOWS in text
    assert FILE not in text
    assert any(each.text == "requestlogxlsx" for each in list_withheld_texts(full, public))


def test_the_same_figures_give_the_same_bytes(drawn):
    order = ORDERS["monitoring"]()

    assert draw_pack(order.pop("snapshot"), **order) == drawn.bytes("monitoring")
