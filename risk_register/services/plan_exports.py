"""Taking the improvement plan along: its actions; in a workbook its areas and milestones, too."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from risk_register.database import db
from risk_register.domain.permissions import Permission
from risk_register.models import Action, Milestone
from risk_register.services.events import Head, record_event
from risk_register.services.export_files import Export, describe_making, export_sheet, say_moment
from risk_register.services.programmes import Member
from risk_register.services.snapshot_plan import gather_plan
from risk_register.sheets.pack_measures import PLAN_COLUMNS, list_plan
from risk_register.sheets.registers import Sheet, SheetKind
from risk_register.sheets.workbooks import Cell, Column, Table

COLUMNS = (*PLAN_COLUMNS, Column("Evidence", 50), Column("Publication", 24))
AREA_COLUMNS = (
    Column("Area", 8),
    Column("Name", 26),
    Column("Weakness", 60),
    Column("Lead", 26),
    Column("Lead's agency", 14),
    Column("Success measures", 60),
    Column("How far", 30),
    Column("Delivery", 20),
    Column("What has become better", 60),
)
MILESTONE_COLUMNS = (
    Column("Number", 10),
    Column("Reference", 10),
    Column("Milestone", 60),
    Column("First due", 13),
    Column("Due", 13),
    Column("Met on", 13),
)
OPEN, EXEMPT = "Open", "Serves an exempt risk: not for publication"

Line = Mapping[str, Any]
Row = tuple[Cell, ...]


def export_plan(member: Member, *, kind: SheetKind, at: datetime) -> Export:
    """Write the plan into a file as it stands; must run inside ``read_moment``.

    :param at: with a time zone
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    plan = gather_plan(member.programme, (), today=member.on, with_evidence=True)
    areas = plan["improvement_areas"]
    lines = [line for area in areas for line in area["plan"]]
    exempt = sum(line["exempt"] for line in lines)
    marked = f"{exempt} of the actions, marked in the last column" if exempt else ""
    about = (
        ("Programme", member.programme.name),
        ("Improvement plan as at", f"{say_moment(at)}, London time"),
        ("Areas", str(len(areas))),
        ("Actions", str(len(lines))),
        *describe_making(member, marked, at=at),
    )
    rows = ((*row, *_end_row(line)) for row, line in zip(list_plan(plan), lines, strict=True))
    more = (
        Table("Areas", AREA_COLUMNS, map(_area_row, areas)),
        Table("Milestones", MILESTONE_COLUMNS, _list_milestones(lines, member)),
    )
    sheet = Sheet("Plan", about, COLUMNS, rows, at, more)
    return export_sheet(sheet, kind, count=len(lines), exempt=exempt)


def record_plan_export(member: Member, export: Export, *, at: datetime) -> Head:
    """Say in the record who took the plan along."""
    return record_event(
        "plan exported",
        subject=f"plan of {member.programme.key}",
        programme=member.programme,
        by=member.person,
        at=at,
        facts={
            "kind": export.kind,
            "actions": export.count,
            "exempt": export.exempt,
            "sha256": export.sha256,
        },
    )


def _end_row(line: Line) -> Row:
    evidence = [f"{file['shows']} ({file['name']})" for file in line["evidence"]]
    return "\n".join(evidence) or None, EXEMPT if line["exempt"] else OPEN


def _area_row(area: Line) -> Row:
    lead, rating = area["lead"], area["rating"]
    impact = (f"{each['text']} ({each['source']}, {each['seen_on']})" for each in area["impact"])
    return (
        area["key"],
        area["short"],
        area["text"],
        lead["post"] if lead else None,
        lead["agency"] if lead else None,
        "\n".join(_say_measure(each) for each in area["measures"]) or None,
        area["progress"]["words"],
        rating["level"]["name"] if rating and rating["level"] else None,
        "\n".join(impact) or None,
    )


def _say_measure(measure: Line) -> str:
    target = f", target {measure['target']}" if measure["target"] else ""
    by = f" by {measure['target_on']}" if measure["target_on"] else ""
    return f"{measure['number']} {measure['text']}{target}{by}"


def _list_milestones(lines: list[Line], member: Member) -> Iterator[Row]:
    """Give a row for each milestone that is still wanted of the actions in the plan, by number."""
    told: dict[str, list[Row]] = {line["reference"]: [] for line in lines}
    rows = db.session.execute(
        select(
            Action.reference,
            Milestone.text,
            Milestone.original_due_on,
            Milestone.due_on,
            Milestone.met_on,
        )
        .join(Milestone.action)
        .where(Action.programme_id == member.programme.id, Milestone.dropped_at.is_(None))
        .order_by(Milestone.due_on, Milestone.id)
    )
    for reference, text, original_due_on, due_on, met_on in rows:
        if reference in told:
            told[reference].append((text, original_due_on, due_on, met_on))
    for line in lines:
        for row in told[line["reference"]]:
            yield line["number"], line["reference"], *row
