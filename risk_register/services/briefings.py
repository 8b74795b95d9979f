"""What the programme manager writes into a meeting's pack, before it is frozen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.briefings import find_exempt
from risk_register.domain.errors import ChangedMeanwhileError
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import LIVE, Publication
from risk_register.models import Briefing, Meeting, Programme, Risk
from risk_register.services.events import record_event
from risk_register.services.programmes import Member


def find_briefing(meeting: Meeting) -> Briefing | None:
    """Find what is written for a meeting's pack so far."""
    return db.session.scalar(
        select(Briefing)
        .where(Briefing.meeting_id == meeting.id)
        .options(joinedload(Briefing.written_as), joinedload(Briefing.written_by))
    )


def write_briefing(
    meeting: Meeting,
    *,
    commentary: str,
    asks: Sequence[str],
    by: Member,
    at: datetime,
    version: int,
) -> Briefing:
    """Keep the commentary and the asks for a meeting's pack, in place of what was written.

    :param version: of the briefing the form was drawn from; 0 if there was none
    :raises NotAllowedError: if the member may not make packs
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    """
    by.check(Permission.MAKE_PACK)
    briefing = find_briefing(meeting)
    if version != (briefing.version if briefing else 0):
        raise ChangedMeanwhileError
    if briefing is None:
        briefing = Briefing(meeting=meeting, version=0)
        db.session.add(briefing)
    briefing.commentary, briefing.asks = commentary, list(asks)
    briefing.written_by, briefing.written_as, briefing.written_at = by.person, by.post, at
    briefing.version += 1
    record_event(
        "briefing written",
        subject=f"meeting {meeting.held_on.isoformat()}",
        programme=by.programme,
        by=by.person,
        at=at,
    )
    return briefing


def gather_briefing(meeting: Meeting) -> dict[str, Any]:
    """Gather what a snapshot holds of it: commentary, asks, and the post that wrote them."""
    briefing = find_briefing(meeting)
    if briefing is None:
        return {"commentary": None, "asks": [], "by": None}
    return {
        "commentary": briefing.commentary or None,
        "asks": list(briefing.asks),
        "by": briefing.written_as.title if briefing.written_as else None,
    }


def list_exempt_named(programme: Programme, text: str) -> list[str]:
    """List the exempt risks, by reference, that a text names by reference or title."""
    risks = db.session.scalars(
        select(Risk)
        .where(
            Risk.programme_id == programme.id,
            Risk.publication == Publication.EXEMPT,
            Risk.status.in_(LIVE),
        )
        .order_by(Risk.number)
    )
    return find_exempt(text, {risk.reference: risk.title for risk in risks})
