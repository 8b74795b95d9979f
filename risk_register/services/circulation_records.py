"""Reading the circulation record of a meeting, as it was when each pack went out."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from threading import BoundedSemaphore
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.documents.press import print_record
from risk_register.documents.records import write_order
from risk_register.domain.agendas import say_withheld_item
from risk_register.domain.calendars import Deadlines
from risk_register.domain.circulation import Opening
from risk_register.domain.circulation_records import (
    FORGOTTEN,
    NOT_AMONG,
    CirculationRecord,
    RecordedCirculation,
    RecordedFile,
    RecordedLetter,
    RecordedSeat,
    join_sentences,
    say_moment,
    say_timing,
)
from risk_register.domain.editions import holds_exempt
from risk_register.domain.errors import BusyError
from risk_register.domain.issue_reckonings import find_breach
from risk_register.domain.packs import Edition
from risk_register.domain.permissions import Permission
from risk_register.domain.readers import share_pack
from risk_register.models import (
    AgendaItem,
    CirculatedPaper,
    Circulation,
    Delivery,
    Event,
    Meeting,
    Pack,
    Paper,
    Person,
    Post,
    Publication,
    PublicationLetter,
    ReadingLink,
    Snapshot,
)
from risk_register.services.attendances import reads_exempt
from risk_register.services.events import Head, get_head, record_event
from risk_register.services.meetings import deadlines_of
from risk_register.services.moment_lines import find_last_line
from risk_register.services.past_seats import PastSeat, PastSeats
from risk_register.services.programmes import Member
from risk_register.services.publications import list_publications
from risk_register.services.withheld_words import find_sparing

#: One paper at a time: each is a process of its own, beside those of the packs.
_press = BoundedSemaphore(1)
WAIT_SECONDS = 30


def gather_record(member: Member | None, meeting: Meeting, *, at: datetime) -> CirculationRecord:
    """Read everything that went out for a meeting, the first circulation first.

    :param member: for whose eyes; None for the operator
    :raises NotAllowedError: if the member may not read circulations
    """
    if member is not None:
        member.check(Permission.READ_CIRCULATIONS)
    circulations = list_of_meeting(meeting)
    reader = _Reader(member, meeting, circulations) if circulations else None
    programme = meeting.body.programme
    return CirculationRecord(
        programme=programme.name,
        notice=programme.notice,
        body=meeting.body.name,
        held_on=meeting.held_on,
        place=meeting.place,
        circulations=tuple(reader.tell(each) for each in circulations) if reader else (),
        head=str(get_head(programme.key)),
        read_at=at,
        publications=tuple(map(_tell_publication, reversed(list_publications(meeting)))),
    )


def list_of_meeting(meeting: Meeting) -> Sequence[Circulation]:
    """List the circulations of all versions of a meeting's pack, the first one first."""
    return db.session.scalars(
        select(Circulation)
        .join(Circulation.pack)
        .where(Pack.meeting_id == meeting.id)
        .options(
            joinedload(Circulation.pack).joinedload(Pack.withdrawn_as),
            joinedload(Circulation.pack).joinedload(Pack.withdrawn_by),
            joinedload(Circulation.decided_by),
            joinedload(Circulation.decided_as),
            joinedload(Circulation.late_agreed_by),
            selectinload(Circulation.papers)
            .joinedload(CirculatedPaper.paper)
            .joinedload(Paper.item),
            selectinload(Circulation.deliveries).options(
                joinedload(Delivery.post).joinedload(Post.agency),
                joinedload(Delivery.person).joinedload(Person.agency),
                joinedload(Delivery.edition),
                selectinload(Delivery.links).selectinload(ReadingLink.openings),
                selectinload(Delivery.bounces),
            ),
        )
        .order_by(Circulation.decided_at, Circulation.id)
    ).all()


def draw_paper(record: CirculationRecord) -> bytes:
    """Draw a record as a PDF; takes seconds, so never inside a transaction.

    :raises BusyError: if others are waiting for theirs
    :raises PackDrawingError: if it could not be drawn
    """
    if not _press.acquire(timeout=WAIT_SECONDS):
        raise BusyError
    try:
        return print_record(write_order(record))
    finally:
        _press.release()


def record_taking(
    member: Member | None, meeting: Meeting, *, kind: str, sha256: str, at: datetime
) -> Head:
    """Say in the record who took what was circulated along.

    :param member: None for the operator
    :param kind: which file: ``csv``, ``pdf`` or ``zip``
    """
    return record_event(
        "circulation exported",
        subject=f"meeting {meeting.held_on.isoformat()}",
        programme=meeting.body.programme,
        by=member.person if member else None,
        at=at,
        facts={"body": meeting.body.name, "kind": kind, "sha256": sha256},
    )


