"""Letting a changed score stand: the programme manager's moderation before the pack."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.errors import ChangedMeanwhileError
from risk_register.domain.permissions import Permission
from risk_register.domain.scoring import Basis
from risk_register.models import Agreement, Assessment
from risk_register.services.events import record_event
from risk_register.services.programmes import Member


def agree_scores(judged: Sequence[Assessment], *, by: Member, at: datetime) -> None:
    """Let current scores stand; saying it twice of one changes nothing.

    :param judged: the judgements that were read, each with its risk
    :raises NotAllowedError: if the member may not moderate
    :raises ChangedMeanwhileError: if one of the risks was scored again since, or on another basis
    """
    by.check(Permission.AGREE_SCORE)
    if _find_newest([each.risk_id for each in judged]) != {each.id for each in judged}:
        raise ChangedMeanwhileError
    agreed = list_agreements(each.id for each in judged)
    for each in judged:
        if each.id not in agreed:
            _agree(each, by, at)


def _find_newest(risk_ids: Sequence[int]) -> set[int]:
    """Find the newest current judgement of each risk."""
    newest = (
        select(func.max(Assessment.id))
        .where(Assessment.risk_id.in_(risk_ids), Assessment.basis == Basis.CURRENT)
        .group_by(Assessment.risk_id)
    )
    return set(db.session.scalars(newest))


def _agree(judged: Assessment, by: Member, at: datetime) -> None:
    db.session.add(
        Agreement(assessment=judged, agreed_by=by.person, agreed_as=by.post, agreed_at=at)
    )
    record_event(
        "score agreed",
        subject=f"risk {judged.risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={"score": judged.score, **by.authority},
    )


def list_agreements(assessment_ids: Iterable[int]) -> dict[int, Agreement]:
    """List the agreements to some judgements, by the judgement's id."""
    rows = db.session.scalars(
        select(Agreement)
        .where(Agreement.assessment_id.in_(list(assessment_ids)))
        .options(joinedload(Agreement.agreed_as))
    )
    return {row.assessment_id: row for row in rows}
