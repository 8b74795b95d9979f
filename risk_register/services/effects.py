"""Telling where scores and the work against a risk do not fit together."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.actions import ActionStatus
from risk_register.domain.effects import Course, Expected, Planned, Scored, Signal, find_signals
from risk_register.domain.schemes import Scheme
from risk_register.domain.scoring import Basis
from risk_register.models import (
    Action,
    ActionUpdate,
    Assessment,
    Event,
    Mitigation,
    Programme,
    Risk,
)
from risk_register.services.controls import CONTROL_EVENTS


def list_signals(risk: Risk, *, scheme: Scheme) -> Sequence[Signal]:
    """List what does not fit together about a risk; nothing once it has left the register."""
    if not risk.status.is_live:
        return []
    return list_signals_of(risk.programme, [risk], scheme=scheme)[risk.id]


def list_signals_of(
    programme: Programme, risks: Sequence[Risk], *, scheme: Scheme
) -> dict[int, list[Signal]]:
    """List what does not fit together about each of a programme's live risks, by its id.

    Every risk has its entry, in the order given; most are empty. Asks the
    database four times, however many risks there are.
    """
    ids = [risk.id for risk in risks]
    scores, targets = _read_scores(ids)
    plans = _read_plans(ids, scheme)
    changes = _read_control_changes(programme, risks)
    return {
        risk.id: find_signals(
            Course(
                scheme=scheme,
                scores=scores[risk.id],
                target=targets.get(risk.id),
                plans=plans[risk.id],
                controls_changed_on=changes[risk.id],
                kind=risk.kind,
            )
        )
        for risk in risks
    }


def find_expected(mitigation: Mitigation, scheme: Scheme) -> Expected | None:
    """Find where an action is meant to bring a risk; None if that was not said."""
    likelihood, impact = mitigation.expected_likelihood, mitigation.expected_impact
    if likelihood is None or impact is None:
        return None
    if not scheme.has_cell(likelihood, impact):
        return None  # it was said on the scales of an earlier scheme
    return Expected(likelihood, impact, scheme.score(likelihood, impact))


def _read_scores(ids: Sequence[int]) -> tuple[dict[int, list[Scored]], dict[int, int]]:
    """Find every current score of each risk, the oldest first, and its newest target."""
    scores: dict[int, list[Scored]] = defaultdict(list)
    targets: dict[int, int] = {}
    rows = db.session.execute(
        select(Assessment.risk_id, Assessment.basis, Assessment.score, Assessment.assessed_at)
        .where(Assessment.risk_id.in_(ids), Assessment.basis != Basis.INHERENT)
        .order_by(Assessment.id)
    )
    for risk_id, basis, score, at in rows:
        if basis is Basis.CURRENT:
            scores[risk_id].append(Scored(score, london_day(at)))
        else:
            targets[risk_id] = score
    return scores, targets


def _read_plans(ids: Sequence[int], scheme: Scheme) -> dict[int, list[Planned]]:
    plans: dict[int, list[Planned]] = defaultdict(list)
    rows = db.session.execute(
        select(Mitigation, Action)
        .join(Mitigation.action)
        .where(Mitigation.risk_id.in_(ids))
        .order_by(Mitigation.id)
    ).all()
    done = _read_done([action.id for _, action in rows])
    for mitigation, action in rows:
        plans[mitigation.risk_id].append(
            Planned(
                reference=action.reference,
                status=action.status,
                expected=find_expected(mitigation, scheme),
                done_on=done.get(action.id),
            )
        )
    return plans


def _read_done(action_ids: Sequence[int]) -> dict[int, date]:
    """Find since when each action is done; one that was taken up again is not."""
    done: dict[int, date] = {}
    rows = db.session.execute(
        select(ActionUpdate.action_id, ActionUpdate.status, ActionUpdate.updated_at)
        .where(ActionUpdate.action_id.in_(action_ids))
        .order_by(ActionUpdate.id)
    )
    for action_id, status, at in rows:
        if status is ActionStatus.DONE:
            done.setdefault(action_id, london_day(at))
        else:
            done.pop(action_id, None)
    return done


def _read_control_changes(programme: Programme, risks: Sequence[Risk]) -> dict[int, list[date]]:
    """Find in the record when the controls of each risk changed."""
    changes: dict[int, list[date]] = defaultdict(list)
    subjects = {f"risk {risk.reference}": risk.id for risk in risks}
    rows = db.session.execute(
        select(Event.subject, Event.at).where(
            Event.chain == programme.key,
            Event.subject.in_(subjects),
            Event.kind.in_(CONTROL_EVENTS),
        )
    )
    for subject, at in rows:
        changes[subjects[subject]].append(london_day(at))
    return changes
