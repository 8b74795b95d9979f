"""Packs: the list, one, its files, and the steps of its life."""

from typing import Any

from flask import Response, request

from risk_register import clock
from risk_register.api.afterwards import once_saved
from risk_register.api.rooms import Room, Told
from risk_register.database import write_transaction
from risk_register.domain.api_keys import Group
from risk_register.domain.errors import NotFoundError
from risk_register.domain.packs import Edition, Form
from risk_register.domain.permissions import Permission
from risk_register.doors.background import go_on
from risk_register.doors.post_rooms import find_domain, send_packs_now
from risk_register.doors.two_persons import present_rule
from risk_register.models import Pack
from risk_register.schemas.machines.packs import (
    ApprovalIn,
    CorrectionIn,
    OnePackOut,
    PackIn,
    PacksAsked,
    PacksOut,
    PackWithdrawalIn,
    ReturnIn,
)
from risk_register.services.circulations import count_circulations
from risk_register.services.drawings import Claim, claim_asked_pack, claim_due_pack, finish_pack
from risk_register.services.meetings import get_meeting_with_pack
from risk_register.services.pack_files import get_file, is_noted, list_facts, record_reading
from risk_register.services.pack_versions import check_newest
from risk_register.services.packs import (
    approve_pack,
    find_standing,
    get_full_pack,
    get_pack,
    list_other_editions,
    list_packs,
    list_versions,
    return_pack,
)
from risk_register.services.programmes import Member
from risk_register.services.readership import check_reading, list_readable
from risk_register.services.withdrawals import withdraw_and_tell
from risk_register.services.withheld_words import check_repeats, find_sparing

room = Room("packs", Group.PACKS, "What boards were told, frozen.")

PACKS = "/programmes/<programme_key>/packs"
PACK = f"{PACKS}/<int:pack_id>"


@room.reads(PACKS, Permission.READ_PACKS, PacksOut, asks=PacksAsked)
def list_programme_packs(member: Member, asked: dict[str, Any]) -> Any:
    """List the packs that may be read in an edition, the newest meeting and version first."""
    packs = list_packs(member)
    if asked["edition"] is not Edition.FULL:
        others = list_other_editions(packs)
        packs = [
            other
            for pack in packs
            for other in others.get((pack.meeting_id, pack.version), ())
            if other.edition is asked["edition"]
        ]
    return {"items": [tell_pack(pack) for pack in list_readable(member, packs)]}


@room.adds(
    PACKS,
    Permission.MAKE_PACK,
    PackIn,
    OnePackOut,
    example={"meeting": 1, "correction": "The owner of R-001"},
)
def ask_for_pack(member: Member, said: dict[str, Any]) -> Any:
    """Ask for a meeting's pack, or a new version of it; it is drawn after the answer."""
    now = clock.now()
    meeting = get_meeting_with_pack(member.programme, said["meeting"])
    return _claimed(
        member, claim_asked_pack(meeting, correction=said["correction"], by=member, at=now)
    )


@room.reads(PACK, Permission.READ_PACKS, OnePackOut)
def get_one_pack(member: Member, pack_id: int) -> Any:
    """Show one edition of a pack, where it stands in its life, and its files."""
    return _tell_whole(member, get_read_pack(member, pack_id))


@room.adds(
    f"{PACK}/approval",
    Permission.APPROVE_PACK,
    ApprovalIn,
    OnePackOut,
    example={"sha256": "0" * 64},
)
def approve_one_pack(member: Member, said: dict[str, Any], pack_id: int) -> Any:
    """Approve the very file that was read; its cover is drawn after the answer."""
    now, pack = clock.now(), get_full_pack(member, pack_id)
    approve_pack(pack, sha256=said["sha256"], by=member, at=now, rule=present_rule())
    _draw(claim_due_pack(pack.meeting, at=now))
    return _tell_whole(member, pack)


@room.adds(
    f"{PACK}/return",
    Permission.APPROVE_PACK,
    ReturnIn,
    OnePackOut,
    example={"sha256": "0" * 64, "reason": "R-001 names the wrong owner"},
)
def return_one_pack(member: Member, said: dict[str, Any], pack_id: int) -> Any:
    """Send a version back with the reason; it can only be replaced then."""
    pack = get_full_pack(member, pack_id)
    return_pack(pack, by=member, at=clock.now(), **said)
    return _tell_whole(member, pack)


