"""The rows of the plan as they were at a moment: those of today, taken back line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from risk_register.database import Base, db
from risk_register.domain.actions import ActionStatus
from risk_register.models import (
    Action,
    ImprovementArea,
    Indicator,
    Milestone,
    Mitigation,
    PlanLine,
    Post,
    Programme,
    Risk,
    SuccessMeasure,
    Threat,
)
from risk_register.services.milestones import MILESTONE_EVENTS
from risk_register.services.moment_lines import find_last_line, list_changes_by
from risk_register.services.record_names import find_names

#: What is told of each table, besides its id.
_COLUMNS: dict[type[Base], tuple[str, ...]] = {
    ImprovementArea: ("short", "text", "lead_id"),
    SuccessMeasure: ("area_id", "number", "text", "target", "target_on", "retired_at"),
    PlanLine: ("measure_id", "action_id", "number", "removed_at"),
    Action: ("reference", "text", "lead_id", "status", "progress", "due_on"),
    Milestone: ("action_id", "text", "due_on", "met_on", "dropped_at"),
    Mitigation: ("action_id", "risk_id"),
    Indicator: ("title",),
}
#: Tables whose rows lend their words; before they were added, those are what they were added with.
_NAMED = (ImprovementArea, Indicator)
_TABLES: dict[str, type[Base]] = {model.__tablename__: model for model in _COLUMNS}
#: Lines that change what is told. Risks are read by themselves; of them, only who threatened what.
_KINDS = frozenset(
    {
        "area changed",
        "success measure added",
        "success measure changed",
        "success measure retired",
        "action planned",
        "action placed",
        "action taken out of the plan",
        "action added",
        "action linked",
        "action updated",
        "milestone added",
        "indicator changed",
        *MILESTONE_EVENTS.values(),
        "risk opened",
        "risk proposed",
        "risk edited",
    }
)
_READERS: dict[str, Any] = {
    "target_on": date.fromisoformat,
    "due_on": date.fromisoformat,
    "met_on": date.fromisoformat,
    "retired_at": datetime.fromisoformat,
    "removed_at": datetime.fromisoformat,
    "dropped_at": datetime.fromisoformat,
    "status": ActionStatus,
}

Told = dict[str, Any]


@dataclass(frozen=True)
class PlanRows:
    """Rows by table and id, and which risks may have threatened the area."""

    rows: Mapping[type[Base], Mapping[int, Told]]
    titles: Mapping[int, str]  #: of posts
    numbers: Mapping[int, int]  #: of risks, by id
    threatening: frozenset[int]  #: ids of risks that threaten the area, or did since


def read_plan_rows_at(programme: Programme, area_id: int, at: datetime) -> PlanRows:
    """Read what hung on an area when everything up to a moment was done.

    :param at: with a time zone
    """
    rows = _read_present(programme, area_id)
    threats = select(Threat.risk_id).where(Threat.area_id == area_id)
    threatening = set(db.session.scalars(threats))
    after = find_last_line(programme.key, at)
    for _, change in sorted(
        list_changes_by(_KINDS, programme.key, after=after), key=lambda pair: -pair[0]
    ):
        model = _TABLES.get(change["table"])
        if model is not None:
            _undo(model, rows[model], change)
        elif change["table"] == Threat.__tablename__:
            threatening |= _list_risks(change, area_id)
    numbers = select(Risk.id, Risk.number).where(Risk.programme_id == programme.id)
    served = {row["risk_id"] for row in rows[Mitigation].values()}
    found = db.session.execute(numbers.where(Risk.id.in_(served)))
    return PlanRows(
        rows,
        _read_titles(at),
        {row.id: row.number for row in found},
        frozenset(threatening),
    )


def _read_titles(at: datetime) -> dict[int, str]:
    """Read what posts were called at a moment."""
    posts = db.session.scalars(select(Post.id)).all()
    names = find_names([], also={"post": posts}, since=at)
    return {post_id: names.find("post", post_id, at=at) for post_id in posts}


def _read_present(programme: Programme, area_id: int) -> dict[type[Base], dict[int, Told]]:
    measures = select(SuccessMeasure.id).where(SuccessMeasure.area_id == area_id)
    placed = select(PlanLine.action_id).where(PlanLine.measure_id.in_(measures))
    return {
        ImprovementArea: _read(ImprovementArea, ImprovementArea.id == area_id),
        SuccessMeasure: _read(SuccessMeasure, SuccessMeasure.area_id == area_id),
        PlanLine: _read(PlanLine, PlanLine.measure_id.in_(measures)),
        Action: _read(Action, Action.id.in_(placed), Action.programme_id == programme.id),
        Milestone: _read(Milestone, Milestone.action_id.in_(placed)),
        Mitigation: _read(Mitigation, Mitigation.action_id.in_(placed)),
        Indicator: _read(Indicator, Indicator.programme_id == programme.id),
    }


def _read(model: type[Base], *conditions: ColumnElement[bool]) -> dict[int, Told]:
    names = _COLUMNS[model]
    query = select(*(getattr(model, name) for name in ("id", *names))).where(*conditions)
    return {
        row[0]: dict(zip(names, row[1:], strict=True)) for row in db.session.execute(query).all()
    }


def _undo(model: type[Base], rows: dict[int, Told], change: Mapping[str, Any]) -> None:
    before, row_id = change["before"], change["id"]
    if before is None:
        if model not in _NAMED:
            rows.pop(row_id, None)
    elif row_id in rows:
        row = rows[row_id]
        row.update((name, _read_back(name, value)) for name, value in before.items() if name in row)


def _read_back(name: str, value: Any) -> Any:
    reader = _READERS.get(name)
    return reader(value) if reader is not None and value is not None else value


def _list_risks(change: Mapping[str, Any], area_id: int) -> set[int]:
    row = change["before"] or change["after"] or {}
    return {row["risk_id"]} if row.get("area_id") == area_id else set()
