"""Who reads which edition of a pack.

Whoever reads the register reads its exempt items there. Others, such as observers, read the full
edition only if a seat of theirs is entitled to exempt items at the body's table, or if that very
edition was sent to them: a pack that holds nothing exempt goes to everybody in full. Restricted
risks stand in no pack; of the packs made before a risk was restricted, whoever may not see it reads
only what was sent to them.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, func, or_, select

from risk_register.database import db
from risk_register.domain.errors import NotFoundError, RuleError
from risk_register.domain.packs import Edition
from risk_register.domain.permissions import Permission
from risk_register.models import Body, Circulation, Delivery, Pack, Seat, Snapshot
from risk_register.services.packs import list_editions
from risk_register.services.programmes import Member, is_current
from risk_register.services.sights import Term, list_hidden_terms


def list_readable(member: Member, packs: Iterable[Pack]) -> list[Pack]:
    """List those of some editions that the member may read, in their order."""
    some = list(packs)
    if hidden := list_hidden_terms(member.programme):
        some = _leave_out(member, some, hidden)
    if member.may(Permission.READ_REGISTER):
        return some
    entitled = list_entitled_bodies(member)
    sent = _list_sent(member, some)
    return [
        pack
        for pack in some
        if pack.edition is Edition.PUBLIC or pack.meeting.body_id in entitled or pack.id in sent
    ]


def check_reading(member: Member, pack: Pack) -> None:
    """Let the member read this edition.

    :raises NotFoundError: if it is not for the member's eyes
    """
    if not list_readable(member, [pack]):
        raise NotFoundError("There is no such pack.")


def get_alike(member: Member, packs: Sequence[Pack]) -> list[Pack]:
    """Give some packs in the fullest edition in which the member may read them all.

    :raises NotFoundError: if the member may read one of them in no edition
    :raises RuleError: if there is no edition of them all
    """
    editions = [
        {each.edition: each for each in list_readable(member, list_editions(pack))}
        for pack in packs
    ]
    if not all(editions):
        raise NotFoundError("There is no such pack.")
    for edition in Edition:
        if all(edition in readable for readable in editions):
            return [readable[edition] for readable in editions]
    raise RuleError("Choose two packs of one edition.", field="later")


def get_readable(member: Member, pack: Pack) -> Pack:
    """Give the fullest edition of a pack that the member may read.

    :raises NotFoundError: if there is none
    """
    readable = list_readable(member, list_editions(pack))
    if not readable:
        raise NotFoundError("There is no such pack.")
    return readable[0]


def holds_entitled_seat(member: Member, body: Body) -> bool:
    """Say whether the member has a seat on a body that is entitled to its exempt items."""
    seat = db.session.scalar(
        select(Seat.id).where(Seat.body_id == body.id, *_is_entitled(member)).limit(1)
    )
    return seat is not None


def list_entitled_bodies(member: Member) -> set[int]:
    """List by id the bodies to whose exempt items a seat of the member is entitled."""
    return set(db.session.scalars(select(Seat.body_id).where(*_is_entitled(member))))


def _is_entitled(member: Member) -> list[ColumnElement[bool]]:
    """Choose the seats, of a member's posts or their own, that are entitled to exempt items."""
    posts = [post.id for post in member.posts]
    return [
        or_(Seat.post_id.in_(posts), Seat.person_id == member.person.id),
        Seat.is_entitled_to_exempt.is_(True),
        *is_current(Seat, on=member.on),
    ]


def _leave_out(member: Member, packs: list[Pack], hidden: Sequence[Term]) -> list[Pack]:
    """Leave out packs that tell of a risk which is restricted now, unless they were sent them."""
    ids = {pack.snapshot_id for pack in packs}
    query = select(Snapshot.id, Snapshot.taken_at).where(Snapshot.id.in_(ids))
    telling = {
        row.id
        for row in db.session.execute(query)
        if any(term.opened_at <= row.taken_at <= term.restricted_at for term in hidden)
    }
    sent = _list_sent(member, packs)
    return [pack for pack in packs if pack.snapshot_id not in telling or pack.id in sent]


def _list_sent(member: Member, packs: Iterable[Pack]) -> set[int]:
    """List the ids of the editions that were sent to the member, whatever became of the letter."""
    edition = func.coalesce(Delivery.edition_id, Circulation.pack_id)
    return set(
        db.session.scalars(
            select(edition)
            .join(Delivery.circulation)
            .where(
                edition.in_([pack.id for pack in packs]),
                Delivery.person_id == member.person.id,
            )
        )
    )
