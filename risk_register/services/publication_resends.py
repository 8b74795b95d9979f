"""Letters to the address that publishes, again by a person's decision, or known to be there."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from risk_register.database import db
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.errors import BadAddressError, NotFoundError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.mail.letters import check_address
from risk_register.models import Body, Meeting, Pack, Publication, PublicationLetter
from risk_register.services.circulations import RESENDABLE
from risk_register.services.events import record_event
from risk_register.services.programmes import Member
from risk_register.services.publication_letters import PUBLICATION_LETTERS


def get_publication_letter(member: Member, letter_id: int) -> PublicationLetter:
    """Find one letter to an address that publishes, with its publication.

    :raises NotFoundError: if the programme has no such letter
    :raises NotAllowedError: if the member may not publish
    """
    member.check(Permission.PUBLISH_PACK)
    letter = db.session.scalar(
        select(PublicationLetter)
        .join(PublicationLetter.publication)
        .join(Publication.pack)
        .join(Pack.meeting)
        .join(Meeting.body)
        .where(PublicationLetter.id == letter_id, Body.programme_id == member.programme.id)
        .options(
            contains_eager(PublicationLetter.publication)
            .contains_eager(Publication.pack)
            .contains_eager(Pack.meeting)
            .contains_eager(Meeting.body)
        )
    )
    if letter is None:
        raise NotFoundError("There is no such letter.")
    return letter


def send_again(
    letter: PublicationLetter, *, address: str, reason: str, by: Member, at: datetime
) -> None:
    """Put a letter back into the outbox, under its own Message-ID.

    :param address: where to send it now; a corrected one holds for this letter, and for the one
        that asks to take down what it brought
    :param reason: kept in the record
    :raises NotAllowedError: if the member may not publish
    :raises RuleError: if the letter has gone, is on its way or must not go any more, the reason is
        missing, or the address is not one
    """
    by.check(Permission.PUBLISH_PACK)
    why_not = find_hindrance(letter, at=at)
    if why_not is not None:
        raise RuleError(why_not)
    if not reason.strip():
        raise RuleError("Say why it is sent again.", field="reason")
    to = address.strip()
    try:
        check_address(to)
    except BadAddressError as error:
        raise RuleError(str(error), field="address") from error
    is_corrected = to != letter.address
    letter.address, letter.repeat_reason = to, reason.strip()
    letter.state, letter.attempts, letter.next_at = DeliveryState.QUEUED, 0, at
    letter.holder = letter.lease_until = None
    _record(
        "publication letter sent again",
        letter,
        by=by,
        at=at,
        reason=letter.repeat_reason,
        corrected=is_corrected,
    )


def find_hindrance(letter: PublicationLetter, *, at: datetime) -> str | None:
    """Say why a letter cannot be sent again; None if it can."""
    if letter.holder is not None:
        return "This letter is being sent at this very moment. Look again in a minute."
    if letter.state not in RESENDABLE:
        return "Only a letter that has not gone can be sent again."
    return PUBLICATION_LETTERS.find_bar(letter, at)


def note_arrival(letter: PublicationLetter, *, by: Member, at: datetime) -> None:
    """Note that a held letter has arrived, as its reader said; it does not go again.

    :raises NotAllowedError: if the member may not publish
    :raises RuleError: if it is not held
    """
    by.check(Permission.PUBLISH_PACK)
    if letter.state is not DeliveryState.HELD:
        raise RuleError("Only of a letter that is held can it be said that it arrived.")
    letter.state, letter.sent_at = DeliveryState.SENT, at
    letter.next_at = letter.holder = letter.lease_until = None
    _record("publication letter known to have arrived", letter, by=by, at=at)


def _record(
    kind: str,
    letter: PublicationLetter,
    *,
    by: Member,
    at: datetime,
    reason: str | None = None,
    corrected: bool = False,
) -> None:
    record_event(
        kind,
        subject=f"pack {letter.publication.pack_id}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=reason,
        facts={"asks": letter.asks.value, "address corrected": corrected},
    )
