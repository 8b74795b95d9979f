"""A pack's register as a workbook and as CSV: complete, harmless, and the same every time."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from risk_register.documents.formats import complete
from risk_register.sheets.pack_rows import RISK_COLUMNS
from risk_register.sheets.packs import draw_register_table, draw_register_workbook
from tests.documents.full_pack import build_full_snapshot
from tests.documents.june_pack import build_large_snapshot, build_snapshot, find_line
from tests.domain.test_editions import MADE_FROM, build, closed_line, exempt, publish
from tests.sheets.test_registers import read_csv, read_xlsx

SHEETS = ("About", "Risks", "Movement", "Actions", "Closed", "Plan", "Indicators", "Values")
DRAW = """
import hashlib, json, sys
from risk_register.sheets.packs import draw_register_workbook, draw_register_table
snapshot = json.load(sys.stdin)
for draw in (draw_register_workbook, draw_register_table):
    print(hashlib.sha256(draw(snapshot, fingerprint="ab" * 32)).hexdigest())
"""


def sheet_of(snapshot, title):
    return read_xlsx(
        draw_register_workbook(snapshot, fingerprint=MADE_FROM), SHEETS.index(title) + 1
    )


def table_of(snapshot):
    """Read the CSV file: what it says of itself, and its rows by heading."""
    rows = read_csv(draw_register_table(snapshot, fingerprint=MADE_FROM, version=2))
    empty = rows.index([""] * len(RISK_COLUMNS))
    about = {row[0]: row[1] for row in rows[:empty]}
    return about, [dict(zip(rows[empty + 1], row, strict=True)) for row in rows[empty + 2 :]]


def test_the_workbook_has_a_sheet_for_what_it_is_and_one_for_each_kind_of_line():
    written = draw_register_workbook(build(), fingerprint=MADE_FROM)
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        book = parts.read("xl/workbook.xml").decode()
        risks = parts.read("xl/worksheets/sheet2.xml").decode()

    assert [book.index(f'name="{title}"') for title in SHEETS] == sorted(
        book.index(f'name="{title}"') for title in SHEETS
    )
    assert 'state="frozen"' in risks
    assert "<autoFilter" in risks


def test_both_files_list_every_risk_in_the_packs_order():
    snapshot = build()
    references = [risk["reference"] for risk in snapshot["risks"]]
    about, rows = table_of(snapshot)

    assert [row["Reference"] for row in rows] == references
    assert [row[0] for row in sheet_of(snapshot, "Risks")[1:]] == references
    assert (rows[0]["Score"], rows[0]["Band"], rows[0]["Movement"]) == ("20", "Red", "Up 4")
    assert about["Fingerprint of the figures"] == MADE_FROM
    assert about["Figures frozen"] == "5 June 2018, 09:00 (London time)"
    assert about["Edition and version"] == "full edition, version 2"


def test_only_what_has_moved_is_told_as_movement():
    rows = sheet_of(build(), "Movement")

    assert [row[:4] for row in rows[1:]] == [
        ["R-006", "Fixed-term exclusions come down too slowly", "Up 4", 4.0],
        ["R-005", "Too little training is taken up to make plans better", "Down 3", -3.0],
    ]


def test_the_plan_and_what_is_measured_have_sheets_of_their_own():
    snapshot = complete(build_full_snapshot())
    plan = {row[0]: row for row in sheet_of(snapshot, "Plan")[1:]}
    (first, *_) = sheet_of(snapshot, "Indicators")[1:]
    values = sheet_of(snapshot, "Values")[1:]

    assert plan["4.2.1"][1:3] == ["W4", "A-1.3"]
    assert plan["4.2.1"][10:16] == [0.0, 12.0, "Red", 2.0, 1.0, 1.0]
    assert first[:4] == ["I-01", "New plans issued within 20 weeks", "Education", "W4"]
    assert [row[4:7] for row in values if row[2] == "Own"][-1] == ["April 2018", 38.5, 43.89]
    assert [row[2:6] for row in values][-1] == ["England", "%", "December 2017", 58.6]


def test_an_action_stands_once_with_all_risks_it_serves():
    rows = {row[0]: row for row in sheet_of(build(), "Actions")[1:]}

    assert len(rows) == len(sheet_of(build(), "Actions")) - 1
    assert rows["A-3.2"][2] == "R-006, R-003"


def test_a_closed_risk_is_told_with_its_reason():
    rows = sheet_of(build(closed=[closed_line()]), "Closed")
    assert rows[1][:3] == ["R-009", "A merger nobody may know of", "Closed"]


def test_an_empty_register_has_headings_and_no_rows():
    snapshot = build(risks=[])
    assert [len(sheet_of(snapshot, title)) for title in SHEETS[1:]] == [1] * 7
    assert table_of(snapshot)[1] == []


def test_the_public_files_tell_what_is_withheld_and_nothing_of_it():
    snapshot = build()
    exempt(snapshot, "R-006", "cause")
    about, rows = table_of(publish(snapshot))
    told = {row["Reference"]: row for row in rows}

    assert told["R-002"]["Title"] == "Withheld: exempt, paragraph 4"
    assert {text for name, text in told["R-002"].items() if name not in ("Reference", "Title")} == {
        ""
    }
    assert told["R-006"]["Cause"] == "withheld: exempt, paragraph 4"
    assert told["R-006"]["Publication"] == "Withheld (cause): exempt, paragraph 4"
    assert about["Withheld"] == "1, listed after the open risks"
    assert about["Edition and version"] == "public edition, version 2"
    assert about["Marking"] == "OFFICIAL"


@pytest.mark.parametrize("text", ['=cmd|"/c calc"!A1', "+1", "-1", "@SUM(1)", "\t=1"])
def test_no_text_becomes_a_formula(text):
    snapshot = build()
    find_line(snapshot, "R-006")["title"] = text

    assert table_of(snapshot)[1][0]["Title"] == f"'{text}"
    written = draw_register_workbook(snapshot, fingerprint=MADE_FROM)
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert b"<f>" not in b"".join(parts.read(name) for name in parts.namelist())


def test_another_process_zone_and_seed_give_the_same_bytes():
    snapshot = build()
    places = [{"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1"}, {"TZ": "UTC", "PYTHONHASHSEED": "2"}]
    told = [
        subprocess.run(
            [sys.executable, "-c", DRAW],
            input=json.dumps(snapshot).encode(),
            env=os.environ | place,
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
        ).stdout
        for place in places
    ]
    assert told[0] == told[1] != b""


def test_a_snapshot_of_the_first_format_can_be_drawn():
    assert len(table_of(complete(build_snapshot()))[1]) == 7


def test_three_hundred_risks_are_all_there():
    snapshot = complete(build_large_snapshot(300))
    assert len(sheet_of(snapshot, "Risks")) == 301
