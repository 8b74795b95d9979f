"""Judging a risk, and confirming that nothing has changed."""

from typing import Any

from risk_register import clock
from risk_register.api.risks import ONE, tell_title
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.domain.scoring import Confidence
from risk_register.models import Assessment, Review
from risk_register.schemas.machines.assessments import (
    AssessmentIn,
    AssessmentOut,
    AssessmentsOut,
    ReviewIn,
    ReviewOut,
    ReviewsOut,
)
from risk_register.services.assessments import (
    Judgement,
    confirm_risk,
    list_assessments,
    list_reviews,
    record_assessment,
)
from risk_register.services.programmes import Member
from risk_register.services.risks import get_risk

room = Room("assessments", Group.RISKS, "Dated judgements of risks, and reviews.")


@room.reads(f"{ONE}/assessments", Permission.READ_REGISTER, AssessmentsOut)
def list_risk_assessments(member: Member, reference: str) -> Any:
    """List every judgement of a risk on any basis, the newest first."""
    return {"items": [_tell(each) for each in list_assessments(get_risk(member, reference))]}


@room.adds(
    f"{ONE}/assessments",
    Permission.SCORE_RISK,
    AssessmentIn,
    AssessmentOut,
    is_versioned=True,
    example={"likelihood": 4, "impact": 5, "reason": "Two more caseworkers have left"},
)
def judge_risk(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Judge a risk; a current judgement is also a review. The ETag is the risk's new one."""
    version = read_version(reference)
    risk = get_risk(member, reference)
    judgement = Judgement(
        likelihood=said["likelihood"],
        impact=said["impact"],
        reason=said["reason"],
        confidence=Confidence(said["confidence"]) if said["confidence"] else None,
    )
    made = record_assessment(
        risk, judgement, basis=said["basis"], by=member, at=clock.now(), version=version
    )
    return Told(_tell(made), etag=write_etag(reference, risk.version))


@room.reads(f"{ONE}/reviews", Permission.READ_REGISTER, ReviewsOut)
def list_risk_reviews(member: Member, reference: str) -> Any:
    """List the newest reviews of a risk."""
    return {"items": [_tell_review(each) for each in list_reviews(get_risk(member, reference))]}


@room.adds(
    f"{ONE}/reviews",
    Permission.REVIEW_RISK,
    ReviewIn,
    ReviewOut,
    is_versioned=True,
    example={"note": "Nothing has changed since May"},
)
def confirm_one_risk(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Confirm that nothing has changed about a risk. The ETag is the risk's new one."""
    version = read_version(reference)
    risk = get_risk(member, reference)
    made = confirm_risk(risk, note=said["note"], by=member, at=clock.now(), version=version)
    return Told(_tell_review(made), etag=write_etag(reference, risk.version))


def _tell(judged: Assessment) -> dict[str, Any]:
    plain = ("id", "basis", "likelihood", "impact", "score", "band", "reason", "assessed_at")
    return {
        **{name: getattr(judged, name) for name in plain},
        "confidence": judged.confidence,
        "method": judged.method,
        "assessed_as": tell_title(judged.assessed_as),
    }


def _tell_review(review: Review) -> dict[str, Any]:
    return {
        **{name: getattr(review, name) for name in ("id", "outcome", "note", "reviewed_at")},
        "reviewed_as": tell_title(review.reviewed_as),
    }
