"""The improvement plan in a snapshot: areas, measures, actions, ratings, evidence of impact."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from risk_register.clock import london_day
from risk_register.domain.actions import ActionStatus, overdue_days
from risk_register.domain.exemptions import ExemptPart
from risk_register.domain.pack_counts import count_work, list_actions
from risk_register.domain.plan_blocks import describe_level, describe_scale, reckon_area
from risk_register.domain.risks import Publication
from risk_register.models import (
    ImpactStatement,
    Milestone,
    PlanLine,
    Post,
    Programme,
    Risk,
    SuccessMeasure,
)
from risk_register.services.evidence import ShownFile, list_shown
from risk_register.services.impact import list_impact
from risk_register.services.milestones import list_by_action
from risk_register.services.plan import AreaView, list_views
from risk_register.services.ratings import Rated, find_rated, find_scale

Line = dict[str, Any]


def gather_plan(
    programme: Programme, lines: Iterable[Line], *, today: date, with_evidence: bool = False
) -> Line:
    """Gather the areas of the plan, and the levels by which delivery is rated.

    :param lines: those of the open risks
    :param today: London date of the snapshot
    :param with_evidence: whether each action says which files show the work
    """
    views, scale = list_views(programme, on=today), find_scale(programme, on=today)
    actions = [line.action for view in views for line in view.lines]
    rated, milestones = find_rated(actions), list_by_action(actions)
    impact = list_impact([view.area for view in views])
    by_number = sorted(lines, key=_number)
    ratings = describe_scale(scale) if scale else None
    shown = list_shown(actions) if with_evidence else {}
    areas = []
    for view in views:
        threatened = [line for line in by_number if view.area.key in line["areas"]]
        plan = [
            _line(line, rated.get(line.action_id), milestones[line.action_id], today)
            | {"evidence": [_evidence(each) for each in shown.get(line.action_id, ())]}
            for line in view.lines
        ]
        areas.append(
            {
                **_words(view, impact[view.area.id]),
                "risks": [line["reference"] for line in threatened],
                "actions": count_work(list_actions(threatened)),
                "plan": plan,
                **reckon_area(plan, ratings),
            }
        )
    return {"improvement_areas": areas, "ratings": ratings}


def _number(line: Mapping[str, Any]) -> int:
    return int(line["reference"].removeprefix("R-"))


def _words(view: AreaView, impact: Sequence[ImpactStatement]) -> Line:
    area = view.area
    return {
        "key": area.key,
        "short": area.short,
        "text": area.text,
        "lead": _post(area.lead) if area.lead else None,
        "measures": [_measure(each.measure) for each in view.measures],
        "impact": [
            {"text": each.text, "source": each.source, "seen_on": each.seen_on.isoformat()}
            for each in impact
        ],
    }


def _measure(measure: SuccessMeasure) -> Line:
    return {
        "number": measure.said_number,
        "text": measure.text,
        "baseline": measure.baseline,
        "target": measure.target,
        "target_on": measure.target_on.isoformat() if measure.target_on else None,
    }


def _line(
    line: PlanLine, rated: Rated | None, milestones: Sequence[Milestone], today: date
) -> Line:
    action = line.action
    return {
        "number": line.said_number,
        "reference": action.reference,
        "text": action.text,
        "lead": _post(action.lead),
        "original_due_on": action.original_due_on.isoformat(),
        "due_on": action.due_on.isoformat(),
        "slips": action.slips,
        "status": action.status.value,
        "status_name": action.status.label,
        "progress": action.progress,
        "overdue_days": overdue_days(action.due_on, action.status, today),
        "done": action.status is ActionStatus.DONE,
        "rating": describe_level(rated.level) if rated else None,
        "milestones": {
            "total": len(milestones),
            "met": sum(each.met_on is not None for each in milestones),
            "late": sum(each.standing(today).is_late for each in milestones),
        },
        "risks": [each.risk.reference for each in action.mitigations],
        "exempt": any(_is_exempt(each.risk) for each in action.mitigations),
    }


def _evidence(file: ShownFile) -> Line:
    added_on = london_day(file.added_at).isoformat()
    return {"name": file.name, "shows": file.shows, "added_on": added_on}


def _is_exempt(risk: Risk) -> bool:
    """Say whether what is done about a risk may not be told in public."""
    if risk.publication is not Publication.EXEMPT:
        return False
    return not risk.exempt_fields or ExemptPart.ACTIONS in risk.exempt_fields


def _post(post: Post) -> Line:
    return {"post": post.title, "agency": post.agency.short}
