"""Freezing a snapshot: everything a pack says, read as of one moment.

The snapshot is plain JSON, so that it can be kept, hashed and drawn again; its
layout is number ``SNAPSHOT_FORMAT`` of ``domain/packs.py``.
"""

import json
from collections.abc import Mapping, Sequence
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
from risk_register.domain.issue_reckonings import say_noun
from risk_register.domain.pack_counts import count_content
from risk_register.domain.packs import SNAPSHOT_FORMAT, PackKind, edition_for
from risk_register.domain.risks import Publication
from risk_register.domain.sentences import join_words
from risk_register.models import Meeting, Pack, SchemeVersion, Seat, Snapshot
from risk_register.services.agendas import find_pack_item
from risk_register.services.attendances import list_stand_ins
from risk_register.services.briefings import gather_briefing
from risk_register.services.events import get_head
from risk_register.services.looks import gather_look
from risk_register.services.meetings import deadlines_of
from risk_register.services.restricted_lines import leave_out_restricted
from risk_register.services.schemes import find_scheme, find_version
from risk_register.services.seats import list_seat_holders
from risk_register.services.sights import without_restricted
from risk_register.services.snapshot_changes import gather_closed, list_reworded
from risk_register.services.snapshot_decisions import (
    Decided,
    answer_asks,
    gather_decided,
    gather_other_decisions,
    group_decisions,
    list_decided,
)
from risk_register.services.snapshot_indicators import gather_indicators
from risk_register.services.snapshot_lines import MONITORED_DAYS, TREND_DAYS, gather_risks
from risk_register.services.snapshot_matter import Earlier, Matter, read_matter
from risk_register.services.snapshot_plan import gather_plan
from risk_register.services.told_packs import Told, list_told_before

CLOCK = "The service's clock"
DEPUTY = "Only when the member has sent apologies."
ON_PAPER = "Prints a copy."


@dataclass(frozen=True)
class Frozen:
    """A snapshot before it is stored."""

    content: dict[str, Any]
    taken_at: datetime
    last_assessment_id: int


def freeze_snapshot(meeting: Meeting, *, prepared_by: str | None, at: datetime) -> Frozen:
    """Read everything the pack of a meeting says; must run inside ``read_moment``.

    Restricted risks stand in no pack, whoever asks for it.

    :param prepared_by: title of the post that asked; None for the service's clock
    :param at: the moment it is read, with a time zone
    """
    with without_restricted(meeting.body.programme):
        return _freeze(meeting, prepared_by=prepared_by, at=at)


def _freeze(meeting: Meeting, *, prepared_by: str | None, at: datetime) -> Frozen:
    programme = meeting.body.programme
    today = london_day(at)
    deadlines = deadlines_of(meeting)
    earlier = _read_earlier(meeting)
    matter = read_matter(
        programme, scheme=find_scheme(programme, on=today), earlier=earlier, today=today
    )
    decided = list_decided(meeting, today=today)
    kind = meeting.body.pack_kind
    lines = _gather_lines(decided, matter, earlier, kind)
    exempt = holds_exempt(lines)
    head = get_head(programme.key)
    content = {
        "format": SNAPSHOT_FORMAT,
        "kind": kind.value,
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
        "asked": _describe_asked(earlier.content, decided),
        "indicators": gather_indicators(programme, lines["risks"], told=earlier.last, at=at),
        "withheld": [],
        "edition": None,
        "readers": _list_readers(meeting, today, has_exempt=exempt),
        "glossary": programme.glossary,
        "record": {"sequence": head.sequence, "hash": head.hash},
    }
    told = earlier.content["counts"]["bands"] if earlier.content else ()
    content["counts"] = count_content(content, told=told)
    # A visit monitors; it is asked nothing.
    content["asks"] = list_asks(complete(content)) if kind is PackKind.BOARD else []
    return Frozen(content, at, matter.last_assessment_id)


def _read_earlier(meeting: Meeting) -> Earlier:
    told = list_told_before(meeting)
    if not told:
        return Earlier()
    content = leave_out_restricted(_content_of(told[0]), meeting.body.programme)
    return Earlier(told, content)


def _gather_lines(
    decided: Sequence[Decided], matter: Matter, earlier: Earlier, kind: PackKind
) -> dict[str, Any]:
    monitors = kind is PackKind.MONITORING
    trend_days = MONITORED_DAYS if monitors else TREND_DAYS
    risks = gather_risks(matter, group_decisions(decided), trend_days=trend_days)
    since = earlier.last.taken_at if earlier.last else None
    return {
        "risks": risks,
        "closed": gather_closed(matter.programme, matter.changes, before=earlier.content),
        "reworded": list(list_reworded(risks, matter.before, matter.changes)),
        "acceptances_ended": matter.standing.list_ended(matter.risks, matter.before, since),
        "decided": gather_decided(decided, matter),
        "other_decisions": gather_other_decisions(decided),
        **gather_plan(matter.programme, risks, today=matter.today, with_evidence=monitors),
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
    days, noun = deadlines.rules.circulate_days, say_noun(deadlines.rules)
    item = find_pack_item(meeting)
    return {
        "held_on": meeting.held_on.isoformat(),
        "starts_at": meeting.starts_at.strftime("%H:%M"),
        "place": meeting.place,
        "circulate_by": deadlines.circulate_by.isoformat(),
        "circulate_rule": f"{days} {noun}{'' if days == 1 else 's'} before the meeting",
        "item": str(item.number) if item else None,
        "paper": item.reference if item else None,
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


def _describe_asked(
    before: Mapping[str, Any] | None, decided: Sequence[Decided]
) -> dict[str, Any] | None:
    """Tell again what the last pack asked, in its own words, and what its meeting decided then.

    The manager's asks stand first.
    """
    if before is None:
        return None
    computed = before["asks"] if "asks" in before else list_asks(complete(before))
    written = before["briefing"]["asks"] if "briefing" in before else ()
    asks = list(dict.fromkeys([*written, *computed]))
    held_on, body = before["meeting"]["held_on"], before["body"]["name"]
    there = [each for each in decided if (each.held_on.isoformat(), each.body) == (held_on, body)]
    return {"held_on": held_on, "asks": asks, "answers": answer_asks(asks, there)}


def _list_readers(meeting: Meeting, today: date, *, has_exempt: bool) -> list[dict[str, Any]]:
    readers = []
    stand_ins = list_stand_ins(meeting)
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
                "why": _say_why(seat, why, stand_ins),
            }
        )
    return readers


def _say_why(seat: Seat, why: str | None, stand_ins: Mapping[int, str]) -> str | None:
    """Say why a seat gets this edition, why a deputy gets any, and who prints a copy."""
    if seat.capacity is Capacity.DEPUTY and seat.id not in stand_ins:
        return DEPUTY
    on_paper = ON_PAPER if seat.wants_paper else ""
    return join_words(stand_ins.get(seat.id, ""), why or "", on_paper) or None
