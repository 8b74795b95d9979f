"""Bringing a workbook back that was taken along: look at each row, then take it in."""

import hashlib
from collections import Counter
from collections.abc import Callable
from typing import Any

from risk_register import clock
from risk_register.api.imports import IMPORTS, tell_run
from risk_register.api.paging import cut, page_of
from risk_register.api.rooms import Room, Told
from risk_register.domain.api_keys import Group
from risk_register.domain.errors import RuleError
from risk_register.domain.evidence import FIELD
from risk_register.domain.import_files import MOST_BYTES
from risk_register.domain.permissions import Permission
from risk_register.schemas.machines.imports import AgreementIn, FileAsked, OneRunOut, PreviewAsked
from risk_register.schemas.machines.working_copies import CopyOut, CopyPreviewOut
from risk_register.services.import_weighings import RowOutcome
from risk_register.services.imports import keep_draft, look_through
from risk_register.services.programmes import Member
from risk_register.services.working_copies import get_brought
from risk_register.services.working_copy_changes import WeighedRow
from risk_register.services.working_copy_runs import import_copy, say_seen
from risk_register.services.working_copy_weighings import weigh_copy
from risk_register.sheets.sources import read_cells

room = Room("working_copies", Group.RISKS, "Workbooks on their way back.")

COPY = f"{IMPORTS}/copy"
_FROM_ELSEWHERE = "This is no workbook that was taken along from here: bring it to imports/draft."


@room.takes_file(f"{COPY}/file", Permission.EDIT_RISK, CopyOut, asks=FileAsked)
def read_one_copy(member: Member, asked: dict[str, Any], content: bytes) -> Callable[[], Any]:
    """Read a workbook that was changed offline; a file that you have brought before gives way."""
    now, name = clock.now(), asked["name"]
    sha256 = hashlib.sha256(content).hexdigest()
    file = look_through(name, sha256, read_cells(name, content[: MOST_BYTES + 1]), by=member)
    if not file.is_working_copy:
        raise RuleError(_FROM_ELSEWHERE, field=FIELD)

    def keep() -> Told:
        draft = keep_draft(file, by=member, at=now)
        return Told(draft, location=f"/api/v1/programmes/{member.programme.key}/imports/copy")

    return keep


@room.reads(COPY, Permission.EDIT_RISK, CopyPreviewOut, asks=PreviewAsked)
def preview_copy(member: Member, asked: dict[str, Any]) -> Any:
    """Show what each row of your workbook would change; nothing is saved."""
    brought = get_brought(member)
    weighed = weigh_copy(brought.copy, by=member, at=clock.now())
    part = cut(list(range(1, len(weighed) + 1)), after=asked["after"], limit=asked["limit"])
    counted = Counter(each.outcome for each in weighed)
    return {
        **page_of([_tell_row(weighed[place - 1]) for place in part.ids], part),
        "file_name": brought.draft.file_name,
        "sha256": brought.sha256,
        "seen": say_seen(brought, weighed),
        "counts": {each.value: counted[each] for each in RowOutcome},
    }


@room.adds(
    COPY,
    Permission.EDIT_RISK,
    AgreementIn,
    OneRunOut,
    is_prepared=True,
    also=(Group.ACTIONS, Group.INDICATORS),
    example={"seen": "0123456789abcdef0123456789abcdef", "leaves_out": True},
)
def take_copy_in(member: Member, said: dict[str, Any]) -> Callable[[], Any]:
    """Take your workbook in as it was seen: all rows that can be, or nothing.

    Rows may be actions and values, so a key needs to write risks, actions and indicators.
    """
    brought = get_brought(member)

    def take() -> Told:
        run = import_copy(brought, by=member, at=clock.now(), **said)
        place = f"/api/v1/programmes/{member.programme.key}/imports/{run.id}"
        return Told(tell_run(run), location=place)

    return take


def _tell_row(weighed: WeighedRow) -> dict[str, Any]:
    return {
        "sheet": weighed.row.part,
        "row": weighed.row.number,
        "reference": weighed.reference,
        "outcome": weighed.outcome,
        "because": weighed.because,
        "changes": [
            {name: getattr(change, name) for name in ("field", "before", "after")}
            for change in weighed.changes
        ],
    }
