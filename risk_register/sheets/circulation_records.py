"""The circulation record as a table: a line for every seat of every circulation."""

from datetime import datetime

from risk_register.domain.circulation_records import (
    CirculationRecord,
    RecordedCirculation,
    RecordedFile,
    RecordedSeat,
    say_moment,
)
from risk_register.domain.day_words import say_full_day
from risk_register.sheets.registers import Sheet
from risk_register.sheets.workbooks import Cell, Column

TITLE = "Circulation record"

COLUMNS = tuple(
    Column(heading, width)
    for heading, width in (
        ("Circulation", 24),
        ("Decided", 20),
        ("Decided by", 24),
        ("In time", 50),
        ("Why late", 40),
        ("Lateness agreed by", 24),
        ("Why sent again", 40),
        ("Note in the letters", 40),
        ("Reader", 30),
        ("Agency", 12),
        ("Capacity", 16),
        ("Entitled to exempt items", 12),
        ("Letter", 8),
        ("Why no letter", 40),
        ("What the letter brought", 28),
        ("How", 18),
        ("SHA-256 of the PDF", 66),
        ("Papers with their SHA-256", 66),
        ("Address", 34),
        ("Message-ID", 50),
        ("State", 24),
        ("Sent", 20),
        ("The mail server's words", 40),
        ("Came back", 40),
        ("Opened by its link", 20),
        ("Said to be received", 20),
        ("What became of it", 50),
        ("Head of the record", 70),
    )
)


def lay_out(record: CirculationRecord) -> Sheet:
    """Lay the record out as a table that says what it is."""
    about = [
        ("Circulation record", f"{record.body}, meeting of {say_full_day(record.held_on)}"),
        ("Programme", record.programme),
        ("Circulations", str(len(record.circulations))),
        ("Read", f"{say_moment(record.read_at)}, London time"),
        ("Head of the record then", record.head),
    ]
    about += [("Published", said) for said in record.publications]
    if record.notice:
        about.append(("Note", record.notice))
    rows = (_lay_row(circulation, seat) for circulation, seat in record.list_lines())
    return Sheet(TITLE, tuple(about), COLUMNS, rows, record.read_at)


def _lay_row(circulation: RecordedCirculation, seat: RecordedSeat) -> tuple[Cell, ...]:
    return (*_lay_decision(circulation), *_lay_seat(seat), *_lay_letter(circulation, seat))


def _lay_decision(circulation: RecordedCirculation) -> tuple[Cell, ...]:
    return (
        circulation.title,
        say_moment(circulation.decided_at),
        circulation.decided_by,
        circulation.timing,
        circulation.late_reason,
        circulation.late_agreed_by,
        circulation.repeat_reason,
        circulation.note,
    )


def _lay_seat(seat: RecordedSeat) -> tuple[Cell, ...]:
    return (
        seat.title,
        seat.agency,
        seat.capacity,
        {True: "yes", False: "no", None: "not on record"}[seat.is_entitled],
        "no" if seat.letter is None else "yes",
        seat.why_not,
    )


def _lay_letter(circulation: RecordedCirculation, seat: RecordedSeat) -> tuple[Cell, ...]:
    fates, letter = " ".join(circulation.fates), seat.letter
    if letter is None:
        return (*[None] * (len(COLUMNS) - 16), fates, circulation.head)
    return (
        letter.brought,
        letter.manner,
        letter.sha256,
        "; ".join(map(_say_paper, circulation.papers)),
        letter.address,
        letter.message_id,
        letter.state.label,
        _say_when(letter.sent_at),
        letter.answer,
        letter.came_back,
        _say_when(letter.opened_at),
        _say_when(letter.acknowledged_at),
        fates,
        circulation.head,
    )


def _say_paper(paper: RecordedFile) -> str:
    note = f" ({paper.note})" if paper.note else ""
    return f"{paper.label}{note} {paper.sha256}"


def _say_when(moment: datetime | None) -> str | None:
    return say_moment(moment) if moment else None
