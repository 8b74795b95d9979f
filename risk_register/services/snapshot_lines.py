"""The lines of a snapshot: each risk with its scores, movement, controls and actions.

A fixed number of queries, however long the register is.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.actions import overdue_days
from risk_register.domain.packs import find_movement
from risk_register.domain.risks import LIVE, Publication
from risk_register.domain.schemes import Scheme
from risk_register.domain.scoring import Basis
from risk_register.models import (
    Action,
    Assessment,
    ImprovementArea,
    Mitigation,
    Post,
    Programme,
    Review,
    Risk,
    Threat,
)
from risk_register.services.relations import Drive, list_drives

TREND_DAYS = 366  #: a year of scores, leap day included


@dataclass(frozen=True)
class GatheredRisks:
    """The open risks of a snapshot and the newest judgement it knows."""

    risks: list[dict[str, Any]]
    last_assessment_id: int


@dataclass(frozen=True)
class _Matter:
    """What the queries brought back, by risk id."""

    scheme: Scheme
    today: date
    assessments: Mapping[int, Sequence[Assessment]]
    reviews: Mapping[int, Review]
    mitigations: Mapping[int, Sequence[Mitigation]]
    areas: Mapping[int, Sequence[str]]
    drives: Mapping[int, Sequence[Drive]]
    before: Mapping[str, Mapping[str, Any]]
    seen_up_to: int


def gather_risks(
    programme: Programme,
    *,
    scheme: Scheme,
    before: Mapping[str, Any] | None,
    seen_up_to: int,
    today: date,
) -> GatheredRisks:
    """Gather the open risks, the highest score first, then impact, then reference.

    :param before: the snapshot of the last circulated pack, from which movement counts
    :param seen_up_to: newest assessment that pack knew; 0 if there is none
    :param today: London date of the snapshot; "overdue" means overdue on it
    """
    risks = db.session.scalars(
        select(Risk)
        .where(Risk.programme_id == programme.id, Risk.status.in_(LIVE))
        .options(
            joinedload(Risk.owner).joinedload(Post.agency),
            joinedload(Risk.carrying_agency),
            joinedload(Risk.exempt_reviewer),
            selectinload(Risk.controls),
            selectinload(Risk.affected_agencies),
        )
        .order_by(Risk.number)
    ).all()
    assessments = _assessments(programme)
    matter = _Matter(
        scheme=scheme,
        today=today,
        assessments=assessments,
        reviews=_latest_reviews(programme),
        mitigations=_mitigations(programme),
        areas=_areas(programme),
        drives=list_drives(programme),
        before={risk["reference"]: risk for risk in before["risks"]} if before else {},
        seen_up_to=seen_up_to,
    )
    lines = [_line(risk, matter) for risk in risks]
    lines.sort(key=_rank)
    newest = [rows[-1].id for rows in assessments.values()]
    return GatheredRisks(lines, max(newest, default=0))


def gather_closed(
    programme: Programme, *, before: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """Gather the risks that stood in the last circulated pack and do not stand in this one."""
    known = {risk["reference"] for risk in before["risks"]} if before else set()
    closed = db.session.scalars(
        select(Risk)
        .where(Risk.programme_id == programme.id, Risk.status.not_in(LIVE))
        .order_by(Risk.number)
    ).all()
    return [
        {
            "reference": risk.reference,
            "title": risk.title,
            "reason": risk.close_reason,
            "closed_at": risk.closed_at.isoformat() if risk.closed_at else None,
        }
        for risk in closed
        if risk.reference in known
    ]


def gather_areas(programme: Programme) -> list[dict[str, Any]]:
    """Gather the improvement areas with the references of the open risks that threaten them."""
    rows = db.session.execute(
        select(Threat.area_id, Risk.number)
        .join(Threat.risk)
        .where(Risk.programme_id == programme.id, Risk.status.in_(LIVE))
        .order_by(Risk.number)
    ).all()
    areas = db.session.scalars(
        select(ImprovementArea)
        .where(ImprovementArea.programme_id == programme.id)
        .order_by(ImprovementArea.key)
    ).all()
    return [
        {
            "key": area.key,
            "short": area.short,
            "text": area.text,
            "risks": [f"R-{row.number:03}" for row in rows if row.area_id == area.id],
        }
        for area in areas
    ]


def _rank(line: dict[str, Any]) -> tuple[int, int, str]:
    current = line["current"]
    if current is None:
        return (1, 0, line["reference"])
    return (-current["score"], -current["impact"], line["reference"])


def _line(risk: Risk, matter: _Matter) -> dict[str, Any]:
    judged = matter.assessments.get(risk.id, ())
    newest = {assessment.basis: assessment for assessment in judged}
    scores = {basis.value: _judgement(newest.get(basis), matter.scheme) for basis in Basis}
    return {
        "reference": risk.reference,
        "kind": risk.kind.value,
        "title": risk.title,
        "category": risk.category,
        "cause": risk.cause,
        "event": risk.event,
        "consequence": risk.consequence,
        "owner": _post(risk.owner),
        "carrying_agency": risk.carrying_agency.short,
        "affects": [agency.short for agency in risk.affected_agencies],
        "treatment": risk.treatment.value,
        "proximity": risk.proximity.label,
        "exempt": risk.publication is Publication.EXEMPT,
        **_exemption(risk),
        "occurred_on": london_day(risk.occurred_at).isoformat() if risk.occurred_at else None,
        "areas": list(matter.areas.get(risk.id, ())),
        "related": [
            {"says": drive.says, "reference": f"R-{drive.number:03}"}
            for drive in matter.drives.get(risk.id, ())
        ],
        **scores,
        "target_on": risk.target_on.isoformat() if risk.target_on else None,
        "movement": _movement(scores["current"], risk, judged, matter),
        "trend": _trend(judged, matter),
        "review": _review(risk, matter),
        "controls": [
            {"text": control.text, "state": control.state.value} for control in risk.controls
        ],
        "actions": [
            _action(mitigation, matter) for mitigation in matter.mitigations.get(risk.id, ())
        ],
    }


def _exemption(risk: Risk) -> dict[str, Any]:
    reviewer, again_on = risk.exempt_reviewer, risk.exempt_review_on
    return {
        "exempt_reason": risk.exempt_reason,
        "exempt_paragraph": risk.exempt_paragraph,
        "exempt_reviewer": _post(reviewer) if reviewer else None,
        "exempt_review_on": again_on.isoformat() if again_on else None,
    }


def _post(post: Post) -> dict[str, str]:
    return {"post": post.title, "agency": post.agency.short}


def _judgement(assessment: Assessment | None, scheme: Scheme) -> dict[str, Any] | None:
    if assessment is None:
        return None
    band = scheme.band_of(assessment)
    judge = assessment.assessed_as
    return {
        "likelihood": assessment.likelihood,
        "impact": assessment.impact,
        "score": assessment.score,
        "band": band.key,
        "band_name": band.name,
        "tone": band.tone,
        "earlier_scheme": _name_earlier(assessment, scheme),
        "assessed_at": assessment.assessed_at.isoformat(),
        "by": judge.title if judge else "The register",
        "reason": assessment.reason,
    }


def _name_earlier(assessment: Assessment, scheme: Scheme) -> str | None:
    """Name the scheme of a judgement that the one in force would judge otherwise."""
    own = scheme.others.get(assessment.scheme_id)
    if own is None or scheme.gives(
        assessment.likelihood, assessment.impact, assessment.score, assessment.band
    ):
        return None
    return f"{own.name}, version {own.version}"


def _movement(
    current: dict[str, Any] | None, risk: Risk, judged: Sequence[Assessment], matter: _Matter
) -> dict[str, Any]:
    before = matter.before.get(risk.reference)
    earlier = before["current"] if before and before["current"] else None
    kind, points = find_movement(current, before, is_comparable=_is_comparable(judged, matter))
    told = current if kind in {"up", "down", "new", "rescaled"} else None
    shown = ("likelihood", "impact", "score", "band", "band_name", "tone")
    return {
        "kind": kind,
        "points": points,
        "before": {name: earlier[name] for name in shown} if earlier else None,
        "reason": told["reason"] if told else None,
        "by": told["by"] if told else None,
        "at": told["assessed_at"] if told else None,
    }


def _is_comparable(judged: Sequence[Assessment], matter: _Matter) -> bool:
    """Say whether today's score and the one of the earlier pack measure alike, as pages do."""
    current = [row for row in judged if row.basis is Basis.CURRENT]
    earlier = [row for row in current if row.id <= matter.seen_up_to]
    if not earlier:
        return True
    return matter.scheme.measures_alike(earlier[-1].scheme_id, current[-1].scheme_id)


