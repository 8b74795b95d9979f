"""What a body decides at its meeting becomes the change in the register, on its authority."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import contains_eager, joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.decisions import (
    UNCHANGING,
    Outcome,
    Ruling,
    check_ruling,
    list_needed,
    say_authority,
    say_decided,
    say_outcome,
)
from risk_register.domain.errors import AlreadyDoneError, NotFoundError, RuleError
from risk_register.domain.meetings import DecisionKind
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import Move
from risk_register.domain.scoring import Basis, Method
from risk_register.models import Action, AgendaItem, Body, Decision, Escalation, Meeting, Risk
from risk_register.services.acceptances import accept_risk
from risk_register.services.actions import ActionPlan, add_action
from risk_register.services.agreements import agree_scores
from risk_register.services.assessments import Judgement, find_latest, record_assessment
from risk_register.services.escalations import escalate_risk
from risk_register.services.events import record_event
from risk_register.services.lives import move_risk
from risk_register.services.notes import ask_back
from risk_register.services.programmes import Mandate, Member
from risk_register.services.risks import check_reason, check_version

#: The same decision sent twice within this time is one: a button pressed again, a lost answer.
SAME_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True)
class _Sitting:
    """A body that has decided about a risk, and who writes down what follows."""

    meeting: Meeting
    ruling: Ruling
    by: Member
    at: datetime

    def mandate(self, permission: Permission) -> Member:
        """Let whoever records do one thing on the body's behalf."""
        authority = say_authority(self.meeting.body.name, self.meeting.held_on)
        return replace(self.by, mandate=Mandate(authority, permission))


def record_decision(
    meeting: Meeting,
    ruling: Ruling,
    *,
    risk: Risk | None = None,
    item: AgendaItem | None = None,
    by: Member,
    at: datetime,
) -> Decision:
    """Write down what a body decided and make it the change in the register.

    The same decision that comes twice within a minute from the same person is recorded once.

    :param item: under which it was decided, if the agenda has one
    :raises NotAllowedError: if the member may not record decisions
    :raises RuleError: if the meeting is not being held, or the decision does not say enough or
        breaks a rule of the change it makes
    :raises ChangedMeanwhileError: if somebody changed the risk since the form was drawn
    """
    by.check(Permission.RECORD_DECISION)
    _check_meeting(meeting, item, at)
    check_ruling(ruling, has_risk=risk is not None)
    known = _find_same(meeting, ruling, risk, item, by, at)
    if known is not None and _comes_again(known, ruling, risk):
        return known
    decision = Decision(
        meeting=meeting,
        risk=risk,
        item=item,
        kind=ruling.kind,
        text=ruling.text.strip(),
        recorded_by=by.person,
        recorded_as=by.post,
        recorded_at=at,
    )
    if risk is not None:
        check_version(risk, ruling.version or 0)
        _FOLLOWS[ruling.kind](decision, risk, _Sitting(meeting, ruling, by, at))
    db.session.add(decision)
    record_event(
        "decision recorded",
        subject=_subject(decision),
        programme=by.programme,
        by=by.person,
        at=at,
        reason=decision.text or None,
        facts={
            "body": meeting.body.name,
            "meeting": meeting.held_on.isoformat(),
            "outcome": say_outcome(describe_outcome(decision)),
        },
    )
    return decision


def withdraw_decision(decision: Decision, *, reason: str, by: Member, at: datetime) -> None:
    """Say that a decision was recorded by mistake; it stays, and so does what it changed.

    :raises NotAllowedError: if the member may not record decisions
    :raises AlreadyDoneError: if it is withdrawn already
    :raises RuleError: if the reason is missing
    """
    by.check(Permission.RECORD_DECISION)
    if decision.withdrawn_at is not None:
        raise AlreadyDoneError("This decision has been withdrawn already.")
    decision.withdraw_reason = check_reason(reason)
    decision.withdrawn_at = at
    record_event(
        "decision withdrawn",
        subject=_subject(decision),
        programme=by.programme,
        by=by.person,
        at=at,
        reason=decision.withdraw_reason,
        facts={
            "body": decision.meeting.body.name,
            "meeting": decision.meeting.held_on.isoformat(),
            "outcome": say_outcome(describe_outcome(decision)),
        },
    )


