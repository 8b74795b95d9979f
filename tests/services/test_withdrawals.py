"""A withdrawn or replaced pack: who holds it is told, and nobody gets it any more."""

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.chases import NoticeKind
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.errors import NotAllowedError
from risk_register.mail.post import Outcome, Receipt
from risk_register.models import Notice, Seat
from risk_register.services import drawings
from risk_register.services.deliveries import deliver_letters
from risk_register.services.drawings import finish_pack
from risk_register.services.packs import find_newest
from risk_register.services.withdrawals import withdraw_and_tell
from tests.conftest import NOW
from tests.services.by_link import change_board, circulate_by_link, letter_of, read
from tests.services.test_circulations import Office, circulate, room
from tests.services.test_drawings import june
from tests.services.test_pack_lives import LATER, Press, correct, draw, problems, seal

REASON = "The claim of Jones stands on page 7."
SENT = Receipt(Outcome.SENT, "250 taken")


@pytest.fixture
def sofia(member, monkeypatch):
    """The secretary, with the June pack approved."""
    monkeypatch.setattr(drawings, "print_editions", Press())
    draw()
    seal(member("amira"))
    return member("sofia")


def withdraw(by):
    with write_transaction():
        pack = find_newest(june())
        return withdraw_and_tell(
            pack, reason=REASON, sha256=pack.sha256, domain="example.org", by=by, at=LATER
        )


def send(*answers, at=LATER, limit=200):
    office = Office(*answers)
    deliver_letters(room(office), at=at, limit=limit)
    return office.letters


def notices():
    rows = db.session.scalars(db.select(Notice).filter_by(kind=NoticeKind.WITHDRAWN))
    return sorted(row.address for row in rows)


def test_who_holds_a_withdrawn_pack_is_told_and_who_does_not_is_not(sofia):
    circulate(sofia)
    send(SENT, Receipt(Outcome.FAILED, "550 no such user"), at=NOW, limit=2)
    done = withdraw(sofia)

    assert (done.stopped, done.told) == (1, 1)
    (letter,) = send()
    assert letter.recipient == "grace@example.org"
    assert letter.attachments == ()
    assert problems() == []


def test_the_letter_says_which_pack_and_nothing_of_what_it_says_or_why(sofia):
    circulate(sofia)
    send(at=NOW)
    withdraw(sofia)

    letter = send()[0]
    said = " ".join(letter.text.split())
    assert letter.subject == (
        "Withdrawn: risk pack of the SEND Programme Board for its meeting on "
        "Thursday 14 June 2018, version 1"
    )
    assert "The Board Secretary withdrew the risk pack of the SEND Programme Board" in said
    assert "Jones" not in letter.text + letter.subject


def test_the_letter_goes_where_the_pack_went(sofia):
    circulate(sofia)
    send(at=NOW)
    change_board(lambda: setattr(letter_of("tom"), "address", "tom.new@example.org"))
    withdraw(sofia)

    assert notices() == ["grace@example.org", "olu@example.org", "tom.new@example.org"]


def test_nothing_of_a_pack_goes_once_it_is_withdrawn_half_way(sofia):
    circulate_by_link(sofia)

    class Withdrawing(Office):
        """Takes the first letter, and the pack is withdrawn before it has said so."""

        def deliver(self, letter):
            answer = super().deliver(letter)
            if len(self.letters) == 1:
                withdraw(sofia)
            return answer

    office = Withdrawing()
    deliver_letters(room(office), at=LATER)

    packs = [each for each in office.letters if not each.subject.startswith("Withdrawn")]
    told = [each for each in office.letters if each.subject.startswith("Withdrawn")]
    assert [each.recipient for each in packs] == ["grace@example.org"]
    assert [each.recipient for each in told] == ["grace@example.org"]
    assert not read("grace").gives
    assert problems() == []


@pytest.mark.parametrize(
    ("state", "is_told"),
    [(state, state.value in {"sent", "uncertain", "held"}) for state in DeliveryState],
)
def test_who_may_have_it_is_told_too(sofia, state, is_told):
    circulate(sofia)
    change_board(lambda: setattr(letter_of("tom"), "state", state))
    withdraw(sofia)

    assert ("tom@example.org" in notices()) is is_told


def test_who_may_not_withdraw_tells_nobody(sofia, member):
    circulate(sofia)
    send(at=NOW)
    with pytest.raises(NotAllowedError):
        withdraw(member("tom"))

    assert notices() == []


def test_who_holds_a_version_and_does_not_get_the_next_one_is_told(sofia, member):
    circulate(sofia)
    send(at=NOW)
    finish_pack(correct(member("amira")), at=NOW)
    seal(member("amira"))

    def leave():
        seat = db.session.scalars(db.select(Seat).filter_by(post_id=letter_of("olu").post_id))
        seat.one().until_on = NOW.date().replace(day=4)

    change_board(leave)
    circulate(sofia)

    assert notices() == ["olu@example.org"]
    circulate(sofia, number=2, repeat_reason="Two did not get it.")
    assert notices() == ["olu@example.org"]
    letters = {letter.recipient: letter for letter in send()}
    said = " ".join(letters["olu@example.org"].text.split())
    assert "Version 2 has replaced the risk pack" in said
    assert "Use version 2 and no longer use version 1." in " ".join(
        letters["tom@example.org"].text.split()
    )