def _trend(judged: Sequence[Assessment], matter: _Matter) -> list[dict[str, Any]]:
    start = matter.today - timedelta(days=TREND_DAYS)
    current = [row for row in judged if row.basis is Basis.CURRENT]
    recent = [row for row in current if london_day(row.assessed_at) >= start]
    older = current[: len(current) - len(recent)]
    points = [*older[-1:], *recent]  # the score held when the year began belongs to it
    trend = []
    for row in points:
        band = matter.scheme.band_of(row)
        trend.append(
            {
                "on": max(start, london_day(row.assessed_at)).isoformat(),
                "score": row.score,
                "tone": band.tone,
                "band_name": band.name,
            }
        )
    return trend


def _review(risk: Risk, matter: _Matter) -> dict[str, Any]:
    review = matter.reviews.get(risk.id)
    due = risk.review_due_on
    return {
        "reviewed_at": review.reviewed_at.isoformat() if review else None,
        "outcome": review.outcome.value if review else None,
        "note": review.note if review else None,
        "due_on": due.isoformat() if due else None,
        "overdue_days": max(0, (matter.today - due).days) if due else 0,
    }


def _action(mitigation: Mitigation, matter: _Matter) -> dict[str, Any]:
    action = mitigation.action
    likelihood, impact = mitigation.expected_likelihood, mitigation.expected_impact
    expected = None
    # What was expected on the scales of an earlier scheme may have no place in this one.
    if likelihood and impact and matter.scheme.has_cell(likelihood, impact):
        score = matter.scheme.score(likelihood, impact)
        expected = {"likelihood": likelihood, "impact": impact, "score": score}
    return {
        "reference": action.reference,
        "text": action.text,
        "lead": _post(action.lead),
        "original_due_on": action.original_due_on.isoformat(),
        "due_on": action.due_on.isoformat(),
        "slips": action.slips,
        "status": action.status.value,
        "status_name": action.status.label,
        "progress": action.progress,
        "note": action.note,
        "noted_at": action.noted_at.isoformat() if action.noted_at else None,
        "expected": expected,
        "overdue_days": overdue_days(action.due_on, action.status, matter.today),
        "done": action.status.is_finished,
    }


