"""A withdrawn pack: its letters stop, nobody counts from it, and it is never sent again."""

from datetime import timedelta

import pytest

from risk_register.database import write_transaction
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.errors import AlreadyDoneError, RuleError
from risk_register.mail.post import Outcome, Receipt
from risk_register.services import drawings
from risk_register.services.circulations import resend_letter
from risk_register.services.deliveries import deliver_letters
from risk_register.services.duties import PackStep
from risk_register.services.programmes import get_programme
from risk_register.services.told_packs import find_last_told
from tests.conftest import NOW
from tests.services.test_circulations import Office, circulate, room, states
from tests.services.test_pack_lives import (
    LATER,
    Press,
    draw,
    problems,
    seal,
    step_of_june,
    withdraw,
)


@pytest.fixture
def amira(member, monkeypatch):
    """The programme manager, with the June pack made."""
    monkeypatch.setattr(drawings, "print_editions", Press())
    draw()
    return member("amira")


def test_withdrawing_stops_every_letter_that_has_not_gone(amira, member):
    sofia = member("sofia")
    seal(amira)
    circulate(sofia)
    office = Office(Receipt(Outcome.SENT, "250 taken"), Receipt(Outcome.RETRY, "450 busy"))
    deliver_letters(room(office), at=NOW, limit=2)
    assert withdraw(sofia) == 2

    deliver_letters(room(office), at=LATER + timedelta(days=1))
    assert len(office.letters) == 2
    assert sorted(states()) == ["sent", "stopped", "stopped"]
    assert problems() == []


def test_a_letter_whose_pack_is_withdrawn_after_it_was_claimed_does_not_leave(amira, member):
    sofia = member("sofia")
    seal(amira)
    circulate(sofia)

    class Withdrawing(Office):
        """Withdraws the pack while it holds the first letter."""

        def deliver(self, letter):
            if not self.letters:
                withdraw(sofia)
            return super().deliver(letter)

    office = Withdrawing(Receipt(Outcome.RETRY, "450 busy"))
    deliver_letters(room(office), at=NOW)

    assert len(office.letters) == 1
    assert states() == [DeliveryState.STOPPED] * 3
    assert problems() == []


def test_a_letter_that_had_gone_when_the_pack_was_withdrawn_says_so(amira, member):
    sofia = member("sofia")
    seal(amira)
    circulate(sofia)

    class Withdrawing(Office):
        """Takes the letter, and only then the pack is withdrawn."""

        def deliver(self, letter):
            answer = super().deliver(letter)
            withdraw(sofia)
            return answer

    deliver_letters(room(Withdrawing()), at=NOW)

    assert sorted(states()) == ["sent", "stopped", "stopped"]


def test_a_withdrawn_pack_is_not_sent_again_in_any_way(amira, member):
    sofia = member("sofia")
    seal(amira)
    circulation = circulate(sofia)
    deliver_letters(room(Office(Receipt(Outcome.FAILED, "550 unknown"))), at=NOW)
    withdraw(sofia)
    failed = next(row for row in circulation.deliveries if row.state is DeliveryState.FAILED)
    with pytest.raises(RuleError, match="withdrawn"), write_transaction():
        resend_letter(failed, address=failed.address, by=sofia, at=LATER)
    with pytest.raises(RuleError, match="withdrawn"):
        circulate(sofia, number=2, repeat_reason="Once more.")
    with pytest.raises(AlreadyDoneError):
        withdraw(sofia)


def test_movement_is_not_counted_from_a_withdrawn_pack(amira, member):
    programme = get_programme("send")
    seal(amira)
    circulate(member("sofia"))
    assert find_last_told(programme, on=NOW.date()).version == 1
    withdraw(amira)

    assert find_last_told(programme, on=NOW.date()) is None
    assert step_of_june() is PackStep.CORRECT
