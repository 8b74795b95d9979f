"""A pack drawn in parts reads as one document: numbers, links, bookmarks and furniture."""

import base64
import io
import re
import subprocess
from dataclasses import replace

import page
import pikepdf
import pytest

from risk_register.documents.binding import bind_alone
from risk_register.documents.contents import list_paged
from risk_register.documents.formats import complete
from risk_register.documents.layouts import Layout, Mark
from risk_register.documents.packs import Manuscript, draw_pack
from risk_register.domain.packs import Form
from tests.documents.june_pack import build_large_snapshot, build_order

PALE = b" 0.9 g "
SHEET = b"reference,title\r\nR-006,Waiting\r\n"


def test_a_link_from_the_front_leads_to_the_page_of_the_risk(drawn):
    with pikepdf.open(drawn.path("large")) as pdf:
        names = list(pdf.Root.Names.Dests.Names)
        places = {str(name): place for name, place in zip(names[::2], names[1::2], strict=True)}
        links = {str(note.Dest) for leaf in list(pdf.pages)[3:9] for note in leaf.Annots}
        target = pdf.pages.index(pikepdf.Page(places["R-040"][0]))

    assert "R-040" in links
    assert "Facts about R-040" in drawn.text("large", page=target + 1)


def test_every_link_of_a_pack_leads_somewhere(drawn):
    with pikepdf.open(drawn.path("large")) as pdf:
        places = {str(name) for name in list(pdf.Root.Names.Dests.Names)[::2]}
        links = {str(note.Dest) for leaf in pdf.pages for note in leaf.get("/Annots", [])}

    assert len(links) > 60
    assert links <= places


def test_the_contents_name_the_page_on_which_each_section_begins(drawn):
    contents = re.findall(
        r"(Summary|Red or changed risks|Register|How scores work) \.+ ?(\d+)",
        drawn.text("large", page=1),
    )

    assert len(contents) == 4
    for section, number in contents:
        assert section in drawn.text("large", page=int(number))


def test_the_risks_of_all_parts_stand_under_one_bookmark(drawn):
    with pikepdf.open(drawn.path("large")) as pdf, pdf.open_outline() as outline:
        sections = [item for item in outline.root if item.title == "Red or changed risks"]

    assert len(sections) == 1
    paged = list_paged(complete(build_large_snapshot())["risks"])
    assert len(sections[0].children) == len(paged) > 50


def test_bookmarks_by_the_hundred_are_gathered_by_fifties():
    manuscript = Manuscript(build_order())
    part = Layout(manuscript.write_style()).draw(manuscript.write_part("<h1>A</h1><h2>B</h2>"))
    risks = [Mark(2, f"R-{number:03}", 0, 0, 0) for number in range(1, 121)]

    bound = bind_alone(replace(part, marks=(*part.marks, *risks)))

    assert page.validate_pdf_bytes(bound, profile="ua1").is_compliant
    with pikepdf.open(io.BytesIO(bound)) as pdf, pdf.open_outline() as outline:
        (section,) = outline.root
        groups = [(group.title, len(group.children)) for group in section.children]
        last = section.children[2].children[-1].title
    assert groups == [("1 to 50 of 120", 50), ("51 to 100 of 120", 50), ("101 to 120 of 120", 20)]
    assert last == "R-120"


def test_every_page_of_all_parts_has_its_number_once(drawn):
    pages = len(pikepdf.open(drawn.path("large")).pages)

    for number in range(1, pages + 1):
        assert drawn.text("large", page=number).count(f"Page {number} of {pages}") == 1


def test_all_pages_of_a_kind_share_one_drawing_of_their_edges(drawn):
    with pikepdf.open(drawn.path("large")) as pdf:
        kinds = [
            re.search(rb"q (/Edge\w*) Do", leaf.Contents[0].read_bytes()) for leaf in pdf.pages
        ]
        forms = {kind[1]: set() for kind in kinds}
        for leaf, kind in zip(pdf.pages, kinds, strict=True):
            forms[kind[1]].add(leaf.Resources.XObject[kind[1].decode()].objgen)

    assert kinds[0][1] == b"/Edgecover"
    assert set(forms) == {b"/Edgecover", b"/Edge", b"/Edgewide"}
    assert all(len(drawings) == 1 for drawings in forms.values())


def test_one_worker_or_two_and_this_process_give_the_same_bytes(drawn):
    order = build_order(build_large_snapshot())

    assert draw_pack(**order) == drawn.bytes("large")


@pytest.fixture(scope="module")
def preview(remembering_press):
    """A draft that carries a table along."""
    sheet = {
        "name": "register.csv",
        "media_type": "text/csv",
        "description": "The register as a table",
        "base64": base64.b64encode(SHEET).decode(),
    }
    return remembering_press.print_pack(build_order(status="draft", attachments=[sheet]))


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_a_preview_with_an_attachment_conforms(preview, profile):
    report = page.validate_pdf_bytes(preview.files[Form.PDF], profile=profile)

    assert report.is_compliant, [f"{found.rule_id}: {found.message}" for found in report.failures]


def test_a_preview_says_draft_on_every_page(preview):
    pages = _pages(preview.files[Form.PDF])

    for number, text in enumerate(pages, start=1):
        assert f"DRAFT · Page {number} of {len(pages)}" in text


def test_a_preview_has_a_mark_across_every_page(preview, drawn):
    with pikepdf.open(io.BytesIO(preview.files[Form.PDF])) as pdf:
        assert all(PALE in leaf.Contents[0].read_bytes() for leaf in pdf.pages)
    with pikepdf.open(drawn.path("june")) as pdf:
        assert not any(PALE in leaf.Contents[0].read_bytes() for leaf in pdf.pages)


def test_a_pack_that_is_no_preview_does_not_say_draft(drawn):
    assert "DRAFT" not in drawn.text("june")


def test_the_register_is_carried_along_as_it_was_given(preview):
    with pikepdf.open(io.BytesIO(preview.files[Form.PDF])) as pdf:
        (spec,) = pdf.Root.AF
        assert spec.EF.F.read_bytes() == SHEET
        assert str(spec.UF) == "register.csv"
        assert str(spec.EF.F.Params.ModDate) == "D:20180605080033Z"


def _pages(pdf):
    read = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return [" ".join(text.split()) for text in read.stdout.decode().split("\f")[:-1]]
