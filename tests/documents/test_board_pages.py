"""What a board finds in a pack that has everything: each block, its links, and who may see what."""

import copy
import re
import subprocess

import pikepdf
import pytest

from risk_register.documents import contents
from risk_register.documents.formats import complete
from risk_register.documents.layouts import Layout
from risk_register.documents.packs import Manuscript
from tests.documents.full_pack import SECRET, build_full_snapshot, build_public_snapshot
from tests.documents.june_pack import (
    FINGERPRINT,
    build_empty_snapshot,
    build_mixed_snapshot,
    build_order,
    find_line,
)
from tests.domain.test_editions import publish

SECTIONS = {
    "summary", "heat-map", "movement", "closed", "appetite", "risks", "stuck", "overdue", "areas",
    "indicators", "decisions", "register", "actions", "scores", "glossary", "readers", "proof",
    "impact",
}  # fmt: skip


@pytest.mark.parametrize(
    "told",
    [
        "1. Agree to pool £40,000 for behaviour support from September 2. agree or challenge",
        "accept R-006 above the appetite, or say what brings them back within it",
        "Exclusions are the one thing that has become worse this month",
        "4×4= Now, and movement 16 Red 5×4= ▲ Up 4",
        "Opened again: R-003 Schools keep away from the reforms, on 21 May 2018.",
        "(event, consequence; Deputy Director Education, 22 May 2018)",
        "Merged into R-007. It says the same as R-007.",
        "2 risks stand above what the programme is willing to bear",
        "By SEND Programme Board until 30 September 2018: Recruitment takes until the autumn term.",
        "accepted by SEND Programme Board until 31 May 2018",
        "place plan was drawn up. Acceptance was withdrawn: The place plan is late.",
        "20 today → 16 after A-6.1, 10 May 2018 → 12 after A-6.2, 31 Oct 2018 → target 9",
        "They leave it 3 off the target: no action closes that gap.",
        "Second line: those who oversee the work have checked it",
        "Gap: Nobody has tested it in academies.",
        "score in 3 packs, since 8 Mar 2018.",
        "moved 2 times, from 30 April 2018 to 31 October 2018",
        "2 of 6 done",
        "March was restated from 39.5 %.",
        "Indicators Off track: Plans finished within 20 weeks, 41.0 %",
        "April 2018 38.5 provisional 43.89",
        "February 2018 no value 39.88",
        "England: December 2017 58.6.",
        "A first report exists; three schools have sent nothing (A-6.1).",
        "Name a lead for exclusions",
        "Deputy Director Education, OCC CEF (Pat Example)",
        "Observers get the public edition",
        "Item 6, paper SPB 18/06",
    ],
)
def test_the_full_edition_tells_it(drawn, told):
    assert told in drawn.text("full")


def test_each_section_row_cell_page_and_action_can_be_linked_to(drawn):
    snapshot = complete(build_full_snapshot())
    risks = snapshot["risks"]
    wanted = set(SECTIONS)
    wanted |= {f"row-{risk['reference']}" for risk in risks}
    wanted |= {f"cell-{risk['reference']}" for risk in risks}
    wanted |= {risk["reference"] for risk in contents.list_paged(risks)}
    wanted |= {f"moved-{risk['reference']}" for risk in contents.order_moved(risks)}
    wanted |= {f"closed-{risk['reference']}" for risk in snapshot["closed"]}
    planned = contents.gather_actions(risks)
    wanted |= {f"action-{item.action['reference']}" for item in planned}
    wanted |= {f"overdue-{item.action['reference']}" for item in contents.list_overdue(risks)}
    for name, lines in (
        ("area", "improvement_areas"),
        ("indicator", "indicators"),
        ("word", "glossary"),
        ("reader", "readers"),
    ):
        wanted |= {f"{name}-{number + 1}" for number in range(len(snapshot[lines]))}
    wanted |= {"series-1"}
    of_plan = [line for area in snapshot["improvement_areas"] for line in area["plan"]]
    wanted |= {f"plan-{line['number']}" for line in of_plan}

    assert _destinations(drawn.path("full")) == wanted | {"cover"}


def test_every_link_leads_somewhere(drawn):
    pdf = pikepdf.open(drawn.path("public"))

    aims = {
        str(note.A.D) if "/A" in note else str(note.Dest)
        for leaf in pdf.pages
        for note in leaf.get("/Annots", [])
    }
    assert len(aims) > 20
    assert aims <= _destinations(drawn.path("public"))


def test_only_risks_of_the_highest_band_or_with_another_score_have_a_page(drawn):
    risks = complete(build_full_snapshot())["risks"]

    paged = [risk["reference"] for risk in contents.list_paged(risks)]

    assert paged == ["R-006", "R-001", "R-003", "R-004", "R-007", "R-005"]
    told = find_line(build_full_snapshot(), "R-002")
    assert told["exempt_reason"] in drawn.text("full")


