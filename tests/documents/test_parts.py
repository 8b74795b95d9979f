"""A pack's text is cut into parts without losing a word, and links are aimed from each."""

import re

from hypothesis import given
from hypothesis import strategies as some

from risk_register.documents import crews
from risk_register.documents.parts import (
    FEW,
    Part,
    aim_links,
    cut_parts,
    cut_risk,
    drop_dead_links,
    find_places,
    number_contents,
)


def _write(count):
    pages = "".join(
        f'<article><h3 id="R-{number}">R-{number}</h3></article>' for number in range(count)
    )
    return {
        "cover": "<p>Cover</p>",
        "summary": '<section id="summary"><h2>Summary</h2></section>',
        "risks": f'<section class="fresh" id="risks"><h2>Each risk</h2>{pages}</section>',
        "register": '<section id="register"><h2>Register</h2></section>',
    }


@given(some.integers(0, 4 * FEW))
def test_every_risk_is_in_exactly_one_part_in_its_order(count):
    parts = cut_parts(_write(count), size=count)

    assert [each for part in parts for each in part.risks] == [f"R-{n}" for n in range(count)]
    text = "".join(part.text for part in parts)
    assert find_places(text) == ["summary", "risks", *(f"R-{n}" for n in range(count)), "register"]
    assert text.count("Each risk") == 1
    for part in parts:
        assert len(part.risks) <= FEW
        assert len(re.findall("<section", part.text)) == len(re.findall("</section>", part.text))


def test_a_small_pack_is_one_part():
    assert len(cut_parts(_write(FEW), size=FEW)) == 1


def test_a_large_register_without_a_single_page_of_a_risk_is_whole():
    parts = cut_parts(_write(0), size=FEW + 1)

    assert "".join(part.text for part in parts) == "".join(list(_write(0).values())[1:])


def test_a_link_stays_leads_elsewhere_or_becomes_text():
    here = '<p id="a"><a href="#a">A</a> <a class="x" href="#b">B</a> <a href="#c">C</a></p>'

    aimed, _ = aim_links([Part("This", here), Part("That", '<p id="b"></p>')])

    assert aimed.text == (
        '<p id="a"><a href="#a">A</a> <a class="x" href="pack:b">B</a> <span>C</span></p>'
    )


def test_every_link_of_a_part_in_stretches_may_lead_elsewhere():
    here = '<p id="a"><a href="#a">A</a> <a href="#c">C</a></p>'

    (aimed,) = aim_links([Part("Tables", here, flows=True)])

    assert aimed.text == '<p id="a"><a href="pack:a">A</a> <span>C</span></p>'


def test_the_tables_of_everything_are_a_part_in_stretches():
    sections = _write(0) | {"actions": "<section>Actions</section>", "proof": "<p>Proof</p>"}

    *_, tables, last = cut_parts(sections, size=FEW + 1)

    assert tables.flows
    assert tables.text == sections["register"] + sections["actions"]
    assert not last.flows


def test_typed_text_that_looks_like_a_link_stays_text():
    typed = "<p>&lt;a href=&#34;#b&#34;&gt;B&lt;/a&gt;</p>"

    assert drop_dead_links(typed) == typed


def test_the_contents_get_the_numbers_of_their_pages():
    nav = '<a href="pack:summary">Summary</a><a href="pack:risks">Each risk</a>'

    assert number_contents(nav, {"summary": 2, "risks": 10}) == (
        '<a href="pack:summary" data-page="2">Summary</a>'
        '<a href="pack:risks" data-page="10">Each risk</a>'
    )


def test_the_page_of_one_risk_is_cut_out():
    text = _write(12)["risks"]

    assert cut_risk(text, "R-1") == '<section><article><h3 id="R-1">R-1</h3></article></section>'
    assert cut_risk(text, "R-99") == ""


def test_a_part_gets_no_more_time_than_the_press_itself(monkeypatch):
    given = []
    monkeypatch.setattr(crews.resource, "getrlimit", lambda _kind: (5, 5))
    monkeypatch.setattr(crews.resource, "setrlimit", lambda _kind, limits: given.append(limits))

    crews._limit(30)

    assert given == [(5, 5)]
