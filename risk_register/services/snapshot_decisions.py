"""What bodies decided about a snapshot's risks, and what became of it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from risk_register.clock import LONDON, london_day
from risk_register.database import db
from risk_register.domain.actions import ActionStatus
from risk_register.domain.risks import Publication, RiskStatus
from risk_register.domain.scoring import Basis
from risk_register.domain.sequels import Scored, ScoreSince, Sequel, say_sequel
from risk_register.models import (
    Action,
    ActionUpdate,
    Assessment,
    Body,
    Decision,
    Event,
    Meeting,
    Mitigation,
    Risk,
)
from risk_register.services.snapshot_matter import Matter

#: Of one risk, the newest first.
MOST_DECISIONS = 5
A_YEAR = 366  #: days

_PLANNED = ("action added", "action linked")


class Decided(NamedTuple):
    """A decision, its meeting and its risk."""

    text: str
    held_on: date
    began_at: datetime
    body: str
    is_of_last: bool  #: whether the body's last meeting decided it
    risk: Risk
    merged_into: int | None  #: number of the risk that stands for it


@dataclass(frozen=True)
class _Deeds:
    """What was done about the decided risks: updates by action, planned actions by risk."""

    updates: Mapping[int, Sequence[ActionUpdate]]
    planned: Mapping[str, Sequence[datetime]]


def list_decided(meeting: Meeting, *, today: date) -> list[Decided]:
    """List what was decided in the year before a pack, and at its body's last meeting before it.

    :param today: the London date; what is decided later is not known yet
    """
    held = and_(Meeting.held_on < meeting.held_on, Meeting.held_on <= today)
    last = (
        select(Meeting.id)
        .where(Meeting.body_id == meeting.body_id, Meeting.cancelled_at.is_(None), held)
        .order_by(Meeting.held_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    stands_for = aliased(Risk)
    since = today - timedelta(days=A_YEAR)
    rows = db.session.execute(
        select(
            Decision.text,
            Meeting.held_on,
            Meeting.starts_at,
            Body.name,
            Meeting.id == last,
            Risk,
            stands_for.number,
        )
        .join(Decision.meeting)
        .join(Meeting.body)
        .join(Risk, Risk.id == Decision.risk_id)
        .outerjoin(stands_for, stands_for.id == Risk.merged_into_id)
        .where(
            Body.programme_id == meeting.body.programme_id,
            Decision.withdrawn_at.is_(None),
            or_(Meeting.id == last, and_(Meeting.held_on >= since, Meeting.held_on <= today)),
        )
        .order_by(Meeting.held_on.desc(), Decision.id.desc())
    )
    return [
        Decided(
            text,
            held_on,
            datetime.combine(held_on, starts_at, LONDON),
            body,
            bool(is_of_last),
            risk,
            merged_into,
        )
        for text, held_on, starts_at, body, is_of_last, risk, merged_into in rows
    ]


def group_decisions(decided: Iterable[Decided]) -> dict[int, list[dict[str, Any]]]:
    """Put decisions to their risks by id, the newest first; not more than ``MOST_DECISIONS``."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for each in decided:
        if len(found[each.risk.id]) < MOST_DECISIONS:
            held_on = each.held_on.isoformat()
            found[each.risk.id].append({"held_on": held_on, "body": each.body, "text": each.text})
    return found


def gather_decided(decided: Iterable[Decided], matter: Matter) -> list[dict[str, Any]]:
    """Gather what the body's last meeting decided, by the risks' numbers, and what became of it."""
    last = [each for each in decided if each.is_of_last]
    last.sort(key=lambda each: each.risk.number)
    deeds = _read_deeds(matter, [each.risk for each in last])
    return [
        {
            "reference": each.risk.reference,
            "title": each.risk.title,
            "held_on": each.held_on.isoformat(),
            "body": each.body,
            "text": each.text,
            "became": say_sequel(_find_sequel(each, matter, deeds)),
            "exempt": each.risk.publication is Publication.EXEMPT,
        }
        for each in last
    ]


