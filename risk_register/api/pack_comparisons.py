"""Two packs compared, as they were frozen."""

from dataclasses import fields
from typing import Any

from risk_register.api.packs import PACKS, tell_pack
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.errors import NotFoundError
from risk_register.domain.permissions import Permission
from risk_register.schemas.machines.pack_comparisons import ComparisonAsked, ComparisonOut
from risk_register.services.pack_comparisons import compare_packs, find_last_two, list_comparable
from risk_register.services.programmes import Member

room = Room("pack_comparisons", Group.PACKS, "What a pack says that another did not.")


@room.reads(f"{PACKS}/comparison", Permission.READ_PACKS, ComparisonOut, asks=ComparisonAsked)
def compare_two_packs(member: Member, asked: dict[str, Any]) -> Any:
    """Compare two packs in the fullest edition in which you may read both."""
    earlier, later = asked["earlier"], asked["later"]
    if earlier is None:
        pair = find_last_two(list_comparable(member))
        if pair is None:
            raise NotFoundError("There are no two packs that were circulated.")
        earlier, later = (pack.id for pack in pair)
    found = compare_packs(member, earlier, later)
    told = {each.name: getattr(found.differences, each.name) for each in fields(found.differences)}
    return {**told, "earlier": tell_pack(found.earlier.pack), "later": tell_pack(found.later.pack)}
