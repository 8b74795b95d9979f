"""Who has what part in a programme as a table: one line for each role."""

from collections.abc import Iterable
from datetime import date, datetime

from risk_register.sheets.registers import Sheet
from risk_register.sheets.workbooks import Cell, Column

TITLE = "Who has what part"
COLUMNS = tuple(
    Column(heading, width)
    for heading, width in (
        ("Person", 30),
        ("E-mail address", 34),
        ("Agency", 12),
        ("Posts", 40),
        ("Role", 20),
        ("Since", 14),
        ("Signed in last", 14),
        ("May sign in", 10),
        ("Last day", 14),
        ("To look at", 50),
    )
)


def lay_out(
    rows: Iterable[tuple[Cell, ...]], *, programme: str, quarter: str, day: date, made_at: datetime
) -> Sheet:
    """Lay the list out as a table that says what it is.

    :param day: the London date of its making
    """
    about = (
        ("Access review", quarter),
        ("Programme", programme),
        ("As at", f"{day.day} {day:%B %Y}"),
    )
    return Sheet(TITLE, about, COLUMNS, rows, made_at)
