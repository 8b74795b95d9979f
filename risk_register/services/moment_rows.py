"""The rows of some risks as they were at a moment, with the names of posts and agencies.

The rows as they are now are taken back, change by change, with the lines of the record that were
written since. Only columns that are told are read.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from risk_register.database import Base, db
from risk_register.domain.actions import ActionStatus
from risk_register.domain.controls import AssuranceLine
from risk_register.domain.risks import (
    ControlState,
    Proximity,
    Publication,
    RiskKind,
    RiskStatus,
    Treatment,
)
from risk_register.models import (
    Action,
    AffectedAgency,
    Agency,
    Control,
    ImprovementArea,
    Mitigation,
    Post,
    Programme,
    Risk,
    Threat,
)
from risk_register.services.events import SERVICE_CHAIN
from risk_register.services.moment_lines import MOST_SUBJECTS, find_last_line, list_changes

#: What is told of each table, besides its id.
COLUMNS: dict[type[Base], tuple[str, ...]] = {
    Risk: (
        "number",
        "kind",
        "title",
        "category",
        "cause",
        "event",
        "consequence",
        "owner_id",
        "carrying_agency_id",
        "treatment",
        "proximity",
        "status",
        "publication",
        "exempt_paragraph",
        "exempt_reason",
        "exempt_fields",
        "target_on",
        "review_due_on",
        "merged_into_id",
        "closed_at",
        "close_reason",
    ),
    Control: ("risk_id", "text", "state", "assurance_line", "gaps", "retired_at"),
    Threat: ("risk_id", "area_id"),
    AffectedAgency: ("risk_id", "agency_id"),
    Mitigation: ("risk_id", "action_id"),
    Action: (
        "reference",
        "text",
        "lead_id",
        "status",
        "progress",
        "due_on",
        "original_due_on",
        "slips",
        "note",
    ),
    Post: ("title", "agency_id"),
    Agency: ("short",),
    ImprovementArea: ("key",),
}
TABLES = {model.__tablename__: model for model in COLUMNS}
#: Tables whose rows only lend their names; before they were added, that is the name they have.
_NAMED = ("post", "agency", "improvement_area")
#: Reads a value of the record back, where it is no text or number.
_READERS: dict[str, Callable[[str], Any]] = {
    "kind": RiskKind,
    "treatment": Treatment,
    "proximity": Proximity,
    "publication": Publication,
    "state": ControlState,
    "target_on": date.fromisoformat,
    "review_due_on": date.fromisoformat,
    "due_on": date.fromisoformat,
    "original_due_on": date.fromisoformat,
    "closed_at": datetime.fromisoformat,
    "retired_at": datetime.fromisoformat,
}
_STATUSES = {"risk": RiskStatus, "action": ActionStatus}

Told = dict[str, Any]


@dataclass(frozen=True)
class RowsAt:
    """The told columns of rows as they were, by table and id."""

    rows: Mapping[type[Base], Mapping[int, Told]]

    def of_risks(self, model: type[Base]) -> dict[int, list[Told]]:
        """Give the rows that hang on risks, by risk, the first made first."""
        found: dict[int, list[Told]] = defaultdict(list)
        for _, row in sorted(self.rows[model].items()):
            found[row["risk_id"]].append(row)
        return found

    def title(self, post_id: int) -> str:
        """Give the title of a post."""
        title: str = self.rows[Post][post_id]["title"]
        return title

    def judge(self, post_id: int | None) -> str | None:
        """Give the title of the post that judged; None for the register itself."""
        return self.title(post_id) if post_id is not None else None

    def agency(self, agency_id: int) -> str:
        """Give the short name of an agency."""
        short: str = self.rows[Agency][agency_id]["short"]
        return short

    def agency_of(self, post_id: int) -> str:
        """Give the short name of the agency a post belongs to."""
        return self.agency(self.rows[Post][post_id]["agency_id"])

    def area(self, area_id: int) -> str:
        """Give the key of an improvement area."""
        key: str = self.rows[ImprovementArea][area_id]["key"]
        return key

    def assurance(self, control: Told) -> AssuranceLine | None:
        """Give the line that assured a control; None if nobody had said."""
        line = control["assurance_line"]
        return AssuranceLine(line) if line else None


def read_rows_at(programme: Programme, risk_ids: Collection[int], at: datetime) -> RowsAt:
    """Read what was told of some risks when everything up to a moment was done.

    :param at: with a time zone
    """
    # The rows are read before the lines: what is saved in between is then taken back as well.
    rows, subjects = _read_present(programme, risk_ids)
    for chain, about in ((programme.key, subjects), (SERVICE_CHAIN, None)):
        for change in list_changes(chain, after=find_last_line(chain, at), subjects=about):
            if change["table"] in TABLES:
                _undo(rows[TABLES[change["table"]]], change)
    return RowsAt(rows)


def _read_present(
    programme: Programme, risk_ids: Collection[int]
) -> tuple[dict[type[Base], dict[int, Told]], frozenset[str]]:
    """Read the rows as they are now, and the subjects of all lines that may have changed them.

    A line about an action is written under one of the risks it serves, so those are among them.
    """
    about = _narrow(Risk.id, risk_ids, programme)
    actions = select(Mitigation.action_id).where(_narrow(Mitigation.risk_id, risk_ids, programme))
    serves = Mitigation.action_id.in_(actions)
    rows: dict[type[Base], dict[int, Told]] = {
        Risk: _read(Risk, about),
        Control: _read(Control, _narrow(Control.risk_id, risk_ids, programme)),
        Threat: _read(Threat, _narrow(Threat.risk_id, risk_ids, programme)),
        AffectedAgency: _read(AffectedAgency, _narrow(AffectedAgency.risk_id, risk_ids, programme)),
        Mitigation: _read(Mitigation, serves),
        Action: _read(Action, Action.id.in_(actions)),
        Post: _read(Post),
        Agency: _read(Agency),
        ImprovementArea: _read(ImprovementArea, ImprovementArea.programme_id == programme.id),
    }
    served = select(Mitigation.risk_id).where(serves)
    numbers = db.session.scalars(select(Risk.number).where(about | Risk.id.in_(served)))
    subjects = {f"risk R-{number:03}" for number in numbers}
    # An action of the plan stands under itself until it serves a risk.
    subjects |= {f"action {row['reference']}" for row in rows[Action].values()}
    return rows, frozenset(subjects)


def _narrow(column: Any, risk_ids: Collection[int], programme: Programme) -> ColumnElement[bool]:
    """Name risks one by one, or the whole programme's if they are many."""
    if len(risk_ids) <= MOST_SUBJECTS:
        return column.in_(risk_ids)  # type: ignore[no-any-return]
    return column.in_(select(Risk.id).where(Risk.programme_id == programme.id))  # type: ignore[no-any-return]


def _read(model: type[Base], *conditions: ColumnElement[bool]) -> dict[int, Told]:
    names = COLUMNS[model]
    query = select(*(getattr(model, name) for name in ("id", *names))).where(*conditions)
    return {
        row[0]: dict(zip(names, row[1:], strict=True)) for row in db.session.execute(query).all()
    }


def _undo(rows: dict[int, Told], change: Mapping[str, Any]) -> None:
    table, row_id, before = change["table"], change["id"], change["before"]
    if before is None:
        if table not in _NAMED:
            rows.pop(row_id, None)
        return
    if change["after"] is None:
        rows[row_id] = dict.fromkeys(COLUMNS[TABLES[table]])
    if row_id in rows:
        row = rows[row_id]
        row.update(
            (name, _read_back(table, name, value)) for name, value in before.items() if name in row
        )


def _read_back(table: str, name: str, value: Any) -> Any:
    reader = _STATUSES[table] if name == "status" else _READERS.get(name)
    return reader(value) if reader is not None and value is not None else value
