"""Readers of a pack before it is sent: each seat's edition and why, or why there is no letter."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from risk_register.database import db
from risk_register.domain.editions import holds_exempt
from risk_register.domain.letter_sizes import ANY_LETTER, Carriage
from risk_register.domain.packs import Edition, PackState
from risk_register.domain.readers import Share, goes_by_link, share_pack
from risk_register.models import Circulation, Delivery, Meeting, Pack, Paper, Person, Seat
from risk_register.services.attendances import list_stand_ins
from risk_register.services.letter_papers import marking_with
from risk_register.services.mail_domains import read_mail_domains
from risk_register.services.pack_files import get_content
from risk_register.services.packs import list_editions
from risk_register.services.seats import SeatHolder, list_seat_holders

_VACANT = Share(None, "Nobody holds this post at present.")


@dataclass(frozen=True)
class Reader:
    """A seat at the table: which edition it gets and why, or why it gets no letter."""

    seat: Seat
    person: Person | None
    edition: Pack | None  #: None: there is no letter
    by_link: bool  #: else the files are attached
    why: str  #: it is this edition, or there is no letter
    stands_in: str | None  #: why a deputy gets one
    is_new: bool  #: had no letter when the body was last sent a pack; not at the first one
    last: Delivery | None = None  #: the letter they had then
    merged: Seat | None = None  #: as which the same person gets their one letter
    is_refused: bool = False  #: because of the address
    papers: tuple[Paper, ...] = ()  #: of those that travel along; exempt ones for the entitled

    @property
    def barred(self) -> str | None:
        """Say why there is no letter; None if there is one."""
        return None if self.edition else self.why

    @property
    def changes(self) -> list[str]:
        """Say what is different since the body was last sent a pack."""
        if self.last is None or self.edition is None or self.person is None:
            return []
        said = []
        if self.last.address.casefold() != self.person.email:
            said.append(f"Last time to {self.last.address}.")
        before = (self.last.edition or self.last.circulation.pack).edition
        if before is not self.edition.edition:
            said.append(f"Last time the {before} edition.")
        return said


def list_readers(
    pack: Pack, *, on: date, papers: Sequence[Paper] = (), carriage: Carriage = ANY_LETTER
) -> list[Reader]:
    """List everybody at the body's table on a London date, chair first, and what they get.

    :param pack: the full edition
    :param papers: those that travel along
    """
    editions = _list_editions(pack)
    markings = {row: get_content(row)["marking"] for row in editions.values()}
    has_exempt = holds_exempt(get_content(pack))
    stand_ins = list_stand_ins(pack.meeting)
    last = {place_of(letter): letter for letter in list_last_letters(pack)}
    holders = list_seat_holders(pack.meeting.body, on=on)
    bars = _find_bars(holders)
    entitled = _list_entitled(holders)
    readers = []
    for holder in holders:
        seat = holder.seat
        share = _VACANT
        if holder.person is not None:
            share = share_pack(
                seat.capacity,
                is_entitled=seat.is_entitled_to_exempt,
                has_exempt=has_exempt,
                has_public=Edition.PUBLIC in editions,
                stands_in=seat.id in stand_ins,
            )
        is_refused = share.edition is not None and seat.id in bars
        if is_refused:
            share = Share(None, bars[seat.id])
        edition = editions[share.edition] if share.edition else None
        own = _choose_own(papers, holder.person, entitled) if edition else ()
        readers.append(
            Reader(
                seat=seat,
                person=holder.person,
                edition=edition,
                by_link=edition is not None
                and _goes_by_link(edition, marking_with(markings[edition], own), carriage),
                why=share.why,
                stands_in=stand_ins.get(seat.id),
                is_new=bool(last) and place_of(seat) not in last,
                last=last.get(place_of(seat)),
                is_refused=is_refused,
                papers=own,
            )
        )
    return _merge(readers)


def list_left_readers(pack: Pack, readers: Iterable[Reader]) -> list[str]:
    """List by title who got the body's last pack and does not get this one."""
    staying = {place_of(reader.seat) for reader in readers if reader.edition}
    left = (letter for letter in list_last_letters(pack) if place_of(letter) not in staying)
    return list(dict.fromkeys(letter.title for letter in left))


