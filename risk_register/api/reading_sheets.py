"""Many values at once: look at what each line would do, then record all of them or none."""

from collections.abc import Callable
from typing import Any

from risk_register import clock
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.schemas.machines.base import clean
from risk_register.schemas.machines.imports import FileAsked
from risk_register.schemas.machines.reading_sheets import RecordedSheetOut, SheetIn, SheetOut
from risk_register.services.programmes import Member
from risk_register.services.reading_sheets import (
    Found,
    count_outcomes,
    record_sheet,
    weigh_sheet,
)
from risk_register.sheets.values import read_text

room = Room("reading_sheets", Group.INDICATORS, "Sheets of values.")

SHEETS = "/programmes/<programme_key>/indicators/import"
_EXAMPLE = {"text": "indicator,period,value\nI-01,April 2018,51.5\n"}


@room.adds(
    f"{SHEETS}/outlook",
    Permission.KEEP_INDICATORS,
    SheetIn,
    SheetOut,
    is_prepared=True,
    example=_EXAMPLE,
)
def foresee_sheet(member: Member, said: dict[str, Any]) -> Callable[[], Any]:
    """Say what each line of a sheet would do; nothing is saved."""
    told = _tell_sheet(member, clean(said["text"]))
    return lambda: told


@room.takes_file(f"{SHEETS}/file", Permission.KEEP_INDICATORS, SheetOut, asks=FileAsked)
def read_sheet_of_file(member: Member, asked: dict[str, Any], content: bytes) -> Callable[[], Any]:
    """Read a workbook or a CSV file, and say what each line would do; nothing is saved."""
    told = _tell_sheet(member, read_text(asked["name"], content))
    return lambda: told


@room.adds(SHEETS, Permission.KEEP_INDICATORS, SheetIn, RecordedSheetOut, example=_EXAMPLE)
def record_one_sheet(member: Member, said: dict[str, Any]) -> Any:
    """Record every value of a sheet, or none; what stands already is not recorded again."""
    return {"added": record_sheet(clean(said["text"]), by=member, at=clock.now())}


def _tell_sheet(member: Member, text: str) -> dict[str, Any]:
    found = weigh_sheet(text, by=member, at=clock.now())
    return {"text": text, "counts": count_outcomes(found), "items": [_tell(line) for line in found]}


def _tell(found: Found) -> dict[str, Any]:
    line, weighed = found.line, found.weighed
    before = weighed.before if weighed else None
    return {
        "line": line.number,
        **{name: getattr(line, name) for name in ("indicator", "period", "value")},
        "area": line.comparator,
        "is_provisional": line.is_provisional,
        "outcome": found.outcome,
        "before": f"{before.number:f}" if before else None,
        "problem": found.problem,
    }
