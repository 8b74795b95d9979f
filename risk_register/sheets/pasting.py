"""A file read as if somebody had pasted its first sheet: lines of CSV."""

import csv
from io import StringIO

from risk_register.domain.sheet_cells import text_of
from risk_register.sheets.sources import read_source


def read_as_pasted(name: str, content: bytes) -> str:
    """Read the first sheet of a file that is not hidden, as lines of CSV.

    :param name: as it was given; its ending says what it is
    :raises RuleError: with one sentence, if the file is not read
    """
    sheets = [sheet for sheet in read_source(name, content) if not sheet.is_hidden]
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    for row in sheets[0].rows if sheets else ():
        rows.writerow([text_of(cell) for cell in row])
    return text.getvalue()
