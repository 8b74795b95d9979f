"""What stands anywhere in a finished file is read, so that a leak cannot hide."""

import base64
import io
import zipfile

import pytest

from risk_register.documents.packs import draw_pack
from risk_register.documents.reading import read_package, read_page, read_pdf
from tests.documents.june_pack import build_order, build_snapshot


def _zip(text):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", text)
    return packed.getvalue()


@pytest.fixture(scope="module")
def read():
    """Everything in the June pack, which carries a workbook along."""
    workbook = {
        "name": "named.xlsx",
        "media_type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "description": "described sheet",
        "base64": base64.b64encode(_zip("<t>packed wo</t><t>rds</t>")).decode(),
    }
    return read_pdf(draw_pack(**build_order(attachments=[workbook])))


@pytest.mark.parametrize(
    "words",
    [
        "Support and placements do not meet the need",  # the text of a page
        "SEND Programme Board: risk pack for 14 June 2018",  # the title
        "Heat map of current scores. 1 at likelihood 5",  # what a screen reader says
        "row-R-004",  # the name of a place
        "pdfuaid",  # the metadata
        "named.xlsx",
        "described sheet",
        "packed words",  # inside the attachment, over two of its elements
    ],
)
def test_it_is_found_wherever_it_stands_in_a_pdf(read, words):
    assert words in " ".join(read.split())


def test_every_risk_is_read(read):
    assert all(risk["reference"] in read for risk in build_snapshot()["risks"])


def test_words_are_read_over_tags_and_as_letters():
    assert "one &two" in read_page(b"<p>o<b>ne</b> &amp;two</p>")
    assert "one &two" in read_package(_zip("<t>o</t><t>ne &amp;two</t>"))
