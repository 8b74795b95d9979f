"""A letter more to a reader whose letter has gone, and what a person knows of a held one."""

import secrets
from datetime import datetime

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.errors import AlreadyDoneError, BadAddressError, RuleError
from risk_register.domain.letter_states import GONE
from risk_register.domain.permissions import Permission
from risk_register.mail.letters import check_address
from risk_register.models import CirculatedPaper, Circulation, Delivery
from risk_register.services.circulations import check_ready, count_circulations, list_people
from risk_register.services.events import record_event
from risk_register.services.handouts import may_still_have
from risk_register.services.letter_papers import is_entitled
from risk_register.services.mail_domains import check_mail_domain
from risk_register.services.programmes import Member
from risk_register.services.reading_links import give_links, stop_links
from risk_register.services.restrictions import check_not_restricted_since
from risk_register.services.withheld_words import check_words


def send_second_letter(
    delivery: Delivery,
    *,
    address: str,
    reason: str,
    number: int,
    domain: str,
    by: Member,
    at: datetime,
) -> Circulation:
    """Send a letter of its own to one reader whose letter has gone; the first one stays as it is.

    It is a numbered circulation to one reader, with a Message-ID and a link of its own: a mail
    program would hide a second letter under the first one's. The first one's links are stopped
    if it went to another address.

    :param address: where to send it; a corrected one holds for this letter only
    :param reason: printed in the letter and kept in the record
    :param number: which circulation of the pack it is, as the form showed it
    :param domain: the part of the Message-ID after the ``@``
    :raises NotAllowedError: if the member may not circulate packs
    :raises AlreadyDoneError: if somebody circulated the pack since the form was drawn
    :raises RuleError: if the letter has not gone, the pack may not go out, or something is missing
    """
    by.check(Permission.CIRCULATE_PACK)
    first, said = delivery.circulation, reason.strip()
    check_ready(first.pack)
    if first.supplement is None:
        check_not_restricted_since(first.pack)
    if delivery.state not in GONE:
        raise RuleError("This letter has not gone. Send the letter itself again.")
    if not said:
        raise RuleError("Say why it is sent again.", field="reason")
    to = _check_address(delivery, address, at)
    if number != count_circulations(first.pack) + 1:
        raise AlreadyDoneError("This pack was circulated meanwhile. Look at its letters first.")
    if not may_still_have(delivery, on=london_day(at)):
        raise RuleError("This reader may no longer see exempt items. Circulate the pack again.")
    others = {delivery.edition or first.pack} - {first.pack}
    entitled = is_entitled(delivery, on=london_day(at))
    check_words(first.pack, others, {"reason": said}, are_entitled=entitled)
    is_corrected = to != delivery.address
    if is_corrected:
        stop_links(delivery, by=by, at=at)
    circulation = Circulation(
        pack=first.pack,
        number=number,
        supplement=first.supplement,
        decided_by=by.person,
        decided_as=by.post,
        decided_at=at,
        note=first.note,
        late_reason=first.late_reason,
        late_agreed_by=first.late_agreed_by,
        repeat_reason=said,
        papers=[CirculatedPaper(paper=each.paper) for each in first.papers],
        deliveries=[_copy(delivery, to, domain, at)],
    )
    db.session.add(circulation)
    give_links(circulation, at=at)
    head = record_event(
        "letter sent again",
        subject=f"pack {first.pack_id}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=said,
        facts={"reader": delivery.recorded_title, "address corrected": is_corrected},
    )
    circulation.head = str(head)
    return circulation


def note_arrival(delivery: Delivery, *, by: Member, at: datetime) -> None:
    """Note that a held letter has arrived, as its reader said; it does not go again.

    :raises NotAllowedError: if the member may not circulate packs
    :raises RuleError: if it is not held
    """
    by.check(Permission.CIRCULATE_PACK)
    if delivery.state is not DeliveryState.HELD:
        raise RuleError("Only of a letter that is held can it be said that it arrived.")
    delivery.state, delivery.sent_at = DeliveryState.SENT, at
    delivery.next_at = delivery.holder = delivery.lease_until = None
    record_event(
        "letter known to have arrived",
        subject=f"pack {delivery.circulation.pack_id}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={"reader": delivery.recorded_title},
    )


def _check_address(delivery: Delivery, address: str, at: datetime) -> str:
    try:
        check_address(address.strip())
    except BadAddressError as error:
        raise RuleError(str(error), field="address") from error
    check_mail_domain(delivery.person, address.strip(), list_people(delivery, at=at))
    return address.strip()


def _copy(delivery: Delivery, address: str, domain: str, at: datetime) -> Delivery:
    return Delivery(
        person=delivery.person,
        post=delivery.post,
        capacity=delivery.capacity,
        edition=delivery.edition,
        by_link=delivery.by_link,
        address=address,
        message_id=f"<{secrets.token_hex(16)}@{domain}>",
        state=DeliveryState.QUEUED,
        attempts=0,
        next_at=at,
    )
