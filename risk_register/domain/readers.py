"""Who gets which edition of a pack, by the seat they hold, and how it reaches them."""

from dataclasses import dataclass

from risk_register.domain.circulation import Capacity, SendsBy
from risk_register.domain.packs import Edition, edition_for
from risk_register.domain.risks import Publication


@dataclass(frozen=True)
class Share:
    """What a seat gets of a pack: an edition, or none; and why."""

    edition: Edition | None
    why: str


def share_pack(
    capacity: Capacity,
    *,
    is_entitled: bool,
    has_exempt: bool,
    has_public: bool,
    stands_in: bool = False,
) -> Share:
    """Say which edition a seat gets, and why, in a sentence.

    :param is_entitled: whether the seat may see exempt items
    :param has_exempt: whether the pack holds any
    :param has_public: whether its public edition is made
    :param stands_in: of a deputy, whether the member has sent apologies or deputies always get it
    """
    if capacity is Capacity.DEPUTY and not stands_in:
        return Share(None, "Deputies get the pack when the member has sent apologies.")
    edition, why = edition_for(entitled=is_entitled, has_exempt=has_exempt)
    if edition is Edition.PUBLIC and not has_public:
        return Share(None, f"{why} The pack holds some, and no public edition of it was made.")
    return Share(edition, why)


def goes_by_link(sends_by: SendsBy, *, marking: str) -> bool:
    """Say whether an edition reaches its readers by a personal link, and not attached.

    :param marking: of that edition, for the public one may bear a lower one
    """
    is_marked = marking != Publication.OPEN.marking
    return sends_by is SendsBy.LINK or (sends_by is SendsBy.LINK_IF_MARKED and is_marked)
