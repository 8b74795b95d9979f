"""The pack passes PDF/UA-1 and PDF/A-3a, whatever is in it."""

import page
import pikepdf
import pytest

from tests.documents.conftest import ORDERS


@pytest.mark.parametrize("profile", ["ua1", "3a"])
@pytest.mark.parametrize("name", ORDERS)
def test_the_pack_conforms(drawn, name, profile):
    report = page.validate_pdf_bytes(drawn.bytes(name), profile=profile)

    assert report.is_compliant, [f"{found.rule_id}: {found.message}" for found in report.failures]


def test_the_file_names_its_title_and_language(drawn):
    pdf = pikepdf.open(drawn.path("june"))

    assert str(pdf.Root.Lang) == "en-GB"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    title = str(pdf.docinfo["/Title"])
    assert title == "SEND Programme Board: risk pack for 14 June 2018, version 1"


def test_the_outline_leads_to_every_section_and_risk_page(drawn):
    with pikepdf.open(drawn.path("june")).open_outline() as outline:
        titles = [item.title for item in outline.root]
        risks = [
            child.title for item in outline.root if item.title == "Red or changed risks"
            for child in item.children
        ]  # fmt: skip

    assert titles[:2] == ["Summary", "Heat map"]
    assert len(risks) == 6


def test_every_drawing_says_in_words_what_it_shows(drawn):
    figures = [part for part in _elements(drawn.path("june")) if part.S == "/Figure"]

    spoken = [str(figure.Alt) for figure in figures]
    assert any(
        words.startswith("Heat map of current scores. 1 at likelihood 5") for words in spoken
    )
    assert any("20 Red from 1 Jun 2018" in words for words in spoken)


def test_a_table_over_several_pages_is_one_table_with_one_heading(drawn):
    tables = [part for part in _elements(drawn.path("large")) if part.S == "/Table"]

    assert max(len(_rows(table)) for table in tables) > 60
    assert all([part.S for part in table.K].count("/THead") <= 1 for table in tables)


def test_every_header_cell_says_what_it_heads(drawn):
    heads = [part for part in _elements(drawn.path("june")) if part.S == "/TH"]

    assert {str(head.A.Scope) for head in heads} == {"/Column", "/Row"}


def test_the_file_holds_no_script_attachment_or_outward_link(drawn):
    pdf = pikepdf.open(drawn.path("june"))

    actions = [
        str(note.A.S) for leaf in pdf.pages for note in leaf.get("/Annots", []) if "/A" in note
    ]
    assert set(actions) <= {"/GoTo"}
    assert "/OpenAction" not in pdf.Root
    assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})


def _elements(path):
    pdf = pikepdf.open(path)
    stack, found = [pdf.Root.StructTreeRoot.K[0]], []
    while stack:
        part = stack.pop()
        found.append(part)
        children = part.get("/K", [])
        children = children if isinstance(children, pikepdf.Array) else [children]
        stack += [
            child for child in children if isinstance(child, pikepdf.Dictionary) and "/S" in child
        ]
    _elements.open = pdf
    return found


def _rows(table):
    return [row for part in table.K if part.S == "/TBody" for row in part.K if row.S == "/TR"]