class _Reader:
    """Tells the circulations of one meeting; what they share is read once."""

    def __init__(
        self, member: Member | None, meeting: Meeting, circulations: Sequence[Circulation]
    ) -> None:
        self.sees_exempt = member is None or reads_exempt(member, meeting.body)
        self.spare = find_sparing(member, meeting)
        self.circulations = circulations
        self.deadlines: Deadlines = deadlines_of(meeting)
        self.lines = {each.id: _find_line(each) for each in circulations}
        self.seats = PastSeats(meeting.body, since=min(self.lines.values()))
        self.contents = _read_contents(circulations)
        self.editions = _read_editions(meeting)

    def tell(self, circulation: Circulation) -> RecordedCirculation:
        """Say what one circulation was, and what came of it."""
        is_late, timing = self._say_timing(circulation)
        agreed = circulation.late_agreed_by
        decided_as = circulation.decided_as
        return RecordedCirculation(
            title=self._say_title(circulation),
            decided_at=circulation.decided_at,
            decided_by=decided_as.title if decided_as else circulation.decided_by.name,
            timing=timing,
            is_late=is_late,
            late_reason=self.spare(circulation.late_reason),
            late_agreed_by=agreed.title if agreed else None,
            repeat_reason=self.spare(circulation.repeat_reason),
            note=self.spare(circulation.note),
            files=tuple(_tell_edition(each) for each in self._list_sent(circulation)),
            papers=tuple(self._tell_paper(each.paper) for each in circulation.papers),
            seats=tuple(self._list_seats(circulation)),
            fates=tuple(self._list_fates(circulation)),
            head=circulation.head,
            pack_id=circulation.pack_id,
            number=circulation.number,
        )

    def _say_title(self, circulation: Circulation) -> str:
        if circulation.supplement is not None:
            return f"Supplement {circulation.supplement}"
        again = f", sent again ({circulation.number})" if circulation.number > 1 else ""
        return f"Version {circulation.pack.version}{again}"

    def _say_timing(self, circulation: Circulation) -> tuple[bool, str]:
        told = self.contents[circulation.pack_id].get("meeting", {}).get("circulate_by")
        latest_on = date.fromisoformat(told) if told else None
        same_rules = latest_on == self.deadlines.circulate_by
        return say_timing(
            london_day(circulation.decided_at),
            latest_on,
            breach=find_breach(circulation.decided_at, self.deadlines) if same_rules else None,
            has_reason=bool(circulation.late_reason),
        )

    def _list_sent(self, circulation: Circulation) -> list[Pack]:
        """List the editions that went out with a circulation, the full one first."""
        if circulation.supplement is not None:
            return []
        sent = {each.edition_id or circulation.pack_id for each in circulation.deliveries}
        return [pack for pack in self.editions if pack.id in sent]

    def _tell_paper(self, paper: Paper) -> RecordedFile:
        item: AgendaItem = paper.item
        if item.is_exempt and not self.sees_exempt:
            words = say_withheld_item(item.exempt_paragraph)
            return RecordedFile(words, paper.sha256, paper.size, note="exempt")
        reference = f"{item.reference} " if item.reference else ""
        return RecordedFile(
            f"{reference}{paper.title}",
            paper.sha256,
            paper.size,
            "exempt" if item.is_exempt else "",
        )

    def _list_seats(self, circulation: Circulation) -> list[RecordedSeat]:
        line, on = self.lines[circulation.id], london_day(circulation.decided_at)
        waiting = list(circulation.deliveries)
        has_exempt = holds_exempt(self.contents[circulation.pack_id])
        told = []
        for seat in self.seats.list_at(line, on=on):
            letter = next((each for each in waiting if _is_for(each, seat)), None)
            if letter is not None:
                waiting.remove(letter)
                told.append(_tell_reader(letter, circulation, is_entitled=seat.is_entitled))
            else:
                told.append(_tell_other(seat, circulation, has_exempt=has_exempt))
        # A letter is told whether or not a seat for it is on record.
        told += [_tell_reader(each, circulation, is_entitled=None) for each in waiting]
        return told

    def _list_fates(self, circulation: Circulation) -> list[str]:
        pack = circulation.pack
        said = []
        if pack.withdrawn_at is not None and pack.withdrawn_by is not None:
            by = pack.withdrawn_as.title if pack.withdrawn_as else pack.withdrawn_by.name
            why = self.spare(pack.withdraw_reason)
            said.append(f"Withdrawn on {say_moment(pack.withdrawn_at)} by {by}: “{why}”")
        later = (
            each
            for each in self.circulations
            if each.pack.version > pack.version and each.supplement is None
        )
        newer = next(later, None)
        if newer is not None:
            said.append(
                f"Replaced by version {newer.pack.version}, circulated on "
                f"{say_moment(newer.decided_at)}."
            )
        return said


def _tell_publication(publication: Publication) -> str:
    by = publication.decided_as.title if publication.decided_as else publication.decided_by.name
    when = say_moment(publication.decided_at)
    said = [f"Public edition, version {publication.pack.version}, published on {when} by {by}"]
    if publication.late_reason:
        said.append(f"Late: “{publication.late_reason}”")
    if publication.withdrawn_at:
        back = say_moment(publication.withdrawn_at)
        said.append(f"Taken back on {back}: “{publication.withdraw_reason}”")
    said += [_tell_asking(letter) for letter in publication.letters]
    said.append(f"SHA-256 of the PDF {publication.sha256}")
    return join_sentences(said)


