"""The agenda of a meeting: read by everybody at its table, kept by its secretary."""

from typing import Any

from risk_register import clock
from risk_register.api.meetings import MEETING
from risk_register.api.reading import complete_change
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.errors import NotFoundError
from risk_register.domain.permissions import Permission
from risk_register.models import AgendaItem
from risk_register.schemas.machines.agendas import (
    AgendaOut,
    ItemIn,
    ItemMoveIn,
    ItemOut,
    ItemRemovalIn,
    NewItemIn,
    NoWordsIn,
)
from risk_register.services.agendas import (
    AgendaLine,
    ItemWords,
    add_item,
    change_item,
    draft_agenda,
    get_item,
    list_lines,
    move_item,
    remove_item,
)
from risk_register.services.meetings import get_meeting
from risk_register.services.programmes import Member

room = Room("agendas", Group.MEETINGS, "Agendas of meetings.")

AGENDA = f"{MEETING}/agenda"
ITEMS = f"{AGENDA}/items"
ITEM = f"{ITEMS}/<int:item_id>"


@room.reads(AGENDA, Permission.READ_MEETINGS, AgendaOut)
def get_agenda(member: Member, meeting_id: int) -> Any:
    """Show the agenda of a meeting, as far as it is for your eyes."""
    return _tell_agenda(member, meeting_id)


@room.adds(f"{AGENDA}/draft", Permission.KEEP_MEETINGS, NoWordsIn, AgendaOut, example={})
def draft_one_agenda(member: Member, _said: dict[str, Any], meeting_id: int) -> Any:
    """Put the standing items on an agenda."""
    draft_agenda(get_meeting(member, meeting_id), by=member, at=clock.now())
    return _tell_agenda(member, meeting_id)


@room.adds(
    ITEMS,
    Permission.KEEP_MEETINGS,
    NewItemIn,
    ItemOut,
    example={"title": "School transport", "purpose": "decision", "minutes_long": 15},
)
def add_agenda_item(member: Member, said: dict[str, Any], meeting_id: int) -> Any:
    """Put an item on an agenda, before any other business."""
    meeting = get_meeting(member, meeting_id)
    item = add_item(meeting, ItemWords(**said), by=member, at=clock.now())
    return _told(member, meeting_id, item.id)


@room.reads(ITEM, Permission.READ_MEETINGS, ItemOut, has_etag=True)
def get_agenda_item(member: Member, meeting_id: int, item_id: int) -> Any:
    """Show one item of an agenda."""
    return _told(member, meeting_id, item_id)


@room.changes(ITEM, Permission.KEEP_MEETINGS, ItemIn, ItemOut, example={"minutes_long": 20})
def change_agenda_item(member: Member, sent: dict[str, Any], meeting_id: int, item_id: int) -> Any:
    """Change what an item says."""
    version = read_version(name_item(item_id))
    item = get_item(member.programme, meeting_id, item_id)
    standing = _tell_item(item)
    words = {name: standing[name] or "" for name in ("reference", "late_reason")}
    said = complete_change(ItemIn, standing | words, sent)
    change_item(item, ItemWords(**said), by=member, at=clock.now(), version=version)
    return _told(member, meeting_id, item_id)


@room.adds(
    f"{ITEM}/moves",
    Permission.KEEP_MEETINGS,
    ItemMoveIn,
    AgendaOut,
    example={"direction": "up", "number": 4},
)
def move_agenda_item(member: Member, said: dict[str, Any], meeting_id: int, item_id: int) -> Any:
    """Let an item change places with its neighbour."""
    item = get_item(member.programme, meeting_id, item_id)
    is_up = said["direction"] == "up"
    move_item(item, up=is_up, number=said["number"], by=member, at=clock.now())
    return _tell_agenda(member, meeting_id)


@room.adds(
    f"{ITEM}/removal",
    Permission.KEEP_MEETINGS,
    ItemRemovalIn,
    AgendaOut,
    is_versioned=True,
    example={"reason": "It is taken in September"},
)
def remove_agenda_item(member: Member, said: dict[str, Any], meeting_id: int, item_id: int) -> Any:
    """Take an item off an agenda; the numbers close up."""
    version = read_version(name_item(item_id))
    item = get_item(member.programme, meeting_id, item_id)
    remove_item(item, by=member, at=clock.now(), version=version, **said)
    return _tell_agenda(member, meeting_id)


def name_item(item_id: int) -> str:
    """Name an item in its ETag, wherever it is changed."""
    return f"item-{item_id}"


def _told(member: Member, meeting_id: int, item_id: int) -> Told:
    for line in list_lines(member, get_meeting(member, meeting_id)):
        if line.item is not None and line.item.id == item_id:
            return Told(_tell(line), etag=write_etag(name_item(item_id), line.item.version))
    raise NotFoundError("There is no such item.")


def _tell_agenda(member: Member, meeting_id: int) -> dict[str, Any]:
    lines = list_lines(member, get_meeting(member, meeting_id))
    return {"items": [_tell(line) for line in lines]}


def _tell(line: AgendaLine) -> dict[str, Any]:
    shown = _tell_item(line.item) if line.item is not None else dict(_WITHHELD)
    paragraph = line.item.exempt_paragraph if line.item else line.exempt_paragraph
    own = {"number": line.number, "starts_at": line.starts_at, "exempt_paragraph": paragraph}
    return shown | own


def _tell_item(item: AgendaItem) -> dict[str, Any]:
    papers = [paper for paper in item.papers if paper.withdrawn_at is None]
    names = ("id", "title", "name", "kind", "size", "sha256")
    return {
        **{name: getattr(item, name) for name in _PLAIN},
        "is_exempt": item.is_exempt,
        "exempt_paragraph": item.exempt_paragraph,
        "papers": [{name: getattr(paper, name) for name in names} for paper in papers],
    }


_PLAIN = (
    "id",
    "title",
    "purpose",
    "presenter_id",
    "minutes_long",
    "reference",
    "late_reason",
    "agreed_by_id",
    "version",
)
_WITHHELD: dict[str, Any] = {**dict.fromkeys(_PLAIN), "is_exempt": True, "papers": []}
