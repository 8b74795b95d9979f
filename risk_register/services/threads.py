"""The golden thread of an area: from the weakness to the work, its proof and the risks."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.milestones import find_standing
from risk_register.domain.moments import RiskAt
from risk_register.domain.permissions import Permission
from risk_register.domain.plan import number_of_area
from risk_register.domain.threads import ImpactAt, MeasureAt, MilestoneAt, Thread, WorkAt
from risk_register.models import (
    Action,
    Evidence,
    ImpactStatement,
    ImprovementArea,
    Indicator,
    Milestone,
    Mitigation,
    PlanLine,
    SuccessMeasure,
)
from risk_register.services.area_indicators import list_indicators_at
from risk_register.services.moments import read_risks_at
from risk_register.services.plan import get_area
from risk_register.services.programmes import Member
from risk_register.services.ratings import Rated, find_rated_at
from risk_register.services.standings import list_standings
from risk_register.services.thread_rows import PlanRows, Told, read_plan_rows_at


def get_thread(member: Member, key: str, at: datetime) -> Thread:
    """Give what hung on an area when everything recorded up to a moment was done.

    :param at: with a time zone
    :raises NotFoundError: if there is no such area
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    present = get_area(member, key)
    area_id = present.id
    rows = read_plan_rows_at(member.programme, area_id, at)
    area = rows.rows[ImprovementArea][area_id]
    return Thread(
        at=at,
        key=key,
        short=area["short"],
        text=area["text"],
        lead=rows.titles[area["lead_id"]] if area["lead_id"] else None,
        measures=_list_measures(key, rows, at),
        indicators=list_indicators_at(
            present, at, titles={key: row["title"] for key, row in rows.rows[Indicator].items()}
        ),
        impact=_list_impact(area_id, at),
        risks=_list_risks(member, key, rows, at),
    )


def _list_measures(key: str, rows: PlanRows, at: datetime) -> tuple[MeasureAt, ...]:
    action_ids = list(rows.rows[Action])
    rated, evidence = find_rated_at(action_ids, until=at), _list_evidence(action_ids, at)
    measures = sorted(rows.rows[SuccessMeasure].items(), key=lambda pair: pair[1]["number"])
    return tuple(
        MeasureAt(
            number=(number := f"{number_of_area(key)}.{row['number']}"),
            text=row["text"],
            target=row["target"],
            target_on=row["target_on"],
            works=tuple(
                _work(f"{number}.{line['number']}", line["action_id"], rows, rated, evidence, at)
                for line in _lines_of(measure_id, rows)
            ),
        )
        for measure_id, row in measures
        if row["retired_at"] is None
    )


def _lines_of(measure_id: int, rows: PlanRows) -> list[Told]:
    lines = [
        line
        for line in rows.rows[PlanLine].values()
        if line["measure_id"] == measure_id
        and line["removed_at"] is None
        and line["action_id"] in rows.rows[Action]
    ]
    return sorted(lines, key=lambda line: line["number"])


def _work(
    number: str,
    action_id: int,
    rows: PlanRows,
    rated: Mapping[int, Rated],
    evidence: Mapping[int, Sequence[str]],
    at: datetime,
) -> WorkAt:
    row = rows.rows[Action][action_id]
    served = [each["risk_id"] for each in _of_action(Mitigation, action_id, rows)]
    return WorkAt(
        number=number,
        reference=row["reference"],
        text=row["text"],
        lead=rows.titles[row["lead_id"]],
        status=row["status"],
        progress=row["progress"],
        due_on=row["due_on"],
        level=rated[action_id].level if action_id in rated else None,
        milestones=tuple(_list_milestones(action_id, rows, at)),
        evidence=tuple(evidence.get(action_id, ())),
        risks=tuple(f"R-{rows.numbers[risk_id]:03}" for risk_id in served),
    )


def _list_milestones(action_id: int, rows: PlanRows, at: datetime) -> list[MilestoneAt]:
    wanted = [row for row in _of_action(Milestone, action_id, rows) if row["dropped_at"] is None]
    return [
        MilestoneAt(
            row["text"],
            row["due_on"],
            find_standing(
                due_on=row["due_on"], met_on=row["met_on"], is_dropped=False, on=london_day(at)
            ),
        )
        for row in sorted(wanted, key=lambda row: row["due_on"])
    ]


def _of_action(
    model: type[Milestone] | type[Mitigation], action_id: int, rows: PlanRows
) -> list[Told]:
    found = sorted(rows.rows[model].items())
    return [row for _, row in found if row["action_id"] == action_id]


def _list_evidence(action_ids: Sequence[int], at: datetime) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(Evidence.action_id, Evidence.name)
        .where(
            Evidence.action_id.in_(action_ids),
            Evidence.added_at <= at,
            or_(Evidence.withdrawn_at.is_(None), Evidence.withdrawn_at > at),
        )
        .order_by(Evidence.id)
    )
    for action_id, name in rows:
        found[action_id].append(name)
    return found


def _list_impact(area_id: int, at: datetime) -> tuple[ImpactAt, ...]:
    rows = db.session.execute(
        select(ImpactStatement.text, ImpactStatement.source, ImpactStatement.seen_on)
        .where(
            ImpactStatement.area_id == area_id,
            ImpactStatement.added_at <= at,
            or_(ImpactStatement.withdrawn_at.is_(None), ImpactStatement.withdrawn_at > at),
        )
        .order_by(ImpactStatement.seen_on.desc(), ImpactStatement.id.desc())
    )
    return tuple(ImpactAt(*row) for row in rows)


def _list_risks(member: Member, key: str, rows: PlanRows, at: datetime) -> tuple[RiskAt, ...]:
    live = list_standings(member.programme, at).live
    near = [one for one in live if one.risk_id in rows.threatening]
    return tuple(risk for risk in read_risks_at(member.programme, near, at) if key in risk.areas)
