"""Whether somebody may take a pack's next step under the two-person rule."""

from sqlalchemy import func, select

from risk_register.database import db
from risk_register.domain.errors import RuleError
from risk_register.domain.two_persons import TwoPersons
from risk_register.models import Agreement, Assessment, Meeting, Pack, Person, Risk, Snapshot

ASKED = "You asked for this pack, so somebody else has to approve it."
AGREED = "You agreed scores that this pack tells, so somebody else has to approve it."
APPROVED = "You approved this pack, so somebody else has to circulate it."


def find_bar_to_approval(pack: Pack, person: Person, rule: TwoPersons) -> str | None:
    """Find why somebody may not approve a pack; None if they may.

    It is who asked for it, or agreed a score since the snapshot of the last pack that was approved
    for a meeting of the body before.
    """
    if not rule.asks_at_approval:
        return None
    if pack.asked_by_id == person.id:
        return ASKED
    return AGREED if _has_agreed(pack, person) else None


def find_bar_to_circulation(pack: Pack, person: Person, rule: TwoPersons) -> str | None:
    """Find why somebody may not circulate a pack; None if they may."""
    return APPROVED if rule.asks_at_circulation and pack.approved_by_id == person.id else None


def check_approval(pack: Pack, person: Person, rule: TwoPersons) -> dict[str, str]:
    """Let somebody approve a pack who had no hand in it.

    :returns: the fact by which the record says that the rule was kept, if it is in force
    :raises RuleError: if somebody else has to do it
    """
    _check(find_bar_to_approval(pack, person, rule))
    return {"two persons": rule.value} if rule.asks_at_approval else {}


def check_circulation(pack: Pack, person: Person, rule: TwoPersons) -> dict[str, str]:
    """Let somebody circulate a pack who has not approved it.

    :returns: the fact by which the record says that the rule was kept, if it is in force
    :raises RuleError: if somebody else has to do it
    """
    _check(find_bar_to_circulation(pack, person, rule))
    return {"two persons": rule.value} if rule.asks_at_circulation else {}


def _check(bar: str | None) -> None:
    if bar is not None:
        raise RuleError(bar)


def _has_agreed(pack: Pack, person: Person) -> bool:
    if pack.snapshot is None:
        return False
    before = db.session.scalar(
        select(func.max(Snapshot.taken_at))
        .join(Pack, Pack.snapshot_id == Snapshot.id)
        .join(Pack.meeting)
        .where(
            Meeting.body_id == pack.meeting.body_id,
            Meeting.held_on < pack.meeting.held_on,
            Pack.approved_at.is_not(None),
            Snapshot.taken_at < pack.snapshot.taken_at,
        )
    )
    agreed = (
        select(Agreement.assessment_id)
        .join(Assessment, Assessment.id == Agreement.assessment_id)
        .join(Risk, Risk.id == Assessment.risk_id)
        .where(
            Risk.programme_id == pack.meeting.body.programme_id,
            Agreement.agreed_by_id == person.id,
            Agreement.agreed_at <= pack.snapshot.taken_at,
        )
    )
    if before is not None:
        agreed = agreed.where(Agreement.agreed_at > before)
    return db.session.scalar(agreed.limit(1)) is not None
