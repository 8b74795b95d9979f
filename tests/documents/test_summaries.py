"""The Word summary: what authors of committee reports need, real headings and tables."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from risk_register.documents.summaries import LONGEST, MOST_ROWS, draw_summary
from tests.documents.full_pack import build_full_snapshot
from tests.documents.june_pack import (
    FINGERPRINT,
    build_empty_snapshot,
    build_large_snapshot,
    build_long_snapshot,
    build_order,
    build_snapshot,
    build_wordy_snapshot,
    find_line,
)
from tests.domain.test_editions import build, closed_line, exempt, publish

DRAW = """
import hashlib, json, sys
from risk_register.documents.summaries import draw_summary
print(hashlib.sha256(draw_summary(json.load(sys.stdin))).hexdigest())
"""


def read(order):
    return docx.Document(io.BytesIO(draw_summary(order)))


def texts_of(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def headings_of(document):
    return [
        (int(paragraph.style.name[-1]), paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style.name.startswith("Heading")
    ]


def table_named(document, title):
    for table in document.tables:
        caption = table._tbl.tblPr.find(qn("w:tblCaption"))
        if caption.get(qn("w:val")).startswith(title):
            return [[cell.text for cell in row.cells] for row in table.rows]
    return None


def test_it_has_the_parts_of_a_committee_report_in_their_order():
    headings = headings_of(read(build_order()))

    assert [text for level, text in headings if level == 1] == [
        "Purpose",
        "Recommendations",
        "Key issues",
        "Overdue",
        "Next steps",
        "The plan, and what is measured",
        "Where the figures come from",
    ]
    assert {level for level, _ in headings} == {1, 2}


def test_its_recommendations_are_the_packs_asks_and_the_managers():
    snapshot = build_snapshot(
        briefing={"commentary": "A quiet month.", "asks": ["lend us a lawyer"], "by": "Chair"}
    )
    document = read(build_order(snapshot))
    listed = [p.text for p in document.paragraphs if p.style.name == "List Number"]

    assert listed == [
        "Lend us a lawyer.",
        "Agree or challenge the changed scores of R-006 and R-005.",
        "Hear what holds up A-6.1 and agree new dates.",
    ]
    assert "A quiet month." in texts_of(document)


def test_it_tells_what_moved_and_why_what_is_red_and_what_is_late():
    document = read(build_order())
    moved = table_named(document, "Risks that have moved")
    red = table_named(document, "Risks in the highest band, Red")
    late = table_named(document, "Actions and reviews that are overdue")

    assert moved[1][:4] == [
        "R-006 Fixed-term exclusions come down too slowly",
        "5 × 4 = 20 Red",
        "4 × 4 = 16 Red",
        "Up 4",
    ]
    assert moved[1][4].startswith("The returns received so far show more exclusions")
    assert [row[0][:5] for row in red[1:]] == ["R-006", "R-001", "R-003", "R-004", "R-007"]
    assert late[1][0].startswith("A-6.1 ")
    assert late[1][2:] == ["10 May 2018", "26"]


def test_it_tells_how_far_the_plan_is_and_what_is_off_track():
    document = read(build_order(build_full_snapshot()))
    areas = {row[0][:2]: row for row in table_named(document, "How far each area of the plan is")}
    off_track = table_named(document, "Indicators that are off track")

    assert areas["W4"][1:] == [
        "SEN Casework Manager, OCC CEF",
        "0 of 3 done, 1 overdue",
        "Red",
        "4.2.1, 12 days",
    ]
    assert off_track[1][:3] == [
        "I-01 New plans issued within 20 weeks", "38.5% (April 2018)", "43.89%",
    ]  # fmt: skip
    assert "2 of 2 indicators off track." in texts_of(document)


def test_it_tells_what_stands_above_the_appetite():
    snapshot = build_snapshot()
    find_line(snapshot, "R-001")["appetite"] = {
        "level": "cautious", "cap": 9, "is_above": True, "since": "2018-02-21", "months": 3,
    }  # fmt: skip
    rows = table_named(read(build_order(snapshot)), "Risks above the board’s appetite")

    assert rows[1][1:4] == ["4 × 4 = 16 Red", "9", "21 February 2018 (3 months)"]


def test_next_steps_are_what_is_due_soon_and_not_done():
    rows = table_named(read(build_order()), "Actions due in the next")
    assert [row[0][:5] for row in rows[1:]] == [
        "A-3.2", "A-1.2", "A-5.2", "A-7.2", "A-3.1", "A-1.3",
    ]  # fmt: skip


def test_it_says_where_its_figures_come_from():
    said = " ".join(texts_of(read(build_order())))

    assert f"Fingerprint of the figures (SHA-256): {FINGERPRINT}" in said
    assert "5 June 2018, 09:00 (London time)" in said
    assert "Head of the record: line 181, 12ea9f69" in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": "draft"}, "DRAFT, not a pack: the figures may still change."),
        ({"status": "proof", "approval": None}, "For approval."),
        (
            {"approval": {"post": "SEND Programme Manager", "at": "2018-06-05T09:30:00+00:00"}},
            "Approved by the SEND Programme Manager, 5 June 2018, 10:30.",
        ),
        ({"correction": "R-004."}, "This version corrects an earlier one: R-004."),
    ],
)
def test_it_says_how_far_the_pack_has_come(changes, said):
    assert said in texts_of(read(build_order(**changes)))


def test_an_empty_register_says_none():
    document = read(build_order(build_empty_snapshot()))

    assert document.tables == []
    assert texts_of(document).count("None.") == 8


def test_its_tables_have_marked_and_repeated_headings_and_rows_that_are_not_split():
    document = read(build_order())

    assert len(document.tables) == 4
    for table in document.tables:
        first, *rest = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rest)


def test_it_is_in_british_english_on_a4_with_marking_and_page_numbers():
    written = draw_summary(build_order())
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        text = {name: parts.read(name).decode() for name in parts.namelist() if "xml" in name}
    section = read(build_order()).sections[0]

    assert re.findall(r'w:lang w:val="([^"]+)"', text["word/styles.xml"]) == ["en-GB"]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert "OFFICIAL-SENSITIVE · For approval · Holds exempt items" in text["word/header1.xml"]
    assert 'w:instr="PAGE"' in text["word/footer1.xml"]


def test_it_names_no_program_person_or_moment_but_the_freeze():
    written = draw_summary(build_order())
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        names, dates = parts.namelist(), {entry.date_time for entry in parts.infolist()}
    said = read(build_order()).core_properties

    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert not [name for name in names if "thumbnail" in name]
    assert said.author == "Oxfordshire SEND Programme"
    assert (said.last_modified_by, said.comments) == ("", "")
    assert said.created == said.modified
    assert said.created.isoformat()[:19] == "2018-06-05T08:00:33"


def test_another_process_zone_and_seed_give_the_same_bytes():
    told = {
        subprocess.run(
            [sys.executable, "-c", DRAW],
            input=json.dumps(build_order()).encode(),
            env=os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
        ).stdout
        for zone, seed in (("Asia/Tokyo", "1"), ("UTC", "2"))
    }
    assert len(told) == 1


def test_long_texts_and_long_tables_are_cut_and_say_so():
    long = read(build_order(build_long_snapshot("word " * 200_000)))
    large = read(build_order(build_large_snapshot(300)))

    assert all(len(text) <= 10_010 for text in texts_of(long))
    assert any(text.endswith(" …") and len(text) > LONGEST - 10 for text in texts_of(long))
    assert len(table_named(large, "Risks in the highest band")) == MOST_ROWS + 1
    assert any(text.startswith("And 1") for text in texts_of(large))


def test_hostile_texts_stand_there_as_texts():
    hostile = "<w:p/> \u202e=1 \x00\x07 {{ 7 * 7 }} مرحبا e\u0301 🙂 \ud800"
    said = " ".join(texts_of(read(build_order(build_wordy_snapshot(hostile)))))

    assert "<w:p/> =1  {{ 7 * 7 }} مرحبا e\u0301 🙂" in said


def test_the_public_summary_names_what_is_withheld_and_nothing_of_it():
    snapshot = build(closed=[closed_line(exempt=True)])
    document = read(build_order(publish(snapshot), edition="public"))
    said = " ".join(texts_of(document))

    assert (
        "Withheld from this edition: R-002, exempt, paragraph 4; R-009, exempt; not counted on "
        "the heat map."
    ) in said
    assert "restructure" not in said
    assert "6 open risks" in said


def test_the_public_summary_names_what_is_withheld_in_part():
    snapshot = build()
    exempt(snapshot, "R-007", "cause")
    said = " ".join(texts_of(read(build_order(publish(snapshot), edition="public"))))

    assert "Withheld in part: R-007, cause only, exempt, paragraph 4." in said


def test_in_a_first_pack_nothing_has_moved():
    document = read(build_order(build_snapshot(compared_with=None)))

    assert table_named(document, "Risks that have moved") is None


def test_a_merged_risk_names_the_one_that_stands_for_it():
    line = closed_line(how="merged", merged_into="R-007", reason="The same.")
    rows = table_named(read(build_order(build(closed=[line]))), "Risks closed or merged")

    assert rows[1][2] == "Merged into R-007. The same."
