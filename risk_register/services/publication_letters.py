"""Letters to the address that publishes for a body: with an edition, and to take it down again."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.circulation import WAITING, DeliveryState, SendsBy
from risk_register.domain.errors import ChangedFileError, NotFoundError, RuleError
from risk_register.domain.packs import Edition, Form
from risk_register.domain.publications import PUBLICATION_LETTER_EVENTS, Asking
from risk_register.domain.withdrawals import MAY_HAVE_ARRIVED
from risk_register.mail.letters import Letter, file_name_of
from risk_register.mail.publication_letters import PublicationLetter as Values
from risk_register.mail.publication_letters import draw_publication_letter
from risk_register.models import Body, Meeting, Pack, Post, Publication, PublicationLetter
from risk_register.services.events import record_event
from risk_register.services.outbox import Kind, PostRoom, stop_letter
from risk_register.services.pack_files import get_file
from risk_register.services.restrictions import find_restricted_since

NO_LONGER_PUBLISHED = "It is published no longer."
RESTRICTED_SINCE = "A risk that its pack tells of was restricted. Make the pack again."
PUBLISHED_AGAIN = "The same file is published again."


def ask_to_publish(publication: Publication, *, domain: str, at: datetime) -> None:
    """Put the letter with the edition into the outbox, if there is an address that publishes it.

    :param domain: the part of the Message-ID after the ``@``
    """
    if publication.address:
        _queue(publication, Asking.PUBLISH, address=publication.address, domain=domain, at=at)


def ask_to_take_down(publication: Publication, *, domain: str, at: datetime) -> None:
    """Stop the letter with the edition; if it may have gone, ask to take the edition down.

    :param domain: the part of the Message-ID after the ``@``
    """
    asked = {letter.asks: letter for letter in publication.letters}
    first = asked.get(Asking.PUBLISH)
    if first is None or Asking.TAKE_DOWN in asked:
        return
    is_leaving = first.state in WAITING and first.holder is not None
    may_have_arrived = is_leaving or first.state in MAY_HAVE_ARRIVED
    if first.state in WAITING:
        stop_letter(PUBLICATION_LETTERS, first, why=NO_LONGER_PUBLISHED, at=at)
    if may_have_arrived:
        _queue(publication, Asking.TAKE_DOWN, address=first.address, domain=domain, at=at)


def ask_to_take_down_pack(pack: Pack, *, domain: str, at: datetime) -> None:
    """Ask to take down what is published of a pack that was withdrawn.

    :param pack: any of its editions
    """
    same = (Pack.meeting_id == pack.meeting_id, Pack.version == pack.version)
    standing = select(Publication).join(Publication.pack).where(*same)
    standing = standing.where(Publication.withdrawn_at.is_(None)).order_by(Publication.id)
    for publication in db.session.scalars(standing).all():
        ask_to_take_down(publication, domain=domain, at=at)


def _queue(
    publication: Publication, asks: Asking, *, address: str, domain: str, at: datetime
) -> None:
    letter = PublicationLetter(
        publication=publication,
        asks=asks,
        queued_at=at,
        address=address,
        message_id=f"<{secrets.token_hex(16)}@{domain}>",
        state=DeliveryState.QUEUED,
        attempts=0,
        next_at=at,
    )
    db.session.add(letter)
    _record(letter, {"message": letter.message_id}, at)


def _find(letter_id: int) -> PublicationLetter | None:
    publication = joinedload(PublicationLetter.publication)
    body = publication.joinedload(Publication.pack).joinedload(Pack.meeting)
    return db.session.scalar(
        select(PublicationLetter)
        .where(PublicationLetter.id == letter_id)
        .options(
            body.joinedload(Meeting.body).joinedload(Body.programme),
            publication.joinedload(Publication.decided_as),
            publication.joinedload(Publication.withdrawn_as),
        )
    )


def _write(letter: PublicationLetter, room: PostRoom) -> Letter:
    publication = letter.publication
    pack = publication.pack
    if pack.edition is not Edition.PUBLIC:
        raise RuleError("Only a public edition goes to the address that publishes.")
    by_link = pack.meeting.body.sends_by is SendsBy.LINK
    brings = letter.asks is Asking.PUBLISH and not by_link
    return draw_publication_letter(
        _gather(letter, public_url=room.public_url.rstrip("/")),
        message_id=letter.message_id,
        written_at=letter.queued_at,
        sender=room.sender,
        recipient=letter.address,
        pdf=_read_pdf(publication) if brings else None,
    )


def _gather(letter: PublicationLetter, *, public_url: str) -> Values:
    publication = letter.publication
    pack = publication.pack
    meeting, body = pack.meeting, pack.meeting.body
    page = f"{public_url}/published/{body.programme.key}"
    ended_at = publication.withdrawn_at or pack.withdrawn_at
    is_asked_down = letter.asks is Asking.TAKE_DOWN
    return Values(
        asks=letter.asks,
        programme=body.programme.name,
        body=body.name,
        meeting_on=meeting.held_on,
        version=pack.version,
        replaces=_find_version(
            meeting, Pack.version < pack.version, Publication.withdrawn_at == publication.decided_at
        ),
        replaced_by=_find_version(
            meeting, Pack.version > pack.version, Publication.decided_at == publication.withdrawn_at
        ),
        sender_post=_find_sender(publication, is_asked_down=is_asked_down),
        published_on=london_day(publication.decided_at),
        ended_on=london_day(ended_at) if is_asked_down and ended_at else None,
        file_name=file_name_of(
            body.name, meeting.held_on, pack.version, edition=pack.edition.value
        ),
        sha256=publication.sha256,
        notice=body.programme.notice,
        file_url=f"{page}/{publication.id}/{Form.PDF.file}",
        page_url=page,
        verify_url=f"{public_url}/verify",
        kind=body.pack_kind,
    )


def _find_sender(publication: Publication, *, is_asked_down: bool) -> str:
    """Name the post that decided what is asked for; people are named in no letter."""
    by: Post | None = publication.decided_as
    if is_asked_down:
        by = publication.withdrawn_as or publication.pack.withdrawn_as
    return by.title if by else "Board secretary"


def _find_version(meeting: Meeting, *conditions: ColumnElement[bool]) -> int | None:
    """Find the version of the pack that one publication gave way to, or took the place of."""
    return db.session.scalar(
        select(Pack.version)
        .join(Publication, Publication.pack_id == Pack.id)
        .where(Pack.meeting_id == meeting.id, *conditions)
        .order_by(Pack.version.desc())
        .limit(1)
    )


def _read_pdf(publication: Publication) -> bytes:
    pack = publication.pack
    if pack.sha256 != publication.sha256:
        raise RuleError("The file is not the one that was published.")
    try:
        return get_file(pack, Form.PDF)
    except (ChangedFileError, NotFoundError) as error:
        raise RuleError(str(error)) from error


def _find_bar(letter: PublicationLetter, _at: datetime) -> str | None:
    publication = letter.publication
    stands = publication.withdrawn_at is None and publication.pack.withdrawn_at is None
    if letter.asks is Asking.PUBLISH:
        if not stands:
            return NO_LONGER_PUBLISHED
        return RESTRICTED_SINCE if find_restricted_since(publication.pack) else None
    later = select(Publication.id).where(
        Publication.pack_id == publication.pack_id,
        Publication.id > publication.id,
        Publication.withdrawn_at.is_(None),
    )
    is_again = publication.pack.withdrawn_at is None and db.session.scalar(later.limit(1))
    return PUBLISHED_AGAIN if is_again else None


def _record(letter: PublicationLetter, facts: dict[str, Any], at: datetime) -> None:
    pack = letter.publication.pack
    record_event(
        PUBLICATION_LETTER_EVENTS[letter.state],
        subject=f"pack {pack.id}",
        programme=pack.meeting.body.programme,
        by=None,
        at=at,
        facts={"asks": letter.asks.value, **facts},
    )


PUBLICATION_LETTERS = Kind(PublicationLetter, _find, _write, _find_bar, _record)