def test_the_public_edition_names_what_it_withholds_and_says_none_of_it(drawn):
    text = drawn.text("public")

    assert "R-002 withheld: exempt, paragraph 4; counted on the heat map at 12 Amber" in text
    assert "Because of [withheld: exempt, paragraph 4], there is a risk that" in text
    assert "left out and named as withheld, 1 risk in all and parts of 1 other;" in text
    assert "R-007 withheld: cause only, exempt, paragraph 4" in text
    assert SECRET not in text
    assert "Example" not in text.replace("example.org", "")
    assert SECRET in drawn.text("full")


def test_the_public_edition_prints_no_none_for_somebody_it_does_not_name():
    snapshot = build_full_snapshot()
    for line in (*snapshot["reworded"], *snapshot["acceptances_ended"]):
        line |= {"by": "Somebody Else", "exempt": False}
    public = publish(complete(snapshot))
    assert public["reworded"][0]["by"] is None

    page = Manuscript(build_order(public, edition="public")).write_page()

    said = " ".join(re.sub(r"<[^>]*>", "", page).split())
    assert "do not meet the need: accepted until 31 May 2018." in said
    assert "(event, consequence; 22 May 2018): Placements" in said


def test_the_heat_map_of_the_public_edition_counts_what_is_withheld(drawn):
    assert "R-002 withheld" in drawn.text("public", page=3)
    assert "1 risk is withheld from this edition: counted on the heat map" in (
        drawn.text("public", page=3)
    )


def test_an_empty_block_says_none(drawn):
    text = drawn.text("empty")

    for told in (
        "None: no risk stands above the appetite",
        "None: no action is overdue.",
        "None: no area is entered.",
        "None: the register holds no indicator yet.",
        "None: no decision of an earlier meeting is recorded.",
        "None: no risk is open.",
        "None: no action is planned",
        "None: nobody is entered",
        "None: no word is explained.",
    ):
        assert told in text


def test_an_approved_pack_names_who_approved_it_and_when(drawn):
    assert "Approved by Chair, SEND Programme Board, 6 June 2018, 10:00" in (
        drawn.text("approved", page=1)
    )


def test_a_draft_says_on_its_cover_that_it_is_not_the_boards_paper(drawn):
    assert "DRAFT. A preview of the next pack" in drawn.text("draft", page=1)
    assert "None: a preview is kept nowhere" in drawn.text("draft")
    assert "DRAFT" not in drawn.text("full")


def test_what_the_pack_holds_is_counted_from_the_snapshot(drawn):
    text = drawn.text("full")

    for line in contents.count_held(complete(build_full_snapshot())):
        assert f"{line.what} {line.count} {line.where}" in text


def test_the_proof_counts_what_is_withheld_where_the_map_does(drawn):
    assert "Threats on the heat map 7 Heat map" in drawn.text("public")


def test_the_summary_of_a_long_register_stands_on_one_page():
    snapshot = build_full_snapshot()
    snapshot["risks"] = repeat_risks(snapshot["risks"], 30)
    manuscript = Manuscript(build_order(snapshot))
    summary = cut_section(manuscript.write_whole(), "summary")

    assert len(Layout(manuscript.write_style()).draw(summary).kinds) == 1


@pytest.mark.parametrize("bands", [3, 4, 6])
@pytest.mark.parametrize("letters", [0, 420, 4_000])
@pytest.mark.parametrize(
    "asks", [[], ["Say how to go on"] * 2, ["Agree to pool money. " * 14] * 10]
)
def test_the_summary_stands_on_one_page_whatever_the_manager_writes(bands, letters, asks):
    snapshot = build_full_snapshot()
    few = snapshot["counts"]["bands"]
    snapshot["counts"]["bands"] = [
        {**few[place % len(few)], "name": f"Band {place}"} for place in range(bands)
    ]
    commentary = ("Schools ask for help. " * 190)[:letters]
    snapshot["briefing"] |= {"commentary": commentary or None, "asks": asks}
    manuscript = Manuscript(build_order(snapshot))
    summary = cut_section(manuscript.write_whole(), "summary")

    assert len(Layout(manuscript.write_edged_style()).draw(summary).kinds) == 1


