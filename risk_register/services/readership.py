"""Who reads which edition of a pack.

Whoever reads the register reads its exempt items there. Others, such as observers, read the full
edition only if their post is entitled to exempt items at the body's table.
"""

from collections.abc import Iterable

from sqlalchemy import select

from risk_register.database import db
from risk_register.domain.errors import NotFoundError
from risk_register.domain.packs import Edition
from risk_register.domain.permissions import Permission
from risk_register.models import Pack, Seat
from risk_register.services.packs import list_editions
from risk_register.services.programmes import Member, is_current


def list_readable(member: Member, packs: Iterable[Pack]) -> list[Pack]:
    """List those of some editions that the member may read, in their order."""
    some = list(packs)
    if member.may(Permission.READ_REGISTER):
        return some
    entitled = set(
        db.session.scalars(
            select(Seat.body_id).where(
                Seat.post_id.in_([post.id for post in member.posts]),
                Seat.is_entitled_to_exempt,
                *is_current(Seat, on=member.on),
            )
        )
    )
    return [
        pack for pack in some if pack.edition is Edition.PUBLIC or pack.meeting.body_id in entitled
    ]


def check_reading(member: Member, pack: Pack) -> None:
    """Let the member read this edition.

    :raises NotFoundError: if it is not for the member's eyes
    """
    if not list_readable(member, [pack]):
        raise NotFoundError("There is no such pack.")


def get_readable(member: Member, pack: Pack) -> Pack:
    """Give the fullest edition of a pack that the member may read.

    :raises NotFoundError: if there is none
    """
    readable = list_readable(member, list_editions(pack))
    if not readable:
        raise NotFoundError("There is no such pack.")
    return readable[0]
