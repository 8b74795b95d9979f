"""Packs and what became of them: the list, one, its files, its circulations."""

from typing import Any

from flask import Response, request

from risk_register import clock
from risk_register.api.risks import tell_title
from risk_register.api.rooms import Room
from risk_register.database import write_transaction
from risk_register.domain.api_keys import Group
from risk_register.domain.errors import NotFoundError
from risk_register.domain.packs import Form
from risk_register.domain.permissions import Permission
from risk_register.models import Circulation, Pack
from risk_register.schemas.machines.meetings import CirculationsOut, PackOut, PacksOut
from risk_register.services.circulations import list_circulations
from risk_register.services.pack_files import get_file, is_noted, record_reading
from risk_register.services.packs import get_pack, list_packs
from risk_register.services.programmes import Member
from risk_register.services.readership import check_reading, list_readable

room = Room("packs", Group.PACKS, "What boards were told, frozen.")

PACKS = "/programmes/<programme_key>/packs"
ONE = f"{PACKS}/<int:pack_id>"


@room.reads(PACKS, Permission.READ_PACKS, PacksOut)
def list_programme_packs(member: Member) -> Any:
    """List the full editions that may be read, the newest meeting and version first."""
    return {"items": [_tell(pack) for pack in list_readable(member, list_packs(member))]}


@room.reads(ONE, Permission.READ_PACKS, PackOut)
def get_one_pack(member: Member, pack_id: int) -> Any:
    """Show one edition of a pack."""
    return _tell(_get(member, pack_id))


@room.hands_over(f"{ONE}/pack.pdf", Permission.READ_PACKS, "application/pdf")
def get_pack_pdf(member: Member, pack_id: int) -> Any:
    """Hand over a pack as PDF, the same bytes as everybody has."""
    return _hand_over(member, pack_id, Form.PDF)


@room.hands_over(f"{ONE}/pack.json", Permission.READ_PACKS, "application/json")
def get_pack_json(member: Member, pack_id: int) -> Any:
    """Hand over what a pack says, as the frozen JSON it was drawn from."""
    return _hand_over(member, pack_id, Form.JSON)


@room.reads(f"{ONE}/circulations", Permission.READ_CIRCULATIONS, CirculationsOut)
def list_pack_circulations(member: Member, pack_id: int) -> Any:
    """List who was sent a pack, and what became of each letter."""
    return {"items": [_tell_circulation(each) for each in list_circulations(_get(member, pack_id))]}


def _get(member: Member, pack_id: int) -> Pack:
    pack = get_pack(member, pack_id)
    check_reading(member, pack)
    return pack


def _hand_over(member: Member, pack_id: int, form: Form) -> Response:
    pack = _get(member, pack_id)
    if pack.made_at is None:
        raise NotFoundError("This pack is not made yet.")
    content = get_file(pack, form)
    if request.method == "GET" and not is_noted(pack, form, by=member, at=clock.now()):
        with write_transaction():
            record_reading(pack, form, by=member, at=clock.now())
    return Response(content, mimetype=form.media_type)


def _tell(pack: Pack) -> dict[str, Any]:
    return {
        **{name: getattr(pack, name) for name in _PLAIN},
        "body": pack.meeting.body.key,
        "held_on": pack.meeting.held_on,
    }


_PLAIN = (
    "id",
    "meeting_id",
    "edition",
    "version",
    "state",
    "made_at",
    "approved_at",
    "withdrawn_at",
    "sha256",
)


def _tell_circulation(circulation: Circulation) -> dict[str, Any]:
    names = ("number", "decided_at", "late_reason", "head")
    return {
        **{name: getattr(circulation, name) for name in names},
        "decided_as": tell_title(circulation.decided_as),
        "letters": [
            {
                "reader": letter.recorded_title,
                "edition": letter.edition.edition if letter.edition else None,
                "state": letter.state,
                "sent_at": letter.sent_at,
            }
            for letter in circulation.deliveries
        ],
    }
