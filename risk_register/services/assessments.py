"""Recording judgements about risks, and confirming that nothing has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.errors import NotFoundError, ReasonMissingError
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import ReviewOutcome
from risk_register.domain.scoring import Basis, Confidence, Method
from risk_register.models import Assessment, Review, Risk
from risk_register.services.events import record_event
from risk_register.services.programmes import Member
from risk_register.services.risks import check_living, check_version
from risk_register.services.schemes import find_scheme, find_version


@dataclass(frozen=True)
class Judgement:
    """What somebody says about a risk; points count from 1 on the programme's scales."""

    likelihood: int
    impact: int
    reason: str
    confidence: Confidence | None = None
    method: Method = Method.OWNER


def record_assessment(
    risk: Risk,
    judgement: Judgement,
    *,
    basis: Basis,
    by: Member,
    at: datetime,
    version: int,
) -> Assessment:
    """Add a judgement to a risk; the earlier ones stay as they were.

    A current judgement is also a review and moves the date of the next one.

    :param at: moment of the judgement, with a time zone
    :param version: the risk's version on the form it was typed into
    :raises NotAllowedError: if the risk is not theirs to score
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises OffScaleError: if a point is not on its scale
    :raises ReasonMissingError: if the score changes and nothing says why
    """
    by.check(Permission.SCORE_RISK, risk)
    check_version(risk, version)
    check_living(risk)
    scheme = find_scheme(by.programme, on=london_day(at))
    score = scheme.score(judgement.likelihood, judgement.impact)
    band = scheme.band_at(judgement.likelihood, judgement.impact)
    before = find_latest(risk, basis)
    points = (judgement.likelihood, judgement.impact)
    given = (*points, score, band.key)
    changed = before is None or given != (
        before.likelihood,
        before.impact,
        before.score,
        before.band,
    )
    if changed and not judgement.reason.strip():
        raise ReasonMissingError(field="reason")
    assessment = Assessment(
        risk=risk,
        basis=basis,
        likelihood=judgement.likelihood,
        impact=judgement.impact,
        score=score,
        band=band.key,
        scheme_id=find_version(by.programme, on=london_day(at)).id,
        reason=judgement.reason.strip(),
        confidence=judgement.confidence,
        method=judgement.method,
        assessed_by=by.person,
        assessed_as=by.post,
        assessed_at=at,
    )
    db.session.add(assessment)
    risk.version += 1
    if basis is Basis.CURRENT:
        risk.current_likelihood, risk.current_impact = points
        risk.current_score, risk.current_band = score, band.key
        risk.current_scheme_id = assessment.scheme_id
        _add_review(risk, ReviewOutcome.UPDATED, note=judgement.reason.strip(), by=by, at=at)
    record_event(
        "risk scored",
        subject=f"risk {risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=judgement.reason.strip() or None,
        facts={
            "basis": basis.value,
            "score": score,
            "band": band.name,
            "score before": before.score if before else None,
            **by.authority,
        },
    )
    return assessment


def confirm_risk(risk: Risk, *, note: str, by: Member, at: datetime, version: int) -> Review:
    """Record that an owner looked and nothing has changed, which is an act of its own.

    :raises NotAllowedError: if the risk is not theirs to review
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    """
    by.check(Permission.REVIEW_RISK, risk)
    check_version(risk, version)
    check_living(risk)
    risk.version += 1
    review = _add_review(risk, ReviewOutcome.CONFIRMED, note=note.strip(), by=by, at=at)
    record_event(
        "risk confirmed",
        subject=f"risk {risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=note.strip() or None,
    )
    return review


def find_latest(risk: Risk, basis: Basis) -> Assessment | None:
    """Find the newest judgement of a risk on a basis."""
    return db.session.scalar(
        select(Assessment)
        .where(Assessment.risk_id == risk.id, Assessment.basis == basis)
        .order_by(Assessment.id.desc())
        .limit(1)
    )


def list_assessments(risk: Risk) -> Sequence[Assessment]:
    """List all judgements of a risk, newest first."""
    return db.session.scalars(
        select(Assessment)
        .where(Assessment.risk_id == risk.id)
        .options(joinedload(Assessment.assessed_by), joinedload(Assessment.assessed_as))
        .order_by(Assessment.id.desc())
    ).all()


def list_judged(member: Member, ids: Sequence[int]) -> Sequence[Assessment]:
    """List judgements of the member's programme by their ids, with their risks, by reference.

    :raises NotFoundError: if one of them is not there
    """
    judged = db.session.scalars(
        select(Assessment)
        .join(Assessment.risk)
        .where(Assessment.id.in_(ids), Risk.programme_id == member.programme.id)
        .options(contains_eager(Assessment.risk))
        .order_by(Risk.number)
    ).all()
    if len(judged) != len(set(ids)):
        raise NotFoundError
    return judged


def list_reviews(risk: Risk, *, limit: int = 10) -> Sequence[Review]:
    """List the newest reviews of a risk, newest first."""
    return db.session.scalars(
        select(Review)
        .where(Review.risk_id == risk.id)
        .options(joinedload(Review.reviewed_by), joinedload(Review.reviewed_as))
        .order_by(Review.id.desc())
        .limit(limit)
    ).all()


def _add_review(
    risk: Risk, outcome: ReviewOutcome, *, note: str, by: Member, at: datetime
) -> Review:
    scheme = find_scheme(by.programme, on=london_day(at))
    band = scheme.find_band(risk.current_band, risk.current_scheme_id)
    risk.reviewed_at = at
    risk.review_due_on = london_day(at) + timedelta(
        days=scheme.days_between_reviews(band, risk.category)
    )
    review = Review(
        risk=risk,
        outcome=outcome,
        note=note or None,
        reviewed_by=by.person,
        reviewed_as=by.post,
        reviewed_at=at,
    )
    db.session.add(review)
    return review