def describe_outcome(decision: Decision) -> Outcome:
    """Gather what came of a decision, from the rows it made."""
    judged, held, action = decision.assessment, decision.acceptance, decision.action
    return Outcome(
        kind=decision.kind,
        reference=decision.risk.reference if decision.risk else None,
        score=judged.score if judged else held.score if held else None,
        points=(judged.likelihood, judged.impact) if judged else None,
        until=held.expires_on if held else None,
        body=decision.escalation.body.name if decision.escalation else None,
        action=action.reference if action else None,
        lead=action.lead.title if action else None,
        due_on=action.original_due_on if action else None,
    )


def say_decision(decision: Decision) -> str:
    """Say a decision whole: what came of it, and its own words."""
    return say_decided(describe_outcome(decision), decision.text)


def get_meeting(member: Member, meeting_id: int) -> Meeting:
    """Find a meeting of any body of the member's programme.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not read about meetings
    """
    member.check(Permission.READ_MEETINGS)
    meeting = db.session.scalar(
        select(Meeting)
        .join(Meeting.body)
        .where(Meeting.id == meeting_id, Body.programme_id == member.programme.id)
        .options(contains_eager(Meeting.body))
    )
    if meeting is None:
        raise NotFoundError("There is no such meeting.")
    return meeting


def get_decision(meeting: Meeting, decision_id: int) -> Decision:
    """Find a decision of a meeting with what came of it.

    :raises NotFoundError: if the meeting has none of this number
    """
    decision = db.session.scalar(
        _with_outcome().where(Decision.id == decision_id, Decision.meeting_id == meeting.id)
    )
    if decision is None:
        raise NotFoundError("There is no such decision.")
    return decision


def list_decisions_at(meeting: Meeting) -> Sequence[Decision]:
    """List what was decided at a meeting with what came of it, in the order it was recorded."""
    return db.session.scalars(
        _with_outcome().where(Decision.meeting_id == meeting.id).order_by(Decision.id)
    ).all()


def list_decisions(risk_id: int) -> Sequence[Decision]:
    """List what boards decided about a risk, newest first."""
    return _list_standing(Decision.risk_id == risk_id)


def list_decisions_of(body: Body) -> Sequence[Decision]:
    """List what a body decided about risks, newest first."""
    return _list_standing(Meeting.body_id == body.id, Decision.risk_id.is_not(None))


def _list_standing(*wanted: ColumnElement[bool]) -> Sequence[Decision]:
    return db.session.scalars(
        _with_outcome()
        .join(Decision.meeting)
        .where(Decision.withdrawn_at.is_(None), *wanted)
        .options(contains_eager(Decision.meeting).joinedload(Meeting.body))
        .order_by(Meeting.held_on.desc(), Decision.id.desc())
    ).all()


def _with_outcome() -> Select[Decision]:
    return select(Decision).options(
        joinedload(Decision.risk),
        joinedload(Decision.item),
        joinedload(Decision.assessment),
        joinedload(Decision.acceptance),
        joinedload(Decision.action).joinedload(Action.lead),
        joinedload(Decision.escalation).joinedload(Escalation.body),
        joinedload(Decision.note),
        joinedload(Decision.recorded_by),
        joinedload(Decision.recorded_as),
    )


def _subject(decision: Decision) -> str:
    if decision.risk is not None:
        return f"risk {decision.risk.reference}"
    return f"meeting {decision.meeting.held_on.isoformat()}"


def _check_meeting(meeting: Meeting, item: AgendaItem | None, at: datetime) -> None:
    if meeting.cancelled_at is not None:
        raise RuleError("This meeting was cancelled, so it decides nothing.")
    if london_day(at) < meeting.held_on:
        raise RuleError(
            "This meeting is still to come. Record what it decides on its day or later."
        )
    if item is not None and item.meeting_id != meeting.id:
        raise RuleError("Choose an item of this meeting’s agenda.", field="item_id")


def _find_same(
    meeting: Meeting,
    ruling: Ruling,
    risk: Risk | None,
    item: AgendaItem | None,
    by: Member,
    at: datetime,
) -> Decision | None:
    return db.session.scalar(
        select(Decision)
        .where(
            Decision.meeting_id == meeting.id,
            Decision.kind == ruling.kind,
            Decision.text == ruling.text.strip(),
            Decision.risk_id == risk.id if risk else Decision.risk_id.is_(None),
            Decision.item_id == item.id if item else Decision.item_id.is_(None),
            Decision.recorded_by_id == by.person.id,
            Decision.recorded_at > at - SAME_WITHIN,
            Decision.withdrawn_at.is_(None),
        )
        .order_by(Decision.id.desc())
        .limit(1)
    )


