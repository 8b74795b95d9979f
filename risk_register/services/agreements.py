"""Letting a changed score stand: the programme manager's moderation before the pack."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.errors import ChangedMeanwhileError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.domain.scoring import Basis
from risk_register.models import Agreement, Risk
from risk_register.services.assessments import find_latest
from risk_register.services.events import record_event
from risk_register.services.programmes import Member


def agree_score(risk: Risk, *, assessment_id: int, by: Member, at: datetime) -> None:
    """Let a risk's current score stand; saying it twice changes nothing.

    :param assessment_id: of the judgement that was read
    :raises NotAllowedError: if the member may not moderate
    :raises RuleError: if the risk has no score
    :raises ChangedMeanwhileError: if it was scored again since
    """
    by.check(Permission.AGREE_SCORE)
    latest = find_latest(risk, Basis.CURRENT)
    if latest is None:
        raise RuleError("This risk has no current score.")
    if latest.id != assessment_id:
        raise ChangedMeanwhileError
    if list_agreements([latest.id]):
        return
    db.session.add(
        Agreement(assessment=latest, agreed_by=by.person, agreed_as=by.post, agreed_at=at)
    )
    record_event(
        "score agreed",
        subject=f"risk {risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={"score": latest.score},
    )


def list_agreements(assessment_ids: Iterable[int]) -> dict[int, Agreement]:
    """List the agreements to some judgements, by the judgement's id."""
    rows = db.session.scalars(
        select(Agreement)
        .where(Agreement.assessment_id.in_(list(assessment_ids)))
        .options(joinedload(Agreement.agreed_as))
    )
    return {row.assessment_id: row for row in rows}
