"""What belongs to a post in each programme: risks, actions, indicators, areas and seats.

Whoever reads the register there sees each by name, with their own eyes. Others who look after the
post, because they hand it over, see how many there are, and of restricted ones nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select

from risk_register.database import db
from risk_register.domain.actions import FINISHED
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import LIVE, RiskStatus
from risk_register.models import (
    Action,
    ImprovementArea,
    Indicator,
    Post,
    Programme,
    Risk,
    Seat,
)
from risk_register.services.keepers import Keeper
from risk_register.services.programmes import get_member, list_programmes
from risk_register.services.seats import list_seats_of_post
from risk_register.services.sights import without_restricted


@dataclass(frozen=True)
class Belongings:
    """What a post has in one programme, as far as somebody may know of it."""

    programme: Programme
    is_readable: bool  #: whether each may be named and opened; else they are only counted
    meets: bool  #: whether its bodies' seats may be opened
    risks: Sequence[Risk]  #: that are open or drafts, by reference
    actions: Sequence[Action]  #: that are not finished, the earliest due first
    indicators: Sequence[Indicator]  #: that are measured, by reference
    areas: Sequence[ImprovementArea]  #: by key
    seats: Sequence[Seat]  #: of the post, and those it is the deputy of

    @property
    def is_any(self) -> bool:
        """Say whether the post has anything there."""
        return any((self.risks, self.actions, self.indicators, self.areas, self.seats))


def list_belongings(keeper: Keeper, post: Post, *, on: date) -> list[Belongings]:
    """List what a post has, in each programme that its keeper has a part in or looks into.

    :param on: the London date whose posts and seats count
    """
    seats = list_seats_of_post(post, on=on)
    mine = {member.programme.id: member for member in keeper.members}
    looks_after = keeper.is_administrator or post.agency_id == keeper.own_agency_id
    found = []
    for programme in list_programmes():
        if not (looks_after or programme.id in mine):
            continue
        member = mine.get(programme.id)
        its = [seat for seat in seats if seat.body.programme_id == programme.id]
        if keeper.person and member and member.may(Permission.READ_REGISTER):
            # A keeper's members see everything; found anew, they read with the keeper's own eyes.
            get_member(keeper.person, programme.key, on=on)
            found.append(_gather(post, programme, its, is_readable=True, meets=True))
        else:
            meets = member is not None and member.may(Permission.READ_MEETINGS)
            with without_restricted(programme):
                found.append(_gather(post, programme, its, is_readable=False, meets=meets))
    return [belongings for belongings in found if belongings.is_any]


def _gather(
    post: Post, programme: Programme, seats: Sequence[Seat], *, is_readable: bool, meets: bool
) -> Belongings:
    risks, actions, indicators, areas = (
        db.session.scalars(query).all() for query in _select_owned(post, programme)
    )
    return Belongings(programme, is_readable, meets, risks, actions, indicators, areas, seats)


def _select_owned(
    post: Post, programme: Programme
) -> tuple[Select[Risk], Select[Action], Select[Indicator], Select[ImprovementArea]]:
    standing = (*LIVE, RiskStatus.DRAFT)
    return (
        select(Risk)
        .where(
            Risk.programme_id == programme.id,
            Risk.owner_id == post.id,
            Risk.status.in_(standing),
        )
        .order_by(Risk.number),
        select(Action)
        .where(
            Action.programme_id == programme.id,
            Action.lead_id == post.id,
            Action.status.not_in(FINISHED),
        )
        .order_by(Action.due_on, Action.id),
        select(Indicator)
        .where(
            Indicator.programme_id == programme.id,
            Indicator.owner_id == post.id,
            Indicator.retired_at.is_(None),
        )
        .order_by(Indicator.number),
        select(ImprovementArea)
        .where(ImprovementArea.programme_id == programme.id, ImprovementArea.lead_id == post.id)
        .order_by(ImprovementArea.key),
    )
