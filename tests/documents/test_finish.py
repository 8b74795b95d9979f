"""The tags of a drawn part: tables that go on over the page, and words without a tag a line."""

import io

import pikepdf

from risk_register.documents.layouts import Layout
from risk_register.documents.packs import Manuscript
from tests.documents.june_pack import build_order


def test_tables_side_by_side_go_on_each_for_itself():
    manuscript = Manuscript(build_order())
    sides = "".join(f'<div class="column">{_table(columns)}</div>' for columns in (3, 2))
    text = manuscript.write_part(f'<section><div class="columns">{sides}</div></section>')

    drawn = Layout(manuscript.write_style()).draw(text)

    assert len(drawn.kinds) > 1
    with pikepdf.open(io.BytesIO(drawn.pdf)) as pdf:
        tables = [part for part in _walk(pdf.Root.StructTreeRoot.K[0]) if part.S == "/Table"]
        rows = [[len(_kids(row)) for row in _walk(table) if row.S == "/TR"] for table in tables]
    assert rows == [[3] * 91, [2] * 91]


def test_words_stand_in_their_paragraph_with_a_tag_only_where_it_says_something():
    manuscript = Manuscript(build_order())
    words = "Families are told too late. " * 20
    text = manuscript.write_part(
        f'<section id="there"><p>{words}<b>Soon</b> <a href="#there">There</a></p>'
        "<table><caption>A table</caption><tbody><tr><td>Late</td></tr></tbody></table></section>"
    )

    drawn = Layout(manuscript.write_style()).draw(text)

    with pikepdf.open(io.BytesIO(drawn.pdf)) as pdf:
        tree = pdf.Root.StructTreeRoot
        tags = list(_walk(tree.K[0]))
        kinds = [str(tag.S) for tag in tags]
        paragraph = next(tag for tag in tags if tag.S == "/P")
        marked = tree.ParentTree.Nums[1]
        assert [str(kid.S) for kid in _kids(paragraph)] == ["/Link"]
        words_of_paragraph = [int(kid) for kid in paragraph.K if not hasattr(kid, "S")]
        assert len(words_of_paragraph) > 3
        assert all(marked[place].S == "/P" for place in words_of_paragraph)
    assert not {"/Span", "/NonStruct"} & set(kinds)


def _table(columns):
    head = "<th scope='col'>Head</th>" * columns
    row = f"<tr>{'<td>Cell</td>' * columns}</tr>"
    return (
        f"<table><caption>A table</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{row * 90}</tbody></table>"
    )


def _kids(element):
    kids = element.get("/K", [])
    kids = kids if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def _walk(element):
    yield element
    for kid in _kids(element):
        yield from _walk(kid)
