"""What a decision does to the register: each kind is one change, on the body's authority."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from risk_register.clock import london_day
from risk_register.domain.decisions import Ruling, say_authority
from risk_register.domain.errors import RuleError
from risk_register.domain.meetings import DecisionKind
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import Move
from risk_register.domain.scoring import Basis, Method
from risk_register.models import Decision, Risk
from risk_register.services.acceptances import accept_risk
from risk_register.services.actions import ActionPlan, add_action
from risk_register.services.agreements import agree_scores
from risk_register.services.assessments import Judgement, find_latest, record_assessment
from risk_register.services.escalations import escalate_risk
from risk_register.services.lives import move_risk
from risk_register.services.notes import ask_back
from risk_register.services.programmes import Mandate, Member


@dataclass(frozen=True)
class _Order:
    """What to do, and who writes it down for whom."""

    ruling: Ruling
    authority: str
    by: Member
    at: datetime

    def mandate(self, permission: Permission) -> Member:
        """Let whoever records do one thing on the body's behalf."""
        return replace(self.by, mandate=Mandate(self.authority, permission))


def carry_out(decision: Decision, risk: Risk, ruling: Ruling, *, by: Member, at: datetime) -> None:
    """Change a risk as its board has decided, and name the change beside the decision.

    :param by: who records it; that they may, ``services/decisions.py`` has checked
    :raises RuleError: if the decision breaks a rule of the change it makes
    """
    meeting = decision.meeting
    authority = say_authority(meeting.body.name, meeting.held_on)
    _CHANGES[ruling.kind](decision, risk, _Order(ruling, authority, by, at))


def _note(_decision: Decision, _risk: Risk, _order: _Order) -> None:
    """Leave the register as it is: the words are all."""


def _agree(decision: Decision, risk: Risk, order: _Order) -> None:
    judged = find_latest(risk, Basis.CURRENT)
    if judged is not None:
        agree_scores([judged], by=order.mandate(Permission.AGREE_SCORE), at=order.at)
    decision.assessment = judged


def _challenge(decision: Decision, risk: Risk, order: _Order) -> None:
    decision.note = ask_back(
        risk,
        question=order.ruling.text,
        by=order.mandate(Permission.ASK_BACK),
        at=order.at,
    )


def _score(decision: Decision, risk: Risk, order: _Order) -> None:
    ruling = order.ruling
    decision.assessment = record_assessment(
        risk,
        Judgement(
            likelihood=ruling.likelihood or 0,
            impact=ruling.impact or 0,
            reason=ruling.text,
            method=Method.BOARD_DECISION,
        ),
        basis=Basis.CURRENT,
        by=order.mandate(Permission.SCORE_RISK),
        at=order.at,
        version=risk.version,
    )


def _accept(decision: Decision, risk: Risk, order: _Order) -> None:
    decision.acceptance = accept_risk(
        risk,
        reason=order.ruling.text,
        expires_on=order.ruling.expires_on or london_day(order.at),
        by=order.mandate(Permission.ACCEPT_RISK),
        at=order.at,
        version=risk.version,
    )


def _escalate(decision: Decision, risk: Risk, order: _Order) -> None:
    if order.ruling.body_id == decision.meeting.body_id:
        raise RuleError("Choose another body: this one has it before it.", field="body_id")
    decision.escalation = escalate_risk(
        risk,
        body_id=order.ruling.body_id or 0,
        reason=order.ruling.text,
        by=order.mandate(Permission.ESCALATE_RISK),
        at=order.at,
        version=risk.version,
    )


def _close(_decision: Decision, risk: Risk, order: _Order) -> None:
    move_risk(
        risk,
        Move.CLOSE,
        reason=order.ruling.text,
        by=order.mandate(Permission.MOVE_RISK),
        at=order.at,
        version=risk.version,
    )


def _plan(decision: Decision, risk: Risk, order: _Order) -> None:
    ruling = order.ruling
    decision.action = add_action(
        risk,
        ActionPlan(
            text=ruling.text.strip(),
            lead_id=ruling.lead_id or 0,
            due_on=ruling.due_on or london_day(order.at),
        ),
        by=order.mandate(Permission.ADD_ACTION),
        at=order.at,
        version=risk.version,
    )


_CHANGES: dict[DecisionKind, Callable[[Decision, Risk, _Order], None]] = {
    DecisionKind.NOTED: _note,
    DecisionKind.AGREED: _agree,
    DecisionKind.CHALLENGED: _challenge,
    DecisionKind.SCORED: _score,
    DecisionKind.ACCEPTED: _accept,
    DecisionKind.ESCALATED: _escalate,
    DecisionKind.CLOSED: _close,
    DecisionKind.ACTION: _plan,
}
