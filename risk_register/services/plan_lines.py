"""The places of actions in the plan: given to a new one or to one that is there, and taken away.

An action has one place at a time, numbered 4.1.2 under its success measure.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.errors import ChangedMeanwhileError, NotFoundError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.models import Action, PlanLine, SuccessMeasure
from risk_register.services.actions import ActionPlan, build_action
from risk_register.services.events import record_event
from risk_register.services.plan import check_standing, get_area
from risk_register.services.programmes import Member
from risk_register.services.risks import check_reason


def get_line(member: Member, key: str, line_id: int) -> PlanLine:
    """Find an action's place under an area, one that was taken out too.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not read the register
    """
    area = get_area(member, key)
    found = [line for each in area.measures for line in each.lines if line.id == line_id]
    if not found:
        raise NotFoundError(f"Area {key} has no such action.")
    return found[0]


def find_line(action: Action) -> PlanLine | None:
    """Find the place of an action in the plan; None if it has none."""
    return find_lines([action]).get(action.id)


def find_lines(actions: Sequence[Action]) -> dict[int, PlanLine]:
    """Find the places of some actions in the plan, by the action's id."""
    rows = db.session.scalars(
        select(PlanLine)
        .where(
            PlanLine.action_id.in_([action.id for action in actions]),
            PlanLine.removed_at.is_(None),
        )
        .options(joinedload(PlanLine.measure).joinedload(SuccessMeasure.area))
    )
    return {line.action_id: line for line in rows}


def list_placeable(member: Member) -> Sequence[Action]:
    """List the actions of the programme that have no place in the plan, by reference.

    :raises NotAllowedError: if the member may not keep the plan
    """
    member.check(Permission.KEEP_PLAN)
    placed = select(PlanLine.action_id).where(PlanLine.removed_at.is_(None))
    return db.session.scalars(
        select(Action)
        .where(Action.programme_id == member.programme.id, Action.id.not_in(placed))
        .order_by(Action.reference)
    ).all()


def plan_action(measure: SuccessMeasure, plan: ActionPlan, *, by: Member, at: datetime) -> PlanLine:
    """Plan a new action under a success measure; it may serve risks later.

    :raises NotAllowedError: if the member may not keep the plan
    :raises NotFoundError: if there is no such post
    :raises RuleError: if the due date has passed or the measure is retired
    """
    by.check(Permission.KEEP_PLAN)
    check_standing(measure)
    count = db.session.scalar(
        select(func.count(Action.id)).where(
            Action.programme_id == by.programme.id, Action.reference.startswith("A-P.")
        )
    )
    action = build_action(plan, f"A-P.{(count or 0) + 1}", by=by, at=at)
    line = _add_line(measure, action, at=at)
    _record_line("action planned", line, by=by, at=at, due=plan.due_on.isoformat())
    return line


def place_action(
    measure: SuccessMeasure, action: Action, *, by: Member, at: datetime, field: str | None = None
) -> PlanLine:
    """Give an action that is there already its place in the plan.

    :param field: where it was typed; what is wrong with it is said there
    :raises NotAllowedError: if the member may not keep the plan
    :raises RuleError: if it has a place already or the measure is retired
    """
    by.check(Permission.KEEP_PLAN)
    check_standing(measure)
    held = find_line(action)
    if held is not None:
        raise RuleError(
            f"{action.reference} stands in the plan as {held.said_number}.", field=field
        )
    line = _add_line(measure, action, at=at)
    _record_line("action placed", line, by=by, at=at)
    return line


def remove_line(line: PlanLine, *, reason: str, by: Member, at: datetime) -> None:
    """Take an action out of the plan; the action itself goes on, and its number is not given again.

    :param reason: at least 10 characters
    :raises NotAllowedError: if the member may not keep the plan
    :raises ChangedMeanwhileError: if somebody has taken it out already
    :raises RuleError: if the reason is missing
    """
    by.check(Permission.KEEP_PLAN)
    if line.removed_at is not None:
        raise ChangedMeanwhileError
    line.removed_at, line.remove_reason = at, check_reason(reason)
    _record_line("action taken out of the plan", line, by=by, at=at, reason=line.remove_reason)


def _add_line(measure: SuccessMeasure, action: Action, *, at: datetime) -> PlanLine:
    number = max((line.number for line in measure.lines), default=0) + 1
    line = PlanLine(measure=measure, action=action, number=number, placed_at=at)
    db.session.add(line)
    return line


def _record_line(
    kind: str, line: PlanLine, *, by: Member, at: datetime, reason: str | None = None, **facts: str
) -> None:
    record_event(
        kind,
        subject=line.action.subject,
        programme=by.programme,
        by=by.person,
        at=at,
        reason=reason,
        facts={"action": line.action.reference, "number": line.said_number, **facts},
    )
