"""The lines of a snapshot: each risk with its scores, movement, controls and actions."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from risk_register.clock import london_day
from risk_register.domain.actions import overdue_days
from risk_register.domain.packs import find_movement
from risk_register.domain.risks import Publication
from risk_register.domain.schemes import Scheme
from risk_register.domain.scoring import Basis
from risk_register.models import (
    Assessment,
    Control,
    Mitigation,
    Post,
    Risk,
)
from risk_register.services.snapshot_matter import Matter
from risk_register.services.snapshot_standing import UNNAMED

TREND_DAYS = 366  #: a year of scores, leap day included
MONITORED_DAYS = 549  #: 18 months of them, as visits that monitor a plan look back

Line = dict[str, Any]


def gather_risks(
    matter: Matter, decisions: Mapping[int, Sequence[Line]], *, trend_days: int = TREND_DAYS
) -> list[Line]:
    """Gather the open risks, the highest score first, then impact, then number.

    :param decisions: what bodies decided about each risk, by risk id
    :param trend_days: how far back the trend of a score goes
    """
    lines = [
        _line(risk, matter, trend_days) | {"decisions": list(decisions.get(risk.id, ()))}
        for risk in matter.risks
    ]
    return sorted(lines, key=_rank)


def _number(line: Line) -> int:
    return int(line["reference"].removeprefix("R-"))


def _rank(line: Line) -> tuple[int, int, int]:
    current = line["current"]
    if current is None:
        return (1, 0, _number(line))
    return (-current["score"], -current["impact"], _number(line))


def _line(risk: Risk, matter: Matter, trend_days: int) -> Line:
    judged = matter.assessments.get(risk.id, ())
    newest = {assessment.basis: assessment for assessment in judged}
    scores = {basis.value: _judgement(newest.get(basis), matter.scheme) for basis in Basis}
    standing = matter.standing
    line = {
        **_words(risk, matter),
        **_dates(risk, matter),
        **scores,
        "target_on": risk.target_on.isoformat() if risk.target_on else None,
        "movement": _movement(scores["current"], risk, judged, matter),
        "trend": _trend(judged, matter, trend_days),
        "review": _review(risk, matter),
        "controls": [_control(control) for control in risk.controls],
        "actions": [
            _action(mitigation, matter) for mitigation in matter.mitigations.get(risk.id, ())
        ],
        "appetite": standing.describe_appetite(risk),
        "acceptance": standing.describe_acceptance(risk),
    }
    back_at = matter.changes.find_return(risk)
    return line | {"stuck": standing.describe_stuck(risk, line, back_at=back_at)}


def _words(risk: Risk, matter: Matter) -> Line:
    return {
        "reference": risk.reference,
        "kind": risk.kind.value,
        "title": risk.title,
        "category": risk.category,
        "cause": risk.cause,
        "event": risk.event,
        "consequence": risk.consequence,
        "owner": {**_post(risk.owner), "name": matter.holders.get(risk.owner_id)},
        "carrying_agency": risk.carrying_agency.short,
        "affects": [agency.short for agency in risk.affected_agencies],
        "treatment": risk.treatment.value,
        "proximity": risk.proximity.label,
        "exempt": risk.publication is Publication.EXEMPT,
        **_exemption(risk),
        "areas": list(matter.areas.get(risk.id, ())),
        "related": [
            {"says": drive.says, "reference": f"R-{drive.number:03}"}
            for drive in matter.drives.get(risk.id, ())
        ],
    }


def _dates(risk: Risk, matter: Matter) -> Line:
    reopened_on = matter.changes.find_reopening(risk)
    return {
        "identified_on": london_day(risk.opened_at).isoformat(),
        "reopened_on": reopened_on.isoformat() if reopened_on else None,
        "occurred_on": london_day(risk.occurred_at).isoformat() if risk.occurred_at else None,
    }


def _control(control: Control) -> Line:
    return {
        "text": control.text,
        "state": control.state.value,
        "assurance_line": control.assurance_line,
        "gaps": control.gaps,
    }


def _exemption(risk: Risk) -> Line:
    reviewer, again_on = risk.exempt_reviewer, risk.exempt_review_on
    return {
        "exempt_fields": list(risk.exempt_fields),
        "exempt_reason": risk.exempt_reason,
        "exempt_paragraph": risk.exempt_paragraph,
        "exempt_reviewer": _post(reviewer) if reviewer else None,
        "exempt_review_on": again_on.isoformat() if again_on else None,
    }


def _post(post: Post) -> dict[str, str]:
    return {"post": post.title, "agency": post.agency.short}


def _judgement(assessment: Assessment | None, scheme: Scheme) -> Line | None:
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
        "by": judge.title if judge else UNNAMED,
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
    current: Line | None, risk: Risk, judged: Sequence[Assessment], matter: Matter
) -> Line:
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


def _is_comparable(judged: Sequence[Assessment], matter: Matter) -> bool:
    """Say whether today's score and the one of the earlier pack measure alike, as pages do."""
    current = [row for row in judged if row.basis is Basis.CURRENT]
    earlier = [row for row in current if row.id <= matter.seen_up_to]
    if not earlier:
        return True
    return matter.scheme.measures_alike(earlier[-1].scheme_id, current[-1].scheme_id)


def _trend(judged: Sequence[Assessment], matter: Matter, days: int) -> list[Line]:
    start = matter.today - timedelta(days=days)
    current = [row for row in judged if row.basis is Basis.CURRENT]
    recent = [row for row in current if london_day(row.assessed_at) >= start]
    older = current[: len(current) - len(recent)]
    points = [*older[-1:], *recent]  # the score held when the time began belongs to it
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


def _review(risk: Risk, matter: Matter) -> Line:
    review = matter.reviews.get(risk.id)
    due = risk.review_due_on
    return {
        "reviewed_at": review.reviewed_at.isoformat() if review else None,
        "outcome": review.outcome.value if review else None,
        "note": review.note if review else None,
        "due_on": due.isoformat() if due else None,
        "overdue_days": max(0, (matter.today - due).days) if due else 0,
    }


def _action(mitigation: Mitigation, matter: Matter) -> Line:
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
