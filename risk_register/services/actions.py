"""Planning actions and saying how they go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.actions import FINISHED, ActionSort, ActionStatus
from risk_register.domain.errors import NotFoundError, OffScaleError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.models import Action, ActionUpdate, Mitigation, Post, Risk
from risk_register.services.events import record_event
from risk_register.services.programmes import Member
from risk_register.services.risks import check_living, check_version

PAGE_SIZE = 50


@dataclass(frozen=True)
class ActionPage:
    """A page of the list of actions, with how many there are in all."""

    actions: Sequence[Action]
    total: int
    number: int  #: from 1

    @property
    def pages(self) -> int:
        """Count the pages, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True)
class ActionPlan:
    """What a new action is, and where it is meant to bring its risk."""

    text: str
    lead_id: int
    due_on: date
    expected_likelihood: int | None = None
    expected_impact: int | None = None


@dataclass(frozen=True)
class Progress:
    """How an action goes; ``progress`` in per cent."""

    status: ActionStatus
    progress: int
    due_on: date
    note: str


def add_action(risk: Risk, plan: ActionPlan, *, by: Member, at: datetime, version: int) -> Action:
    """Plan a piece of work that is meant to bring the risk down.

    Its due date is kept for good as the original one.

    :param version: the risk's version on the form it was typed into
    :raises NotAllowedError: if the risk is not theirs
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises NotFoundError: if there is no such post
    :raises RuleError: if the due date has passed, only one of the two expected points is given,
        or one is off its scale
    """
    by.check(Permission.ADD_ACTION, risk)
    check_version(risk, version)
    check_living(risk)
    _check_expected(by, plan.expected_likelihood, plan.expected_impact)
    count = db.session.scalar(
        select(func.count()).select_from(Mitigation).where(Mitigation.risk_id == risk.id)
    )
    action = build_action(plan, f"A-{risk.number}.{(count or 0) + 1}", by=by, at=at)
    db.session.add_all(
        [
            action,
            Mitigation(
                risk=risk,
                action=action,
                expected_likelihood=plan.expected_likelihood,
                expected_impact=plan.expected_impact,
            ),
        ]
    )
    risk.version += 1
    record_event(
        "action added",
        subject=f"risk {risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={"action": action.reference, "due": plan.due_on.isoformat(), **by.authority},
    )
    return action


def build_action(plan: ActionPlan, reference: str, *, by: Member, at: datetime) -> Action:
    """Put a new action together, before it is added to a risk or to the plan.

    :raises NotFoundError: if there is no such post
    :raises RuleError: if the due date has passed
    """
    if plan.due_on < london_day(at):
        raise RuleError("Enter a date that is not in the past.", field="due_on")
    lead = db.session.get(Post, plan.lead_id)
    if lead is None:
        raise NotFoundError("There is no such post.")
    return Action(
        programme=by.programme,
        reference=reference,
        text=plan.text,
        lead=lead,
        original_due_on=plan.due_on,
        due_on=plan.due_on,
        status=ActionStatus.NOT_STARTED,
        progress=0,
        slips=0,
        version=1,
    )


def add_mitigation(
    action: Action,
    risk: Risk,
    *,
    expected: tuple[int | None, int | None],
    by: Member,
    at: datetime,
) -> Mitigation:
    """Say that an action is meant to bring down another risk too.

    :param expected: likelihood and impact it is meant to bring the risk to, or two Nones
    :raises NotAllowedError: if the risk is not theirs
    """
    by.check(Permission.ADD_ACTION, risk)
    mitigation = Mitigation(
        risk=risk, action=action, expected_likelihood=expected[0], expected_impact=expected[1]
    )
    db.session.add(mitigation)
    risk.version += 1
    record_event(
        "action linked",
        subject=f"risk {risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={"action": action.reference},
    )
    return mitigation


def link_action(
    risk: Risk,
    action: Action,
    *,
    expected: tuple[int | None, int | None],
    by: Member,
    at: datetime,
    version: int,
) -> Mitigation:
    """Say on a risk's page that an action which is there already brings it down too.

    :param expected: likelihood and impact it is meant to bring the risk to, or two Nones
    :param version: the risk's version on the form it was typed into
    :raises NotAllowedError: if the risk is not theirs
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if it serves the risk already, only one of the two expected points is given,
        or one is off its scale
    """
    by.check(Permission.ADD_ACTION, risk)
    check_version(risk, version)
    check_living(risk)
    if any(each.risk_id == risk.id for each in action.mitigations):
        raise RuleError(f"{action.reference} serves {risk.reference} already.", field="action")
    _check_expected(by, *expected)
    return add_mitigation(action, risk, expected=expected, by=by, at=at)


def list_linkable(risk: Risk) -> Sequence[Action]:
    """List the unfinished actions of the programme that do not serve a risk yet, by reference."""
    serving = select(Mitigation.action_id).where(Mitigation.risk_id == risk.id)
    return db.session.scalars(
        select(Action)
        .where(
            Action.programme_id == risk.programme_id,
            Action.status.not_in(FINISHED),
            Action.id.not_in(serving),
        )
        .order_by(Action.reference)
    ).all()


