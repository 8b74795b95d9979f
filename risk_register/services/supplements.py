"""Papers that did not go with a pack: sent to its readers afterwards, as a numbered supplement."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.errors import AlreadyDoneError, RuleError
from risk_register.domain.letter_sizes import ANY_LETTER, Carriage, check_size
from risk_register.domain.permissions import Permission
from risk_register.domain.readers import goes_by_link
from risk_register.models import (
    AgendaItem,
    CirculatedPaper,
    Circulation,
    Delivery,
    Pack,
    Paper,
    Person,
    Seat,
)
from risk_register.services.circulations import (
    Covering,
    check_ready,
    count_circulations,
    find_agreement,
    is_late,
)
from risk_register.services.events import record_event
from risk_register.services.letter_papers import marking_of
from risk_register.services.programmes import Member
from risk_register.services.readers import list_readers
from risk_register.services.reading_links import give_links
from risk_register.services.withheld_words import check_words


@dataclass(frozen=True)
class Share:
    """What one reader gets of a supplement, and how."""

    seat: Seat
    person: Person
    edition: Pack  #: of the pack, as they have it
    papers: tuple[Paper, ...]
    by_link: bool

    @property
    def marking(self) -> str:
        """Say how the letter is marked."""
        return marking_of(self.papers)


def list_unsent_papers(pack: Pack) -> Sequence[Paper]:
    """List the papers of a pack's meeting that have gone to nobody yet, in the agenda's order.

    They were added since the pack has gone, or were left out then. There are none before: the
    papers travel with it.
    """
    if count_circulations(pack) == 0:
        return []
    sent = (
        select(CirculatedPaper.paper_id)
        .join(CirculatedPaper.circulation)
        .join(Circulation.pack)
        .where(Pack.meeting_id == pack.meeting_id)
    )
    return db.session.scalars(
        select(Paper)
        .join(Paper.item)
        .where(
            AgendaItem.meeting_id == pack.meeting_id,
            AgendaItem.removed_at.is_(None),
            Paper.withdrawn_at.is_(None),
            Paper.id.not_in(sent),
        )
        .options(contains_eager(Paper.item))
        .order_by(AgendaItem.number, Paper.id)
    ).all()


def list_added_since(pack: Pack, papers: Iterable[Paper]) -> list[Paper]:
    """List those of some papers that were added since a pack has first gone."""
    first = db.session.scalar(
        select(func.min(Circulation.decided_at)).where(Circulation.pack_id == pack.id)
    )
    return [paper for paper in papers if first is not None and paper.added_at >= first]


def list_shares(
    pack: Pack, papers: Sequence[Paper], *, on: date, carriage: Carriage = ANY_LETTER
) -> list[Share]:
    """List what each reader of a pack gets of some papers on a London date, chair first.

    They are those who were sent the pack and are on the body's list now; exempt papers go to the
    entitled, and who would get none gets no letter.
    """
    body = pack.meeting.body
    have = _list_people_with(pack)
    shares = []
    for reader in list_readers(pack, on=on, papers=papers):
        if reader.person is None or reader.edition is None or reader.person.id not in have:
            continue
        own = reader.papers
        by_link = not carriage.carries_files or goes_by_link(body.sends_by, marking=marking_of(own))
        if own:
            shares.append(Share(reader.seat, reader.person, reader.edition, own, by_link))
    return shares


def send_supplement(
    pack: Pack,
    *,
    number: int,
    covering: Covering,
    domain: str,
    by: Member,
    at: datetime,
    carriage: Carriage = ANY_LETTER,
) -> Circulation:
    """Decide to send papers that have gone to nobody yet as the meeting's next supplement.

    :param covering: with the ids of those papers
    :param number: which circulation of the pack it is, as the form showed it
    :param domain: the part of the letters' Message-IDs after the ``@``
    :raises NotAllowedError: if the member may not circulate packs
    :raises AlreadyDoneError: if somebody circulated something since the form was drawn
    :raises RuleError: if no such paper is chosen, nobody gets them, they are too large to attach,
        or a reason is missing
    """
    by.check(Permission.CIRCULATE_PACK)
    check_ready(pack)
    if number != count_circulations(pack) + 1:
        raise AlreadyDoneError("Something was sent meanwhile. Look at the letters first.")
    papers = _choose_papers(pack, covering.paper_ids)
    if is_late(pack, at=at) and not covering.late_reason.strip():
        raise RuleError("Say why the papers go out late.", field="late_reason")
    shares = list_shares(pack, papers, on=london_day(at), carriage=carriage)
    if not shares:
        raise RuleError("Nobody who was sent the pack may get these papers.")
    check_said(pack, covering, shares)
    for share in shares:
        if not share.by_link:
            check_size([paper.size for paper in share.papers], most=carriage.most_bytes)
    circulation = Circulation(
        pack=pack,
        number=number,
        supplement=find_next_number(pack),
        decided_by=by.person,
        decided_as=by.post,
        decided_at=at,
        note=covering.note.strip() or None,
        late_reason=covering.late_reason.strip() or None,
        late_agreed_by=find_agreement(pack, covering, at=at),
        papers=[CirculatedPaper(paper=paper) for paper in papers],
        deliveries=[_letter_for(share, domain, at) for share in shares],
    )
    db.session.add(circulation)
    give_links(circulation, at=at)
    head = record_event(
        "supplement circulated",
        subject=f"pack {pack.id}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=circulation.late_reason,
        facts={
            "meeting": pack.meeting.held_on.isoformat(),
            "supplement": circulation.supplement,
            "sha256": [paper.sha256 for paper in papers],
            "readers": [share.seat.recorded_title for share in shares],
        },
    )
    circulation.head = str(head)
    return circulation


def check_said(pack: Pack, covering: Covering, shares: Iterable[Share]) -> None:
    """Refuse words that would show readers what they may not see.

    :raises RuleError: with ``field`` naming the words
    """
    every = list(shares)
    papers = {paper for share in every for paper in share.papers if not paper.item.is_exempt}
    said = {
        "note": covering.note,
        "late_reason": covering.late_reason,
        "papers": "\n".join(f"{paper.title}. {paper.name}." for paper in papers),
    }
    are_entitled = all(share.seat.is_entitled_to_exempt for share in every)
    others = {share.edition for share in every} - {pack}
    check_words(pack, others, said, are_entitled=are_entitled)


def find_next_number(pack: Pack) -> int:
    """Give the number of the meeting's next supplement, from 1."""
    last = db.session.scalar(
        select(func.max(Circulation.supplement))
        .join(Circulation.pack)
        .where(Pack.meeting_id == pack.meeting_id)
    )
    return (last or 0) + 1


def _choose_papers(pack: Pack, ids: Collection[int]) -> list[Paper]:
    unsent = list_unsent_papers(pack)
    if not unsent:
        raise RuleError("Every paper of the agenda has gone already.")
    if not ids:
        raise RuleError("Choose at least one paper.", field="papers")
    chosen = [paper for paper in unsent if paper.id in ids]
    if len(chosen) != len(set(ids)):
        raise RuleError("A paper was withdrawn or sent meanwhile. Choose again.", field="papers")
    return chosen


def _list_people_with(pack: Pack) -> set[int]:
    """List by id the people to whom a letter with the pack has gone or goes."""
    return set(
        db.session.scalars(
            select(Delivery.person_id)
            .join(Delivery.circulation)
            .where(Circulation.pack_id == pack.id, Delivery.state != DeliveryState.STOPPED)
        )
    )


def _letter_for(share: Share, domain: str, at: datetime) -> Delivery:
    return Delivery(
        person=share.person,
        post=share.seat.post,
        capacity=share.seat.capacity,
        edition=share.edition,
        by_link=share.by_link,
        address=share.person.email,
        message_id=f"<{secrets.token_hex(16)}@{domain}>",
        state=DeliveryState.QUEUED,
        attempts=0,
        next_at=at,
    )
