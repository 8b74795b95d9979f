"""Circulating packs: the decision to send one, and its letters."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.errors import (
    AlreadyDoneError,
    BadAddressError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.letter_sizes import ANY_LETTER, Carriage, check_size
from risk_register.domain.packs import Edition, PackState
from risk_register.domain.permissions import Permission
from risk_register.domain.two_persons import TwoPersons
from risk_register.mail.letters import check_address
from risk_register.models import (
    CirculatedPaper,
    Circulation,
    Delivery,
    Meeting,
    Pack,
    Paper,
    Person,
    Post,
)
from risk_register.services.events import record_event
from risk_register.services.handouts import may_still_have
from risk_register.services.letter_papers import choose_papers, still_brings_all
from risk_register.services.mail_domains import check_mail_domain
from risk_register.services.meetings import deadlines_of
from risk_register.services.pack_days import check_day
from risk_register.services.pack_versions import check_stands, find_successor_sent, list_earlier
from risk_register.services.packs import stop_letters
from risk_register.services.programmes import Member
from risk_register.services.readers import Reader, list_readers
from risk_register.services.reading_links import give_links, renew_link
from risk_register.services.restrictions import check_not_restricted_since
from risk_register.services.seats import list_seat_holders
from risk_register.services.two_persons import check_circulation
from risk_register.services.withdrawals import tell_left
from risk_register.services.withheld_words import check_words

#: States in which somebody may say "send it again".
RESENDABLE = (
    DeliveryState.FAILED,
    DeliveryState.RETRY,
    DeliveryState.UNCERTAIN,
    DeliveryState.HELD,
    DeliveryState.BOUNCED,
)


@dataclass(frozen=True)
class Covering:
    """What the secretary says with a pack; reasons are needed when it is late or sent again."""

    note: str = ""
    late_reason: str = ""
    repeat_reason: str = ""
    late_agreed_by_id: int | None = None  #: post at the table, usually the chair's
    paper_ids: tuple[int, ...] = ()  #: of the agenda's papers that travel along


def circulate_pack(
    pack: Pack,
    *,
    number: int,
    covering: Covering,
    domain: str,
    by: Member,
    at: datetime,
    carriage: Carriage = ANY_LETTER,
    rule: TwoPersons = TwoPersons.OFF,
) -> Circulation:
    """Decide to send an approved pack: one letter for each reader goes into the outbox.

    Letters of the versions it replaces that have not gone are stopped; who holds one of those
    versions and does not get this one is told.

    :param number: which circulation of this pack it is, as the form showed it, from 1
    :param domain: the part of the letters' Message-IDs after the ``@``
    :param rule: whether somebody has to circulate it who has not approved it
    :raises NotAllowedError: if the member may not circulate packs
    :raises AlreadyDoneError: if somebody circulated it since the form was drawn
    :raises RuleError: if it is not approved, replaced, too large to attach, a needed reason is
        missing, or somebody else has to circulate it
    """
    by.check(Permission.CIRCULATE_PACK)
    check_ready(pack)
    check_not_restricted_since(pack)
    kept = check_circulation(pack, by.person, rule)
    if number != count_circulations(pack) + 1:
        raise AlreadyDoneError("This pack has been circulated already. Its letters are below.")
    check_covering(pack, number=number, covering=covering, at=at)
    papers = choose_papers(pack.meeting, covering.paper_ids)
    every = list_readers(pack, on=london_day(at), papers=papers, carriage=carriage)
    readers = [reader for reader in every if reader.edition]
    if not readers:
        raise RuleError("Nobody at this table may get the pack.")
    check_said(pack, covering, readers, papers)
    check_sizes(readers, carriage)
    circulation = Circulation(
        pack=pack,
        number=number,
        decided_by=by.person,
        decided_as=by.post,
        decided_at=at,
        note=covering.note.strip() or None,
        late_reason=covering.late_reason.strip() or None,
        repeat_reason=covering.repeat_reason.strip() or None,
        late_agreed_by=find_agreement(pack, covering, at=at),
        papers=[CirculatedPaper(paper=paper) for paper in papers],
        deliveries=[_letter_for(reader, domain, at) for reader in readers],
    )
    db.session.add(circulation)
    give_links(circulation, at=at)
    stop_letters(list_earlier(pack))  # nobody should get the earlier version after this one
    head = record_event(
        "pack circulated",
        subject=f"pack {pack.id}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=circulation.late_reason or circulation.repeat_reason,
        facts={
            "meeting": pack.meeting.held_on.isoformat(),
            "version": pack.version,
            "sha256": pack.sha256,
            "readers": [reader.seat.recorded_title for reader in readers],
            **kept,
        },
    )
    circulation.head = str(head)
    tell_left(circulation, domain=domain, at=at)
    return circulation


def check_ready(pack: Pack) -> None:
    """Refuse a pack that may not go out.

    :raises RuleError: if it is withdrawn, not approved, not drawn since, replaced, or its
        meeting was moved or cancelled
    """
    if pack.withdrawn_at is not None:
        raise RuleError("This pack was withdrawn. A new version has to be made.")
    if pack.edition is not Edition.FULL:
        raise RuleError("Packs are circulated from the page of their full edition.")
    if pack.approved_at is None:
        raise RuleError("Only an approved pack can be circulated.")
    if pack.state is not PackState.MADE:
        raise RuleError("The pack is being drawn with its approval on the cover. Look again soon.")
    check_stands(pack)
    check_day(pack)


def check_covering(pack: Pack, *, number: int, covering: Covering, at: datetime) -> None:
    """Refuse to send late, or again, without a reason that the letter can print.

    :raises RuleError: with ``field`` naming the reason that is missing
    """
    if number > 1 and not covering.repeat_reason.strip():
        raise RuleError("Say why the pack is sent again.", field="repeat_reason")
    if is_late(pack, at=at) and not covering.late_reason.strip():
        raise RuleError("Say why the pack goes out late.", field="late_reason")


def check_said(
    pack: Pack, covering: Covering, readers: Collection[Reader], papers: Iterable[Paper]
) -> None:
    """Refuse words that would show readers what they may not see.

    :raises RuleError: with ``field`` naming the words
    """
    others = {reader.edition for reader in readers if reader.edition} - {pack}
    titles = (f"{paper.title}. {paper.name}." for paper in papers if not paper.item.is_exempt)
    said = {
        "note": covering.note,
        "late_reason": covering.late_reason,
        "repeat_reason": covering.repeat_reason,
        "papers": "\n".join(titles),
    }
    are_entitled = all(each.seat.is_entitled_to_exempt for each in readers if each.edition)
    check_words(pack, others, said, are_entitled=are_entitled)


def check_sizes(readers: Iterable[Reader], carriage: Carriage) -> None:
    """Refuse letters that mail servers would not take, before any stands in the outbox.

    :raises RuleError: if an edition with its papers is too large to be attached
    """
    for edition, papers in {(each.edition, each.papers) for each in readers if not each.by_link}:
        if edition is not None:
            sizes = [edition.size or 0, *(paper.size for paper in papers)]
            check_size(sizes, most=carriage.most_bytes)


def list_agreeing(pack: Pack, *, on: date) -> list[Post]:
    """List the posts at the table whose agreement to lateness can be noted, the chair's first."""
    holders = list_seat_holders(pack.meeting.body, on=on)
    return [holder.seat.post for holder in holders if holder.seat.post is not None]


