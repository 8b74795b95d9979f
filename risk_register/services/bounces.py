"""Letters that came back: reports are matched to letters by Message-ID, and kept once.

A Message-ID is drawn at random for each letter, so a report that does not bring one of ours is
somebody else's, or forged, and changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.errors import AlreadyDoneError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.mail.bounces import Report, read_report
from risk_register.models import Bounce, Delivery, Membership, Notice, Programme
from risk_register.services.deliveries import PACK_LETTERS
from risk_register.services.events import record_event
from risk_register.services.notices import NOTICES
from risk_register.services.outbox import Kind
from risk_register.services.programmes import Member

#: States of letters that a mail server may have taken. One that waits for its first try under a
#: corrected address has not come back from there.
_MAY_COME_BACK = (
    DeliveryState.SENT,
    DeliveryState.UNCERTAIN,
    DeliveryState.HELD,
    DeliveryState.RETRY,
)


@dataclass(frozen=True)
class _Found:
    kind: Kind[Any]
    letter: Delivery | Notice

    @property
    def programme(self) -> Programme | None:
        if isinstance(self.letter, Delivery):
            return self.letter.circulation.pack.meeting.body.programme
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
    if found is None or not _is_of(found.letter, by.programme):
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
    ids = report.message_ids
    packs = select(Delivery).where(Delivery.message_id.in_(ids)).order_by(Delivery.id).limit(1)
    letter = db.session.scalar(packs.options(joinedload(Delivery.circulation)))
    if letter is not None:
        return _Found(PACK_LETTERS, letter)
    notices = select(Notice).where(Notice.message_id.in_(ids)).order_by(Notice.id).limit(1)
    notice = db.session.scalar(notices)
    return None if notice is None else _Found(NOTICES, notice)


def _is_of(letter: Delivery | Notice, programme: Programme) -> bool:
    """Say whether a letter is a programme's; one about several is if its reader works there."""
    if isinstance(letter, Delivery):
        return letter.circulation.pack.meeting.body.programme_id == programme.id
    if letter.programme_id is not None:
        return letter.programme_id == programme.id
    works_there = select(Membership.id).where(
        Membership.person_id == letter.person_id, Membership.programme_id == programme.id
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


def _is_kept(report: Report, letter: Delivery | Notice) -> bool:
    """Say whether the report, or one that says the same of the letter, is there already."""
    column = Bounce.delivery_id if isinstance(letter, Delivery) else Bounce.notice_id
    query = select(Bounce.id).where(
        (Bounce.sha256 == report.sha256)
        | (
            (column == letter.id)
            & (Bounce.is_permanent == report.is_permanent)
            & (Bounce.reported_at == report.reported_at)
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def _comes_back(report: Report, letter: Delivery | Notice) -> bool:
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
    letter = found.letter
    if isinstance(letter, Delivery):
        record_event(
            "letter report kept",
            subject=f"pack {letter.circulation.pack_id}",
            programme=found.programme,
            by=None,
            at=at,
            facts={"reader": letter.recorded_title, **facts},
        )
    else:
        record_event(
            "notice report kept",
            subject=f"person {letter.person_id}",
            programme=found.programme,
            by=None,
            at=at,
            facts={"for": letter.kind.value, **facts},
        )