def _assessments(programme: Programme) -> dict[int, list[Assessment]]:
    rows = db.session.scalars(
        select(Assessment)
        .join(Assessment.risk)
        .where(Risk.programme_id == programme.id)
        .options(joinedload(Assessment.assessed_as))
        .order_by(Assessment.id)
    )
    return _by_risk(rows)


def _latest_reviews(programme: Programme) -> dict[int, Review]:
    newest = (
        select(func.max(Review.id))
        .join(Review.risk)
        .where(Risk.programme_id == programme.id)
        .group_by(Review.risk_id)
    )
    rows = db.session.scalars(select(Review).where(Review.id.in_(newest)))
    return {row.risk_id: row for row in rows}


def _mitigations(programme: Programme) -> dict[int, list[Mitigation]]:
    rows = db.session.scalars(
        select(Mitigation)
        .join(Mitigation.risk)
        .where(Risk.programme_id == programme.id)
        .options(joinedload(Mitigation.action).joinedload(Action.lead).joinedload(Post.agency))
        .order_by(Mitigation.id)
    )
    return _by_risk(rows)


def _areas(programme: Programme) -> dict[int, list[str]]:
    rows = db.session.execute(
        select(Threat.risk_id, ImprovementArea.key)
        .join(Threat.area)
        .where(ImprovementArea.programme_id == programme.id)
        .order_by(ImprovementArea.key)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for risk_id, key in rows:
        found[risk_id].append(key)
    return found


def _by_risk(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.risk_id].append(row)
    return found