@room.adds(
    f"{PACK}/correction",
    Permission.MAKE_PACK,
    CorrectionIn,
    OnePackOut,
    example={"version": 1, "correction": "The owner of R-001"},
)
def correct_one_pack(member: Member, said: dict[str, Any], pack_id: int) -> Any:
    """Freeze the register anew for a version that says what it changes; it is drawn afterwards."""
    now, pack = clock.now(), get_full_pack(member, pack_id)
    check_newest(pack, said["version"])
    return _claimed(
        member, claim_asked_pack(pack.meeting, correction=said["correction"], by=member, at=now)
    )


@room.adds(
    f"{PACK}/withdrawal",
    Permission.WITHDRAW_PACK,
    PackWithdrawalIn,
    OnePackOut,
    example={"sha256": "0" * 64, "reason": "The scores were those of May"},
)
def withdraw_one_pack(member: Member, said: dict[str, Any], pack_id: int) -> Any:
    """Say that an approved pack does not hold: its letters stop, and who holds it is told."""
    given = dict(said)
    pack = get_full_pack(member, pack_id)
    check_repeats(pack, {"reason": said["reason"]}, is_warned=bool(given.pop("warned")))
    withdraw_and_tell(pack, domain=find_domain(), by=member, at=clock.now(), **given)
    once_saved(send_packs_now)
    return _tell_whole(member, pack)


def get_read_pack(member: Member, pack_id: int) -> Pack:
    """Find an edition of a pack that the member may read.

    :raises NotFoundError: if there is none
    """
    pack = get_pack(member, pack_id)
    check_reading(member, pack)
    return pack


def _offer(form: Form) -> None:
    """Hang out the door of one form of a pack."""

    def hand_over(member: Member, pack_id: int) -> Any:
        return _hand_over(member, pack_id, form)

    hand_over.__name__ = f"get_pack_{form.value}"
    hand_over.__doc__ = f"Hand over a pack, the same bytes as everybody has: {form.label}."
    room.hands_over(f"{PACK}/{form.file}", Permission.READ_PACKS, form.media_type)(hand_over)


for each_form in Form:
    _offer(each_form)


def _hand_over(member: Member, pack_id: int, form: Form) -> Response:
    pack = get_read_pack(member, pack_id)
    if pack.made_at is None:
        raise NotFoundError("This pack is not made yet.")
    content = get_file(pack, form)
    if request.method == "GET" and not is_noted(pack, form, by=member, at=clock.now()):
        with write_transaction():
            record_reading(pack, form, by=member, at=clock.now())
    return Response(content, mimetype=form.media_type)


def _claimed(member: Member, claim: Claim) -> Told:
    _draw(claim)
    place = f"/api/v1/programmes/{member.programme.key}/packs/{claim.pack_id}"
    return Told(_tell_whole(member, get_full_pack(member, claim.pack_id)), location=place)


def _draw(claim: Claim | None) -> None:
    if claim is not None:
        name = f"Pack {claim.pack_id}"
        once_saved(lambda: go_on(lambda: finish_pack(claim, at=clock.now()), name=name))


def _tell_whole(member: Member, pack: Pack) -> dict[str, Any]:
    full = get_full_pack(member, pack.id)
    count = count_circulations(full)
    versions = list_versions(full, member=member)
    standing = find_standing(full, versions=versions, is_circulated=count > 0)
    spare = find_sparing(member, full.meeting)
    reason = full.withdraw_reason if member.may(Permission.READ_REGISTER) else None
    return {
        **tell_pack(pack),
        "standing": standing.name.lower(),
        "circulations": count,
        **{name: spare(getattr(full, name)) for name in ("correction", "return_reason")},
        "withdraw_reason": spare(reason),
        "files": [
            {"name": file.form.file, "sha256": file.sha256, "size": file.size}
            for file in list_facts([pack])[pack.id]
        ],
    }


def tell_pack(pack: Pack) -> dict[str, Any]:
    """Tell of an edition and version of a pack."""
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
