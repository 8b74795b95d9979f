"""Draws pages the library's own way and with shortcuts, and says which came out otherwise."""

import sys

from weasyprint import HTML, VERSION
from weasyprint.text.fonts import FontConfiguration

from risk_register.documents import shortcuts

SHORT = "Children wait for help"
WORDS = "Children wait for the help that their plan names, and families are told too late. "

PAGES = {
    "words that come again": f"<p>{WORDS * 9}</p><p>{WORDS * 9}</p>",
    "words of different width": f"<p>{SHORT}</p><p style='width: 9mm'>{SHORT}</p><p>{SHORT}</p>",
    "justified": f"<p style='text-align: justify'>{WORDS * 9}</p><p>{WORDS * 9}</p>",
    "hyphenated": f"<p lang='en' style='width: 30mm; hyphens: auto'>{WORDS * 3}</p>",
    "from right to left": f"<p dir='rtl'>مرحبا بكم {WORDS * 3}</p><p>מקרה {WORDS}</p>",
    "kept as typed": f"<pre>One\n\ttwo\n  three\n</pre><p style='white-space: nowrap'>{WORDS}</p>",
    "spaced": f"<p style='letter-spacing: 2pt; word-spacing: 5pt'>{SHORT}</p><p>{SHORT}</p>",
    "unbroken": f"<p style='width: 30mm; overflow-wrap: anywhere'>{'x' * 500}</p><p>{'x' * 99}</p>",
    "white space": "<p> </p><p>&nbsp;</p><p>&nbsp;</p><p>A <b> </b> B</p>",
    "in one line and in another face": f"<p>{WORDS}</p><p><i>{WORDS}</i> <b>{WORDS}</b></p>",
    "marked": "<p><u>Late</u> <s>Late</s> Late <span style='text-decoration: overline'>Late</span>",
    "shares of what is around": "<div style='width: 50%; margin: 5%'><p style='padding: 2%'>A</p>",
    "boxes with borders": "<p style='box-sizing: border-box; width: 9cm; border: 3mm solid'>A</p>",
    "least and most": "<p style='min-height: 3cm; max-width: 40%'>A</p><p style='height: 0'>B",
    "round": "<p style='border-radius: 3mm; border: 1mm solid'>A</p><p>B</p>",
    "round and coloured": "<p style='border-radius: 3mm; background: #eee'>A</p><p>B</p>",
    "a table whose borders meet": "<table style='border-collapse: collapse'>"
    + "<tr><th style='border: 2pt solid'>A<td style='border: 1pt solid'>B" * 3
    + "</table>",
    "a table": "<table><thead><tr><th>Owner<th>Score" + "<tr><td>Lead<td>16" * 80 + "</table>",
    "lists": "<ul><li>A<li>B</ul><ol><li>A<li>B</ol>",
    "letters in drawings": "<svg width='99' height='40'><text x='5' y='20'>Late</text>"
    "<text x='5' y='30' font-weight='bold'>Late</text></svg><p>Late</p>",
    "letters no font has": "<p>\U000e0041 漢字 🙂 e\u0301</p><p>漢字</p>",
    "links": "<p><a href='#b'>There</a></p><p id='b' style='break-before: page'>Here</p>",
}


FONTS = FontConfiguration()  # one for all, as a part of a pack that is drawn in stretches has


def draw(text: str) -> bytes:
    """Draw a page that conforms, with nothing of the day in it."""
    whole = f"<html lang='en'><title>A page</title>{text}"
    return HTML(string=whole).write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=b"same", font_config=FONTS
    )


if __name__ == "__main__":
    before = {name: draw(text) for name, text in PAGES.items()}
    assert shortcuts.take_shortcuts(), f"Nobody has looked at version {VERSION} yet."
    for name, text in PAGES.items():
        if not draw(text) == draw(text) == before[name]:
            sys.stdout.write(f"{name}\n")
