"""The action log: what bodies asked for at their meetings, and how it stands."""

from collections.abc import Sequence

from sqlalchemy import case, select
from sqlalchemy.orm import contains_eager, joinedload

from risk_register.database import db
from risk_register.domain.actions import FINISHED
from risk_register.domain.permissions import Permission
from risk_register.models import Action, Body, Decision, Meeting
from risk_register.services.programmes import Member


def list_asked_for(member: Member, body: Body | None = None) -> Sequence[Decision]:
    """List the decisions from which actions came, open ones first, the earliest due first.

    :param body: only those of one body
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    query = (
        select(Decision)
        .join(Decision.action)
        .join(Decision.meeting)
        .join(Meeting.body)
        .where(Body.programme_id == member.programme.id, Decision.withdrawn_at.is_(None))
        .options(
            contains_eager(Decision.action).joinedload(Action.lead),
            contains_eager(Decision.meeting).contains_eager(Meeting.body),
            joinedload(Decision.risk),
        )
        .order_by(case((Action.status.in_(FINISHED), 1), else_=0), Action.due_on, Decision.id)
    )
    if body is not None:
        query = query.where(Body.id == body.id)
    return db.session.scalars(query).all()
