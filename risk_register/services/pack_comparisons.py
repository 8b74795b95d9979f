"""Two packs compared, as they were frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from risk_register.documents.formats import complete
from risk_register.documents.heatmaps import Row, arrange_heat_map
from risk_register.domain.errors import RuleError
from risk_register.domain.pack_differences import PackDifferences, compare_snapshots
from risk_register.models import Pack
from risk_register.services.circulations import count_letters
from risk_register.services.pack_files import get_content
from risk_register.services.packs import get_pack, list_other_editions, list_packs
from risk_register.services.programmes import Member
from risk_register.services.readership import get_alike, list_readable


@dataclass(frozen=True)
class PackSide:
    """One of the two packs, with what it says and its heat map."""

    pack: Pack
    content: dict[str, Any]
    heat_map: Sequence[Row]


@dataclass(frozen=True)
class PackComparison:
    """Two packs, the one that was frozen first as the earlier, and what is different."""

    earlier: PackSide
    later: PackSide
    differences: PackDifferences


def list_comparable(member: Member) -> list[Pack]:
    """List the frozen packs the member may read in an edition, newest meeting and version first.

    :raises NotAllowedError: if the member may not read packs
    """
    packs = [pack for pack in list_packs(member) if pack.snapshot_id is not None]
    editions = [*packs, *chain.from_iterable(list_other_editions(packs).values())]
    readable = {(each.meeting_id, each.version) for each in list_readable(member, editions)}
    return [pack for pack in packs if (pack.meeting_id, pack.version) in readable]


def find_last_two(packs: Sequence[Pack]) -> tuple[Pack, Pack] | None:
    """Find the last two circulated ones of one edition among packs, the earlier first.

    :param packs: the newest first
    """
    letters = count_letters(packs)
    circulated = [pack for pack in packs if pack.id in letters]
    alike = [pack for pack in circulated if pack.edition is circulated[0].edition]
    return (alike[1], alike[0]) if len(alike) > 1 else None


def compare_packs(member: Member, one_id: int, other_id: int) -> PackComparison:
    """Compare two packs the member may read, in whichever order they are named.

    :raises NotFoundError: if one of them is not there, or not for the member's eyes
    :raises NotAllowedError: if the member may not read packs
    :raises RuleError: if they are one and the same, or there is no edition of both
    """
    if one_id == other_id:
        raise RuleError("Choose two different packs.", field="later")
    named = [get_pack(member, pack_id) for pack_id in (one_id, other_id)]
    sides = [_read(pack) for pack in get_alike(member, named)]
    earlier, later = sorted(sides, key=lambda side: (side.content["taken_at"], side.pack.version))
    return PackComparison(earlier, later, compare_snapshots(earlier.content, later.content))


def _read(pack: Pack) -> PackSide:
    told = get_content(pack)
    # What a pack of an earlier format did not count is not nought.
    content = complete(told) | {"counts": told["counts"]}
    return PackSide(pack, content, arrange_heat_map(content["scheme"], content["risks"]))