def _comes_again(known: Decision, ruling: Ruling, risk: Risk | None) -> bool:
    """Say whether a form is the one a decision was recorded from, sent once more."""
    is_drawn_since = risk is not None and ruling.version == risk.version
    if is_drawn_since and ruling.kind not in UNCHANGING:
        return False
    judged, held = known.assessment, known.acceptance
    escalation, action = known.escalation, known.action
    made = {
        "likelihood": judged and judged.likelihood,
        "impact": judged and judged.impact,
        "expires_on": held and held.expires_on,
        "body_id": escalation and escalation.body_id,
        "lead_id": action and action.lead_id,
        "due_on": action and action.original_due_on,
    }
    return all(made[name] == getattr(ruling, name) for name in list_needed(ruling.kind))


def _note(_decision: Decision, _risk: Risk, _sitting: _Sitting) -> None:
    """Leave the register as it is: the words are all."""


def _agree(decision: Decision, risk: Risk, sitting: _Sitting) -> None:
    judged = find_latest(risk, Basis.CURRENT)
    if judged is not None:
        agree_scores([judged], by=sitting.mandate(Permission.AGREE_SCORE), at=sitting.at)
    decision.assessment = judged


def _challenge(decision: Decision, risk: Risk, sitting: _Sitting) -> None:
    decision.note = ask_back(
        risk,
        question=sitting.ruling.text,
        by=sitting.mandate(Permission.ASK_BACK),
        at=sitting.at,
    )


def _score(decision: Decision, risk: Risk, sitting: _Sitting) -> None:
    ruling = sitting.ruling
    decision.assessment = record_assessment(
        risk,
        Judgement(
            likelihood=ruling.likelihood or 0,
            impact=ruling.impact or 0,
            reason=ruling.text,
            method=Method.BOARD_DECISION,
        ),
        basis=Basis.CURRENT,
        by=sitting.mandate(Permission.SCORE_RISK),
        at=sitting.at,
        version=risk.version,
    )


def _accept(decision: Decision, risk: Risk, sitting: _Sitting) -> None:
    decision.acceptance = accept_risk(
        risk,
        reason=sitting.ruling.text,
        expires_on=sitting.ruling.expires_on or london_day(sitting.at),
        by=sitting.mandate(Permission.ACCEPT_RISK),
        at=sitting.at,
        version=risk.version,
    )


def _escalate(decision: Decision, risk: Risk, sitting: _Sitting) -> None:
    if sitting.ruling.body_id == sitting.meeting.body_id:
        raise RuleError("Choose another body: this one has it before it.", field="body_id")
    decision.escalation = escalate_risk(
        risk,
        body_id=sitting.ruling.body_id or 0,
        reason=sitting.ruling.text,
        by=sitting.mandate(Permission.ESCALATE_RISK),
        at=sitting.at,
        version=risk.version,
    )


def _close(_decision: Decision, risk: Risk, sitting: _Sitting) -> None:
    move_risk(
        risk,
        Move.CLOSE,
        reason=sitting.ruling.text,
        by=sitting.mandate(Permission.MOVE_RISK),
        at=sitting.at,
        version=risk.version,
    )


def _plan(decision: Decision, risk: Risk, sitting: _Sitting) -> None:
    ruling = sitting.ruling
    decision.action = add_action(
        risk,
        ActionPlan(
            text=ruling.text.strip(),
            lead_id=ruling.lead_id or 0,
            due_on=ruling.due_on or london_day(sitting.at),
        ),
        by=sitting.mandate(Permission.ADD_ACTION),
        at=sitting.at,
        version=risk.version,
    )


_FOLLOWS: dict[DecisionKind, Callable[[Decision, Risk, _Sitting], None]] = {
    DecisionKind.NOTED: _note,
    DecisionKind.AGREED: _agree,
    DecisionKind.CHALLENGED: _challenge,
    DecisionKind.SCORED: _score,
    DecisionKind.ACCEPTED: _accept,
    DecisionKind.ESCALATED: _escalate,
    DecisionKind.CLOSED: _close,
    DecisionKind.ACTION: _plan,
}
