"""Freezing a snapshot: everything a pack says, read as of one moment.

The snapshot is plain JSON, so that it can be kept, hashed and drawn again; its
layout is number ``SNAPSHOT_FORMAT`` of ``domain/packs.py``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.documents.asks import list_asks
from risk_register.documents.formats import complete
from risk_register.domain.calendars import Deadlines
from risk_register.domain.circulation import Capacity
from risk_register.domain.editions import holds_exempt
from risk_register.domain.pack_counts import count_content
from risk_register.domain.packs import SNAPSHOT_FORMAT, edition_for
from risk_register.domain.risks import Publication
from risk_register.models import Meeting, Pack, SchemeVersion, Snapshot
from risk_register.services.briefings import gather_briefing
from risk_register.services.events import get_head
from risk_register.services.looks import gather_look
from risk_register.services.meetings import deadlines_of
from risk_register.services.schemes import find_scheme, find_version
from risk_register.services.seats import list_seat_holders
from risk_register.services.snapshot_changes import gather_closed, list_reworded
from risk_register.services.snapshot_decisions import (
    gather_decided,
    group_decisions,
    list_decided,
)
from risk_register.services.snapshot_lines import gather_areas, gather_risks
from risk_register.services.snapshot_matter import Earlier, Matter, read_matter
from risk_register.services.told_packs import Told, list_told_before

CLOCK = "The service's clock"
DEPUTY = "Only when the member has sent apologies."


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
    deadlines = deadlines_of(meeting)
    earlier = _read_earlier(meeting)
    matter = read_matter(
        programme, scheme=find_scheme(programme, on=today), earlier=earlier, today=today
    )
    lines = _gather_lines(meeting, matter, earlier)
    exempt = holds_exempt(lines)
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
        "compared_with": _describe_earlier(earlier.last) if earlier.last else None,
        "marking": (Publication.EXEMPT if exempt else Publication.OPEN).marking,
        "briefing": gather_briefing(meeting),
        "handling": (
            "Holds exempt items: for the people named in the circulation list only."
            if exempt
            else None
        ),
        "scheme": _describe_scheme(find_version(programme, on=today)),
        **lines,
        "asked": _describe_asked(earlier.content),
        "indicators": [],
        "withheld": [],
        "edition": None,
        "readers": _list_readers(meeting, today, has_exempt=exempt),
        "glossary": programme.glossary,
        "record": {"sequence": head.sequence, "hash": head.hash},
    }
    told = earlier.content["counts"]["bands"] if earlier.content else ()
    content["counts"] = count_content(content, told=told)
    content["asks"] = list_asks(complete(content))
    return Frozen(content, at, matter.last_assessment_id)


def _read_earlier(meeting: Meeting) -> Earlier:
    told = list_told_before(meeting)
    return Earlier(told, _content_of(told[0])) if told else Earlier()


def _gather_lines(meeting: Meeting, matter: Matter, earlier: Earlier) -> dict[str, Any]:
    decided = list_decided(meeting, today=matter.today)
    risks = gather_risks(matter, group_decisions(decided))
    since = earlier.last.taken_at if earlier.last else None
    return {
        "risks": risks,
        "closed": gather_closed(matter.programme, matter.changes, before=earlier.content),
        "reworded": list(list_reworded(risks, matter.before, matter.changes)),
        "acceptances_ended": matter.standing.list_ended(matter.risks, matter.before, since),
        "decided": gather_decided(decided, matter),
        "improvement_areas": gather_areas(matter.programme, risks),
    }


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
    noun = "working day" if days == 1 else "working days"
    return {
        "held_on": meeting.held_on.isoformat(),
        "starts_at": meeting.starts_at.strftime("%H:%M"),
        "place": meeting.place,
        "circulate_by": deadlines.circulate_by.isoformat(),
        "circulate_rule": f"{days} clear {noun} before the meeting",
        "item": None,
        "paper": None,
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


def _describe_asked(before: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Tell again what the last pack asked, in its own words: the manager's first."""
    if before is None:
        return None
    computed = before["asks"] if "asks" in before else list_asks(complete(before))
    written = before["briefing"]["asks"] if "briefing" in before else ()
    asks = dict.fromkeys([*written, *computed])
    return {"held_on": before["meeting"]["held_on"], "asks": list(asks)}


def _list_readers(meeting: Meeting, today: date, *, has_exempt: bool) -> list[dict[str, Any]]:
    readers = []
    for holder in list_seat_holders(meeting.body, on=today):
        seat, person = holder.seat, holder.person
        edition, why = edition_for(entitled=seat.is_entitled_to_exempt, has_exempt=has_exempt)
        readers.append(
            {
                "post": seat.post.title if seat.post else f"{seat.capacity.label} without a post",
                "agency": seat.agency.short,
                "name": person.name if person else None,
                "capacity": seat.capacity.label,
                "edition": edition.value,
                "why": DEPUTY if seat.capacity is Capacity.DEPUTY else why,
            }
        )
    return readers
