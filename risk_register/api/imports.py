"""Bringing in a register from a spreadsheet: read it, say what it means, look, take it in."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from risk_register import clock
from risk_register.api.errors import FieldsError
from risk_register.api.paging import cut, page_of
from risk_register.api.risks import tell_title
from risk_register.api.rooms import Room, Told
from risk_register.domain.api_keys import Group
from risk_register.domain.errors import ChangedMeanwhileError, RuleError
from risk_register.domain.evidence import FIELD
from risk_register.domain.import_fields import IMPACTS
from risk_register.domain.import_files import MOST_BYTES
from risk_register.domain.import_mappings import (
    ImportMapping,
    check_twice,
    list_categories,
    list_owners,
)
from risk_register.domain.permissions import Permission
from risk_register.models import ImportRun
from risk_register.schemas.machines.imports import (
    AgreementIn,
    DraftOut,
    MeaningIn,
    MeaningOut,
    OneRunOut,
    PreviewAsked,
    PreviewOut,
    RegisterAsked,
    RegisterPlaceIn,
    RunsOut,
)
from risk_register.services.import_runs import import_register, weigh
from risk_register.services.import_weighings import Weighed, count_outcomes, say_seen
from risk_register.services.imports import (
    Looked,
    change_mapping,
    complete_mapping,
    get_draft,
    get_run,
    keep_draft,
    list_rows,
    list_runs,
    look_again,
    look_through,
)
from risk_register.services.programmes import Member, list_posts
from risk_register.sheets.sources import read_cells

room = Room("imports", Group.RISKS, "Registers from spreadsheets, on their way in.")

IMPORTS = "/programmes/<programme_key>/imports"
DRAFT = f"{IMPORTS}/draft"

_OURS = (
    "This is a workbook that was taken along from this register. Bring it to imports/copy/file, "
    "where each change is shown before it is made."
)


@room.takes_file(DRAFT, Permission.MOVE_RISK, DraftOut, asks=RegisterAsked)
def read_one_file(member: Member, asked: dict[str, Any], content: bytes) -> Callable[[], Any]:
    """Read a register from a file; one that you have brought before gives way.

    One in which no register is found is refused, unless you ask to point at it: then say by
    ``imports/draft/place`` where it stands, and by ``imports/draft/meaning`` what its columns hold.
    """
    now, name = clock.now(), asked["name"]
    sha256 = hashlib.sha256(content).hexdigest()
    cells = read_cells(name, content[: MOST_BYTES + 1])
    file = look_through(name, sha256, cells, by=member, may_point=asked["pointed"])
    if file.is_working_copy:
        raise RuleError(_OURS, field=FIELD)

    def keep() -> Told:
        draft = keep_draft(file, by=member, at=now)
        return Told(draft, location=f"/api/v1/programmes/{member.programme.key}/imports/draft")

    return keep


@room.reads(DRAFT, Permission.MOVE_RISK, PreviewOut, asks=PreviewAsked)
def preview_import(member: Member, asked: dict[str, Any]) -> Any:
    """Show what your file means and what each row of it would do; nothing is saved."""
    looked = get_draft(member)
    weighed = {each.planned.row: each for each in weigh(looked, by=member, at=clock.now())}
    part = cut(list(weighed), after=asked["after"], limit=asked["limit"])
    return {
        **page_of([_tell_row(weighed[row]) for row in part.ids], part),
        "file_name": looked.draft.file_name,
        "sha256": looked.draft.sha256,
        "mark": looked.mark,
        "seen": say_seen(list(weighed.values()), of=looked.mark),
        "meaning": looked.mapping.as_plain(),
        "counts": {each.value: n for each, n in count_outcomes(list(weighed.values())).items()},
    }


@room.adds(
    f"{DRAFT}/meaning",
    Permission.MOVE_RISK,
    MeaningIn,
    MeaningOut,
    is_prepared=True,
    example={"mark": "0123456789abcdef", "owner_id": 1, "category": "capacity"},
)
def say_meaning(member: Member, said: dict[str, Any]) -> Any:
    """Say what columns, scale values, owners and categories of your file mean."""
    looked = get_draft(member)
    if said["mark"] != looked.mark:
        raise ChangedMeanwhileError
    mapping = _read_mapping(member, looked, said)
    check_twice(mapping)
    mapping = complete_mapping(looked, mapping, by=member)

    def keep() -> Any:
        change_mapping(looked, mapping, by=member)
        return mapping.as_plain()

    return keep


@room.adds(
    f"{DRAFT}/place",
    Permission.MOVE_RISK,
    RegisterPlaceIn,
    MeaningOut,
    is_prepared=True,
    example={"mark": "0123456789abcdef", "sheet": "Register", "row": 3},
)
def point_at_register(member: Member, said: dict[str, Any]) -> Any:
    """Say in which sheet and row the names of the columns stand; what they mean is found anew."""
    looked = get_draft(member)
    if said["mark"] != looked.mark:
        raise ChangedMeanwhileError
    mapping = look_again(looked, sheet=said["sheet"], row=said["row"], by=member)

    def keep() -> Any:
        change_mapping(looked, mapping, by=member)
        return mapping.as_plain()

    return keep


@room.reads(IMPORTS, Permission.EDIT_RISK, RunsOut)
def list_imports(member: Member) -> Any:
    """List the last files that were taken in, the newest first."""
    return {"items": [_tell(run) for run in list_runs(member)]}


@room.adds(
    IMPORTS,
    Permission.MOVE_RISK,
    AgreementIn,
    OneRunOut,
    is_prepared=True,
    also=(Group.ACTIONS,),
    example={"seen": "0123456789abcdef0123456789abcdef", "leaves_out": True},
)
def take_file_in(member: Member, said: dict[str, Any]) -> Any:
    """Take your file in as it was seen: all of it, or nothing.

    Its rows may be actions, so a key needs the scopes ``risks:write`` and ``actions:write``.
    """
    looked = get_draft(member)

    def take() -> Told:
        run = import_register(looked, by=member, at=clock.now(), **said)
        place = f"/api/v1/programmes/{member.programme.key}/imports/{run.id}"
        return Told(tell_run(run), location=place)

    return take


@room.reads(f"{IMPORTS}/<int:number>", Permission.EDIT_RISK, OneRunOut)
def get_one_import(member: Member, number: int) -> Any:
    """Show what the rows of a file became."""
    return tell_run(get_run(member, number))


def _read_mapping(member: Member, looked: Looked, said: Mapping[str, Any]) -> ImportMapping:
    """Put what was said in the place of what was meant before.

    :raises FieldsError: if it names what the file or the programme does not have
    """
    mapping, scheme = looked.mapping, member.scheme
    named = {str(place): place for place in mapping.columns}
    levels = {field.value: field for field in mapping.levels}
    _check_named("columns", said["columns"], named)
    _check_named("levels", said["levels"], levels)
    for name, points in said["levels"].items():
        _check_named(f"levels.{name}", points, mapping.levels[levels[name]])
        scale = scheme.impact if levels[name] in IMPACTS else scheme.likelihood
        _check_values(f"levels.{name}", points, {None, *range(1, len(scale) + 1)})
    _check_named("owners", said["owners"], dict.fromkeys(list_owners(looked.found)))
    _check_values("owners", said["owners"], {post.id for post in list_posts(member.programme)})
    _check_named("categories", said["categories"], dict.fromkeys(list_categories(looked.found)))
    _check_values("categories", said["categories"], set(scheme.categories))
    kept = {
        name: said[name]
        for name in ("source", "owner_id", "category", "proximity", "month_first", "due_on")
        if said[name] not in (None, "")
    }
    return replace(
        mapping,
        columns={**mapping.columns, **{named[at]: each for at, each in said["columns"].items()}},
        levels={
            field: {**points, **said["levels"].get(field.value, {})}
            for field, points in mapping.levels.items()
        },
        owners={**mapping.owners, **said["owners"]},
        categories={**mapping.categories, **said["categories"]},
        **kept,
    )


def _check_named(field: str, said: Mapping[str, Any], known: Mapping[Any, Any]) -> None:
    unknown = [name for name in said if name not in known]
    if unknown:
        raise FieldsError({field: [f"The file has no {', '.join(unknown)}."]})


def _check_values(field: str, said: Mapping[str, Any], known: Collection[Any]) -> None:
    unknown = [name for name, value in said.items() if value not in known]
    if unknown:
        raise FieldsError({field: [f"There is no such value for {', '.join(unknown)}."]})


def _tell_row(weighed: Weighed) -> dict[str, Any]:
    return {
        "row": weighed.planned.row,
        "source_id": weighed.planned.source_id,
        "outcome": weighed.outcome,
        "risk": weighed.risk.reference if weighed.risk else None,
        "because": weighed.because,
        "changed": weighed.changed,
    }


def _tell(run: ImportRun) -> dict[str, Any]:
    names = ("id", "source", "file_name", "sha256", "added", "changed", "left_out", "applied_at")
    return {
        **{name: getattr(run, name) for name in names},
        "applied_as": tell_title(run.applied_as),
    }


def tell_run(run: ImportRun) -> dict[str, Any]:
    """Tell of a file that was taken in, row by row."""
    rows = [
        {
            "row": row.row,
            "source_id": row.source_id,
            "risk": row.risk.reference,
            "action": row.action.reference if row.action else None,
        }
        for row in list_rows(run)
    ]
    return {**_tell(run), "rows": rows}
