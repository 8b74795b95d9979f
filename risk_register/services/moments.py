"""The register as it stood at any moment since its first line.

The tables as they are now are taken back, line by line of the record, to the
moment: few lines for a recent one, however long the record is. Scores come
from the assessments, which carry their own dates, so the many lines that only
judge or confirm a risk need not be read.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from risk_register.database import Base, db
from risk_register.domain.actions import ActionStatus
from risk_register.domain.comparisons import Comparison, compare
from risk_register.domain.moments import ActionAt, Departure, JudgementAt, RegisterAt, RiskAt
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import RiskKind, RiskStatus, Treatment
from risk_register.domain.scoring import Basis
from risk_register.models import (
    Action,
    Agency,
    Assessment,
    Event,
    Mitigation,
    Post,
    Programme,
    Risk,
)
from risk_register.services.events import SERVICE_CHAIN
from risk_register.services.programmes import Member

#: What is told of each table, besides its id.
_COLUMNS: dict[type[Base], tuple[str, ...]] = {
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
        "status",
        "merged_into_id",
        "closed_at",
        "close_reason",
    ),
    Action: ("reference", "text", "lead_id", "status", "progress", "due_on"),
    Mitigation: ("risk_id", "action_id"),
    Post: ("title", "agency_id"),
    Agency: ("short",),
}
_TABLES = {model.__tablename__: model for model in _COLUMNS}
#: Reads a value of the record back, where it is no text or number.
_READERS: dict[str, Callable[[str], Any]] = {
    "kind": RiskKind,
    "treatment": Treatment,
    "due_on": date.fromisoformat,
    "closed_at": datetime.fromisoformat,
}
#: Tables whose rows only lend their names; before they were added, that is the name they have.
_NAMED = ("post", "agency")
_OF_ACTIONS = (Action, Mitigation)
_STATUSES = {"risk": RiskStatus, "action": ActionStatus}

#: Lines that change none of these columns; most of a record is made of them.
SILENT_KINDS = (
    "risk scored",
    "risk confirmed",
    "snapshot frozen",
    "pack asked for",
    "pack drawing begun again",
    "pack drawing failed",
    "pack made",
    "pack approved",
    "pack circulated",
    "letter sent",
    "signed in",
    "signed out",
)

_Row = dict[str, Any]


@dataclass
class _Tables:
    """The told columns of every row by table and id, on their way back in time."""

    programme: Programme
    rows: dict[str, dict[int, _Row]]
    ends: dict[str, int | None] = field(default_factory=dict)  #: by chain: lines taken back so far


def get_register_at(member: Member, at: datetime) -> RegisterAt:
    """Give the register as it stood when everything recorded up to a moment was done.

    :param at: with a time zone
    :raises NotAllowedError: if the member may not read the register
    """
    (register,) = list_registers_at(member, [at])
    return register


def compare_moments(member: Member, *, since: datetime, until: datetime) -> Comparison:
    """Say what became of the register between two moments.

    :raises NotAllowedError: if the member may not read the register
    """
    return compare(*list_registers_at(member, [since, until], with_actions=False))


def list_registers_at(
    member: Member, moments: Sequence[datetime], *, with_actions: bool = True
) -> list[RegisterAt]:
    """Give the register at several moments, in the order they are asked for.

    :param moments: with a time zone each
    :param with_actions: whether each risk comes with its actions
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    # The rows are read before the lines: what is saved in between is then taken back as well.
    tables = _read_tables(member.programme, with_actions=with_actions)
    found: dict[datetime, RegisterAt] = {}
    for moment in sorted(set(moments), reverse=True):
        for chain in (member.programme.key, SERVICE_CHAIN):
            _take_back(tables, chain, moment)
        found[moment] = _build_register(tables, moment)
    return [found[moment] for moment in moments]


