"""Draws the same pack of so many risks by the library alone, in one piece."""

import sys
from pathlib import Path

from weasyprint import HTML

from risk_register.documents.packs import Manuscript
from risk_register.documents.pages import ClosedFetcher
from tests.documents.june_pack import build_order, build_varied_snapshot

#: What the press stamps afterwards, as a style sheet says it.
NUMBERS = """
@page { @bottom-right { content: "Page " counter(page) " of " counter(pages);
  font: 8.5pt/11pt "Risk Register Sans"; padding-top: 3mm; vertical-align: top; width: 20% } }
nav a::after { content: target-counter(attr(href), page) }
"""


def draw_plain(size: int) -> bytes:
    """Draw a pack with the library's own doings and none of the press's."""
    manuscript = Manuscript(build_order(build_varied_snapshot(size)))
    style = f"<style>{manuscript.write_edged_style()}{NUMBERS}</style></head>"
    document = manuscript.write_whole().replace("</head>", style)
    pdf: bytes = HTML(string=document, url_fetcher=ClosedFetcher()).write_pdf(
        pdf_variant="pdf/ua-1"
    )
    return pdf


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(draw_plain(int(sys.argv[1])))
