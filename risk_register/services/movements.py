"""How the heat map moved since a moment: which risks went where, and which came or left."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from risk_register.database import db
from risk_register.domain.heat_maps import Flow, Flows, Judged, tell_flows
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import RiskKind, RiskStatus
from risk_register.domain.scoring import Basis
from risk_register.models import Assessment, Event, Person, Post, Risk
from risk_register.services.heat_maps import list_conditions
from risk_register.services.programmes import Member

PAGE_SIZE = 50  #: moved risks on a page

#: After these lines of the record a risk that did not stand in the register may do so.
_COMING = ("risk opened", "risk proposed", "risk admitted", "risk declined", "risk reopened")
_MERGED = "risk merged"
_TOLD = (*_COMING, "risk closed", _MERGED)


@dataclass(frozen=True)
class MoveLine:
    """One risk that moved: from where to where, why, and who said so."""

    reference: str
    title: str
    flow: Flow
    reason: str
    by: str  #: title of the post, or the person's name
    judged_at: datetime


@dataclass(frozen=True)
class Movement:
    """What became of a heat map since a moment; the risks of one page, the worst first."""

    since: datetime
    flows: Flows
    lines: Sequence[MoveLine]
    number: int  #: of the page, from 1
    new: int  #: threats that stand in the register now and did not then
    gone: int  #: threats that stood in the register then and do not now

    @property
    def pages(self) -> int:
        """Count the pages, at least one."""
        return max(1, -(-self.flows.total // PAGE_SIZE))


def find_movement(member: Member, basis: Basis, *, since: datetime, page: int = 1) -> Movement:
    """Find how risks moved that stood in the register at a moment and still do.

    :param since: with a time zone; what was recorded up to it counts as before
    :param page: from 1
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    stood = _read_standing(member, since)
    moved: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    newest: dict[int, int] = {}
    for number, assessment_id, *ends in _list_moves(member, basis, since):
        if stood.get(number, True):
            moved[tuple(ends)].append(number)
            newest[number] = assessment_id
    flows = tell_flows(
        member.scheme,
        {(_judged(ends[:4]), Judged(*ends[4:])): numbers for ends, numbers in moved.items()},
    )
    shown = flows.list_between((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
    new, gone = _count_changes(member, stood)
    return Movement(since, flows, _list_lines(shown, newest), page, new, gone)


def _read_standing(member: Member, since: datetime) -> dict[int, bool]:
    """Say of each risk that came or left since whether it stood in the register at the moment.

    The first line after the moment tells: what was closed then stood there, what was admitted
    then did not.
    """
    chain = member.programme.key
    last = (
        select(Event.sequence)
        .where(Event.chain == chain, Event.at <= since)
        .order_by(Event.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    body = case((Event.kind == _MERGED, Event.body))
    lines = db.session.execute(
        select(Event.subject, Event.kind, body)
        .where(
            Event.chain == chain,
            Event.sequence > func.coalesce(last, 0),
            Event.kind.in_(_TOLD),
        )
        .order_by(Event.sequence)
    )
    stood: dict[int, bool] = {}
    for subject, kind, told in lines:
        stood.setdefault(
            int(subject.removeprefix("risk R-")),
            _stood_before_merging(told) if kind == _MERGED else kind not in _COMING,
        )
    return stood


def _stood_before_merging(body: str) -> bool:
    """Say whether a merged risk was more than a proposal."""
    befores = [change["before"] for change in json.loads(body)["changes"] if change["before"]]
    statuses = [before["status"] for before in befores if "status" in before]
    return any(RiskStatus(status).is_live for status in statuses)


def _list_moves(member: Member, basis: Basis, since: datetime) -> Iterator[Any]:
    """List the risks that are judged otherwise than at a moment.

    :returns: number, the newest judgement's id, and what was said before and is said now
    """
    newest = func.max(Assessment.id)
    earlier = func.max(case((Assessment.assessed_at <= since, Assessment.id)))
    ends = (
        select(Assessment.risk_id, newest.label("newest"), earlier.label("earlier"))
        .where(Assessment.basis == basis)
        .group_by(Assessment.risk_id)
        .having(newest != func.coalesce(earlier, 0))
        .subquery()
    )
    now, then = aliased(Assessment), aliased(Assessment)
    before, after = _said(then), _said(now)
    is_same = and_(*(was == is_now for was, is_now in zip(before, after, strict=True)))
    return iter(
        db.session.execute(
            select(Risk.number, ends.c.newest, *before, *after)
            .join(ends, ends.c.risk_id == Risk.id)
            .join(now, now.id == ends.c.newest)
            .outerjoin(then, then.id == ends.c.earlier)
            .where(*list_conditions(member), or_(then.id.is_(None), ~is_same))
        )
    )


def _said(judged: Any) -> tuple[Any, ...]:
    return (judged.likelihood, judged.impact, judged.score, judged.band)


def _judged(values: Sequence[Any]) -> Judged | None:
    return None if values[0] is None else Judged(*values)


def _count_changes(member: Member, stood: Mapping[int, bool]) -> tuple[int, int]:
    """Count the threats that stand in the register now and did not then, and those that left it."""
    if not stood:
        return 0, 0
    rows = db.session.execute(
        select(Risk.number, Risk.status).where(
            Risk.programme_id == member.programme.id, Risk.kind == RiskKind.THREAT
        )
    )
    threats = {number: status.is_live for number, status in rows}
    new = sum(threats.get(number, False) for number, was_there in stood.items() if not was_there)
    gone = sum(not threats.get(number, True) for number, was_there in stood.items() if was_there)
    return new, gone


def _list_lines(shown: Sequence[tuple[Flow, int]], newest: Mapping[int, int]) -> list[MoveLine]:
    rows = db.session.execute(
        select(Risk, Assessment, Post.title, Person.name)
        .join(Risk, Risk.id == Assessment.risk_id)
        .join(Person, Person.id == Assessment.assessed_by_id)
        .outerjoin(Post, Post.id == Assessment.assessed_as_id)
        .where(Assessment.id.in_([newest[number] for _, number in shown]))
    )
    found = {row.Risk.number: row for row in rows}
    return [
        MoveLine(
            reference=found[number].Risk.reference,
            title=found[number].Risk.title,
            flow=flow,
            reason=found[number].Assessment.reason,
            by=found[number].title or found[number].name,
            judged_at=found[number].Assessment.assessed_at,
        )
        for flow, number in shown
    ]