def _read_deeds(matter: Matter, risks: Collection[Risk]) -> _Deeds:
    served = select(Mitigation.action_id).where(Mitigation.risk_id.in_([risk.id for risk in risks]))
    updates: dict[int, list[ActionUpdate]] = defaultdict(list)
    for update in db.session.scalars(
        select(ActionUpdate).where(ActionUpdate.action_id.in_(served)).order_by(ActionUpdate.id)
    ):
        updates[update.action_id].append(update)
    planned: dict[str, list[datetime]] = defaultdict(list)
    for subject, at in db.session.execute(
        select(Event.subject, Event.at).where(
            Event.chain == matter.programme.key,
            Event.subject.in_([f"risk {risk.reference}" for risk in risks]),
            Event.kind.in_(_PLANNED),
        )
    ):
        planned[subject].append(at)
    return _Deeds(updates, planned)


def _find_sequel(each: Decided, matter: Matter, deeds: _Deeds) -> Sequel:
    risk, since = each.risk, each.began_at
    held = matter.standing.find_accepted(risk) if risk.status.is_live else None
    actions = [mitigation.action for mitigation in matter.mitigations.get(risk.id, ())]
    ended = Counter(
        action.status for action in actions if _has_ended_since(deeds.updates[action.id], since)
    )
    return Sequel(
        score=_find_score(matter.assessments.get(risk.id, ()), since, matter),
        status=risk.status,
        left_on=london_day(risk.closed_at) if risk.closed_at else None,
        merged_into=_refer(each),
        added=sum(at >= since for at in deeds.planned[f"risk {risk.reference}"]),
        finished=ended[ActionStatus.DONE],
        dropped=ended[ActionStatus.DROPPED],
        slipped=sum(_has_slipped(action, deeds.updates[action.id], since) for action in actions),
        accepted_until=held.expires_on if held and held.accepted_at >= since else None,
    )


def _refer(each: Decided) -> str | None:
    if each.risk.status is not RiskStatus.MERGED or each.merged_into is None:
        return None
    return f"R-{each.merged_into:03}"


def _find_score(judged: Sequence[Assessment], since: datetime, matter: Matter) -> ScoreSince:
    current = [row for row in judged if row.basis is Basis.CURRENT]
    earlier = [row for row in current if row.assessed_at < since]
    later = current[len(earlier) :]
    if not current:
        return ScoreSince(Scored.UNSCORED)
    now = current[-1]
    if not later:
        return ScoreSince(Scored.STILL, now.score)
    given_on = london_day(_begin_of_run(later).assessed_at)
    if not earlier:
        return ScoreSince(Scored.FIRST, now.score, given_on=given_on)
    before = earlier[-1]
    if not matter.scheme.measures_alike(before.scheme_id, now.scheme_id):
        return ScoreSince(Scored.RESCALED, now.score, given_on=given_on)
    if before.score == now.score:
        return ScoreSince(Scored.STILL, now.score)
    return ScoreSince(Scored.CHANGED, now.score, before.score, given_on)


def _begin_of_run(rows: Sequence[Assessment]) -> Assessment:
    """Find the first of the judgements at the end that give the same score."""
    first = rows[-1]
    for row in reversed(rows):
        if (row.score, row.scheme_id) != (first.score, first.scheme_id):
            break
        first = row
    return first


def _has_ended_since(updates: Sequence[ActionUpdate], since: datetime) -> bool:
    """Say whether an action has been finished since a moment, and was not before."""
    earlier = [update for update in updates if update.updated_at < since]
    was_finished = bool(earlier) and earlier[-1].status.is_finished
    return bool(updates) and updates[-1].status.is_finished and not was_finished


def _has_slipped(action: Action, updates: Sequence[ActionUpdate], since: datetime) -> bool:
    """Say whether an action is due later than it was at a moment."""
    earlier = [update for update in updates if update.updated_at < since]
    was_due = earlier[-1].due_on if earlier else action.original_due_on
    return action.due_on > was_due
