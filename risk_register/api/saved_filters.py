"""Filters of the list of risks that are kept under a name."""

from typing import Any

from risk_register import clock
from risk_register.api.errors import FieldsError
from risk_register.api.reading import complete_change
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.doors.risk_lists import find_unread, read_query
from risk_register.models import SavedFilter
from risk_register.schemas.machines.agendas import NoWordsIn
from risk_register.schemas.machines.kept_lists import FilterIn, FilterOut, FiltersOut, NewFilterIn
from risk_register.services.programmes import Member
from risk_register.services.saved_filters import (
    change_filter,
    get_filter,
    list_filters,
    remove_filter,
    save_filter,
)

room = Room("saved_filters", Group.RISKS, "Filters of the list that are kept under a name.")

FILTERS = "/programmes/<programme_key>/filters"
FILTER = f"{FILTERS}/<int:filter_id>"


@room.reads(FILTERS, Permission.READ_REGISTER, FiltersOut)
def list_kept_filters(member: Member) -> Any:
    """List your own filters and those that are shared with everybody, by name."""
    return {"items": [_tell(member, kept) for kept in list_filters(member)]}


@room.adds(
    FILTERS,
    Permission.READ_REGISTER,
    NewFilterIn,
    FilterOut,
    example={"name": "Ours, above target", "query": "agency=council&above=1"},
)
def keep_one_filter(member: Member, said: dict[str, Any]) -> Any:
    """Keep what a list is narrowed to under a name."""
    unread = find_unread(said["query"])
    if unread:
        raise FieldsError({"query": [f"This cannot be read: {', '.join(unread)}."]})
    said["query"] = read_query(said["query"]).query
    kept = save_filter(member, at=clock.now(), **said)
    place = f"/api/v1/programmes/{member.programme.key}/filters/{kept.id}"
    return _told(member, kept, location=place)


@room.reads(FILTER, Permission.READ_REGISTER, FilterOut, has_etag=True)
def get_one_filter(member: Member, filter_id: int) -> Any:
    """Show a filter that is yours to change."""
    return _told(member, get_filter(member, filter_id))


@room.changes(FILTER, Permission.READ_REGISTER, FilterIn, FilterOut, example={"name": "Ours"})
def change_one_filter(member: Member, sent: dict[str, Any], filter_id: int) -> Any:
    """Give a filter another name, or share it or not."""
    version = read_version(_name(filter_id))
    kept = get_filter(member, filter_id)
    said = complete_change(FilterIn, _tell(member, kept), sent)
    change_filter(member, kept, at=clock.now(), version=version, **said)
    return _told(member, kept)


@room.adds(
    f"{FILTER}/removal",
    Permission.READ_REGISTER,
    NoWordsIn,
    FilterOut,
    is_versioned=True,
    example={},
)
def remove_one_filter(member: Member, _said: dict[str, Any], filter_id: int) -> Any:
    """Take a filter away; what it was stays on record."""
    version = read_version(_name(filter_id))
    kept = get_filter(member, filter_id)
    remove_filter(member, kept, version=version, at=clock.now())
    return _tell(member, kept)


def _name(filter_id: int) -> str:
    return f"filter-{filter_id}"


def _told(member: Member, kept: SavedFilter, *, location: str | None = None) -> Told:
    etag = write_etag(_name(kept.id), kept.version)
    return Told(_tell(member, kept), etag=etag, location=location)


def _tell(member: Member, kept: SavedFilter) -> dict[str, Any]:
    names = ("id", "name", "query", "is_shared", "version")
    own = kept.person_id == member.person.id
    return {**{name: getattr(kept, name) for name in names}, "is_own": own}
