"""What became of each letter: which edition it brought, and what is known of its arrival."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from risk_register.database import db
from risk_register.domain.circulation import DeliveryState, Opening
from risk_register.domain.errors import NotFoundError
from risk_register.domain.letter_states import GONE, MEANINGS
from risk_register.domain.permissions import Permission
from risk_register.domain.reading_links import LinkState
from risk_register.models import (
    CirculatedPaper,
    Circulation,
    Delivery,
    LinkOpening,
    Pack,
    Paper,
    Person,
    Post,
    ReadingLink,
)
from risk_register.services.circulations import RESENDABLE
from risk_register.services.pack_versions import find_in_place, find_successor_sent
from risk_register.services.programmes import Member
from risk_register.services.reading_links import find_newest_link, last_day_of, state_of


@dataclass(frozen=True)
class LetterLine:
    """One letter, and all that is known of it."""

    delivery: Delivery
    edition: Pack
    link: ReadingLink | None  #: the one the letter carries now
    link_state: LinkState | None
    openings: tuple[LinkOpening, ...]  #: of all its links, the oldest first
    in_place: Pack | None = None  #: the newer version that stands in its pack's place
    is_replaced: bool = False  #: by a newer version that has gone to readers

    @property
    def meaning(self) -> str:
        """Say what its state means for whether the reader has it."""
        return MEANINGS[self.delivery.state]

    @property
    def acknowledged_at(self) -> datetime | None:
        """Say when somebody pressed the button that they have it."""
        return self._find_first(Opening.ACKNOWLEDGED)

    @property
    def opened_at(self) -> datetime | None:
        """Say when its link was first opened, by a person or a mail program."""
        return self._find_first(Opening.OPENED)

    @property
    def read_at(self) -> datetime | None:
        """Say when a file was first opened by its link."""
        return self._find_first(Opening.READ)

    @property
    def works_until(self) -> date | None:
        """Give the last London date on which its link works, if it has one."""
        return last_day_of(self.link) if self.link else None

    @property
    def can_go_again(self) -> bool:
        """Say whether the letter itself can be put back into the outbox."""
        return self.delivery.state in RESENDABLE and not (self.has_ended or self.is_replaced)

    @property
    def can_have_second(self) -> bool:
        """Say whether its reader can be sent another one."""
        return self.delivery.state in GONE and not (self.has_ended or self.in_place)

    @property
    def can_have_arrived(self) -> bool:
        """Say whether a person can say that it arrived."""
        return self.delivery.state is DeliveryState.HELD

    @property
    def has_ended(self) -> bool:
        """Say whether its pack goes to nobody any more."""
        return self.delivery.circulation.pack.withdrawn_at is not None

    def _find_first(self, kind: Opening) -> datetime | None:
        return next((each.opened_at for each in self.openings if each.kind is kind), None)


def get_circulation(member: Member, pack: Pack, number: int) -> Circulation:
    """Find one circulation of a pack with its letters and papers.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not read circulations
    """
    member.check(Permission.READ_CIRCULATIONS)
    circulation = db.session.scalar(
        select(Circulation)
        .where(Circulation.pack_id == pack.id, Circulation.number == number)
        .options(
            joinedload(Circulation.decided_as),
            joinedload(Circulation.decided_by),
            joinedload(Circulation.late_agreed_by),
            selectinload(Circulation.papers)
            .joinedload(CirculatedPaper.paper)
            .joinedload(Paper.item),
        )
    )
    if circulation is None:
        raise NotFoundError("There is no such circulation.")
    return circulation


def list_lines(circulation: Circulation, *, at: datetime) -> list[LetterLine]:
    """List the letters of a circulation, in their order."""
    rows: Sequence[Delivery] = db.session.scalars(
        _select().where(Delivery.circulation_id == circulation.id).order_by(Delivery.id)
    ).all()
    return [_as_line(row, at) for row in rows]


def get_line(member: Member, pack: Pack, delivery_id: int, *, at: datetime) -> LetterLine:
    """Find one letter of a pack with all that is known of it.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not read circulations
    """
    member.check(Permission.READ_CIRCULATIONS)
    row = db.session.scalar(
        _select()
        .join(Delivery.circulation)
        .where(Delivery.id == delivery_id, Circulation.pack_id == pack.id)
    )
    if row is None:
        raise NotFoundError("There is no such letter.")
    pack = row.circulation.pack
    return replace(
        _as_line(row, at),
        in_place=find_in_place(pack),
        is_replaced=find_successor_sent(pack) is not None,
    )


def _select() -> Select[Delivery]:
    return select(Delivery).options(
        joinedload(Delivery.post).joinedload(Post.agency),
        joinedload(Delivery.person).joinedload(Person.agency),
        joinedload(Delivery.edition),
        joinedload(Delivery.circulation).joinedload(Circulation.pack),
        selectinload(Delivery.links).options(
            selectinload(ReadingLink.openings), joinedload(ReadingLink.revoked_by)
        ),
    )


def _as_line(row: Delivery, at: datetime) -> LetterLine:
    link = find_newest_link(row)
    openings = [opening for each in row.links for opening in each.openings]
    return LetterLine(
        row,
        row.edition or row.circulation.pack,
        link,
        state_of(link, at=at) if link else None,
        tuple(sorted(openings, key=lambda opening: (opening.opened_at, opening.id))),
    )