@pytest.mark.parametrize(("differences", "pages"), [(1, 1), (20, 2)])
def test_the_cover_of_a_corrected_public_edition_breaks_only_before_its_contents(
    differences, pages
):
    order = build_order(
        build_public_snapshot(),
        edition="public",
        version=2,
        correction="R-001 was named twice. " * 10,
        changes=[f"R-{number:03}: another owner" for number in range(differences)],
    )
    manuscript = Manuscript(order)

    cover = Layout(manuscript.write_edged_style()).draw(manuscript.write_cover({}))

    assert len(cover.kinds) == pages
    last = subprocess.run(
        ["pdftotext", "-f", str(pages), "-", "-"], input=cover.pdf, capture_output=True, check=True
    ).stdout.decode()
    assert "Contents" in last
    assert FINGERPRINT in last


def test_what_has_no_room_on_the_summary_gets_a_page_of_its_own():
    snapshot = build_full_snapshot()
    asks = ["Say how the schools go on. " * 9] * 9 + ["Agree it."]
    commentary = "Schools ask for help earlier. " * 130 + "The end."
    snapshot["briefing"] |= {"commentary": commentary, "asks": asks}
    whole = Manuscript(build_order(snapshot)).write_whole()
    summary = cut_section(whole, "summary")

    for name, last in (("commentary", "The end."), ("asks", "Agree it.")):
        assert f'href="#{name}"' in summary
        assert last not in summary
        assert last in cut_section(whole, name)


@pytest.mark.parametrize(
    ("scores", "between"),
    [
        ([("2018-05-10", 12), ("2018-05-10", 16), ("2018-05-20", 9)], [16, 9]),
        ([("2018-05-10", 16), ("2018-05-10", 12), ("2018-05-20", 9)], [9]),
        ([("2018-04-10", 12), ("2018-05-20", 9)], [9]),
    ],
)
def test_a_score_given_on_the_day_of_the_freeze_and_after_it_is_in_between(scores, between):
    risk = {
        "trend": [{"on": day, "score": score} for day, score in scores],
        "movement": {"before": {"score": 12}},
    }

    told = contents.list_between(risk, {"taken_at": "2018-05-10T06:00:00+01:00"})

    assert [point["score"] for point in told] == between


def test_an_opportunity_does_not_stand_among_the_threats_to_an_area():
    snapshot = complete(build_mixed_snapshot())
    area = {"key": "W1", "risks": ["R-004", "R-006"]}

    risks = contents.list_of_area(snapshot, area)

    assert [risk["reference"] for risk in risks] == ["R-006", "R-004"]


def test_a_movement_in_words_does_not_run_into_the_reason_beside_it():
    snapshot = build_full_snapshot()
    snapshot["risks"][0]["movement"] |= {"kind": "rescaled", "points": 0}
    manuscript = Manuscript(build_order(snapshot))
    summary = cut_section(manuscript.write_whole(), "summary")
    pdf = Layout(manuscript.write_style()).draw(summary).pdf

    read = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True
    )
    boxes = re.findall(r'xMin="([\d.]+)".*?xMax="([\d.]+)".*?>(.*?)</word>', read.stdout.decode())
    why = next(float(left) for left, _, word in boxes if word == "Why")
    assert all(float(right) < why for _, right, word in boxes if word == "scheme")
    assert "scheme" in [word for _, _, word in boxes]


def repeat_risks(risks, size):
    repeated = [copy.deepcopy(risks[place % len(risks)]) for place in range(size)]
    for number, risk in enumerate(repeated, start=1):
        risk["reference"] = f"R-{number:03}"
        for place, action in enumerate(risk["actions"], start=1):
            action["reference"] = f"A-{number}.{place}"
    return repeated


def cut_section(text, name):
    head, _, body = text.partition("<section")
    sections = f"<section{body}".split("<section")
    wanted = next(each for each in sections if f'id="{name}"' in each.partition(">")[0])
    return f"{head}<section{wanted}</body></html>"


def test_the_highest_band_is_the_schemes_own():
    snapshot = build_public_snapshot()
    bands = snapshot["scheme"]["bands"]
    snapshot["scheme"]["bands"] = bands[:-1]

    tops = [risk["reference"] for risk in complete(snapshot)["risks"] if risk["is_top"]]

    assert tops == ["R-005"]


def test_a_score_of_an_earlier_scheme_stands_in_no_highest_band():
    snapshot = copy.deepcopy(build_full_snapshot())
    find_line(snapshot, "R-001")["current"]["earlier_scheme"] = "Old, version 1"

    line = find_line(complete(snapshot), "R-001")

    assert not contents.has_page(line)


def test_a_pack_without_risks_has_no_anchor():
    assert contents.find_anchors(complete(build_empty_snapshot())) == {}


def _destinations(path):
    pdf = pikepdf.open(path)
    names = pdf.Root.Names.Dests.Names
    return {re.sub(r"\s", "", str(names[at])) for at in range(0, len(names), 2)}
