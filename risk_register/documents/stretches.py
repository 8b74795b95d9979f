"""Cuts long tables into stretches, so that no page is left short and memory stays small.

Where a page ends is known only once it is laid out: a stretch is laid out, its last page, which
is not full, is left away, and the next stretch begins with the first row of that page.
"""

import re
from collections.abc import Set as AbstractSet

#: Rows laid out at a time, on about 20 pages; the tags of more would cost more for each.
ROWS = 200

_ROW = re.compile(r'<tr[^>]*>\s*<th scope="row"\s+id="([^"]+)"')
_PLACE = re.compile(r'<section[^>]* id="([^"]+)"|' + _ROW.pattern)
_TABLE = re.compile(r"<table[^>]*>(?:(?!<table).)*?<tbody>", re.DOTALL)
_CAPTION = re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL)
_END = "</tbody></table></section>"


def cut_stretch(text: str, rows: int) -> str | None:
    """Give the text up to the end of so many rows; None if it has not many more than that."""
    starts = [found.start() for found in _ROW.finditer(text)]
    if len(starts) < rows + ROWS // 2:
        return None
    begun = starts[rows]
    # The first row of a table goes with its heading.
    while text[:begun].rstrip().endswith("<tbody>"):
        rows += 1
        begun = starts[rows]
    return text[:begun] + _END


def find_next(text: str, before: AbstractSet[str], after: AbstractSet[str]) -> str | None:
    """Name what begins a page, a section or a row; None if a row goes on from the page before.

    :param before: the names of places on the page before
    :param after: those on the page
    """
    if before & after & set(_ROW.findall(text)):
        return None
    names = (found[1] or found[2] for found in _PLACE.finditer(text))
    return next((name for name in names if name in after - before), None)


def begin_with(text: str, name: str) -> str:
    """Give the text from a section or row on; a table's heading comes again."""
    found = next(each for each in _PLACE.finditer(text) if name in {each[1], each[2]})
    rest = text[found.start() :]
    if found[1]:
        return rest
    head = list(_TABLE.finditer(text, 0, found.start()))[-1][0]
    again = _CAPTION.sub(r'<caption class="hidden-caption">\1, continued</caption>', head)
    return f'<section class="fresh wide">{again}{rest}'