def _tell_asking(letter: PublicationLetter) -> str:
    """Say what the address that publishes was asked for, and what became of the letter."""
    when = f" on {say_moment(letter.sent_at)}" if letter.sent_at else ""
    again = f", sent again: “{letter.repeat_reason}”" if letter.repeat_reason else ""
    became = f"{letter.state.label}{when}{again}, Message-ID {letter.message_id}"
    came_back = _say_bounces(letter)
    said = f"{letter.asks.label} by letter to {letter.address}: {became}"
    return f"{said}. Reported by a mail server on {came_back}" if came_back else said


def _find_line(circulation: Circulation) -> int:
    """Give the sequence of the line that records a circulation."""
    if circulation.head:
        return int(circulation.head.partition(":")[0])
    chain = circulation.pack.meeting.body.programme.key
    kind = (Event.chain == chain, Event.kind == "pack circulated")
    about = (Event.subject == f"pack {circulation.pack_id}", Event.at == circulation.decided_at)
    found = db.session.scalar(select(Event.sequence).where(*kind, *about).limit(1))
    return found or find_last_line(chain, circulation.decided_at)


def _read_contents(circulations: Sequence[Circulation]) -> dict[int, dict[str, Any]]:
    """Read what the circulated packs say, by the pack's id."""
    rows = db.session.execute(
        select(Pack.id, Snapshot.body)
        .join(Snapshot, Pack.snapshot_id == Snapshot.id)
        .where(Pack.id.in_({each.pack_id for each in circulations}))
    )
    return {pack_id: json.loads(body) for pack_id, body in rows}


def _read_editions(meeting: Meeting) -> list[Pack]:
    order = list(Edition)
    packs = db.session.scalars(select(Pack).where(Pack.meeting_id == meeting.id))
    return sorted(packs, key=lambda pack: (pack.version, order.index(pack.edition)))


def _tell_edition(pack: Pack) -> RecordedFile:
    label = f"{pack.edition.label}, version {pack.version}, PDF"
    return RecordedFile(label, pack.sha256 or "", pack.size or 0)


def _is_for(letter: Delivery, seat: PastSeat) -> bool:
    place = (letter.post_id, None if letter.post_id else letter.person_id)
    return place == seat.place and letter.capacity is seat.capacity


def _tell_reader(
    letter: Delivery, circulation: Circulation, *, is_entitled: bool | None
) -> RecordedSeat:
    return RecordedSeat(
        title=letter.title,
        name=letter.person.name if letter.person.name != letter.title else None,
        agency=(letter.post or letter.person).agency.short,
        capacity=letter.capacity.label,
        is_entitled=is_entitled,
        letter=_tell_letter(letter, circulation),
        why_not=None,
    )


def _tell_letter(letter: Delivery, circulation: Circulation) -> RecordedLetter:
    pack = letter.edition or circulation.pack
    brings_pack = circulation.supplement is None
    openings = [opening for link in letter.links for opening in link.openings]
    return RecordedLetter(
        brought=f"{pack.edition.label}, version {pack.version}" if brings_pack else "Papers",
        sha256=pack.sha256 if brings_pack else None,
        by_link=letter.by_link,
        address=letter.address or FORGOTTEN,
        message_id=letter.message_id,
        state=letter.state,
        sent_at=letter.sent_at,
        answer=letter.answer,
        came_back=_say_bounces(letter),
        opened_at=min((each.opened_at for each in openings), default=None),
        acknowledged_at=min(
            (each.opened_at for each in openings if each.kind is Opening.ACKNOWLEDGED), default=None
        ),
    )


def _say_bounces(letter: Delivery | PublicationLetter) -> str | None:
    said = [
        f"{say_moment(each.reported_at or each.recorded_at)}"
        f"{f', {each.status}' if each.status else ''}: {each.answer or 'no reason given'}"
        for each in letter.bounces
    ]
    return join_sentences(said) or None


def _tell_other(seat: PastSeat, circulation: Circulation, *, has_exempt: bool) -> RecordedSeat:
    return RecordedSeat(
        title=seat.title,
        name=seat.holder.name if seat.holder and seat.holder.name != seat.title else None,
        agency=seat.agency,
        capacity=seat.capacity.label,
        is_entitled=seat.is_entitled,
        letter=None,
        why_not=_say_why_not(seat, circulation, has_exempt=has_exempt),
    )


def _say_why_not(seat: PastSeat, circulation: Circulation, *, has_exempt: bool) -> str:
    if seat.holder is None:
        return "Nobody held this post."
    same = (each for each in circulation.deliveries if each.person_id == seat.holder.id)
    double = next(same, None)
    if double is not None:
        return f"The same person got it as {double.title}."
    share = share_pack(
        seat.capacity, is_entitled=seat.is_entitled, has_exempt=has_exempt, has_public=False
    )
    return NOT_AMONG if share.edition else share.why