def find_agreement(pack: Pack, covering: Covering, *, at: datetime) -> Post | None:
    """Find the post that agreed to lateness; None if nobody did, or nothing is late.

    :raises RuleError: with the field ``late_agreed_by_id``, if it has no seat at the table
    """
    if covering.late_agreed_by_id is None or not is_late(pack, at=at):
        return None
    posts = {post.id: post for post in list_agreeing(pack, on=london_day(at))}
    if covering.late_agreed_by_id not in posts:
        raise RuleError("Choose a post at the table.", field="late_agreed_by_id")
    return posts[covering.late_agreed_by_id]


def is_late(pack: Pack, *, at: datetime) -> bool:
    """Say whether the latest moment to circulate by the body's rules has passed."""
    return at >= deadlines_of(pack.meeting).circulate_until


def resend_letter(delivery: Delivery, *, address: str, by: Member, at: datetime) -> None:
    """Put one letter back into the outbox, under its own Message-ID.

    :param address: where to send it now; a corrected one holds for this letter only
    :raises NotAllowedError: if the member may not circulate packs
    :raises RuleError: if the letter has gone or is on its way, or the address is not one
    """
    by.check(Permission.CIRCULATE_PACK)
    check_resendable(delivery, at=at)
    try:
        check_address(address.strip())
    except BadAddressError as error:
        raise RuleError(str(error), field="address") from error
    check_mail_domain(delivery.person, address.strip(), list_people(delivery, at=at))
    corrected = address.strip() != delivery.address
    delivery.address = address.strip()
    renew_link(delivery, is_astray=corrected, by=by, at=at)
    delivery.state, delivery.attempts, delivery.next_at = DeliveryState.QUEUED, 0, at
    delivery.holder = delivery.lease_until = None
    record_event(
        "letter sent again",
        subject=f"pack {delivery.circulation.pack_id}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={"reader": delivery.recorded_title, "address corrected": corrected},
    )


def list_people(delivery: Delivery, *, at: datetime) -> list[Person]:
    """List the people at the table for which a letter was, as they are now."""
    body = delivery.circulation.pack.meeting.body
    holders = list_seat_holders(body, on=london_day(at))
    return [holder.person for holder in holders if holder.person is not None]


