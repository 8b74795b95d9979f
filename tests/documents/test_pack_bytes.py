"""The same snapshot gives the same bytes, wherever and whenever it is drawn."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from risk_register.documents.packs import draw_pack
from tests.documents.june_pack import build_order

DRAW = """
import hashlib, json, sys
from risk_register.documents.packs import draw_pack
order = json.load(sys.stdin)
print(hashlib.sha256(draw_pack(order.pop("snapshot"), **order)).hexdigest())
"""


@pytest.mark.parametrize(
    "place",
    [
        {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Anchorage", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
    ],
)
def test_another_process_zone_locale_and_seed_give_the_same_bytes(drawn, place):
    told = subprocess.run(
        [sys.executable, "-c", DRAW],
        input=json.dumps(build_order()).encode(),
        env=os.environ | place,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
    )

    assert told.stdout.decode().strip() == hashlib.sha256(drawn.bytes("june")).hexdigest()


def test_the_press_gives_the_same_bytes_without_the_machines_fonts(drawn):
    order = build_order()

    assert draw_pack(order.pop("snapshot"), **order) == drawn.bytes("june")


def test_another_version_gives_other_bytes(drawn):
    order = build_order(version=2)

    assert draw_pack(order.pop("snapshot"), **order) != drawn.bytes("june")


def test_the_files_dates_are_the_snapshots(drawn):
    assert b"2018-06-05" in drawn.bytes("june")
    assert b"2026-" not in drawn.bytes("june")


def test_drawing_leaves_the_snapshot_as_it_was():
    order = build_order()
    before = json.dumps(order["snapshot"])
    snapshot = order.pop("snapshot")

    draw_pack(snapshot, **order)

    assert json.dumps(snapshot) == before
