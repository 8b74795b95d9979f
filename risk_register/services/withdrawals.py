"""Withdrawing a pack: what has not gone is stopped, and whoever may hold it is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.chases import NoticeKind
from risk_register.domain.circulation import WAITING
from risk_register.domain.withdrawals import MAY_HAVE_ARRIVED, EndedPack
from risk_register.models import Circulation, Delivery, Pack
from risk_register.services.letter_papers import are_entitled
from risk_register.services.notices import queue_notice
from risk_register.services.pack_versions import find_replaced
from risk_register.services.packs import withdraw_pack
from risk_register.services.programmes import Member
from risk_register.services.publication_letters import ask_to_take_down_pack
from risk_register.services.withheld_words import check_words


@dataclass(frozen=True)
class Withdrawal:
    """What came of a withdrawal, in letters."""

    stopped: int
    told: int  #: readers who hold the pack, or may


def withdraw_and_tell(
    pack: Pack, *, reason: str, sha256: str | None, domain: str, by: Member, at: datetime
) -> Withdrawal:
    """Withdraw a pack, stop its letters, and write to whoever may hold or have published it.

    All of it is one transaction, so no letter goes after it. One that is being handed over at
    this very moment may still arrive; its reader is written to as well.

    :param sha256: of the file the form was about
    :param domain: the part of the letters' Message-IDs after the ``@``
    :raises NotAllowedError: if the member may not withdraw packs
    :raises AlreadyDoneError: if it was withdrawn before
    :raises ChangedMeanwhileError: if it is not the file that the form was about
    :raises RuleError: if it is not approved and made, the reason is missing, or it repeats what
        some of those who hold the pack may not see
    """
    holders = list_holders([pack])
    others = {holder.edition for holder in holders if holder.edition} - {pack}
    people = {holder.person_id for holder in holders}
    check_words(
        pack,
        others,
        {"reason": reason},
        are_entitled=are_entitled(people, pack.meeting, on=london_day(at)),
    )
    stopped = withdraw_pack(pack, reason=reason, sha256=sha256, by=by, at=at)
    who = by.post.title if by.post else "board secretary"
    lines = _name(pack).say_withdrawn(by=who, on=london_day(at))
    _tell(holders, pack, "Withdrawn", lines, domain=domain, at=at)
    ask_to_take_down_pack(pack, domain=domain, at=at)
    return Withdrawal(stopped, len(holders))


def tell_left(circulation: Circulation, *, domain: str, at: datetime) -> int:
    """Write to those who hold the version before and do not get the one that replaces it.

    :param domain: the part of the letters' Message-IDs after the ``@``
    :returns: how many they are
    """
    pack, replaced = circulation.pack, find_replaced(circulation.pack)
    if circulation.number > 1 or replaced is None or replaced.withdrawn_at is not None:
        return 0  # they have been told
    staying = {letter.person_id for letter in circulation.deliveries}
    left = [holder for holder in list_holders([replaced]) if holder.person_id not in staying]
    lines = _name(replaced).say_replaced(pack.version)
    _tell(left, replaced, "Replaced", lines, domain=domain, at=at)
    return len(left)


def list_holders(packs: Sequence[Pack]) -> list[Delivery]:
    """List the letters whose readers hold one of some packs or may, the newest of each address."""
    is_leaving = and_(Delivery.state.in_(WAITING), Delivery.holder.is_not(None))
    rows = db.session.scalars(
        select(Delivery)
        .join(Delivery.circulation)
        .where(
            Circulation.pack_id.in_([pack.id for pack in packs]),
            or_(Delivery.state.in_(MAY_HAVE_ARRIVED), is_leaving),
        )
        .options(
            joinedload(Delivery.person),
            joinedload(Delivery.post),
            joinedload(Delivery.edition),
            joinedload(Delivery.circulation).joinedload(Circulation.pack),
        )
        .order_by(Delivery.id)
    )
    return list({row.address.casefold(): row for row in rows}.values())


def _tell(
    holders: Iterable[Delivery],
    pack: Pack,
    what: str,
    lines: list[str],
    *,
    domain: str,
    at: datetime,
) -> None:
    programme, name = pack.meeting.body.programme, _name(pack).name
    for holder in holders:
        queue_notice(
            holder.person,
            kind=NoticeKind.WITHDRAWN,
            subject=f"{what}: {name.removeprefix('the ')}",
            content={
                "greeting": holder.title,
                "lines": lines,
                "ask": "the board secretary",
                "programmes": [{"name": programme.name, "notice": programme.notice}],
            },
            programme=programme,
            link=None,
            address=holder.address,
            domain=domain,
            at=at,
        )


def _name(pack: Pack) -> EndedPack:
    body = pack.meeting.body
    return EndedPack(body.name, pack.meeting.held_on, pack.version, body.pack_kind)
