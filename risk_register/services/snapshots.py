"""Freezing a snapshot: everything a pack says, read as of one moment.

The snapshot is plain JSON, so that it can be kept, hashed and drawn again; its
layout is number ``SNAPSHOT_FORMAT`` of ``domain/packs.py``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.calendars import Deadlines
from risk_register.domain.directions import Direction, direction_of
from risk_register.domain.packs import SNAPSHOT_FORMAT
from risk_register.domain.risks import Publication, RiskKind
from risk_register.models import Meeting, Pack, SchemeVersion, Snapshot
from risk_register.services.briefings import gather_briefing
from risk_register.services.events import get_head
from risk_register.services.looks import gather_look
from risk_register.services.meetings import deadlines_of, list_seat_holders
from risk_register.services.schemes import find_scheme, find_version
from risk_register.services.snapshot_lines import gather_areas, gather_closed, gather_risks
from risk_register.services.told_packs import Told, find_told_before

CLOCK = "The service's clock"


@dataclass(frozen=True)
class Frozen:
    """A snapshot before it is stored."""

    content: dict[str, Any]
    taken_at: datetime
    last_assessment_id: int


def freeze_snapshot(meeting: Meeting, *, prepared_by: str | None, at: datetime) -> Frozen:
    """Read everything the pack of a meeting says; must run inside ``read_moment``.

    :param prepared_by: title of the post that asked; None for the service's clock
    :param at: the moment it is read, with a time zone
    """
    programme = meeting.body.programme
    today = london_day(at)
    scheme = find_scheme(programme, on=today)
    deadlines = deadlines_of(meeting)
    earlier = find_told_before(meeting)
    before = _content_of(earlier) if earlier else None
    gathered = gather_risks(
        programme,
        scheme=scheme,
        before=before,
        seen_up_to=earlier.last_assessment_id if earlier else 0,
        today=today,
    )
    closed = gather_closed(programme, before=before)
    exempt = any(risk["exempt"] for risk in gathered.risks)
    head = get_head(programme.key)
    content = {
        "format": SNAPSHOT_FORMAT,
        "programme": {
            "key": programme.key,
            "name": programme.name,
            "notice": programme.notice,
            "look": gather_look(programme),
            "contact": programme.contact,
        },
        "body": {"key": meeting.body.key, "name": meeting.body.name},
        "meeting": _describe_meeting(meeting, deadlines),
        "taken_at": at.isoformat(),
        "due_at": deadlines.locks_at.isoformat(),
        "late": today > deadlines.lock_on,
        "prepared_by": prepared_by or CLOCK,
        "compared_with": _describe_earlier(earlier) if earlier else None,
        "marking": (Publication.EXEMPT if exempt else Publication.OPEN).marking,
        "briefing": gather_briefing(meeting),
        "handling": (
            "Holds exempt items: for the people named in the circulation list only."
            if exempt
            else None
        ),
        "scheme": _describe_scheme(find_version(programme, on=today)),
        "counts": count_lines(gathered.risks, closed, scheme.bands, before, today.isoformat()),
        "risks": gathered.risks,
        "closed": closed,
        "improvement_areas": gather_areas(programme),
        "readers": [
            {
                "post": holder.seat.post.title,
                "agency": holder.seat.post.agency.short,
                "capacity": holder.seat.capacity.label,
            }
            for holder in list_seat_holders(meeting.body, on=today)
        ],
        "glossary": programme.glossary,
        "record": {"sequence": head.sequence, "hash": head.hash},
    }
    return Frozen(content, at, gathered.last_assessment_id)


def _content_of(told: Told) -> dict[str, Any]:
    body = db.session.scalars(
        select(Snapshot.body)
        .join(Pack, Pack.snapshot_id == Snapshot.id)
        .where(Pack.id == told.pack_id)
    ).one()
    content: dict[str, Any] = json.loads(body)
    return content


def _describe_meeting(meeting: Meeting, deadlines: Deadlines) -> dict[str, Any]:
    days = meeting.body.circulate_clear_days
    return {
        "held_on": meeting.held_on.isoformat(),
        "starts_at": meeting.starts_at.strftime("%H:%M"),
        "place": meeting.place,
        "circulate_by": deadlines.circulate_by.isoformat(),
        "circulate_rule": f"{days} clear working days before the meeting",
    }


def _describe_earlier(told: Told) -> dict[str, Any]:
    return {
        "held_on": told.held_on.isoformat(),
        "version": told.version,
        "taken_at": told.taken_at.isoformat(),
        "circulated_at": told.circulated_at.isoformat(),
        "fingerprint": told.fingerprint,
    }


def _describe_scheme(version: SchemeVersion) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(version.document)
    wanted = ("key", "version", "name", "likelihood", "impact", "domains", "grid", "bands")
    optional = ("band_grid", "appetite")
    return {name: document[name] for name in (*wanted, *optional) if name in document}


def count_lines(
    risks: list[dict[str, Any]],
    closed: list[dict[str, Any]],
    bands: Any,
    before: Mapping[str, Any] | None,
    today: str,
) -> dict[str, Any]:
    """Count what the summary page prints; no opportunity stands in a band.

    :param today: ISO date; a review is overdue from the day after it was due
    """
    kinds = [risk["movement"]["kind"] for risk in risks]
    ways = [direction_of(risk["movement"]["points"], RiskKind(risk["kind"])) for risk in risks]
    threats = [risk for risk in risks if risk["kind"] == RiskKind.THREAT]
    # A band of another scheme is not this one, though its key may be the same.
    told = before["counts"]["bands"] if before else ()
    earlier = {(band["key"], band["name"]): band["count"] for band in told}
    actions = {action["reference"]: action for risk in risks for action in risk["actions"]}
    judged = [risk["current"] for risk in threats if risk["current"]]
    held = [current["band"] for current in judged if not current.get("earlier_scheme")]
    return {
        "open": len(risks),
        "opportunities": len(risks) - len(threats),
        "new": kinds.count("new"),
        "closed": len(closed),
        "worse": ways.count(Direction.WORSE),
        "better": ways.count(Direction.BETTER),
        "same": kinds.count("same"),
        "rescaled": kinds.count("rescaled"),
        "earlier_scheme": len(judged) - len(held),
        "overdue_actions": sum(action["overdue_days"] > 0 for action in actions.values()),
        "overdue_reviews": sum(
            bool(risk["review"]["due_on"]) and risk["review"]["due_on"] < today for risk in risks
        ),
        "bands": [
            {
                "key": band.key,
                "name": band.name,
                "count": held.count(band.key),
                "before": earlier.get((band.key, band.name)),
            }
            for band in bands
        ],
    }
