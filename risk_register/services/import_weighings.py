"""What each row of a file would do to the register as it stands now; saves nothing."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from risk_register.database import db
from risk_register.domain.import_plans import PlannedAction, PlannedRisk
from risk_register.domain.risks import RiskKind, RiskStatus
from risk_register.domain.scoring import Basis
from risk_register.models import Assessment, Control, ImportedRow, ImportRun, Risk
from risk_register.services.programmes import Member


class RowOutcome(StrEnum):
    """What would become of a row."""

    ADD = "add"
    CHANGE = "change"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"


#: Numbers of risks and of their versions fit an integer of either database.
_NUMBER = re.compile(r"[0-9]{1,9}")
_REFERENCE = re.compile(r"R-([0-9]{1,9})")
#: Rows that have to be left out before the others are taken in.
STOPPED = (RowOutcome.CONFLICT, RowOutcome.REFUSED)


@dataclass(frozen=True)
class Weighed:
    """A row of a file with what it would do."""

    planned: PlannedRisk | PlannedAction
    outcome: RowOutcome
    risk: Risk | None = None
    because: tuple[str, ...] = ()  #: of a row that is stopped, one sentence each
    columns: Mapping[str, Any] = field(default_factory=dict)  #: that would change
    judged: Mapping[Basis, tuple[int, int]] = field(default_factory=dict)
    controls: tuple[tuple[str, bool], ...] = ()
    occurs: bool = False
    closes: bool = False

    @property
    def changed(self) -> list[str]:
        """Name what would change, in words."""
        named = [name.removesuffix("_id").replace("_", " ") for name in self.columns]
        named += [f"{basis.value} score" for basis in self.judged]
        named += ["controls"] if self.controls else []
        return [*named, *(["status"] if self.occurs or self.closes else [])]


def weigh_risks(
    planned: Sequence[PlannedRisk],
    *,
    source: str,
    by: Member,
    seen: Mapping[int, int] | None = None,
) -> list[Weighed]:
    """Say of each row whether it is new, changed, as it was, or cannot be taken in.

    :param seen: the versions, by the risks' numbers, of the preview that somebody agreed to
    """
    last = _find_last(source, by)
    twice = _find_twice(planned)
    weighed = []
    matched = [last[row.key].risk for row in planned if row.key in last]
    held = _Held(matched)
    for row in planned:
        if row.problems or row.row in twice:
            said = [f"{each.column}: {each.sentence}" for each in row.problems]
            said += [twice[row.row]] if row.row in twice else []
            risk = last[row.key].risk if row.key in last else None
            weighed.append(Weighed(row, RowOutcome.REFUSED, risk, tuple(said)))
        elif row.key not in last:
            weighed.append(
                Weighed(
                    row,
                    RowOutcome.ADD,
                    columns=row.columns,
                    judged=row.judged,
                    controls=row.controls,
                    occurs=row.status is RiskStatus.OCCURRED,
                    closes=row.status is RiskStatus.CLOSED,
                )
            )
        else:
            weighed.append(_weigh(row, last[row.key], held, seen))
    return weighed


def weigh_actions(planned: Sequence[PlannedAction], *, source: str, by: Member) -> list[Weighed]:
    """Say of each action of a list whether it is new, and against which risk."""
    risks = _find_risks(planned, source=source, by=by)
    rows = db.session.execute(
        select(ImportedRow.risk_id, ImportedRow.mark)
        .join(ImportedRow.run)
        .where(
            ImportRun.programme_id == by.programme.id,
            ImportRun.source == source,
            ImportedRow.action_id.is_not(None),
        )
    )
    known = {(risk_id, mark) for risk_id, mark in rows}
    weighed, here = [], set()
    for row in planned:
        risk = risks.get(row.source_id)
        said = [f"{each.column}: {each.sentence}" for each in row.problems]
        if risk is None:
            said.append(
                f"Reference: no one risk here came from {row.source_id}. "
                "Import the risks first, or say whose register it is."
            )
        elif not risk.status.is_live:
            said.append(f"{risk.reference} has left the register.")
        mark = (risk.id if risk else 0, row.mark)
        if said:
            outcome = RowOutcome.REFUSED
        else:
            stands = mark in known or mark in here
            outcome = RowOutcome.UNCHANGED if stands else RowOutcome.ADD
        here.add(mark)
        weighed.append(Weighed(row, outcome, risk, tuple(said)))
    return weighed


def say_seen(weighed: Sequence[Weighed], *, of: str, seen: str | None = None) -> str:
    """Write what a preview was made from, so that agreeing to it means this and nothing else.

    :param of: the mark of the file and of what is meant by it
    :param seen: what was written of an earlier look, if this one is held against it
    """
    held = {each.risk.number: each.risk.version for each in weighed if each.risk}
    versions = sorted((held | read_seen(seen or "")).items())
    rows = [
        [
            each.planned.row,
            each.outcome.value,
            each.planned.mark,
            each.risk.number if each.risk else None,
            *_list_more(each.planned),
        ]
        for each in weighed
    ]
    mark = hashlib.sha256(json.dumps([of, rows]).encode()).hexdigest()[:32]
    return " ".join([mark, *(f"{number}.{version}" for number, version in versions)])


def read_seen(said: str) -> dict[int, int]:
    """Read the versions of a preview; what cannot be read fits none."""
    versions = {}
    for word in said.split()[1:]:
        number, _, version = word.partition(".")
        if _NUMBER.fullmatch(number) and _NUMBER.fullmatch(version):
            versions[int(number)] = int(version)
    return versions


def _list_more(planned: PlannedRisk | PlannedAction) -> list[Any]:
    """List what would be stored of an action and is not in its mark, by which it is known again."""
    if isinstance(planned, PlannedRisk):
        return []
    due_on = planned.due_on.isoformat() if planned.due_on else None
    return [planned.text, planned.lead_id, due_on, planned.is_done, planned.note]


def count_outcomes(weighed: Sequence[Weighed]) -> dict[RowOutcome, int]:
    """Count the rows by what would become of them."""
    return {outcome: sum(each.outcome is outcome for each in weighed) for outcome in RowOutcome}


class _Held:
    """What the register holds of some risks today, read at once."""

    def __init__(self, risks: Sequence[Risk]) -> None:
        ids = [risk.id for risk in risks]
        newest = (
            select(func.max(Assessment.id))
            .where(Assessment.risk_id.in_(ids))
            .group_by(Assessment.risk_id, Assessment.basis)
        )
        judged = db.session.scalars(select(Assessment).where(Assessment.id.in_(newest)))
        self._judged = {
            (each.risk_id, each.basis): (each.likelihood, each.impact) for each in judged
        }
        texts = db.session.execute(
            select(Control.risk_id, Control.text).where(Control.risk_id.in_(ids))
        )
        self._controls = {(risk_id, text) for risk_id, text in texts}

    def points(self, risk: Risk, basis: Basis) -> tuple[int, int] | None:
        return self._judged.get((risk.id, basis))

    def has_control(self, risk: Risk, text: str) -> bool:
        return (risk.id, text) in self._controls


def _weigh(
    row: PlannedRisk, last: ImportedRow, held: _Held, seen: Mapping[int, int] | None
) -> Weighed:
    risk = last.risk
    if last.mark == row.mark:
        return Weighed(row, RowOutcome.UNCHANGED, risk)
    before = json.loads(last.content)
    columns, against = _weigh_columns(row, before["columns"], risk)
    judged, against_scores = _weigh_scores(row, before["judged"], risk, held)
    controls = tuple(each for each in row.controls if not held.has_control(risk, each[0]))
    occurs = row.status is RiskStatus.OCCURRED and risk.status is RiskStatus.OPEN
    against += against_scores
    if seen is not None and seen.get(risk.number) != risk.version:
        against.append(f"{risk.reference} was changed here since you looked.")
    if not risk.status.is_live:
        against.append(f"{risk.reference} has left the register.")
    closes = row.status is RiskStatus.CLOSED and risk.status.is_live
    changes = Weighed(
        row, RowOutcome.CHANGE, risk, tuple(against), columns, judged, controls, occurs, closes
    )
    if not changes.changed:
        return replace(changes, outcome=RowOutcome.UNCHANGED, because=())
    return replace(changes, outcome=RowOutcome.CONFLICT) if against else changes


def _weigh_columns(
    row: PlannedRisk, before: Mapping[str, Any], risk: Risk
) -> tuple[dict[str, Any], list[str]]:
    changed, against = {}, []
    for name, value in row.columns.items():
        ours = getattr(risk, name)
        ours = ours.value if isinstance(ours, StrEnum) else ours
        if value in (before.get(name), ours):
            continue
        if name == "kind" and risk.current_score is not None:
            against.append(f"{risk.reference} was scored as {RiskKind(ours).label.lower()}.")
        changed[name] = value
        if ours != before.get(name):
            words = name.removesuffix("_id").replace("_", " ")
            against.append(f"The {words} was changed both here and there.")
    return changed, against


def _weigh_scores(
    row: PlannedRisk, before: Mapping[str, Any], risk: Risk, held: _Held
) -> tuple[dict[Basis, tuple[int, int]], list[str]]:
    changed, against = {}, []
    for basis, points in row.judged.items():
        ours, theirs = held.points(risk, basis), before.get(basis.value)
        if points == ours or (theirs is not None and list(points) == theirs):
            continue
        changed[basis] = points
        if ours is not None and list(ours) != theirs:
            against.append(f"The {basis.value} score was changed both here and there.")
    return changed, against


def _find_last(source: str, by: Member) -> dict[str, ImportedRow]:
    """Find what each row of a source last became, by its key."""
    rows = db.session.scalars(
        select(ImportedRow)
        .join(ImportedRow.run)
        .where(
            ImportRun.programme_id == by.programme.id,
            ImportRun.source == source,
            ImportedRow.action_id.is_(None),
        )
        .options(joinedload(ImportedRow.risk))
        .order_by(ImportedRow.id)
    )
    return {row.key: row for row in rows}


def _find_twice(planned: Sequence[PlannedRisk]) -> dict[int, str]:
    first: dict[str, int] = {}
    twice = {}
    for row in planned:
        if row.key in first:
            what = f"Reference {row.source_id}" if row.source_id else "The same risk"
            twice[row.row] = f"{what} stands in row {first[row.key]} already."
        first.setdefault(row.key, row.row)
    return twice


def _find_risks(planned: Sequence[PlannedAction], *, source: str, by: Member) -> dict[str, Risk]:
    """Find the risks that actions name: this source's, or else the only one that is called so.

    Two sources may number their risks alike; which of them is meant is not guessed.
    """
    wanted = {row.source_id for row in planned}
    rows = db.session.scalars(
        select(ImportedRow)
        .join(ImportedRow.run)
        .where(
            ImportRun.programme_id == by.programme.id,
            ImportedRow.action_id.is_(None),
            ImportedRow.source_id.in_(wanted),
        )
        .options(joinedload(ImportedRow.risk), contains_eager(ImportedRow.run))
        .order_by(ImportedRow.id)
    )
    matches = [_REFERENCE.fullmatch(each) for each in wanted]
    numbers = [int(match[1]) for match in matches if match]
    own = db.session.scalars(
        select(Risk).where(Risk.programme_id == by.programme.id, Risk.number.in_(numbers))
    )
    named: dict[str, dict[str | None, Risk]] = {risk.reference: {None: risk} for risk in own}
    for row in rows:
        named.setdefault(row.source_id, {})[row.run.source] = row.risk
    found = {}
    for source_id, risks in named.items():
        if source in risks:
            found[source_id] = risks[source]
        elif len({risk.id for risk in risks.values()}) == 1:
            found[source_id] = next(iter(risks.values()))
    return found
