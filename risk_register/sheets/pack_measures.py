"""The rows of a pack's plan and of what it measures: actions, indicators and their values."""

from collections.abc import Iterator, Mapping
from typing import Any

from risk_register.sheets.pack_rows import read_day
from risk_register.sheets.workbooks import Cell, Column

Line = Mapping[str, Any]
Row = tuple[Cell, ...]

PLAN_COLUMNS = (
    Column("Number", 10),
    Column("Area", 12),
    Column("Reference", 10),
    Column("Action", 60),
    Column("Lead", 26),
    Column("Lead's agency", 14),
    Column("First due", 13),
    Column("Due", 13),
    Column("Times moved later", 10),
    Column("State", 12),
    Column("Per cent done", 10),
    Column("Days late", 10),
    Column("Delivery", 20),
    Column("Milestones", 11),
    Column("Milestones met", 11),
    Column("Milestones late", 11),
    Column("Risks", 16),
)
INDICATOR_COLUMNS = (
    Column("Reference", 10),
    Column("Indicator", 50),
    Column("Sector", 14),
    Column("Improvement areas", 14),
    Column("Baseline", 14),
    Column("Target", 26),
    Column("Should be", 14),
    Column("Latest", 14),
    Column("Period", 20),
    Column("State", 16),
    Column("Others", 30),
    Column("Note", 40),
    Column("What is being done", 60),
    Column("Source of the figures", 40),
)
VALUE_COLUMNS = (
    Column("Reference", 10),
    Column("Indicator", 50),
    Column("Whose", 20),
    Column("Unit", 14),
    Column("Period", 20),
    Column("Value", 12),
    Column("Should be", 12),
    Column("State", 16),
    Column("Provisional", 12),
)


def list_plan(snapshot: Line) -> Iterator[Row]:
    """Give a row for each action of the plan, area by area, by number."""
    for area in snapshot["improvement_areas"]:
        for line in area["plan"]:
            yield (
                line["number"],
                area["key"],
                line["reference"],
                line["text"],
                line["lead"]["post"],
                line["lead"]["agency"],
                read_day(line["original_due_on"]),
                read_day(line["due_on"]),
                line["slips"],
                line["status_name"],
                line["progress"],
                line["overdue_days"],
                line["rating"]["name"] if line["rating"] else None,
                *(line["milestones"][name] for name in ("total", "met", "late")),
                ", ".join(line["risks"]) or None,
            )


def list_indicators(snapshot: Line) -> Iterator[Row]:
    """Give a row for each indicator, by reference, as the pack prints it."""
    for each in snapshot["indicators"]:
        yield (
            each["reference"],
            each["name"],
            each.get("sector"),
            ", ".join(each["areas"]) or None,
            each["baseline"],
            each["target"],
            each["should_be"],
            each["latest"],
            each["period"],
            each["state"],
            each["others"] or None,
            each["note"] or None,
            each["commentary"],
            each["attribution"],
        )


def list_values(snapshot: Line) -> Iterator[Row]:
    """Give a row for each value that the pack draws, and then what others reached."""
    for each in snapshot["indicators"]:
        about = (each["reference"], each["name"])
        for row in each["series"]["rows"]:
            yield (
                *about,
                "Own",
                each["unit"],
                row["period"],
                _number(row["value"]) if row["value"] is not None else row["said"] or None,
                _number(row["expected"]),
                row["word"] or None,
                "yes" if row["is_provisional"] else None,
            )
        for name in each["series"]["names"]:
            for row in each["series"]["rows"]:
                if name in row["others"]:
                    value = _number(row["others"][name])
                    yield (*about, name, each["unit"], row["period"], value, None, None, None)


def _number(said: str | None) -> float | None:
    return float(said) if said is not None else None
