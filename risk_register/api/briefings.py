"""The commentary and the asks that go into a meeting's pack."""

from typing import Any

from risk_register import clock
from risk_register.api.meetings import MEETING
from risk_register.api.reading import complete_change
from risk_register.api.risks import tell_title
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.models import Meeting
from risk_register.schemas.machines.briefings import BriefingIn, BriefingOut, OwnAsksOut
from risk_register.services.briefings import find_briefing, list_exempt_named, write_briefing
from risk_register.services.meetings import get_meeting_with_pack
from risk_register.services.previews import list_own_asks
from risk_register.services.programmes import Member

room = Room("briefings", Group.PACKS, "What is written into packs.")

BRIEFING = f"{MEETING}/briefing"


@room.reads(BRIEFING, Permission.MAKE_PACK, BriefingOut, has_etag=True)
def get_briefing(member: Member, meeting_id: int) -> Any:
    """Show what is written for a meeting's pack so far."""
    return _told(member, get_meeting_with_pack(member.programme, meeting_id))


@room.changes(
    BRIEFING,
    Permission.MAKE_PACK,
    BriefingIn,
    BriefingOut,
    example={"commentary": "Casework is short of two posts.", "asks": ["agree A-1.1"]},
)
def change_briefing(member: Member, sent: dict[str, Any], meeting_id: int) -> Any:
    """Keep the commentary and the asks for a meeting's pack."""
    version = read_version(_name(meeting_id))
    meeting = get_meeting_with_pack(member.programme, meeting_id)
    known = find_briefing(meeting)
    standing = {"commentary": known.commentary, "asks": list(known.asks)} if known else {}
    said = complete_change(BriefingIn, standing, sent)
    write_briefing(meeting, by=member, at=clock.now(), version=version, **said)
    return _told(member, meeting)


@room.reads(f"{BRIEFING}/own-asks", Permission.MAKE_PACK, OwnAsksOut)
def list_own_asks_of_pack(member: Member, meeting_id: int) -> Any:
    """Say what a meeting's pack would ask by itself, were it made now."""
    meeting = get_meeting_with_pack(member.programme, meeting_id)
    return {"asks": list_own_asks(meeting, at=clock.now())}


def _name(meeting_id: int) -> str:
    return f"briefing-{meeting_id}"


def _told(member: Member, meeting: Meeting) -> Told:
    known = find_briefing(meeting)
    commentary, asks = (known.commentary, list(known.asks)) if known else ("", [])
    version = known.version if known else 0
    told = {
        "commentary": commentary,
        "asks": asks,
        "written_as": tell_title(known.written_as) if known else None,
        "written_at": known.written_at if known else None,
        "exempt_named": list_exempt_named(member.programme, "\n".join([commentary, *asks])),
        "version": version,
    }
    return Told(told, etag=write_etag(_name(meeting.id), version))
