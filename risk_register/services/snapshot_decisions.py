"""What bodies decided about a snapshot's risks, and what became of it."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from risk_register.clock import LONDON, london_day
from risk_register.database import db
from risk_register.domain.actions import ActionStatus
from risk_register.domain.decisions import say_outcome
from risk_register.domain.risks import Publication, RiskStatus
from risk_register.domain.scoring import Basis
from risk_register.domain.sequels import (
    Followed,
    Scored,
    ScoreSince,
    Sequel,
    quote_answer,
    say_followed,
    say_sequel,
)
from risk_register.models import (
    Action,
    ActionUpdate,
    Assessment,
    Body,
    Decision,
    Escalation,
    Event,
    Meeting,
    Mitigation,
    Risk,
)
from risk_register.services.decisions import describe_outcome, say_decision
from risk_register.services.snapshot_matter import Matter

#: Of one risk, the newest first.
MOST_DECISIONS = 5
A_YEAR = 366  #: days

#: A risk by its reference, or by that of an action against it: R-004, A-4.2.
_NUMBER = re.compile(r"\b(?:R-0*|A-)(\d+)")
_PLANNED = ("action added", "action linked")


class Decided(NamedTuple):
    """A decision, with what came of it, and its meeting."""

    decision: Decision
    held_on: date
    began_at: datetime
    body: str
    is_of_last: bool  #: whether the body's last meeting decided it
    merged_into: int | None  #: number of the risk that stands for the one it is about

    @property
    def outcome(self) -> str:
        """Say what came of it, as a sentence."""
        said = say_outcome(describe_outcome(self.decision))
        return f"{said[0].upper()}{said[1:]}."


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
            Decision,
            Meeting.held_on,
            Meeting.starts_at,
            Body.name,
            Meeting.id == last,
            stands_for.number,
        )
        .join(Decision.meeting)
        .join(Meeting.body)
        .outerjoin(Decision.risk)
        .outerjoin(stands_for, stands_for.id == Risk.merged_into_id)
        .where(
            Body.programme_id == meeting.body.programme_id,
            Decision.withdrawn_at.is_(None),
            or_(Meeting.id == last, and_(Meeting.held_on >= since, Meeting.held_on <= today)),
        )
        .options(
            contains_eager(Decision.risk),
            joinedload(Decision.item),
            joinedload(Decision.assessment),
            joinedload(Decision.acceptance),
            joinedload(Decision.action).joinedload(Action.lead),
            joinedload(Decision.escalation).joinedload(Escalation.body),
            joinedload(Decision.note),
        )
        .order_by(Meeting.held_on.desc(), Decision.id.desc())
    )
    return [
        Decided(
            decision,
            held_on,
            datetime.combine(held_on, starts_at, LONDON),
            body,
            bool(is_of_last),
            merged_into,
        )
        for decision, held_on, starts_at, body, is_of_last, merged_into in rows
    ]


def group_decisions(decided: Iterable[Decided]) -> dict[int, list[dict[str, Any]]]:
    """Put decisions to their risks by id, the newest first; not more than ``MOST_DECISIONS``."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for each in decided:
        risk_id = each.decision.risk_id
        if (
            risk_id is not None
            and not _is_exempt(each.decision)
            and len(found[risk_id]) < MOST_DECISIONS
        ):
            held_on, text = each.held_on.isoformat(), say_decision(each.decision)
            found[risk_id].append({"held_on": held_on, "body": each.body, "text": text})
    return found


def gather_decided(decided: Iterable[Decided], matter: Matter) -> list[dict[str, Any]]:
    """Gather what the body's last meeting decided, by the risks' numbers, and what became of it."""
    about = [(each, each.decision.risk) for each in decided if each.is_of_last]
    last = [(each, risk) for each, risk in about if risk is not None]
    last.sort(key=lambda pair: pair[1].number)
    deeds = _read_deeds(matter, [risk for _, risk in last])
    return [
        {
            "reference": risk.reference,
            "title": risk.title,
            "held_on": each.held_on.isoformat(),
            "body": each.body,
            "kind": each.decision.kind.value,
            "outcome": each.outcome,
            "text": each.decision.text,
            "became": _say_became(each, _find_sequel(each, risk, matter, deeds)),
            "answer": _quote(each.decision),
            "exempt": _is_exempt(each.decision) or risk.publication is Publication.EXEMPT,
            "exempt_item": _is_exempt(each.decision),
        }
        for each, risk in last
    ]


