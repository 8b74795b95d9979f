"""Carrying risks to a body, and bringing them back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.errors import AlreadyDoneError, NotFoundError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.models import Body, Escalation, Risk
from risk_register.services.events import record_event
from risk_register.services.programmes import Member
from risk_register.services.risks import check_living, check_reason, check_version


def escalate_risk(
    risk: Risk, *, body_id: int, reason: str, by: Member, at: datetime, version: int
) -> Escalation:
    """Ask a body of the programme to look at a risk.

    :param reason: at least 10 characters; the body reads it
    :raises NotAllowedError: if the member may not escalate
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises AlreadyDoneError: if that body has it already
    :raises RuleError: if there is no such body, or the reason is missing
    """
    by.check(Permission.ESCALATE_RISK)
    check_version(risk, version)
    check_living(risk)
    said = check_reason(reason)
    body = db.session.get(Body, body_id)
    if body is None or body.programme_id != by.programme.id:
        raise RuleError("Choose a body.", field="body_id")
    if any(each.body_id == body.id for each in list_standing(risk)):
        raise AlreadyDoneError(f"{body.name} has this risk already.")
    escalation = Escalation(
        risk=risk,
        body=body,
        reason=said,
        escalated_by=by.person,
        escalated_as=by.post,
        escalated_at=at,
    )
    db.session.add(escalation)
    risk.version += 1
    record_event(
        "risk escalated",
        subject=f"risk {risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=said,
        facts={"body": body.name, **by.authority},
    )
    return escalation


def return_risk(
    escalation: Escalation, *, reason: str, by: Member, at: datetime, version: int
) -> None:
    """Bring a risk back from a body.

    :raises NotAllowedError: if the member may not escalate
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises AlreadyDoneError: if it is back already
    :raises RuleError: if the reason is missing
    """
    by.check(Permission.ESCALATE_RISK)
    check_version(escalation.risk, version)
    if escalation.returned_at is not None:
        raise AlreadyDoneError("This risk has been brought back already.")
    said = check_reason(reason)
    escalation.returned_at, escalation.return_reason = at, said
    escalation.returned_as = by.post
    escalation.risk.version += 1
    record_event(
        "risk brought back",
        subject=f"risk {escalation.risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=said,
        facts={"body": escalation.body.name},
    )


def list_escalations(risk: Risk) -> Sequence[Escalation]:
    """List where a risk was escalated to, the newest first."""
    return db.session.scalars(
        select(Escalation)
        .where(Escalation.risk_id == risk.id)
        .options(
            joinedload(Escalation.body),
            joinedload(Escalation.escalated_as),
            joinedload(Escalation.returned_as),
        )
        .order_by(Escalation.id.desc())
    ).all()


def list_standing(risk: Risk) -> list[Escalation]:
    """List the escalations of a risk that were not brought back."""
    return [each for each in list_escalations(risk) if each.returned_at is None]


def get_standing(risk: Risk, escalation_id: int) -> Escalation:
    """Find an escalation of a risk that was not brought back.

    :raises NotFoundError: if there is none
    """
    for escalation in list_standing(risk):
        if escalation.id == escalation_id:
            return escalation
    raise NotFoundError("This risk is not with that body.")


def list_with_bodies(member: Member) -> Sequence[Escalation]:
    """List what bodies of the programme have before them, by body, the oldest first.

    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    return db.session.scalars(
        select(Escalation)
        .join(Escalation.body)
        .where(Body.programme_id == member.programme.id, Escalation.returned_at.is_(None))
        .options(joinedload(Escalation.body), joinedload(Escalation.risk))
        .order_by(Body.name, Escalation.id)
    ).all()


def list_of_body(body: Body) -> Sequence[Escalation]:
    """List all that was ever escalated to a body, the oldest first."""
    return db.session.scalars(
        select(Escalation)
        .where(Escalation.body_id == body.id)
        .options(
            joinedload(Escalation.risk),
            joinedload(Escalation.escalated_as),
            joinedload(Escalation.returned_as),
        )
        .order_by(Escalation.id)
    ).all()
