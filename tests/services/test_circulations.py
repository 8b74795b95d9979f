"""Circulating: the right readers, once, with reasons when it is late or again."""

from datetime import datetime, time, timedelta

import pytest

from risk_register.clock import LONDON
from risk_register.database import db, write_transaction
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.errors import AlreadyDoneError, NotAllowedError, RuleError
from risk_register.domain.letter_sizes import ANY_LETTER
from risk_register.mail.post import Outcome, Receipt
from risk_register.models import Delivery, Event
from risk_register.services.circulations import (
    Covering,
    circulate_pack,
    get_letter,
    is_late,
    list_circulations,
    resend_letter,
)
from risk_register.services.deliveries import deliver_letters
from risk_register.services.drawings import claim_asked_pack
from risk_register.services.meetings import deadlines_of
from risk_register.services.outbox import PostRoom
from risk_register.services.packs import find_newest
from risk_register.services.readers import list_readers
from tests.conftest import NOW
from tests.services.outboxes import queue
from tests.services.test_drawings import june


class Office:
    """A post office that answers as it is told and remembers what it was given."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.letters = []

    def deliver(self, letter):
        self.letters.append(letter)
        return self.answers.pop(0) if self.answers else Receipt(Outcome.SENT, "250 taken")


def room(office):
    return PostRoom(office, "register@example.org", "http://127.0.0.1:8000", "a key for tests")


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def pack(inside):
    """The approved pack."""
    return find_newest(june())


def circulate(by, number=1, at=NOW, carriage=ANY_LETTER, **covering):
    with write_transaction():
        return circulate_pack(
            find_newest(june()),
            number=number,
            covering=Covering(**covering),
            domain="example.org",
            by=by,
            at=at,
            carriage=carriage,
        )


def states():
    db.session.expire_all()
    return [row.state for row in db.session.scalars(db.select(Delivery).order_by(Delivery.id))]


def test_each_seat_gets_the_pack_or_the_reason_why_not(pack):
    readers = {
        reader.seat.post.title: reader.barred for reader in list_readers(pack, on=NOW.date())
    }

    assert readers["Chair of the Board"] is None
    assert readers["Parents' Adviser"] is None
    assert readers["Head of Commissioning"].startswith("Deputies get the pack")


def test_every_reader_gets_one_letter_with_an_id_of_its_own(pack, member):
    circulation = circulate(member("sofia"))

    ids = [delivery.message_id for delivery in circulation.deliveries]
    assert len(ids) == len(set(ids)) == 3


def test_only_an_approved_pack_goes_out(pack, member):
    with write_transaction():
        claim_asked_pack(june(), correction="A late score.", by=member("amira"), at=NOW)
    with pytest.raises(RuleError, match="approved"):
        circulate(member("sofia"))


def test_only_the_secretary_circulates(pack, member):
    with pytest.raises(NotAllowedError):
        circulate(member("amira"))


def test_a_second_click_sends_nothing(pack, member):
    sofia = member("sofia")
    circulate(sofia)
    with pytest.raises(AlreadyDoneError):
        circulate(sofia)

    assert len(states()) == 3


def test_sending_again_needs_a_reason(pack, member):
    sofia = member("sofia")
    circulate(sofia)
    with pytest.raises(RuleError) as refused:
        circulate(sofia, number=2)
    assert refused.value.field == "repeat_reason"


def test_on_the_latest_day_it_is_in_time_and_the_day_after_it_needs_a_reason(pack, member):
    sofia = member("sofia")
    with pytest.raises(RuleError) as refused:
        circulate(sofia, at=NOW + timedelta(days=2))
    assert refused.value.field == "late_reason"
    circulate(sofia, at=NOW + timedelta(days=1))


def test_letters_leave_once_however_often_the_clock_ticks(pack, member):
    circulate(member("sofia"))
    office = Office()
    first = deliver_letters(room(office), at=NOW)
    second = deliver_letters(room(office), at=NOW)

    assert (first.sent, second.sent, len(office.letters)) == (3, 0, 3)
    assert {letter.recipient for letter in office.letters} == {
        "grace@example.org",
        "tom@example.org",
        "olu@example.org",
    }


def test_every_reader_gets_the_same_bytes(pack, member):
    circulate(member("sofia"))
    office = Office()
    deliver_letters(room(office), at=NOW)

    attached = {letter.attachments[0].content for letter in office.letters}
    assert attached == {find_newest(june()).pdf}


def test_a_refusal_for_now_is_tried_again_later_with_the_same_message_id(pack, member):
    circulate(member("sofia"))
    office = Office(Receipt(Outcome.RETRY, "450 busy"))
    deliver_letters(room(office), at=NOW)
    assert states().count(DeliveryState.RETRY) == 1

    deliver_letters(room(office), at=NOW + timedelta(seconds=30))
    assert states().count(DeliveryState.RETRY) == 1
    deliver_letters(room(office), at=NOW + timedelta(minutes=1))
    assert states() == [DeliveryState.SENT] * 3
    assert office.letters[0].message_id == office.letters[-1].message_id


def test_a_refusal_for_good_keeps_the_servers_words_and_waits_for_a_person(pack, member):
    circulate(member("sofia"))
    deliver_letters(room(Office(Receipt(Outcome.FAILED, "550 no such user"))), at=NOW)

    (failed,) = [row for row in db.session.scalars(db.select(Delivery)) if row.state == "failed"]
    assert failed.answer == "550 no such user"
    deliver_letters(room(Office()), at=NOW + timedelta(days=1))
    assert states().count(DeliveryState.FAILED) == 1


def test_one_failed_letter_is_sent_again_to_a_corrected_address(pack, member):
    sofia = member("sofia")
    circulate(sofia)
    deliver_letters(room(Office(Receipt(Outcome.FAILED, "550 no such user"))), at=NOW)
    failed = db.session.scalars(db.select(Delivery).where(Delivery.state == "failed")).one()
    with write_transaction():
        letter = get_letter(sofia, find_newest(june()), failed.id)
        resend_letter(letter, address="chair@example.org", by=sofia, at=NOW)
    office = Office()
    deliver_letters(room(office), at=NOW)

    assert [letter.recipient for letter in office.letters] == ["chair@example.org"]
    assert states() == [DeliveryState.SENT] * 3


def test_a_letter_that_has_gone_is_not_sent_again(pack, member):
    sofia = member("sofia")
    circulate(sofia)
    deliver_letters(room(Office()), at=NOW)
    gone = db.session.scalars(db.select(Delivery)).first()
    with pytest.raises(RuleError), write_transaction():
        resend_letter(gone, address=gone.address, by=sofia, at=NOW)


def test_a_refusal_that_would_meet_every_letter_holds_them_all_for_a_while(pack, member):
    circulate(member("sofia"))
    office = Office(Receipt(Outcome.STOP, "535 wrong password"))
    deliver_letters(room(office), at=NOW)
    deliver_letters(room(office), at=NOW + timedelta(minutes=4))
    assert len(office.letters) == 1

    deliver_letters(room(office), at=NOW + timedelta(minutes=5))
    assert states() == [DeliveryState.SENT] * 3


def test_packs_go_before_letters_that_were_queued_earlier(pack, member):
    queue(member("tom").person, at=NOW - timedelta(days=1))
    circulate(member("sofia"))
    office = Office()

    deliver_letters(room(office), at=NOW)

    assert [bool(letter.attachments) for letter in office.letters] == [True, True, True, False]


def test_a_refusal_that_would_meet_every_letter_holds_those_without_a_pack_too(pack, member):
    queue(member("tom").person)
    circulate(member("sofia"))
    office = Office(Receipt(Outcome.STOP, "535 wrong password"))
    deliver_letters(room(office), at=NOW)

    deliver_letters(room(office), at=NOW + timedelta(minutes=4))

    assert len(office.letters) == 1


def test_after_a_day_of_refusals_the_letter_has_failed(pack, member):
    circulate(member("sofia"))
    at = NOW
    for _ in range(11):
        deliver_letters(room(Office(*[Receipt(Outcome.RETRY, "450 busy")] * 3)), at=at)
        at += timedelta(hours=5)

    assert states() == [DeliveryState.FAILED] * 3


def test_a_letter_that_a_killed_worker_held_is_sent_when_its_lease_ends(pack, member):
    circulate(member("sofia"))
    db.session.execute(db.text("UPDATE delivery SET holder = 'dead', lease_until = 9e12"))
    db.session.commit()
    office = Office()
    deliver_letters(room(office), at=NOW)
    assert office.letters == []

    db.session.execute(db.text("UPDATE delivery SET lease_until = 1"))
    db.session.commit()
    deliver_letters(room(office), at=NOW)
    assert len(office.letters) == 3


def test_the_record_never_holds_an_address(pack, member):
    circulate(member("sofia"))
    answer = Receipt(Outcome.FAILED, "550 <grace@example.org> unknown")
    deliver_letters(room(Office(answer)), at=NOW)

    bodies = "".join(db.session.scalars(db.select(Event.body)))
    assert "(the reader's address)" in bodies
    assert "@example.org unknown" not in bodies
    assert "grace@" not in bodies


def test_the_letters_print_the_head_of_the_record(pack, member):
    circulate(member("sofia"))
    office = Office()
    deliver_letters(room(office), at=NOW)

    (circulation,) = list_circulations(find_newest(june()))
    assert all(circulation.head in letter.text.replace("\n", "") for letter in office.letters)


def test_a_pack_that_goes_out_after_the_hour_of_issue_is_late(pack):
    pack.meeting.body.issue_until = time(17)
    last = deadlines_of(pack.meeting).circulate_by

    late = {
        hour: is_late(pack, at=datetime.combine(last, time(hour), LONDON)) for hour in (9, 16, 17)
    }

    assert late == {9: False, 16: False, 17: True}
