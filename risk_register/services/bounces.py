"""Letters that came back: reports are matched to letters by Message-ID, and kept once.

A Message-ID is drawn at random for each letter, so a report that does not bring one of ours is
somebody else's, or forged, and changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import select

from risk_register.database import db
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.errors import AlreadyDoneError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.mail.bounces import Report, read_report
from risk_register.models import (
    Bounce,
    Delivery,
    Membership,
    Notice,
    Programme,
    PublicationLetter,
)
from risk_register.services.deliveries import PACK_LETTERS
from risk_register.services.events import record_event
from risk_register.services.notices import NOTICES
from risk_register.services.outbox import Kind
from risk_register.services.programmes import Member
from risk_register.services.publication_letters import PUBLICATION_LETTERS

#: States of letters that a mail server may have taken. One that waits for its first try under a
#: corrected address has not come back from there.
_MAY_COME_BACK = (
    DeliveryState.SENT,
    DeliveryState.UNCERTAIN,
    DeliveryState.HELD,
    DeliveryState.RETRY,
)
#: Letters of any kind may come back.
_KINDS: tuple[Kind[Any], ...] = (PACK_LETTERS, PUBLICATION_LETTERS, NOTICES)
Letter: TypeAlias = Delivery | PublicationLetter | Notice


@dataclass(frozen=True)
class _Found:
    kind: Kind[Any]
    letter: Letter

    @property
    def programme(self) -> Programme | None:
        match self.letter:
            case Delivery():
                return self.letter.circulation.pack.meeting.body.programme
            case PublicationLetter():
                return self.letter.publication.pack.meeting.body.programme
            case Notice():
                return self.letter.programme


def paste_report(text: str, *, by: Member, at: datetime) -> Bounce:
    """Keep a report that somebody pasted, if it is about a letter of their programme.

    :raises NotAllowedError: if the member may not circulate packs
    :raises RuleError: if it is no report, or about none of the programme's letters
    :raises AlreadyDoneError: if it has been kept before
    """
    by.check(Permission.CIRCULATE_PACK)
    report = read_report(text.encode())
    if report is None:
        raise RuleError(
            "This is no report that a letter did not arrive. Paste its source, with all headers.",
            field="report",
        )
    found = _find_letter(report)
    if found is None or not _is_of(found, by.programme):
        raise RuleError("This report is about none of the register's letters.", field="report")
    bounce = _keep(report, found, source="pasted", by=by, at=at)
    if bounce is None:
        raise AlreadyDoneError("This report has been kept before. The letter's state says so.")
    return bounce


def is_news(report: Report) -> bool:
    """Say whether a report is about one of our letters and was not kept before."""
    found = _find_letter(report)
    return found is not None and not _is_kept(report, found.letter)


def keep_report(report: Report, *, source: str, at: datetime) -> Bounce | None:
    """Keep a report that came into a mailbox; None if it is not ours, or was kept before."""
    found = _find_letter(report)
    return _keep(report, found, source=source, by=None, at=at) if found else None


def _find_letter(report: Report) -> _Found | None:
    for kind in _KINDS:
        is_named = kind.table.message_id.in_(report.message_ids)
        letter = db.session.scalar(select(kind.table).where(is_named).order_by(kind.table.id))
        if letter is not None:
            return _Found(kind, letter)
    return None


def _is_of(found: _Found, programme: Programme) -> bool:
    """Say whether a letter is a programme's; one about several is if its reader works there."""
    if found.programme is not None:
        return found.programme.id == programme.id
    if not isinstance(found.letter, Notice):
        return False
    works_there = select(Membership.id).where(
        Membership.person_id == found.letter.person_id, Membership.programme_id == programme.id
    )
    return db.session.scalar(works_there.limit(1)) is not None


def _keep(
    report: Report, found: _Found, *, source: str, by: Member | None, at: datetime
) -> Bounce | None:
    letter = found.letter
    if _is_kept(report, letter):
        return None
    bounce = Bounce(
        delivery=letter if isinstance(letter, Delivery) else None,
        publication_letter=letter if isinstance(letter, PublicationLetter) else None,
        notice=letter if isinstance(letter, Notice) else None,
        sha256=report.sha256,
        source=source,
        is_permanent=report.is_permanent,
        status=report.status,
        answer=report.answer,
        reported_at=report.reported_at,
        recorded_at=at,
        recorded_by=by.person if by else None,
    )
    db.session.add(bounce)
    facts = {"message": letter.message_id, "status": report.status, "source": source}
    if _comes_back(report, letter):
        letter.state, letter.next_at = DeliveryState.BOUNCED, None
        letter.answer = f"Came back: {report.answer or 'the report gives no reason'}"
        found.kind.record(letter, facts, at)
    else:
        _record_report(found, facts, at)
    return bounce


def _is_kept(report: Report, letter: Letter) -> bool:
    """Say whether the report, or one that says the same of the letter, is there already."""
    match letter:
        case Delivery():
            column = Bounce.delivery_id
        case PublicationLetter():
            column = Bounce.publication_letter_id
        case _:
            column = Bounce.notice_id
    query = select(Bounce.id).where(
        (Bounce.sha256 == report.sha256)
        | (
            (column == letter.id)
            & (Bounce.is_permanent == report.is_permanent)
            & (Bounce.reported_at == report.reported_at)
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def _comes_back(report: Report, letter: Letter) -> bool:
    """Say whether the letter, as it stands now, has not arrived for good."""
    is_same_address = not report.addresses or letter.address.casefold() in report.addresses
    return (
        report.is_permanent
        and is_same_address
        and letter.state in _MAY_COME_BACK
        and letter.holder is None
    )


def _record_report(found: _Found, facts: dict[str, Any], at: datetime) -> None:
    """Record what changes nothing about the letter: it is delayed, or an earlier try came back."""
    match found.letter:
        case Delivery() as letter:
            kind, subject = "letter report kept", f"pack {letter.circulation.pack_id}"
            facts = {"reader": letter.recorded_title, **facts}
        case PublicationLetter() as letter:
            kind, subject = "publication letter report kept", f"pack {letter.publication.pack_id}"
            facts = {"asks": letter.asks.value, **facts}
        case letter:
            kind, subject = "notice report kept", f"person {letter.person_id}"
            facts = {"for": letter.kind.value, **facts}
    record_event(kind, subject=subject, programme=found.programme, by=None, at=at, facts=facts)