def list_steps(
    member: Member, references: Sequence[str], *, since: datetime, until: datetime
) -> dict[str, list[JudgementAt]]:
    """List the current judgements of some risks between two moments, by reference, oldest first.

    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    numbers = [int(reference.removeprefix("R-")) for reference in references]
    rows = db.session.execute(
        select(Risk.number, Assessment, Post.title)
        .join(Assessment, Assessment.risk_id == Risk.id)
        .outerjoin(Post, Post.id == Assessment.assessed_as_id)
        .where(
            Risk.programme_id == member.programme.id,
            Risk.number.in_(numbers),
            Assessment.basis == Basis.CURRENT,
            Assessment.assessed_at > since,
            Assessment.assessed_at <= until,
        )
        .order_by(Assessment.id)
    )
    steps: dict[str, list[JudgementAt]] = defaultdict(list)
    for number, judged, title in rows:
        steps[f"R-{number:03}"].append(_judgement(judged, title))
    return steps


def _read_tables(programme: Programme, *, with_actions: bool) -> _Tables:
    risk, action, mitigation = Risk.__table__, Action.__table__, Mitigation.__table__
    risks = select(risk.c.id).where(risk.c.programme_id == programme.id)
    owned = {
        Risk: risk.c.programme_id == programme.id,
        Action: action.c.programme_id == programme.id,
        Mitigation: mitigation.c.risk_id.in_(risks),
    }
    rows: dict[str, dict[int, _Row]] = {}
    for model, names in _COLUMNS.items():
        if model in _OF_ACTIONS and not with_actions:
            rows[model.__tablename__] = {}
            continue
        table = model.__table__
        query = select(table.c.id, *(table.c[name] for name in names))
        if model in owned:
            query = query.where(owned[model])
        rows[model.__tablename__] = {
            row[0]: dict(zip(names, row[1:], strict=True)) for row in db.session.execute(query)
        }
    return _Tables(programme, rows)


def _take_back(tables: _Tables, chain: str, moment: datetime) -> None:
    last = db.session.scalar(
        select(Event.sequence)
        .where(Event.chain == chain, Event.at <= moment)
        .order_by(Event.sequence.desc())
        .limit(1)
    )
    for change in _list_changes(chain, after=last or 0, until=tables.ends.get(chain)):
        if change["table"] in _TABLES:
            _undo(tables.rows[change["table"]], change)
    tables.ends[chain] = last or 0


def _undo(rows: dict[int, _Row], change: Mapping[str, Any]) -> None:
    table, row_id, before = change["table"], change["id"], change["before"]
    if before is None:
        if table not in _NAMED:
            rows.pop(row_id, None)
        return
    if change["after"] is None:
        rows[row_id] = dict.fromkeys(_COLUMNS[_TABLES[table]])
    if row_id in rows:
        row = rows[row_id]
        row.update(
            (name, _read(table, name, value)) for name, value in before.items() if name in row
        )


def _read(table: str, name: str, value: Any) -> Any:
    reader = _STATUSES[table] if name == "status" else _READERS.get(name)
    return reader(value) if reader is not None and value is not None else value


def _list_changes(chain: str, *, after: int, until: int | None) -> Iterator[Mapping[str, Any]]:
    query = select(Event.body).where(
        Event.chain == chain, Event.sequence > after, Event.kind.not_in(SILENT_KINDS)
    )
    if until is not None:
        query = query.where(Event.sequence <= until)
    for body in db.session.scalars(query.order_by(Event.sequence.desc())):
        yield from reversed(json.loads(body)["changes"])


def _build_register(tables: _Tables, moment: datetime) -> RegisterAt:
    names, judgements = _Names(tables.rows), _read_judgements(tables, moment)
    actions: dict[int, list[ActionAt]] = defaultdict(list)
    for _, mitigation in sorted(tables.rows["mitigation"].items()):
        actions[mitigation["risk_id"]].append(
            _action(tables.rows["action"][mitigation["action_id"]], names)
        )
    risks, departures = [], []
    for risk_id, row in tables.rows["risk"].items():
        if row["status"].is_live:
            risks.append(_risk(row, judgements.get(risk_id), actions.get(risk_id, ()), names))
        elif row["closed_at"] is not None:
            departures.append(_departure(row, tables.rows["risk"]))
    return RegisterAt(
        moment,
        tuple(sorted(risks, key=lambda risk: risk.rank)),
        tuple(sorted(departures, key=lambda departure: departure.reference)),
    )


@dataclass(frozen=True)
class _Names:
    """What posts and agencies were called."""

    rows: Mapping[str, Mapping[int, _Row]]

    def post(self, post_id: int) -> str:
        title: str = self.rows["post"][post_id]["title"]
        return title

    def agency(self, agency_id: int) -> str:
        short: str = self.rows["agency"][agency_id]["short"]
        return short

    def agency_of(self, post_id: int) -> str:
        return self.agency(self.rows["post"][post_id]["agency_id"])


def _read_judgements(tables: _Tables, moment: datetime) -> dict[int, JudgementAt]:
    risk, judged = Risk.__table__, Assessment.__table__
    newest = (
        select(func.max(judged.c.id))
        .join(risk, risk.c.id == judged.c.risk_id)
        .where(
            risk.c.programme_id == tables.programme.id,
            judged.c.basis == Basis.CURRENT,
            judged.c.assessed_at <= moment,
        )
        .group_by(judged.c.risk_id)
    )
    posts = tables.rows["post"]
    return {
        row.risk_id: _judgement(row, posts.get(row.assessed_as_id, {}).get("title"))
        for row in db.session.connection().execute(select(judged).where(judged.c.id.in_(newest)))
    }


def _judgement(row: Any, title: str | None) -> JudgementAt:
    return JudgementAt(
        likelihood=row.likelihood,
        impact=row.impact,
        score=row.score,
        band=row.band,
        judged_at=row.assessed_at,
        by=title,
        reason=row.reason,
    )


def _action(row: _Row, names: _Names) -> ActionAt:
    return ActionAt(
        reference=row["reference"],
        text=row["text"],
        lead=names.post(row["lead_id"]),
        status=row["status"],
        progress=row["progress"],
        due_on=row["due_on"],
    )


def _risk(
    row: _Row,
    current: JudgementAt | None,
    actions: Sequence[ActionAt],
    names: _Names,
) -> RiskAt:
    return RiskAt(
        reference=f"R-{row['number']:03}",
        title=row["title"],
        category=row["category"],
        cause=row["cause"],
        event=row["event"],
        consequence=row["consequence"],
        owner=names.post(row["owner_id"]),
        agency=names.agency_of(row["owner_id"]),
        carrying_agency=names.agency(row["carrying_agency_id"]),
        treatment=row["treatment"],
        status=row["status"],
        current=current,
        actions=tuple(actions),
        kind=row["kind"],
    )


def _departure(row: _Row, risks: Mapping[int, _Row]) -> Departure:
    into = risks.get(row["merged_into_id"] or 0)
    return Departure(
        reference=f"R-{row['number']:03}",
        status=row["status"],
        left_at=row["closed_at"],
        reason=row["close_reason"],
        into=f"R-{into['number']:03}" if into else None,
    )
