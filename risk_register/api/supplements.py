"""Papers that go after a pack: what has gone, what would go to whom, one decision to send."""

from typing import Any

from risk_register import clock
from risk_register.api.afterwards import once_saved
from risk_register.api.circulations import read_covering, tell_circulation
from risk_register.api.packs import PACK, get_read_pack
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.doors.post_rooms import find_carriage, find_domain, send_packs_now
from risk_register.schemas.machines.circulations import (
    CirculationOut,
    CirculationsOut,
    SupplementAsked,
    SupplementIn,
    SupplementOutlookOut,
)
from risk_register.services.circulations import (
    check_ready,
    count_circulations,
    is_late,
    list_agreeing,
    list_circulations,
)
from risk_register.services.packs import get_pack
from risk_register.services.programmes import Member
from risk_register.services.supplements import (
    Share,
    find_next_number,
    list_added_since,
    list_shares,
    list_unsent_papers,
    send_supplement,
)
from risk_register.services.withheld_words import check_repeats, find_sparing

room = Room("supplements", Group.PACKS, "Papers that go after packs.")

SUPPLEMENTS = f"{PACK}/supplements"


@room.reads(SUPPLEMENTS, Permission.READ_CIRCULATIONS, CirculationsOut)
def list_pack_supplements(member: Member, pack_id: int) -> Any:
    """List which papers went after a pack, to whom, and what became of each letter."""
    pack = get_read_pack(member, pack_id)
    spare = find_sparing(member, pack.meeting)
    sent = (each for each in list_circulations(pack) if each.supplement is not None)
    return {"items": [tell_circulation(each, spare) for each in sent]}


@room.reads(
    f"{SUPPLEMENTS}/outlook",
    Permission.CIRCULATE_PACK,
    SupplementOutlookOut,
    asks=SupplementAsked,
)
def foresee_supplement(member: Member, asked: dict[str, Any], pack_id: int) -> Any:
    """Say which papers have not gone yet, and who would get which of them."""
    today, pack = clock.today(), get_pack(member, pack_id)
    check_ready(pack)
    papers = list_unsent_papers(pack)
    added = {paper.id for paper in list_added_since(pack, papers)}
    wanted = set(asked["papers"]) or added
    chosen = [paper for paper in papers if paper.id in wanted]
    return {
        "number": count_circulations(pack) + 1,
        "supplement": find_next_number(pack),
        "is_late": is_late(pack, at=clock.now()),
        "papers": [
            {
                **{name: getattr(paper, name) for name in ("id", "item_id", "title", "name")},
                "is_exempt": paper.item.is_exempt,
                "is_new": paper.id in added,
            }
            for paper in papers
        ],
        "shares": [
            _tell_share(share)
            for share in list_shares(pack, chosen, on=today, carriage=find_carriage())
        ],
        "agreeing": list_agreeing(pack, on=today),
    }


@room.adds(
    SUPPLEMENTS,
    Permission.CIRCULATE_PACK,
    SupplementIn,
    CirculationOut,
    example={"number": 2, "papers": [1], "note": "It came today."},
)
def send_one_supplement(member: Member, said: dict[str, Any], pack_id: int) -> Any:
    """Send papers that have gone to nobody yet; the letters go after the answer."""
    pack = get_pack(member, pack_id)
    words = {name: said[name] for name in ("note", "late_reason")}
    check_repeats(pack, words, is_warned=bool(said["warned"]))
    made = send_supplement(
        pack,
        number=said["number"],
        covering=read_covering(said, words),
        domain=find_domain(),
        by=member,
        at=clock.now(),
        carriage=find_carriage(),
    )
    once_saved(send_packs_now)
    return tell_circulation(made, find_sparing(member, pack.meeting))


def _tell_share(share: Share) -> dict[str, Any]:
    return {
        "reader": share.seat.title,
        "edition": share.edition.edition,
        "papers": [paper.id for paper in share.papers],
        "marking": share.marking,
        "by_link": share.by_link,
    }
