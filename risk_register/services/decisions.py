"""What a body decides at its meeting becomes the change in the register, on its authority."""

from collections.abc import Sequence
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
    say_decided,
    say_outcome,
)
from risk_register.domain.errors import AlreadyDoneError, NotFoundError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import Publication
from risk_register.models import Action, AgendaItem, Body, Decision, Escalation, Meeting, Risk
from risk_register.services.events import record_event
from risk_register.services.minutes import check_unagreed
from risk_register.services.programmes import Member
from risk_register.services.risks import check_reason, check_version
from risk_register.services.rulings import carry_out

#: The same decision sent twice within this time is one: a button pressed again, a lost answer.
SAME_WITHIN = timedelta(minutes=1)


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
    :raises RuleError: if the meeting is not being held, its minutes are agreed, or the decision
        does not say enough or breaks a rule of the change it makes
    :raises ChangedMeanwhileError: if somebody changed the risk since the form was drawn
    """
    by.check(Permission.RECORD_DECISION)
    _check_meeting(meeting, at)
    check_unagreed(meeting)
    _check_item(item, meeting, risk)
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
        carry_out(decision, risk, ruling, by=by, at=at)
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
    :raises RuleError: if the reason is missing, or the minutes are agreed
    """
    by.check(Permission.RECORD_DECISION)
    check_unagreed(decision.meeting)
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


def say_decision(decision: Decision, *, names_risk: bool = False) -> str:
    """Say a decision whole: what came of it, and its own words.

    :param names_risk: whether what is only noted says about which risk, where nothing else does
    """
    return say_decided(describe_outcome(decision), decision.text, names_risk=names_risk)


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


def _check_meeting(meeting: Meeting, at: datetime) -> None:
    if meeting.cancelled_at is not None:
        raise RuleError("This meeting was cancelled, so it decides nothing.")
    if london_day(at) < meeting.held_on:
        raise RuleError(
            "This meeting is still to come. Record what it decides on its day or later."
        )


def _check_item(item: AgendaItem | None, meeting: Meeting, risk: Risk | None) -> None:
    if item is None:
        return
    if item.meeting_id != meeting.id:
        raise RuleError("Choose an item of this meeting’s agenda.", field="item_id")
    if item.is_exempt and risk is not None and risk.publication is Publication.OPEN:
        sentence = f"{risk.reference} is open, so its reasons are published. Choose an open item."
        raise RuleError(sentence, field="item_id")


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
