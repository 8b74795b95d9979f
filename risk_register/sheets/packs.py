"""A pack's register as an Excel workbook and as CSV, from its frozen snapshot alone.

The same bytes for the same snapshot: what a file says of when it was made is when the figures were
frozen. Days are London's.
"""

import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from risk_register.clock import LONDON, london_day
from risk_register.sheets import pack_measures, pack_rows
from risk_register.sheets.registers import Sheet, write_csv
from risk_register.sheets.workbooks import Table, Workbook


def draw_register_workbook(
    snapshot: Mapping[str, Any], *, fingerprint: str, version: int = 1
) -> bytes:
    """Draw the register of a pack as a workbook: what it is, and its tables.

    Those are risks, movement, actions, what was closed, the plan, indicators and their values.

    :param snapshot: of the edition, in format 2 with all its parts
    :param fingerprint: of that snapshot
    """
    file = io.BytesIO()
    taken_at = datetime.fromisoformat(snapshot["taken_at"])
    book = Workbook(file, title=_title(snapshot), made_at=taken_at.astimezone(LONDON))
    book.add_about(_about(snapshot, fingerprint, version))
    for title, columns, rows in (
        ("Risks", pack_rows.RISK_COLUMNS, pack_rows.list_risks(snapshot)),
        ("Movement", pack_rows.MOVEMENT_COLUMNS, pack_rows.list_moved(snapshot)),
        ("Actions", pack_rows.ACTION_COLUMNS, pack_rows.list_actions(snapshot)),
        ("Closed", pack_rows.CLOSED_COLUMNS, pack_rows.list_closed(snapshot)),
        ("Plan", pack_measures.PLAN_COLUMNS, pack_measures.list_plan(snapshot)),
        ("Indicators", pack_measures.INDICATOR_COLUMNS, pack_measures.list_indicators(snapshot)),
        ("Values", pack_measures.VALUE_COLUMNS, pack_measures.list_values(snapshot)),
    ):
        book.add_table(Table(title, columns, rows))
    book.close()
    return file.getvalue()


def draw_register_table(
    snapshot: Mapping[str, Any], *, fingerprint: str, version: int = 1
) -> bytes:
    """Draw the risks of a pack as CSV, after some lines that say what it is.

    :param snapshot: of the edition, in format 2 with all its parts
    :param fingerprint: of that snapshot
    """
    file = io.BytesIO()
    sheet = Sheet(
        title="Risks",
        about=tuple(_about(snapshot, fingerprint, version)),
        columns=pack_rows.RISK_COLUMNS,
        rows=pack_rows.list_risks(snapshot),
        made_at=datetime.fromisoformat(snapshot["taken_at"]),
    )
    write_csv(sheet, file)
    return file.getvalue()


def _title(snapshot: Mapping[str, Any]) -> str:
    return f"{snapshot['programme']['name']}: register of risks"


def _about(
    snapshot: Mapping[str, Any], fingerprint: str, version: int
) -> Iterator[tuple[str, str]]:
    meeting, counts, edition = snapshot["meeting"], snapshot["counts"], snapshot["edition"]
    taken_at = datetime.fromisoformat(snapshot["taken_at"])
    yield "What this is", _title(snapshot)
    yield "Marking", snapshot["marking"]
    if snapshot["handling"]:
        yield "Handling", snapshot["handling"]
    if snapshot["programme"]["notice"]:
        yield "Notice", snapshot["programme"]["notice"]
    yield "Belongs to the pack for", f"{snapshot['body']['name']}, {_say(meeting['held_on'])}"
    yield (
        "Edition and version",
        f"{edition['key'] if edition else 'full'} edition, version {version}",
    )
    yield "Figures frozen", f"{_say_day(london_day(taken_at))}, {_time(taken_at)} (London time)"
    yield "Movement since", _say_compared(snapshot["compared_with"])
    yield "Open risks", str(counts["open"])
    if snapshot["withheld"]:
        yield "Withheld", f"{len(snapshot['withheld'])}, listed after the open risks"
    yield "Scored by", f"{snapshot['scheme']['name']}, version {snapshot['scheme']['version']}"
    yield "Fingerprint of the figures", fingerprint


def _say_compared(earlier: Mapping[str, Any] | None) -> str:
    if earlier is None:
        return "nothing: this is the first pack"
    return f"the pack for {_say(earlier['held_on'])}, version {earlier['version']}"


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%H:%M}"


def _say(day: str) -> str:
    return _say_day(date.fromisoformat(day))


def _say_day(day: date) -> str:
    # Not strftime's names: those follow the machine's locale, and a pack's bytes may not.
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
