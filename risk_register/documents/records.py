"""The circulation record as a paper: what it says, as JSON can say it, and its drawing.

The service only writes the order; drawing is for the press's child.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from risk_register.documents.letters import fit, scripts_in
from risk_register.domain.circulation_records import (
    CirculationRecord,
    RecordedCirculation,
    RecordedLetter,
    RecordedSeat,
    say_moment,
)
from risk_register.domain.day_words import say_short_day
from risk_register.domain.values import iso


def write_order(record: CirculationRecord) -> dict[str, Any]:
    """Say everything that stands on the paper; posts stand for people."""
    day = f"{say_short_day(record.held_on)} {record.held_on.year}"
    return {
        "title": f"Circulation record: {record.body}, {day}",
        "programme": record.programme,
        "notice": record.notice,
        "body": record.body,
        "held_on": record.held_on.isoformat(),
        "read_at": iso(record.read_at),
        "head": record.head,
        "publications": list(record.publications),
        "circulations": [_describe(each) for each in record.circulations],
    }


def make_drawable(order: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Make every text of an order drawable, and name the fonts it needs beside the Latin one."""
    record: dict[str, Any] = fit(dict(order))
    return record, sorted(scripts_in(repr(record)))


def _describe(circulation: RecordedCirculation) -> dict[str, Any]:
    files = [("Pack", file) for file in circulation.files]
    files += [("Paper", file) for file in circulation.papers]
    return {
        "title": circulation.title,
        "fates": list(circulation.fates),
        "facts": [[name, said] for name, said in _list_facts(circulation) if said],
        "files": [
            [name, f"{file.label} ({file.note})" if file.note else file.label, file.sha256]
            for name, file in files
        ],
        "readers": [
            _describe_reader(seat, seat.letter) for seat in circulation.readers if seat.letter
        ],
        "others": [
            {"title": seat.title, "about": _say_about(seat), "why_not": seat.why_not or ""}
            for seat in circulation.others
        ],
    }


def _list_facts(circulation: RecordedCirculation) -> list[tuple[str, str | None]]:
    return [
        ("Decided", f"{say_moment(circulation.decided_at)}, by {circulation.decided_by}"),
        ("In time?", circulation.timing),
        ("Why late", circulation.late_reason),
        ("Lateness agreed by", circulation.late_agreed_by),
        ("Why sent again", circulation.repeat_reason),
        ("Note in the letters", circulation.note),
        ("Letters", circulation.tally),
        ("Record at", circulation.head),
    ]


def _describe_reader(seat: RecordedSeat, letter: RecordedLetter) -> dict[str, Any]:
    fate = [
        _say_when("on", letter.sent_at),
        f"“{letter.answer}”" if letter.answer else None,
        f"came back: {letter.came_back}" if letter.came_back else None,
        _say_when("opened", letter.opened_at),
        _say_when("said to be received", letter.acknowledged_at),
    ]
    return {
        "title": seat.title,
        "about": _say_about(seat),
        "letter": f"{letter.brought}, {letter.manner}",
        "notes": [f"to {letter.address}", letter.message_id],
        "state": letter.state.label,
        "fate": [said for said in fate if said],
    }


def _say_about(seat: RecordedSeat) -> str:
    entitled = {True: "entitled to exempt items", False: "not entitled to exempt items"}
    said = (seat.agency, seat.capacity.lower(), entitled.get(bool(seat.is_entitled)))
    if seat.is_entitled is None:
        said = (*said[:2], "no such seat is on record")
    return ", ".join(part for part in said if part)


def _say_when(words: str, moment: datetime | None) -> str | None:
    return f"{words} {say_moment(moment)}" if moment else None
