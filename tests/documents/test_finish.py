"""The tags of tables that stand beside each other and go on over the page."""

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
