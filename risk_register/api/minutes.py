"""A meeting's minutes: read, written item by item, agreed with the chair, and approved."""

from typing import Any

from flask import Response

from risk_register import clock
from risk_register.api.agendas import name_item
from risk_register.api.meetings import MEETING
from risk_register.api.reading import complete_change
from risk_register.api.risks import tell_title
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.documents.minutes import draw_minutes
from risk_register.domain.api_keys import Group
from risk_register.domain.packs import Edition, Form
from risk_register.domain.permissions import Permission
from risk_register.models import AgendaItem, Minutes
from risk_register.schemas.machines.agendas import NoWordsIn
from risk_register.schemas.machines.minutes import (
    MinuteIn,
    MinuteOut,
    MinutesAgreementIn,
    MinutesApprovalIn,
    MinutesFileAsked,
    MinutesOut,
    MinutesReopeningIn,
    MonthOut,
    OpeningIn,
)
from risk_register.services.meetings import get_meeting
from risk_register.services.minute_texts import PUBLIC, find_clearance, gather_minutes
from risk_register.services.minutes import (
    agree_minutes,
    approve_minutes,
    draft_minutes,
    get_minutes,
    reopen_minutes,
    state_of,
    write_minute,
    write_opening,
)
from risk_register.services.programmes import Member
from risk_register.services.rolls import roll_forward
from risk_register.services.sittings import get_item

room = Room("minutes", Group.MEETINGS, "Minutes of meetings.")

MINUTES = f"{MEETING}/minutes"
MINUTE = f"{MINUTES}/items/<int:item_id>"


@room.reads(MINUTES, Permission.READ_MEETINGS, MinutesOut, is_list=False, has_etag=True)
def get_minutes_of_meeting(member: Member, meeting_id: int) -> Any:
    """Show the minutes of a meeting, as far as they are for your eyes."""
    return _told(member, _find(member, meeting_id))


@room.adds(MINUTES, Permission.KEEP_MEETINGS, NoWordsIn, MinutesOut, example={})
def begin_minutes(member: Member, _said: dict[str, Any], meeting_id: int) -> Any:
    """Begin the minutes with what was recorded of the meeting; those there are stay as they are."""
    made = draft_minutes(get_meeting(member, meeting_id), by=member, at=clock.now())
    return _told(member, made)


@room.changes(
    MINUTES,
    Permission.KEEP_MEETINGS,
    OpeningIn,
    MinutesOut,
    example={"opening": "The chair welcomed the new member."},
)
def change_opening_of_minutes(member: Member, sent: dict[str, Any], meeting_id: int) -> Any:
    """Change what stands before the items."""
    version, minutes = read_version(_name(meeting_id)), _find(member, meeting_id)
    said = complete_change(OpeningIn, {"opening": minutes.opening}, sent)
    write_opening(minutes, by=member, at=clock.now(), version=version, **said)
    return _told(member, minutes)


@room.hands_over(
    f"{MINUTES}.docx", Permission.READ_MEETINGS, Form.DOCX.media_type, asks=MinutesFileAsked
)
def get_minutes_docx(member: Member, asked: dict[str, Any], meeting_id: int) -> Any:
    """Hand the minutes over as a Word document: your copy, or the one for publication."""
    minutes = _find(member, meeting_id)
    is_public = asked["edition"] is Edition.PUBLIC
    clearance = PUBLIC if is_public else find_clearance(member, minutes.meeting)
    content = draw_minutes(gather_minutes(minutes, clearance), made_at=clock.now())
    return Response(content, mimetype=Form.DOCX.media_type)


@room.reads(MINUTE, Permission.KEEP_MEETINGS, MinuteOut, has_etag=True)
def get_one_minute(member: Member, meeting_id: int, item_id: int) -> Any:
    """Show what the minutes say about an item."""
    return _told_item(get_item(_find(member, meeting_id).meeting, item_id))


