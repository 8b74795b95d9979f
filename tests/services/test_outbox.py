"""The outbox: letters of which nobody knows whether they arrived, the pace, and the size."""

from dataclasses import replace
from datetime import timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.circulation import DeliveryState, WhenUncertain
from risk_register.mail.post import Outcome, Receipt
from risk_register.models import Delivery, Event, LetterTry
from risk_register.services.circulations import resend_letter
from risk_register.services.deliveries import deliver_letters
from risk_register.services.events import record_event
from risk_register.services.history import verify_history
from tests.conftest import NOW
from tests.services.outboxes import queue
from tests.services.test_circulations import Office, circulate, room, states
from tests.services.test_drawings import june

BROKE = Receipt(Outcome.UNCERTAIN, "The line broke before the server answered.")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def rule(inside, member):
    """Choose what becomes of letters that may have arrived, and circulate the June pack."""

    def choose(rule):
        with write_transaction():
            body = june().body
            body.when_uncertain = rule
            record_event(
                "body rules changed",
                subject=f"body {body.key}",
                programme=body.programme,
                by=member("tom").person,
                at=NOW,
                facts={"body": body.name},
            )
        circulate(member("sofia"))

    return choose


def letters():
    return db.session.scalars(db.select(Delivery).order_by(Delivery.id)).all()


def leave_interrupted():
    """Leave a letter as a worker does that is killed while it sends."""
    db.session.execute(
        db.text(
            "UPDATE delivery SET holder = 'dead', lease_until = 1, attempts = 1 WHERE id ="
            " (SELECT min(id) FROM delivery)"
        )
    )
    db.session.commit()


def test_a_letter_that_may_have_arrived_goes_again_under_the_same_message_id(rule):
    rule(WhenUncertain.SEND_AGAIN)
    office = Office(BROKE)

    deliver_letters(room(office), at=NOW)
    deliver_letters(room(office), at=LATER)

    assert states() == [DeliveryState.SENT] * 3
    assert office.letters[0].message_id == office.letters[3].message_id


def test_a_letter_that_may_have_arrived_waits_for_a_person_where_the_body_says_so(rule):
    rule(WhenUncertain.HOLD)
    office = Office(BROKE)

    tally = deliver_letters(room(office), at=NOW)
    deliver_letters(room(office), at=LATER)

    assert states() == [DeliveryState.HELD, DeliveryState.SENT, DeliveryState.SENT]
    assert (tally.held, tally.sent, len(office.letters)) == (1, 2, 3)
    assert letters()[0].answer == BROKE.answer
    assert db.session.scalar(db.select(Event).where(Event.kind == "letter held for a person"))
    assert verify_history().problems == []


def test_a_person_lets_a_held_letter_go_under_its_own_message_id(rule, member):
    rule(WhenUncertain.HOLD)
    office = Office(BROKE)
    deliver_letters(room(office), at=NOW)

    with write_transaction():
        held = letters()[0]
        resend_letter(held, address=held.address, by=member("sofia"), at=LATER)
    deliver_letters(room(office), at=LATER)

    assert states() == [DeliveryState.SENT] * 3
    assert office.letters[-1].message_id == office.letters[0].message_id


def test_a_letter_with_an_unmarked_pack_goes_again_where_only_marked_ones_are_held(rule):
    rule(WhenUncertain.HOLD_IF_MARKED)

    deliver_letters(room(Office(BROKE)), at=NOW)

    assert states()[0] is DeliveryState.UNCERTAIN


def test_a_letter_whose_sender_was_killed_is_held_where_the_body_says_so(rule):
    rule(WhenUncertain.HOLD)
    leave_interrupted()
    office = Office()

    deliver_letters(room(office), at=NOW)

    assert states() == [DeliveryState.HELD, DeliveryState.SENT, DeliveryState.SENT]
    assert letters()[0].answer.startswith("Whoever sent it was interrupted")
    assert verify_history().problems == []


def test_a_refusal_is_certain_and_holds_nothing(rule):
    rule(WhenUncertain.HOLD)

    deliver_letters(room(Office(Receipt(Outcome.RETRY, "450 busy"))), at=NOW)

    assert states()[0] is DeliveryState.RETRY


def test_a_letter_without_a_pack_always_goes_again(rule, member):
    rule(WhenUncertain.HOLD)
    deliver_letters(room(Office()), at=NOW)
    queue(member("amira").person)
    office = Office(BROKE)

    deliver_letters(room(office), at=NOW)
    deliver_letters(room(office), at=LATER)

    assert [letter.message_id for letter in office.letters] == [office.letters[0].message_id] * 2


def test_no_more_letters_leave_in_a_minute_than_the_settings_allow(inside, member):
    circulate(member("sofia"))
    office = Office()
    slow = replace(room(office), per_minute=2)

    deliver_letters(slow, at=NOW)
    deliver_letters(slow, at=NOW)
    assert len(office.letters) == 2

    db.session.execute(db.update(LetterTry).values(tried_at=LetterTry.tried_at - 61))
    db.session.commit()
    deliver_letters(slow, at=NOW)
    assert states() == [DeliveryState.SENT] * 3


def test_a_clock_that_was_set_back_keeps_no_letter_waiting(inside, member):
    circulate(member("sofia"))
    office = Office()
    slow = replace(room(office), per_minute=3)
    with write_transaction():
        db.session.add_all(LetterTry(tried_at=9e12) for _ in range(3))

    deliver_letters(slow, at=NOW)

    assert len(office.letters) == 3


def test_a_letter_that_became_too_large_fails_with_a_sentence(inside, member):
    circulate(member("sofia"))

    deliver_letters(replace(room(Office()), most_bytes=1000), at=NOW)

    assert states() == [DeliveryState.FAILED] * 3
    assert letters()[0].answer.startswith("The letter would have ")