def check_resendable(delivery: Delivery, *, at: datetime) -> None:
    """Refuse a letter that must not go again, or is not one that can.

    :raises RuleError: if its pack was withdrawn or replaced or tells of a risk restricted since,
        it has gone or is on its way, or its reader may no longer see what it brings
    """
    pack = delivery.circulation.pack
    if pack.withdrawn_at is not None:
        raise RuleError("The pack was withdrawn; its letters are not sent any more.")
    newer = find_successor_sent(pack)
    if newer is not None:
        raise RuleError(f"Version {newer.version} has gone out in this pack's place.")
    check_day(pack)
    if delivery.circulation.supplement is None:
        check_not_restricted_since(pack)
    if delivery.state not in RESENDABLE:
        raise RuleError("Only a letter that has not gone can be sent again.")
    if delivery.holder is not None:
        raise RuleError("This letter is being sent at this very moment. Look again in a minute.")
    on = london_day(at)
    if not may_still_have(delivery, on=on) or not still_brings_all(delivery, on=on):
        raise RuleError("This reader may no longer see exempt items. Circulate the pack again.")


def count_circulations(pack: Pack) -> int:
    """Count how often a pack was circulated."""
    return (
        db.session.scalar(
            select(func.count()).select_from(Circulation).where(Circulation.pack_id == pack.id)
        )
        or 0
    )


def count_letters(packs: Sequence[Pack]) -> dict[int, tuple[int, int]]:
    """Count letters sent and letters in all, by pack id."""
    rows = db.session.execute(
        select(Circulation.pack_id, Delivery.state, func.count())
        .join(Circulation.deliveries)
        .where(Circulation.pack_id.in_([pack.id for pack in packs]))
        .group_by(Circulation.pack_id, Delivery.state)
    )
    counts: dict[int, tuple[int, int]] = {}
    for pack_id, state, number in rows:
        sent, total = counts.get(pack_id, (0, 0))
        counts[pack_id] = (sent + (number if state is DeliveryState.SENT else 0), total + number)
    return counts


def list_circulations(pack: Pack) -> Sequence[Circulation]:
    """List the circulations of a pack with their letters, the newest first."""
    return db.session.scalars(
        select(Circulation)
        .where(Circulation.pack_id == pack.id)
        .options(
            joinedload(Circulation.decided_as),
            selectinload(Circulation.papers),
            selectinload(Circulation.deliveries).options(
                joinedload(Delivery.post).joinedload(Post.agency),
                joinedload(Delivery.person).joinedload(Person.agency),
                joinedload(Delivery.edition),
            ),
        )
        .order_by(Circulation.number.desc())
    ).all()


def get_letter(member: Member, pack: Pack, delivery_id: int) -> Delivery:
    """Find one letter of a pack.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not read circulations
    """
    member.check(Permission.READ_CIRCULATIONS)
    letter = db.session.scalar(
        select(Delivery)
        .join(Delivery.circulation)
        .where(Delivery.id == delivery_id, Circulation.pack_id == pack.id)
        .options(
            joinedload(Delivery.post),
            joinedload(Delivery.person),
            joinedload(Delivery.edition),
            joinedload(Delivery.circulation),
        )
    )
    if letter is None:
        raise NotFoundError("There is no such letter.")
    return letter


def find_letter_and_edition(delivery_id: int) -> Delivery | None:
    """Find a letter with what is needed to write it out, but the files."""
    with_meeting = (joinedload(Pack.meeting).joinedload(Meeting.body), joinedload(Pack.snapshot))
    return db.session.scalar(
        select(Delivery)
        .where(Delivery.id == delivery_id)
        .options(
            joinedload(Delivery.post).joinedload(Post.agency),
            joinedload(Delivery.person),
            joinedload(Delivery.edition).options(*with_meeting),
            joinedload(Delivery.circulation).options(
                joinedload(Circulation.decided_as),
                joinedload(Circulation.late_agreed_by),
                joinedload(Circulation.pack).options(*with_meeting),
                selectinload(Circulation.papers)
                .joinedload(CirculatedPaper.paper)
                .joinedload(Paper.item),
            ),
        )
    )


def _letter_for(reader: Reader, domain: str, at: datetime) -> Delivery:
    person = reader.person
    if person is None:
        raise RuleError("Nobody holds this post at present.")
    return Delivery(
        person=person,
        post=reader.seat.post,
        capacity=reader.seat.capacity,
        edition=reader.edition,
        by_link=reader.by_link,
        address=person.email,
        message_id=f"<{secrets.token_hex(16)}@{domain}>",
        state=DeliveryState.QUEUED,
        attempts=0,
        next_at=at,
    )
