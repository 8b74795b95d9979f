"""What a personal link gives its reader at this moment, and what is noted of its use."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.circulation import Opening
from risk_register.domain.editions import holds_exempt
from risk_register.domain.errors import NotFoundError
from risk_register.domain.packs import Edition, Form
from risk_register.domain.reading_links import OPENING_EVENTS, SAME_USE, LinkState
from risk_register.domain.risks import Publication
from risk_register.models import (
    Circulation,
    Delivery,
    LinkOpening,
    Meeting,
    Pack,
    Paper,
    ReadingLink,
)
from risk_register.services.events import record_event
from risk_register.services.kept_files import read_unchanged
from risk_register.services.letter_papers import (
    is_entitled,
    list_letter_papers,
    marking_with,
)
from risk_register.services.pack_days import names_other_day
from risk_register.services.pack_files import get_content, get_file
from risk_register.services.reading_links import find_link, last_day_of, state_of
from risk_register.services.restrictions import tells_hidden

#: What a reader is given of a pack: its page and its print.
READABLE = (Form.HTML, Form.PDF)


@dataclass(frozen=True)
class Handout:
    """What a link gives now; nothing of the pack is in it that its reader may not have."""

    link: ReadingLink
    state: LinkState
    edition: Pack | None = None  #: None if there is none that this reader may have
    marking: str = ""  #: of that edition
    is_shut: bool = False  #: because it tells of a risk that the reader may no longer see
    is_reduced: bool = False  #: because the reader is no longer entitled to exempt items
    names_other_day: bool = False  #: because the meeting was moved since
    current: Pack | None = None  #: the newer version that has gone to readers in its place
    papers: tuple[Paper, ...] = ()
    acknowledged_at: datetime | None = None

    @property
    def delivery(self) -> Delivery:
        """Give the letter that brought it."""
        return self.link.delivery

    @property
    def meeting(self) -> Meeting:
        """Give the meeting it is for."""
        return self.delivery.circulation.pack.meeting

    @property
    def withdrawn_at(self) -> datetime | None:
        """Say when the pack was withdrawn; it then gives nothing at all."""
        return self.delivery.circulation.pack.withdrawn_at

    @property
    def highest_marking(self) -> str:
        """Say how all that it gives is marked together."""
        return marking_with(self.marking or Publication.OPEN.marking, self.papers)

    @property
    def works_until(self) -> date:
        """Give the last London date on which it works."""
        return last_day_of(self.link)

    @property
    def gives(self) -> bool:
        """Say whether anything can be had by it."""
        return self.state is LinkState.WORKS and self.withdrawn_at is None and not self.is_shut


def find_handout(token: str, *, secret_key: str, at: datetime) -> Handout | None:
    """Find what the link of a letter gives; None if it is no link, or was revoked.

    One that has expired, or whose pack was withdrawn or tells of a risk that is restricted from
    its reader by now, is found and gives nothing.
    """
    link = find_link(token, secret_key=secret_key)
    state = state_of(link, at=at) if link else LinkState.REVOKED
    if link is None or state is LinkState.REVOKED:
        return None
    pack = link.delivery.circulation.pack
    if state is LinkState.EXPIRED or pack.withdrawn_at is not None:
        return Handout(link, state)
    on = london_day(at)
    if link.delivery.circulation.supplement is not None:
        return Handout(
            link,
            state,
            papers=tuple(list_letter_papers(link.delivery, on=on)),
            acknowledged_at=_find_acknowledged(link.delivery),
        )
    if tells_hidden(pack, link.delivery.person, on=on):
        return Handout(link, state, is_shut=True, current=_find_current(pack))
    entitled = is_entitled(link.delivery, on=on)
    sent = link.delivery.edition or pack
    edition = sent if entitled or not _holds_exempt(sent) else _find_public(sent)
    return Handout(
        link,
        state,
        edition,
        marking=get_content(edition)["marking"] if edition else "",
        is_reduced=edition is not sent,
        names_other_day=names_other_day(pack),
        current=_find_current(pack),
        papers=tuple(list_letter_papers(link.delivery, on=on)),
        acknowledged_at=_find_acknowledged(link.delivery),
    )


def may_still_have(delivery: Delivery, *, on: date) -> bool:
    """Say whether a letter's reader may on a London date have the edition it brought."""
    edition = delivery.edition or delivery.circulation.pack
    return is_entitled(delivery, on=on) or not _holds_exempt(edition)


