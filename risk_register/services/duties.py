"""What is due from one person: risks to look at, actions to report on, packs to move on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.calendars import Deadlines
from risk_register.domain.packs import PackState
from risk_register.domain.permissions import Permission
from risk_register.domain.scoring import Basis
from risk_register.models import Assessment, Circulation, Event, Meeting, Pack, Review, Risk
from risk_register.services.meetings import deadlines_of, find_next_meeting
from risk_register.services.packs import find_newest
from risk_register.services.programmes import Member
from risk_register.services.risks import list_owned

#: A risk whose review falls due within so many days is shown as due now.
SOON_DAYS = 7


class PackStep(StrEnum):
    """What has to happen next to the pack of the coming meeting."""

    MAKE = "make"
    WAIT = "wait"  #: it is being drawn
    LOOK = "look"  #: it could not be drawn
    APPROVE = "approve"
    CIRCULATE = "circulate"
    NONE = "none"  #: it is with its readers


@dataclass(frozen=True)
class OwnedRisk:
    """A risk of the member's posts, with what was last said about it."""

    risk: Risk
    judged: Assessment | None
    review: Review | None
    is_due: bool


@dataclass(frozen=True)
class Month:
    """Where the next board month stands."""

    meeting: Meeting
    deadlines: Deadlines
    pack: Pack | None
    step: PackStep


def list_owned_risks(member: Member, *, today: date) -> list[OwnedRisk]:
    """List the risks the member's posts own, those that are due first.

    :param today: the London date
    """
    risks = list_owned(member)
    ids = [risk.id for risk in risks]
    judged = {
        row.risk_id: row
        for row in db.session.scalars(
            select(Assessment)
            .where(Assessment.risk_id.in_(ids), Assessment.basis == Basis.CURRENT)
            .order_by(Assessment.id)
        )
    }
    reviews = {
        row.risk_id: row
        for row in db.session.scalars(
            select(Review).where(Review.risk_id.in_(ids)).order_by(Review.id)
        )
    }
    owned = [
        OwnedRisk(risk, judged.get(risk.id), reviews.get(risk.id), _is_due(risk, today))
        for risk in risks
    ]
    return sorted(owned, key=lambda line: (not line.is_due, line.risk.review_due_on or today))


def find_month(member: Member, *, at: datetime) -> Month | None:
    """Find where the coming meeting's pack stands; None if no meeting is planned."""
    if not member.may(Permission.READ_MEETINGS):
        return None
    meeting = find_next_meeting(member.programme, on=london_day(at))
    if meeting is None:
        return None
    pack = find_newest(meeting)
    return Month(meeting, deadlines_of(meeting), pack, find_step(pack))


def find_step(pack: Pack | None) -> PackStep:
    """Say what has to happen next to a meeting's newest pack."""
    if pack is None:
        return PackStep.MAKE
    if pack.state is PackState.DRAWING:
        return PackStep.WAIT
    if pack.state is PackState.FAILED:
        return PackStep.LOOK
    if pack.approved_at is None:
        return PackStep.APPROVE
    is_out = db.session.scalar(
        select(Circulation.id).where(Circulation.pack_id == pack.id).limit(1)
    )
    return PackStep.NONE if is_out else PackStep.CIRCULATE


def list_news(member: Member, *, since: datetime, limit: int = 8) -> Sequence[Event]:
    """List what others did to the member's own risks since a moment, newest first."""
    subjects = [f"risk {risk.reference}" for risk in list_owned(member)]
    return db.session.scalars(
        select(Event)
        .where(
            Event.chain == member.programme.key,
            Event.subject.in_(subjects),
            Event.at >= since,
            Event.person_id != member.person.id,
        )
        .options(joinedload(Event.person))
        .order_by(Event.sequence.desc())
        .limit(limit)
    ).all()


def _is_due(risk: Risk, today: date) -> bool:
    return risk.review_due_on is None or (risk.review_due_on - today).days <= SOON_DAYS