@room.changes(
    MINUTE,
    Permission.KEEP_MEETINGS,
    MinuteIn,
    MinuteOut,
    example={"minute": "The board heard the owner of R-001."},
)
def change_one_minute(member: Member, sent: dict[str, Any], meeting_id: int, item_id: int) -> Any:
    """Change what the minutes say about an item; If-Match is the item's."""
    version, minutes = read_version(name_item(item_id)), _find(member, meeting_id)
    item = get_item(minutes.meeting, item_id)
    said = complete_change(MinuteIn, {"minute": item.minute or ""}, sent)
    write_minute(minutes, item, by=member, at=clock.now(), version=version, **said)
    return _told_item(item)


@room.adds(
    f"{MINUTES}/agreement",
    Permission.KEEP_MEETINGS,
    MinutesAgreementIn,
    MinutesOut,
    is_versioned=True,
    example={"post_id": 5},
)
def agree_one_minutes(member: Member, said: dict[str, Any], meeting_id: int) -> Any:
    """Record that the chair has agreed the words; everybody at the table reads them then."""
    version, minutes = read_version(_name(meeting_id)), _find(member, meeting_id)
    agree_minutes(minutes, by=member, at=clock.now(), version=version, **said)
    return _told(member, minutes)


@room.adds(
    f"{MINUTES}/reopening",
    Permission.KEEP_MEETINGS,
    MinutesReopeningIn,
    MinutesOut,
    is_versioned=True,
    example={"reason": "The chair saw a slip"},
)
def reopen_one_minutes(member: Member, said: dict[str, Any], meeting_id: int) -> Any:
    """Make agreed minutes a draft again, before a meeting has approved them."""
    version, minutes = read_version(_name(meeting_id)), _find(member, meeting_id)
    reopen_minutes(minutes, by=member, at=clock.now(), version=version, **said)
    return _told(member, minutes)


@room.adds(
    f"{MINUTES}/approval",
    Permission.KEEP_MEETINGS,
    MinutesApprovalIn,
    MinutesOut,
    is_versioned=True,
    example={"meeting_id": 2, "corrections": "Item 3: read June for May."},
)
def approve_one_minutes(member: Member, said: dict[str, Any], meeting_id: int) -> Any:
    """Record that a later meeting of the body approved the minutes."""
    version, minutes = read_version(_name(meeting_id)), _find(member, meeting_id)
    approve_minutes(minutes, by=member, at=clock.now(), version=version, **said)
    return _told(member, minutes)


@room.adds(f"{MEETING}/roll", Permission.KEEP_MEETINGS, NoWordsIn, MonthOut, example={})
def close_month(member: Member, _said: dict[str, Any], meeting_id: int) -> Any:
    """Close a meeting's month before the clock does; one that is closed stays as it is."""
    meeting = get_meeting(member, meeting_id)
    roll_forward(meeting, by=member, at=clock.now())
    return meeting


def _find(member: Member, meeting_id: int) -> Minutes:
    return get_minutes(member, get_meeting(member, meeting_id))


def _name(meeting_id: int) -> str:
    return f"minutes-{meeting_id}"


def _told_item(item: AgendaItem) -> Told:
    told = {name: getattr(item, name) for name in ("number", "title", "version")}
    told |= {"item_id": item.id, "minute": item.minute or ""}
    return Told(told, etag=write_etag(name_item(item.id), item.version))


def _told(member: Member, minutes: Minutes) -> Told:
    text = gather_minutes(minutes, find_clearance(member, minutes.meeting))
    told = {
        **{name: getattr(minutes, name) for name in _PLAIN},
        **{name: getattr(text, name) for name in _SAID},
        **{name: getattr(text.presences, name) for name in _PRESENCES},
        "state": state_of(minutes),
        "agreed_as": tell_title(minutes.agreed_as),
    }
    return Told(told, etag=write_etag(_name(minutes.meeting_id), minutes.version))


_PLAIN = ("meeting_id", "agreed_at", "approved_meeting_id", "approved_at", "version")
_SAID = ("status", "marking", "opening", "items", "actions", "breaches", "corrections")
_PRESENCES = ("present", "apologies", "absent")
