"""The outbox: each letter is claimed, sent outside any transaction, and marked.

A letter that a killed worker held is sent again under the same Message-ID: it
is never lost, and at most one extra copy arrives.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update

from risk_register.database import database_seconds, db, write_transaction
from risk_register.domain.circulation import WAITING, Capacity, DeliveryState, retry_after
from risk_register.domain.errors import BadAddressError, NotFoundError, RuleError
from risk_register.mail.letters import Letter, PackLetter, draw_pack_letter, file_name_of
from risk_register.mail.post import Outcome, PostOffice, Receipt
from risk_register.models import Circulation, Delivery, Pack
from risk_register.services.circulations import find_letter_and_pdf, get_content
from risk_register.services.events import record_event
from risk_register.services.pack_versions import find_replaced

LEASE_SECONDS = 180.0  #: longer than one letter may take
#: After a refusal that would meet every letter, such as a wrong password.
HOLD_ALL = timedelta(minutes=5)
#: So many refusals for now in a row mean that the server is away; the next round tries again.
MOST_IN_A_ROW = 3


@dataclass(frozen=True)
class PostRoom:
    """How letters leave: through which office, from which address, with which links."""

    office: PostOffice
    sender: str
    public_url: str


@dataclass(frozen=True)
class Tally:
    """What became of the letters of one round."""

    sent: int = 0
    waiting: int = 0  #: refused for now
    failed: int = 0


@dataclass(frozen=True)
class _Claim:
    delivery_id: int
    holder: str


def deliver_letters(room: PostRoom, *, at: datetime, limit: int = 200) -> Tally:
    """Send the letters that are due, one by one; opens its own transactions.

    :param at: moment of the round; a letter is due when its next try is not later
    :param limit: letters at most, so that a round ends
    """
    sent = waiting = failed = in_a_row = 0
    for _ in range(limit):
        claim = _claim_letter(at)
        if claim is None:
            break
        receipt = _send(claim, room)
        if receipt is None:
            _let_go(claim)
            continue
        state = _mark(claim, receipt, at=at)
        sent += state is DeliveryState.SENT
        failed += state is DeliveryState.FAILED
        waiting += state in WAITING
        in_a_row = in_a_row + 1 if receipt.outcome is Outcome.RETRY else 0
        if receipt.outcome is Outcome.STOP or in_a_row == MOST_IN_A_ROW:
            break
    return Tally(sent, waiting, failed)


def build_pack_letter(
    pack: Pack, circulation: Circulation, *, post_title: str, capacity: Capacity, public_url: str
) -> PackLetter:
    """Gather what the letter to one reader says, from the frozen pack and the decision to send."""
    content = get_content(pack)
    meeting = pack.meeting
    replaced = find_replaced(pack)
    return PackLetter(
        programme=content["programme"]["name"],
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
        marking=content["marking"],
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
        ),
        sha256=pack.sha256 or "",
        fingerprint=pack.snapshot.fingerprint if pack.snapshot else "",
        head=circulation.head or "",
        pack_url=f"{public_url.rstrip('/')}/{meeting.body.programme.key}/packs/{pack.id}",
        late_reason=circulation.late_reason,
        repeat_reason=circulation.repeat_reason,
    )


def find_oldest_waiting() -> datetime | None:
    """Find when the oldest letter that has not gone was decided; None if all have."""
    return db.session.scalar(
        select(Circulation.decided_at)
        .join(Circulation.deliveries)
        .where(Delivery.state.in_(WAITING))
        .order_by(Circulation.decided_at)
        .limit(1)
    )


def _is_due(at: datetime) -> tuple[ColumnElement[bool], ...]:
    free = or_(Delivery.lease_until.is_(None), Delivery.lease_until < database_seconds())
    return (Delivery.state.in_(WAITING), Delivery.next_at <= at, free)


def _claim_letter(at: datetime) -> _Claim | None:
    with write_transaction():
        delivery = db.session.scalar(
            select(Delivery).where(*_is_due(at)).order_by(Delivery.next_at, Delivery.id).limit(1)
        )
        if delivery is None:
            return None
        delivery.holder = secrets.token_hex(8)
        delivery.lease_until = database_seconds() + LEASE_SECONDS
        delivery.attempts += 1
        return _Claim(delivery.id, delivery.holder)


def _send(claim: _Claim, room: PostRoom) -> Receipt | None:
    """Send a letter; None if it was stopped since it was claimed."""
    try:
        letter = _write_letter(claim, room)
    except (BadAddressError, RuleError) as error:
        return Receipt(Outcome.FAILED, str(error))
    return room.office.deliver(letter) if letter else None


def _write_letter(claim: _Claim, room: PostRoom) -> Letter | None:
    delivery = find_letter_and_pdf(claim.delivery_id)
    circulation = delivery.circulation if delivery else None
    pdf = circulation.pack.pdf if circulation else None
    if delivery is None or circulation is None or pdf is None:
        raise NotFoundError("There is no such letter.")
    if delivery.state is DeliveryState.STOPPED:
        return None
    letter = draw_pack_letter(
        build_pack_letter(
            circulation.pack,
            circulation,
            post_title=delivery.title,
            capacity=delivery.capacity,
            public_url=room.public_url,
        ),
        message_id=delivery.message_id,
        written_at=circulation.decided_at,
        sender=room.sender,
        recipient=delivery.address,
        pdf=pdf,
    )
    db.session.rollback()  # nothing may stay open while the mail server thinks
    return letter


def _let_go(claim: _Claim) -> None:
    with write_transaction():
        delivery = db.session.get(Delivery, claim.delivery_id)
        if delivery is not None and delivery.holder == claim.holder:
            delivery.holder = delivery.lease_until = None


def _mark(claim: _Claim, receipt: Receipt, *, at: datetime) -> DeliveryState | None:
    with write_transaction():
        delivery = db.session.get(Delivery, claim.delivery_id)
        if delivery is None or delivery.holder != claim.holder:
            return None  # taken over; whoever has it now marks it
        delivery.holder = delivery.lease_until = None
        delivery.answer = receipt.answer
        delivery.state = _state_after(delivery, receipt, at)
        if delivery.state is DeliveryState.SENT:
            delivery.sent_at = at
        if receipt.outcome is Outcome.STOP:
            _hold_all(at + HOLD_ALL)
        record_event(
            f"letter {delivery.state.label.lower()}",
            subject=f"pack {delivery.circulation.pack_id}",
            programme=delivery.circulation.pack.meeting.body.programme,
            by=None,
            at=at,
            facts={
                "reader": delivery.title,
                "message": delivery.message_id,
                "answer": receipt.answer.replace(delivery.address, "(the reader's address)"),
                "try": delivery.attempts,
            },
        )
        return delivery.state


def _state_after(delivery: Delivery, receipt: Receipt, at: datetime) -> DeliveryState:
    if receipt.outcome is Outcome.SENT:
        delivery.next_at = None
        return DeliveryState.SENT
    if delivery.state is DeliveryState.STOPPED:
        return DeliveryState.STOPPED  # withdrawn while it was on its way: not tried again
    if receipt.outcome is Outcome.STOP:
        delivery.attempts -= 1  # it is not this letter's fault
        delivery.next_at = at + HOLD_ALL
        return DeliveryState.RETRY
    wait = retry_after(delivery.attempts)
    if receipt.outcome is Outcome.FAILED or wait is None:
        delivery.next_at = None
        return DeliveryState.FAILED
    delivery.next_at = at + wait
    uncertain = receipt.outcome is Outcome.UNCERTAIN
    return DeliveryState.UNCERTAIN if uncertain else DeliveryState.RETRY


def _hold_all(until: datetime) -> None:
    db.session.execute(
        update(Delivery)
        .where(Delivery.state.in_(WAITING), Delivery.next_at < until)
        .values(next_at=until)
    )