def get_handout_file(handout: Handout, form: Form) -> bytes:
    """Give the pack as its reader may have it; to be noted before it is handed out.

    :raises NotFoundError: if the link gives it no longer, or not in this form
    :raises ChangedFileError: if it is not the file that was drawn
    """
    if not handout.gives or handout.edition is None or form not in READABLE:
        raise NotFoundError("There is nothing to read at this address.")
    return get_file(handout.edition, form)


def get_handout_paper(handout: Handout, paper_id: int) -> tuple[Paper, bytes]:
    """Give a paper that its reader may have; to be noted before it is handed out.

    :raises NotFoundError: if the link gives it not, or no longer
    :raises ChangedFileError: if it is not the file that was added
    """
    paper = next((each for each in handout.papers if each.id == paper_id), None)
    if paper is None or not handout.gives:
        raise NotFoundError("There is no such paper.")
    return paper, read_unchanged(paper, f"item {paper.item.number}")


def note_opening(
    link: ReadingLink | None, kind: Opening, *, at: datetime, what: str | None = None
) -> None:
    """Note what is done with a link, unless the same was noted just before.

    :param link: found in this very transaction, for it may have ended meanwhile
    :param what: the file, if it is one, by number and not by name: a name may be exempt
    :raises NotFoundError: if the link gives nothing any more
    """
    if link is None or not _gives(link, at=at):
        raise NotFoundError("There is nothing to read at this address.")
    last = _find_last_use(link, kind, what)
    if last is not None and (kind is Opening.ACKNOWLEDGED or at - last.opened_at < SAME_USE):
        return
    pack = link.delivery.circulation.pack
    db.session.add(LinkOpening(link=link, kind=kind, what=what, opened_at=at))
    record_event(
        OPENING_EVENTS[kind],
        subject=f"pack {pack.id}",
        programme=pack.meeting.body.programme,
        by=None,
        at=at,
        facts={"reader": link.delivery.recorded_title, "link": link.id, "what": what},
    )


def _gives(link: ReadingLink, *, at: datetime) -> bool:
    circulation = link.delivery.circulation
    if state_of(link, at=at) is not LinkState.WORKS or circulation.pack.withdrawn_at is not None:
        return False
    if circulation.supplement is not None:
        return True  # it brings no pack
    return not tells_hidden(circulation.pack, link.delivery.person, on=london_day(at))


def _find_last_use(link: ReadingLink, kind: Opening, what: str | None) -> LinkOpening | None:
    return db.session.scalar(
        select(LinkOpening)
        .where(LinkOpening.link_id == link.id, LinkOpening.kind == kind, LinkOpening.what == what)
        .order_by(LinkOpening.id.desc())
        .limit(1)
    )


def _holds_exempt(pack: Pack) -> bool:
    return pack.edition is Edition.FULL and holds_exempt(get_content(pack))


def _find_public(pack: Pack) -> Pack | None:
    return db.session.scalar(
        select(Pack).where(
            Pack.meeting_id == pack.meeting_id,
            Pack.version == pack.version,
            Pack.edition == Edition.PUBLIC,
            Pack.sha256.is_not(None),
        )
    )


def _find_current(pack: Pack) -> Pack | None:
    """Find the newest version that has gone to readers in a pack's place."""
    return db.session.scalar(
        select(Pack)
        .where(
            Pack.meeting_id == pack.meeting_id,
            Pack.edition == Edition.FULL,
            Pack.version > pack.version,
            Pack.withdrawn_at.is_(None),
            exists(select(Circulation.id).where(Circulation.pack_id == Pack.id)),
        )
        .order_by(Pack.version.desc())
        .limit(1)
    )


def _find_acknowledged(delivery: Delivery) -> datetime | None:
    return db.session.scalar(
        select(LinkOpening.opened_at)
        .join(LinkOpening.link)
        .where(ReadingLink.delivery_id == delivery.id, LinkOpening.kind == Opening.ACKNOWLEDGED)
        .order_by(LinkOpening.id)
        .limit(1)
    )