def list_last_letters(pack: Pack) -> Sequence[Delivery]:
    """List the letters with which the body was last sent another pack, in their order.

    A reader may have had more than one, and one that brought later papers brought no pack.
    """
    last = (
        select(Circulation.pack_id)
        .join(Circulation.pack)
        .join(Pack.meeting)
        .where(Meeting.body_id == pack.meeting.body_id, Pack.id != pack.id)
        .order_by(Circulation.decided_at.desc(), Circulation.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return db.session.scalars(
        select(Delivery)
        .join(Delivery.circulation)
        .where(Circulation.pack_id == last, Circulation.supplement.is_(None))
        .options(
            joinedload(Delivery.post),
            joinedload(Delivery.person),
            joinedload(Delivery.edition),
            contains_eager(Delivery.circulation).joinedload(Circulation.pack),
        )
        .order_by(Delivery.id)
    ).all()


def place_of(matter: Seat | Delivery) -> tuple[int | None, int | None]:
    """Tell places at the table apart: a post's by the post, a person's own by the person."""
    return (matter.post_id, None if matter.post_id else matter.person_id)


def _list_editions(pack: Pack) -> dict[Edition, Pack]:
    """List what readers can be sent: the pack, and its public edition if that is made."""
    made = {each.edition: each for each in list_editions(pack) if each.state is PackState.MADE}
    return made | {Edition.FULL: pack}


def _find_bars(holders: Iterable[SeatHolder]) -> dict[int, str]:
    """Say by the seat's id why letters may not go to the address of whoever holds it."""
    people = {holder.seat.id: holder.person for holder in holders if holder.person is not None}
    domains = read_mail_domains(people.values())
    bars = {seat: domains.find_bar(person, person.email) for seat, person in people.items()}
    return {seat: bar for seat, bar in bars.items() if bar is not None}


def _list_entitled(holders: Iterable[SeatHolder]) -> set[int]:
    """List by id the people who may see exempt items in one of their seats."""
    return {
        holder.person.id
        for holder in holders
        if holder.person is not None and holder.seat.is_entitled_to_exempt
    }


def _choose_own(
    papers: Iterable[Paper], person: Person | None, entitled: Collection[int]
) -> tuple[Paper, ...]:
    """Choose the papers that somebody may have; an entitled seat of theirs is enough."""
    sees_all = person is not None and person.id in entitled
    return tuple(paper for paper in papers if sees_all or not paper.item.is_exempt)


def _goes_by_link(edition: Pack, marking: str, carriage: Carriage) -> bool:
    by_rule = goes_by_link(edition.meeting.body.sends_by, marking=marking)
    return by_rule or not carriage.carries_files


def _merge(readers: list[Reader]) -> list[Reader]:
    """Leave one letter to each address, in the fullest edition of its seats."""
    chosen: dict[str, Reader] = {}
    for reader in readers:
        if reader.person is None or reader.edition is None:
            continue
        other = chosen.get(_address_of(reader.person))
        if other is None or _is_fuller(reader, other):
            chosen[_address_of(reader.person)] = reader
    return [_without_second_letter(reader, chosen) for reader in readers]


def _without_second_letter(reader: Reader, chosen: dict[str, Reader]) -> Reader:
    if reader.person is None or reader.edition is None:
        return reader
    first = chosen[_address_of(reader.person)]
    if first is reader:
        return reader
    why = f"The same person gets the pack as {first.seat.title}."
    return replace(reader, edition=None, by_link=False, why=why, merged=first.seat, papers=())


def _is_fuller(reader: Reader, other: Reader) -> bool:
    return reader.seat.is_entitled_to_exempt and not other.seat.is_entitled_to_exempt


def _address_of(person: Person) -> str:
    return person.email.casefold()
