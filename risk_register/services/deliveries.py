"""Delivering letters: those that bring a pack, and all others after them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.circulation import WAITING, Capacity, DeliveryState
from risk_register.domain.errors import ChangedFileError, NotFoundError, RuleError
from risk_register.domain.packs import Form, PackKind
from risk_register.mail.letters import UNMARKED, Attachment, Letter, file_name_of, paper_name_of
from risk_register.mail.pack_letters import PackLetter, PaperLine, draw_pack_letter
from risk_register.mail.supplements import draw_supplement
from risk_register.models import Circulation, Delivery, Notice, Pack, Paper, PublicationLetter
from risk_register.services.circulations import find_letter_and_edition
from risk_register.services.events import record_event
from risk_register.services.handouts import may_still_have
from risk_register.services.kept_files import read_unchanged
from risk_register.services.letter_papers import (
    list_letter_papers,
    marking_of,
    marking_with,
    still_brings_all,
)
from risk_register.services.mail_domains import check_mail_domain
from risk_register.services.notices import NOTICES
from risk_register.services.outbox import Kind, PostRoom, Tally, send_due
from risk_register.services.pack_files import get_content, get_file, get_fingerprint
from risk_register.services.pack_versions import find_replaced
from risk_register.services.publication_letters import PUBLICATION_LETTERS
from risk_register.services.reading_links import write_address
from risk_register.services.restrictions import find_restricted_since
from risk_register.services.supplement_letters import build_supplement_letter, read_attachments

RESTRICTED_SINCE = "A risk that its pack tells of was restricted. Make the pack again."
NO_LONGER_ENTITLED = "Its reader may no longer see what it brings."
#: What the record calls each thing that can become of a letter; it has always known these names.
LETTER_EVENTS: Mapping[DeliveryState, str] = {
    DeliveryState.QUEUED: "letter waiting to be sent",
    DeliveryState.SENT: "letter sent",
    DeliveryState.RETRY: "letter will be tried again",
    DeliveryState.FAILED: "letter failed",
    DeliveryState.UNCERTAIN: "letter may have arrived; sending again",
    DeliveryState.STOPPED: "letter stopped: the pack no longer holds",
    DeliveryState.HELD: "letter held for a person",
    DeliveryState.BOUNCED: "letter came back",
}


def deliver_letters(room: PostRoom, *, at: datetime, limit: int = 200) -> Tally:
    """Send the letters that are due, one by one; opens its own transactions.

    Packs go first, for a law may name the day by which they have to be out; of
    one kind, the letter goes first that has been due for longest.

    :param at: moment of the round; a letter is due when its next try is not later
    :param limit: letters at most, so that a round ends
    """
    kinds = (PACK_LETTERS, PUBLICATION_LETTERS, NOTICES)
    return send_due(kinds, room, at=at, limit=limit)


def build_pack_letter(
    pack: Pack,
    circulation: Circulation,
    *,
    post_title: str,
    capacity: Capacity,
    public_url: str,
    papers: Sequence[Paper] = (),
    way: str | None = None,
) -> PackLetter:
    """Gather what the letter to one reader says, from their edition and the decision to send.

    :param pack: the edition the reader gets; nothing that only another one says gets in
    :param papers: those that this reader gets
    :param way: the address of the reader's personal link; None: the files are attached
    """
    content = get_content(pack)
    meeting = pack.meeting
    replaced = find_replaced(pack)
    return PackLetter(
        programme=content["programme"]["name"],
        kind=PackKind(content.get("kind", PackKind.BOARD)),
        body=content["body"]["name"],
        meeting_on=meeting.held_on,
        starts_at=meeting.starts_at,
        place=meeting.place,
        edition_name=pack.edition.value,
        version=pack.version,
        item=content["meeting"].get("item"),
        paper=content["meeting"].get("paper"),
        corrects=pack.correction if replaced else None,
        supersedes=replaced.version if replaced else None,
        marking=marking_with(content["marking"], papers),
        handling=content["handling"],
        notice=content["programme"]["notice"],
        note=circulation.note,
        reader_post=post_title,
        reader_capacity=capacity.label,
        sender_post=circulation.decided_as.title if circulation.decided_as else "Board secretary",
        file_name=file_name_of(
            content["body"]["name"],
            meeting.held_on,
            pack.version,
            marking=content["marking"],
            edition=pack.edition.value,
        ),
        sha256=pack.sha256 or "",
        fingerprint=get_fingerprint(pack) or "",
        head=circulation.head or "",
        pack_url=f"{public_url.rstrip('/')}/{meeting.body.programme.key}/packs/{pack.id}",
        late_reason=circulation.late_reason,
        repeat_reason=circulation.repeat_reason,
        late_agreed_by=circulation.late_agreed_by.title if circulation.late_agreed_by else None,
        papers=tuple(_list_lines(papers)),
        way=way,
    )


def find_oldest_waiting() -> datetime | None:
    """Find since when the oldest letter that has not gone should have; None if all have."""
    decided = (
        select(Circulation.decided_at)
        .join(Circulation.deliveries)
        .where(Delivery.state.in_(WAITING))
        .order_by(Circulation.decided_at)
        .limit(1)
    )
    queued = (
        select(table.queued_at).where(table.state.in_(WAITING)).order_by(table.queued_at).limit(1)
        for table in (PublicationLetter, Notice)
    )
    found = (db.session.scalar(query) for query in (decided, *queued))
    return min((moment for moment in found if moment is not None), default=None)


def _write(delivery: Delivery, room: PostRoom) -> Letter:
    circulation = delivery.circulation
    edition = delivery.edition or circulation.pack
    way = _find_way(delivery, room)
    if circulation.supplement is not None:
        return _write_supplement(delivery, room, way)
    papers = list_letter_papers(delivery, on=london_day(circulation.decided_at))
    return draw_pack_letter(
        build_pack_letter(
            edition,
            circulation,
            post_title=delivery.title,
            capacity=delivery.capacity,
            public_url=room.public_url,
            papers=papers,
            way=way,
        ),
        message_id=delivery.message_id,
        written_at=circulation.decided_at,
        sender=room.sender,
        recipient=delivery.address,
        pdf=None if way else _read_pdf(edition),
        papers=() if way else tuple(_read_papers(papers)),
    )


def _write_supplement(delivery: Delivery, room: PostRoom, way: str | None) -> Letter:
    circulation = delivery.circulation
    papers = list_letter_papers(delivery, on=london_day(circulation.decided_at))
    values = build_supplement_letter(
        circulation.pack,
        circulation,
        papers,
        post_title=delivery.title,
        capacity=delivery.capacity.label,
        way=way,
    )
    return draw_supplement(
        values,
        message_id=delivery.message_id,
        written_at=circulation.decided_at,
        sender=room.sender,
        recipient=delivery.address,
        files=() if way else read_attachments(values, papers),
    )


def _read_pdf(edition: Pack) -> bytes:
    try:
        return get_file(edition, Form.PDF)
    except (ChangedFileError, NotFoundError) as error:
        raise RuleError(str(error)) from error


def _read_papers(papers: Sequence[Paper]) -> Iterator[Attachment]:
    for paper, line in zip(papers, _list_lines(papers), strict=True):
        try:
            content = read_unchanged(paper, f"item {paper.item.number}")
        except ChangedFileError as error:
            raise RuleError(str(error)) from error
        yield Attachment(line.file_name, paper.kind.media_type, content)


def _list_lines(papers: Iterable[Paper]) -> Iterator[PaperLine]:
    """List papers as a letter names them; no two files are called the same."""
    taken: set[str] = set()
    for paper in papers:
        item, ending = paper.item, paper.kind.endings[0].lstrip(".")
        title = None if item.is_exempt else paper.title
        marking = marking_of([paper])
        names = (
            paper_name_of(item.number, title, ending, nth=nth, marking=marking) for nth in count(1)
        )
        name = next(name for name in names if name not in taken)
        taken.add(name)
        yield PaperLine(item.number, item.reference, title, name)


def _find_way(delivery: Delivery, room: PostRoom) -> str | None:
    if not delivery.by_link:
        return None
    return write_address(delivery, public_url=room.public_url, secret_key=room.secret_key)


def _find_bar(delivery: Delivery, at: datetime) -> str | None:
    """Say why a letter must not go any more: what its reader may see can change while it waits.

    Whoever withdraws or replaces a pack stops its letters then and there.
    """
    on = london_day(at)
    if delivery.circulation.supplement is None:
        if find_restricted_since(delivery.circulation.pack) is not None:
            return RESTRICTED_SINCE
        may_go = may_still_have(delivery, on=on)
    else:
        may_go = bool(list_letter_papers(delivery, on=on))
    return None if may_go and still_brings_all(delivery, on=on) else NO_LONGER_ENTITLED


def _record(delivery: Delivery, facts: dict[str, Any], at: datetime) -> None:
    record_event(
        LETTER_EVENTS[delivery.state],
        subject=f"pack {delivery.circulation.pack_id}",
        programme=delivery.circulation.pack.meeting.body.programme,
        by=None,
        at=at,
        facts={"reader": delivery.recorded_title, **facts},
    )


def _is_held_for_a_person(delivery: Delivery) -> bool:
    circulation = delivery.circulation
    edition = delivery.edition or circulation.pack
    papers = list_letter_papers(delivery, on=london_day(circulation.decided_at))
    marking = marking_with(get_content(edition)["marking"], papers)
    return edition.meeting.body.when_uncertain.holds(is_marked=marking != UNMARKED)


def _admit(delivery: Delivery) -> None:
    check_mail_domain(delivery.person, delivery.address)


PACK_LETTERS = Kind(
    Delivery, find_letter_and_edition, _write, _find_bar, _record, _is_held_for_a_person, _admit
)
