"""Milestones of actions: added, met, moved with a reason, or no longer wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.actions import FINISHED
from risk_register.domain.errors import ChangedMeanwhileError, NotFoundError, RuleError
from risk_register.domain.milestones import MilestoneState
from risk_register.domain.permissions import Permission
from risk_register.models import Action, Milestone, Mitigation
from risk_register.services.actions import get_action
from risk_register.services.events import record_event
from risk_register.services.programmes import Member
from risk_register.services.risks import check_reason

#: Lines of the record about milestones, by what became of them.
MILESTONE_EVENTS = {
    MilestoneState.COMING: "milestone moved",
    MilestoneState.MET: "milestone met",
    MilestoneState.DROPPED: "milestone dropped",
}


@dataclass(frozen=True)
class MilestoneNews:
    """What is said of a milestone now; ``met_on`` counts only for one that is met."""

    state: MilestoneState
    due_on: date
    met_on: date | None = None
    reason: str = ""


def add_milestone(
    action: Action, *, text: str, due_on: date, by: Member, at: datetime
) -> Milestone:
    """Say what is to be reached on the way, and by when; its day is kept for good as the first.

    :raises NotAllowedError: if the action is neither theirs nor serves a risk of theirs
    :raises RuleError: if the action is done or dropped, or the day is later than the action's
    """
    by.check(Permission.UPDATE_ACTION, action)
    _check_action(action)
    if due_on > action.due_on:
        raise RuleError("Enter a date no later than the action's own.", field="due_on")
    milestone = Milestone(
        action=action, text=text, original_due_on=due_on, due_on=due_on, added_at=at, version=1
    )
    db.session.add(milestone)
    _record("milestone added", milestone, by=by, at=at)
    return milestone


def update_milestone(
    milestone: Milestone, news: MilestoneNews, *, by: Member, at: datetime, version: int
) -> None:
    """Say that a milestone is met, moves or is no longer wanted; its first day stays.

    :param version: the milestone's version on the form it was typed into
    :raises NotAllowedError: if the action is neither theirs nor serves a risk of theirs
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if it is settled already, nothing is different, the day it was met on is
        missing or lies ahead, or the reason is missing
    """
    by.check(Permission.UPDATE_ACTION, milestone.action)
    if milestone.version != version:
        raise ChangedMeanwhileError
    if milestone.dropped_at is not None:
        raise RuleError("This milestone is no longer wanted. Add a new one instead.")
    met_on = _check_news(milestone, news, today=london_day(at))
    if (news.due_on, met_on) == (milestone.due_on, milestone.met_on) and (
        news.state is not MilestoneState.DROPPED
    ):
        raise RuleError("This is what stands already. Change something, or leave without saving.")
    milestone.due_on, milestone.met_on = news.due_on, met_on
    if news.state is MilestoneState.DROPPED:
        milestone.dropped_at = at
    milestone.version += 1
    kind = MILESTONE_EVENTS[news.state]
    _record(kind, milestone, by=by, at=at, reason=news.reason.strip() or None)


def get_milestone(member: Member, reference: str, milestone_id: int) -> Milestone:
    """Find a milestone of an action.

    :raises NotFoundError: if the action has no such milestone, or there is no such action
    :raises NotAllowedError: if the member may not read the register
    """
    action = get_action(member, reference)
    found = [each for each in list_milestones(action) if each.id == milestone_id]
    if not found:
        raise NotFoundError(f"{reference} has no such milestone.")
    return found[0]


def list_milestones(action: Action) -> Sequence[Milestone]:
    """List the milestones of an action, the earliest due first."""
    return db.session.scalars(
        select(Milestone)
        .where(Milestone.action_id == action.id)
        .order_by(Milestone.due_on, Milestone.id)
    ).all()


def list_late(member: Member) -> Sequence[Milestone]:
    """List the milestones of unfinished actions whose day has passed, the longest late first.

    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    return db.session.scalars(
        select(Milestone)
        .join(Milestone.action)
        .where(
            Action.programme_id == member.programme.id,
            Action.status.not_in(FINISHED),
            Milestone.met_on.is_(None),
            Milestone.dropped_at.is_(None),
            Milestone.due_on < member.on,
        )
        .options(
            joinedload(Milestone.action).joinedload(Action.lead),
            joinedload(Milestone.action)
            .selectinload(Action.mitigations)
            .joinedload(Mitigation.risk),
        )
        .order_by(Milestone.due_on, Milestone.id)
    ).all()


def list_by_action(actions: Sequence[Action]) -> dict[int, list[Milestone]]:
    """List the milestones of some actions that are still wanted, by the action's id."""
    found: dict[int, list[Milestone]] = {action.id: [] for action in actions}
    rows = db.session.scalars(
        select(Milestone)
        .where(Milestone.action_id.in_(found), Milestone.dropped_at.is_(None))
        .order_by(Milestone.due_on, Milestone.id)
    )
    for row in rows:
        found[row.action_id].append(row)
    return found


def _check_action(action: Action) -> None:
    if action.status.is_finished:
        raise RuleError(f"{action.reference} is {action.status.label.lower()}.")


def _check_news(milestone: Milestone, news: MilestoneNews, *, today: date) -> date | None:
    """Give the day a milestone was met on, if it was."""
    if news.state is MilestoneState.MET:
        if news.met_on is None:
            raise RuleError("Enter the day on which it was met.", field="met_on")
        if news.met_on > today:
            raise RuleError("Enter a day that is not in the future.", field="met_on")
    moves = news.due_on != milestone.due_on
    if moves or news.state is MilestoneState.DROPPED:
        check_reason(news.reason)
    return news.met_on if news.state is MilestoneState.MET else None


def _record(
    kind: str, milestone: Milestone, *, by: Member, at: datetime, reason: str | None = None
) -> None:
    record_event(
        kind,
        subject=milestone.action.subject,
        programme=by.programme,
        by=by.person,
        at=at,
        reason=reason,
        facts={
            "action": milestone.action.reference,
            "milestone": milestone.text,
            "due": milestone.due_on.isoformat(),
        },
    )