def update_action(
    action: Action, said: Progress, *, by: Member, at: datetime, version: int
) -> ActionUpdate:
    """Say how an action goes; a later due date counts as a slip.

    :param version: the action's version on the form it was typed into
    :raises NotAllowedError: if the action is neither theirs nor serves a risk of theirs
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if the due date moves or the action is dropped and no note says why
    """
    by.check(Permission.UPDATE_ACTION, action)
    check_version(action, version)
    note = said.note.strip()
    if said.due_on != action.due_on and not note:
        raise RuleError("Say in the note why the due date moves.", field="note")
    if said.status is ActionStatus.DROPPED and not note:
        raise RuleError("Say in the note why the action is dropped.", field="note")
    slipped = said.due_on > action.due_on
    facts = {
        "action": action.reference,
        "status": said.status.label,
        "status before": action.status.label,
        "due": said.due_on.isoformat(),
        "due before": action.due_on.isoformat(),
    }
    action.slips += 1 if slipped else 0
    action.status, action.due_on = said.status, said.due_on
    action.progress = 100 if said.status is ActionStatus.DONE else said.progress
    action.note, action.noted_at = note or action.note, at if note else action.noted_at
    action.version += 1
    update = ActionUpdate(
        status=action.status,
        progress=action.progress,
        due_on=action.due_on,
        note=note or None,
        updated_by=by.person,
        updated_as=by.post,
        updated_at=at,
    )
    action.updates.append(update)
    record_event(
        "action updated",
        subject=action.subject,
        programme=by.programme,
        by=by.person,
        at=at,
        reason=note or None,
        facts=facts,
    )
    return update


def get_action(member: Member, reference: str) -> Action:
    """Find an action of the member's programme by its reference.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    action = db.session.scalar(
        select(Action)
        .where(Action.programme_id == member.programme.id, Action.reference == reference)
        .options(
            joinedload(Action.lead).joinedload(Post.agency),
            selectinload(Action.mitigations).joinedload(Mitigation.risk),
            selectinload(Action.updates).joinedload(ActionUpdate.updated_as),
            selectinload(Action.updates).joinedload(ActionUpdate.updated_by),
        )
    )
    if action is None:
        raise NotFoundError(f"There is no action {reference} in this programme.")
    return action


def list_mitigations(risk: Risk) -> Sequence[Mitigation]:
    """List what is planned against a risk, by the order it was planned in."""
    return db.session.scalars(
        select(Mitigation)
        .where(Mitigation.risk_id == risk.id)
        .options(
            joinedload(Mitigation.action).joinedload(Action.lead).joinedload(Post.agency),
            joinedload(Mitigation.action)
            .selectinload(Action.mitigations)
            .joinedload(Mitigation.risk),
        )
        .order_by(Mitigation.id)
    ).all()


def list_actions(
    member: Member,
    *,
    only_open: bool = True,
    lead_id: int | None = None,
    sort: ActionSort = ActionSort.DUE,
    page: int = 1,
) -> ActionPage:
    """List a page of the programme's actions.

    :param lead_id: only those that this post leads
    :param page: from 1; none are on a page after the last one
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    wanted = [Action.programme_id == member.programme.id]
    if only_open:
        wanted.append(Action.status.not_in(FINISHED))
    if lead_id is not None:
        wanted.append(Action.lead_id == lead_id)
    order = _ORDERS[sort]
    total = db.session.scalar(select(func.count(Action.id)).where(*wanted)) or 0
    ids = db.session.scalars(
        select(Action.id)
        .where(*wanted)
        .order_by(*order)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    actions = db.session.scalars(
        select(Action)
        .where(Action.id.in_(ids))
        .options(
            joinedload(Action.lead).joinedload(Post.agency),
            selectinload(Action.mitigations).joinedload(Mitigation.risk),
        )
        .order_by(*order)
    ).all()
    return ActionPage(actions, total, page)


_ORDERS = {
    ActionSort.DUE: (Action.due_on, Action.id),
    ActionSort.REFERENCE: (Action.id,),
    ActionSort.PROGRESS: (Action.progress, Action.due_on, Action.id),
}


def find_lead(member: Member, post_id: int | None) -> Post | None:
    """Find the post by its id, if it leads an action of the programme."""
    leads = select(Action.lead_id).where(Action.programme_id == member.programme.id)
    return db.session.scalar(select(Post).where(Post.id == post_id, Post.id.in_(leads)))


def list_led(member: Member) -> Sequence[Action]:
    """List the unfinished actions the member's posts lead, the earliest due first."""
    return db.session.scalars(
        select(Action)
        .where(
            Action.programme_id == member.programme.id,
            Action.status.not_in(FINISHED),
            Action.lead_id.in_([post.id for post in member.posts]),
        )
        .options(selectinload(Action.mitigations).joinedload(Mitigation.risk))
        .order_by(Action.due_on, Action.id)
    ).all()


def find_told_at(actions: Sequence[Action]) -> dict[int, datetime]:
    """Find when each action was last reported on, by its id; one never reported on has no entry."""
    rows = db.session.execute(
        select(ActionUpdate.action_id, func.max(ActionUpdate.updated_at))
        .where(ActionUpdate.action_id.in_([action.id for action in actions]))
        .group_by(ActionUpdate.action_id)
    )
    return dict(rows.all())


def _check_expected(by: Member, likelihood: int | None, impact: int | None) -> None:
    if likelihood is None and impact is None:
        return
    if likelihood is None or impact is None:
        raise RuleError("Give both the expected likelihood and the expected impact, or neither.")
    try:
        by.scheme.score(likelihood, impact)
    except OffScaleError as error:
        raise RuleError(str(error)) from error