def gather_other_decisions(decided: Iterable[Decided]) -> list[dict[str, Any]]:
    """Gather what the body's last meeting decided about no risk, in the order of its agenda."""
    last = [each for each in decided if each.is_of_last and each.decision.risk_id is None]
    return [
        {
            "title": each.decision.item.title if each.decision.item else None,
            "held_on": each.held_on.isoformat(),
            "body": each.body,
            "text": say_decision(each.decision),
            "exempt": _is_exempt(each.decision),
        }
        for each in reversed(last)
    ]


def answer_asks(asks: Sequence[str], decided: Iterable[Decided]) -> list[list[str]]:
    """Say for each ask of the last pack what was decided about the risks and actions it names.

    :param decided: what that pack's own meeting decided
    """
    by_number: dict[int, list[str]] = defaultdict(list)
    for each in decided:
        if each.decision.risk is not None and not _is_exempt(each.decision):
            by_number[each.decision.risk.number].append(each.outcome)
    return [
        [
            outcome
            for number in dict.fromkeys(map(int, _NUMBER.findall(ask)))
            for outcome in reversed(by_number.get(number, ()))
        ]
        for ask in asks
    ]


def _is_exempt(decision: Decision) -> bool:
    return decision.item is not None and decision.item.is_exempt


def _quote(decision: Decision) -> str | None:
    return quote_answer(decision.note.answer) if decision.note and decision.note.answer else None


def _say_became(each: Decided, sequel: Sequel) -> str:
    decision = each.decision
    action, escalation, note = decision.action, decision.escalation, decision.note
    returned_at = escalation.returned_at if escalation else None
    answered_at = note.answered_at if note else None
    followed = Followed(
        action=action.reference if action else None,
        status=action.status.label.lower() if action else "",
        due_on=action.due_on if action else None,
        body=escalation.body.name if escalation else None,
        returned_on=london_day(returned_at) if returned_at else None,
        was_asked=note is not None,
        answered_on=london_day(answered_at) if answered_at else None,
    )
    return " ".join(filter(None, (say_followed(followed), say_sequel(sequel))))


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


def _find_sequel(each: Decided, risk: Risk, matter: Matter, deeds: _Deeds) -> Sequel:
    since = each.began_at
    held = matter.standing.find_accepted(risk) if risk.status.is_live else None
    actions = [mitigation.action for mitigation in matter.mitigations.get(risk.id, ())]
    ended = Counter(
        action.status for action in actions if _has_ended_since(deeds.updates[action.id], since)
    )
    return Sequel(
        score=_find_score(matter.assessments.get(risk.id, ()), since, matter),
        status=risk.status,
        left_on=london_day(risk.closed_at) if risk.closed_at else None,
        merged_into=_refer(each, risk),
        added=sum(at >= since for at in deeds.planned[f"risk {risk.reference}"]),
        finished=ended[ActionStatus.DONE],
        dropped=ended[ActionStatus.DROPPED],
        slipped=sum(_has_slipped(action, deeds.updates[action.id], since) for action in actions),
        accepted_until=held.expires_on if held and held.accepted_at >= since else None,
    )


def _refer(each: Decided, risk: Risk) -> str | None:
    if risk.status is not RiskStatus.MERGED or each.merged_into is None:
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
    return _follow_score(earlier[-1], later, given_on, matter)


def _follow_score(
    before: Assessment, later: Sequence[Assessment], given_on: date, matter: Matter
) -> ScoreSince:
    now = later[-1]
    alike = partial(matter.scheme.measures_alike, now.scheme_id)
    if not alike(before.scheme_id):
        return ScoreSince(Scored.RESCALED, now.score, given_on=given_on)
    if before.score != now.score:
        return ScoreSince(Scored.CHANGED, now.score, before.score, given_on)
    between = [row.score for row in later if row.score != now.score and alike(row.scheme_id)]
    if between:
        return ScoreSince(Scored.AGAIN, now.score, between[-1], given_on)
    return ScoreSince(Scored.STILL, now.score)


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
