"""A correction replaces what readers hold, whatever was made and returned in between."""

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.circulation import Capacity, DeliveryState
from risk_register.domain.errors import RuleError
from risk_register.domain.values import canonical_json
from risk_register.mail.pack_letters import draw_pack_letter
from risk_register.mail.post import Outcome, Receipt
from risk_register.models import Circulation, Pack, Snapshot
from risk_register.services import drawings
from risk_register.services.circulations import Covering, check_ready, circulate_pack, resend_letter
from risk_register.services.deliveries import build_pack_letter, deliver_letters
from risk_register.services.drawings import finish_pack
from risk_register.services.letter_pages import get_line
from tests.conftest import NOW
from tests.services.test_assessments import judge
from tests.services.test_circulations import Office, circulate, room, states
from tests.services.test_pack_lives import LATER, Press, correct, draw, give_back, problems, seal


@pytest.fixture
def press(monkeypatch):
    """Print in no time, what the press prints in its own tests."""
    press = Press()
    monkeypatch.setattr(drawings, "print_editions", press)
    return press


@pytest.fixture
def amira(member, press):
    """The programme manager, with the June pack made."""
    draw()
    return member("amira")


def draw_letter(pack):
    planned = Circulation(number=0, decided_at=NOW, head=None)
    said = build_pack_letter(
        pack,
        planned,
        post_title="Chair of the Board",
        capacity=Capacity.CHAIR,
        public_url="http://127.0.0.1:8000",
    )
    return draw_pack_letter(
        said,
        message_id="<one@example.org>",
        written_at=NOW,
        sender="register@example.org",
        recipient="grace@example.org",
        pdf=b"",
    )


def test_a_correction_replaces_the_version_that_readers_hold(amira, member, press):
    first = seal(amira)
    circulate(member("sofia"))
    with write_transaction():
        judge(member("tom"), impact=5)
    finish_pack(correct(amira, "R-001 is scored again."), at=NOW)
    give_back(amira)
    finish_pack(correct(amira), at=LATER)
    letter = draw_letter(seal(amira))
    held = db.session.scalars(db.select(Snapshot.body).where(Snapshot.id == first.snapshot_id))

    assert press.orders[-1].corrects == 1
    assert canonical_json(press.orders[-1].earlier) == held.one()
    assert letter.subject.endswith("corrected risk pack, version 3 (replaces version 1)")
    assert "no longer use version 1." in " ".join(letter.text.split())


def first_of(circulation, state):
    return next(row for row in circulation.deliveries if row.state is state)


def test_nobody_gets_the_earlier_version_after_the_one_that_replaces_it(amira, member):
    sofia = member("sofia")
    seal(amira)
    office = Office(Receipt(Outcome.FAILED, "550 unknown"), Receipt(Outcome.RETRY, "450 busy"))
    first = circulate(sofia)
    deliver_letters(room(office), at=NOW, limit=2)
    finish_pack(correct(amira), at=NOW)
    seal(amira)
    circulate(sofia)
    deliver_letters(room(office), at=LATER)
    failed = first_of(first, DeliveryState.FAILED)

    assert states() == ["failed", "stopped", "stopped", "sent", "sent", "sent"]
    assert problems() == []
    with pytest.raises(RuleError, match="Version 2 has gone out"), write_transaction():
        resend_letter(failed, address=failed.address, by=sofia, at=LATER)
    line = get_line(sofia, first.pack, failed.id, at=LATER)
    assert (line.in_place.version, line.is_replaced) == (2, True)
    assert not line.can_go_again
    went = first_of(first, DeliveryState.STOPPED)
    went.state = DeliveryState.SENT
    assert not get_line(sofia, first.pack, went.id, at=LATER).can_have_second
    db.session.rollback()


def test_an_approved_version_can_go_out_if_the_next_one_cannot_be_drawn(amira, member, press):
    sofia = member("sofia")
    first = seal(amira)
    claim = correct(amira)
    with pytest.raises(RuleError, match="Version 2 stands in this pack's place"):
        check_ready(first)
    press.failure = "R-001 could not be drawn."
    finish_pack(claim, at=NOW)
    with write_transaction():
        circulate_pack(
            db.session.get(Pack, first.id),
            number=1,
            covering=Covering(),
            domain="example.org",
            by=sofia,
            at=NOW,
        )

    assert len(states()) == 3


def test_a_circulated_version_stands_again_if_the_next_one_is_returned(amira):
    first = seal(amira)
    finish_pack(correct(amira), at=NOW)
    with pytest.raises(RuleError, match="Version 2 stands in this pack's place"):
        check_ready(first)
    give_back(amira)

    check_ready(first)


def test_a_letter_replaces_nothing_that_no_reader_has(amira):
    give_back(amira)
    finish_pack(correct(amira), at=NOW)
    letter = draw_letter(seal(amira))

    assert letter.subject.endswith(": risk pack, version 2")
    assert "orrect" not in letter.text
