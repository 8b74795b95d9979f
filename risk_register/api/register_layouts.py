"""How agencies lay their own registers out."""

from typing import Any

from risk_register import clock
from risk_register.api.reading import complete_change
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.domain.register_layouts import LayoutColumn, read_lines, say_lines
from risk_register.models import RegisterLayout
from risk_register.schemas.machines.agendas import NoWordsIn
from risk_register.schemas.machines.kept_lists import LayoutIn, LayoutOut, LayoutsOut, NewLayoutIn
from risk_register.services.export_rows import NOW_COLUMNS
from risk_register.services.programmes import Member
from risk_register.services.register_layouts import (
    change_layout,
    get_kept_layout,
    keep_layout,
    list_layouts,
    remove_layout,
)

room = Room("register_layouts", Group.RISKS, "How agencies lay their own registers out.")

LAYOUTS = "/programmes/<programme_key>/layouts"
LAYOUT = f"{LAYOUTS}/<int:layout_id>"
_LINES = "Risk ID = Reference\nDescription = Title"


@room.reads(LAYOUTS, Permission.KEEP_LAYOUTS, LayoutsOut)
def list_register_layouts(member: Member) -> Any:
    """List the layouts of the programme's agencies, by agency and name."""
    return {"items": [_tell(layout) for layout in list_layouts(member)]}


@room.adds(
    LAYOUTS,
    Permission.KEEP_LAYOUTS,
    NewLayoutIn,
    LayoutOut,
    example={"agency_id": 1, "name": "Corporate register", "lines": _LINES},
)
def keep_one_layout(member: Member, said: dict[str, Any]) -> Any:
    """Keep how an agency wants its risks laid out."""
    columns = _read(said.pop("lines"))
    layout = keep_layout(member, columns=columns, at=clock.now(), **said)
    place = f"/api/v1/programmes/{member.programme.key}/layouts/{layout.id}"
    return _told(layout, location=place)


@room.reads(LAYOUT, Permission.KEEP_LAYOUTS, LayoutOut, has_etag=True)
def get_one_layout(member: Member, layout_id: int) -> Any:
    """Show a layout that is yours to change."""
    return _told(get_kept_layout(member, layout_id))


@room.changes(LAYOUT, Permission.KEEP_LAYOUTS, LayoutIn, LayoutOut, example={"lines": _LINES})
def change_one_layout(member: Member, sent: dict[str, Any], layout_id: int) -> Any:
    """Lay an agency's risks out in another way from now on."""
    version = read_version(_name(layout_id))
    layout = get_kept_layout(member, layout_id)
    said = complete_change(LayoutIn, _tell(layout), sent)
    columns = _read(said.pop("lines"))
    change_layout(member, layout, columns=columns, version=version, at=clock.now(), **said)
    return _told(layout)


@room.adds(
    f"{LAYOUT}/removal",
    Permission.KEEP_LAYOUTS,
    NoWordsIn,
    LayoutOut,
    is_versioned=True,
    example={},
)
def remove_one_layout(member: Member, _said: dict[str, Any], layout_id: int) -> Any:
    """Take a layout away; what it was stays on record."""
    version = read_version(_name(layout_id))
    layout = get_kept_layout(member, layout_id)
    remove_layout(member, layout, version=version, at=clock.now())
    return _tell(layout)


def _read(lines: str) -> list[LayoutColumn]:
    return read_lines(lines, [column.heading for column in NOW_COLUMNS])


def _name(layout_id: int) -> str:
    return f"layout-{layout_id}"


def _told(layout: RegisterLayout, *, location: str | None = None) -> Told:
    etag = write_etag(_name(layout.id), layout.version)
    return Told(_tell(layout), etag=etag, location=location)


def _tell(layout: RegisterLayout) -> dict[str, Any]:
    names = ("id", "agency_id", "name", "version")
    return {
        **{name: getattr(layout, name) for name in names},
        "lines": say_lines(layout.laid_out),
    }
