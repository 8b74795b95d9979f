"""Letters one by one: what is known of each, and a letter more to one reader."""

import re
from datetime import timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.circulation import DeliveryState, Opening
from risk_register.domain.errors import AlreadyDoneError, NotAllowedError, NotFoundError, RuleError
from risk_register.domain.letter_states import MEANINGS
from risk_register.domain.reading_links import LinkState
from risk_register.domain.risks import Publication
from risk_register.mail.post import Outcome, Receipt
from risk_register.models import Circulation
from risk_register.services import drawings
from risk_register.services.circulations import resend_letter
from risk_register.services.deliveries import deliver_letters
from risk_register.services.handouts import find_handout
from risk_register.services.letter_pages import get_circulation, get_line, list_lines
from risk_register.services.packs import find_newest
from risk_register.services.reading_links import revoke_links
from risk_register.services.resends import note_arrival, send_second_letter
from risk_register.services.restores import settle_restored
from tests.conftest import NOW
from tests.services import freezing
from tests.services.by_link import (
    KEY,
    change_board,
    circulate_by_link,
    letter_of,
    lose_entitlement,
    read,
    token_of,
    use,
)
from tests.services.test_circulations import Office, circulate, room
from tests.services.test_drawings import june
from tests.services.test_pack_lives import Press, draw, problems, seal, withdraw

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def approve(member, monkeypatch):
    """Have the June pack drawn and approved, and give the secretary."""
    monkeypatch.setattr(drawings, "print_editions", Press())

    def approve():
        draw()
        seal(member("amira"))
        return member("sofia")

    return approve


@pytest.fixture
def sofia(approve):
    """The secretary, with the June pack approved and nothing in it exempt."""
    return approve()


def send(*answers):
    office = Office(*answers)
    deliver_letters(room(office), at=NOW)
    return office


def second(name, by, *, number=2, address=None, reason="She cannot find it."):
    letter = letter_of(name)
    with write_transaction():
        return send_second_letter(
            letter,
            address=address or letter.address,
            reason=reason,
            number=number,
            domain="example.org",
            by=by,
            at=LATER,
        )


def set_state(name, state):
    change_board(lambda: setattr(letter_of(name), "state", state))


def line_of(name, by):
    return get_line(by, find_newest(june()), letter_of(name).id, at=LATER)


def test_a_letter_by_link_brings_an_address_that_opens_and_no_file(sofia):
    circulate_by_link(sofia)
    office = send()

    letter = next(each for each in office.letters if each.recipient == "tom@example.org")
    address = f"http://127.0.0.1:8000/reading/{token_of('tom')}"
    assert address in letter.text.split()
    assert letter.attachments == ()
    assert find_handout(address.rpartition("/")[2], secret_key=KEY, at=NOW).gives


def test_a_failed_letter_to_a_corrected_address_brings_a_link_of_its_own(sofia):
    circulate_by_link(sofia)
    send(Receipt(Outcome.FAILED, "550 no such user"))
    astray = token_of("grace")
    with write_transaction():
        resend_letter(letter_of("grace"), address="chair@example.org", by=sofia, at=LATER)

    assert find_handout(astray, secret_key=KEY, at=LATER) is None
    assert read("grace", at=LATER).gives
    assert problems() == []


def test_a_held_letter_whose_link_has_ended_gets_another_one_when_it_goes(sofia):
    circulate_by_link(sofia)
    with write_transaction():
        settle_restored(made_at=NOW, at=NOW)
        letter = letter_of("tom")
    assert letter.state is DeliveryState.HELD
    with write_transaction():
        resend_letter(letter, address=letter.address, by=sofia, at=NOW)

    assert len(send().letters) == 1
    assert read("tom").gives


def test_a_letter_with_exempt_items_does_not_go_again_to_who_has_lost_the_entitlement(approve):
    freezing.change(publication=Publication.EXEMPT, exempt_paragraph=4, exempt_reason="Staff.")
    sofia = approve()
    circulate(sofia)
    send(*[Receipt(Outcome.FAILED, "550 no such user")] * 3)
    lose_entitlement("tom")

    with pytest.raises(RuleError, match="no longer see exempt items"), write_transaction():
        resend_letter(letter_of("tom"), address="t@example.org", by=sofia, at=LATER)
    with write_transaction():
        resend_letter(letter_of("olu"), address="o@example.org", by=sofia, at=LATER)


@pytest.mark.parametrize("state", DeliveryState)
def test_every_state_of_a_letter_says_what_it_means(state):
    assert MEANINGS[state].endswith(".")
    assert re.search(r"\bread\b", MEANINGS[state].replace("not say that it was read", "")) is None


def test_a_circulation_shows_what_is_known_of_each_letter(sofia):
    circulate_by_link(sofia)
    send(Receipt(Outcome.FAILED, "550 no such user"))
    use("tom")
    use("tom", Opening.READ, "pack.pdf")
    use("tom", Opening.ACKNOWLEDGED)
    pack = find_newest(june())

    lines = list_lines(get_circulation(sofia, pack, 1), at=LATER)
    grace, tom, olu = lines
    assert grace.delivery.answer == "550 no such user"
    assert (grace.can_go_again, grace.can_have_second) == (True, False)
    assert (tom.can_go_again, tom.can_have_second) == (False, True)
    assert (tom.opened_at, tom.read_at, tom.acknowledged_at) == (NOW, NOW, NOW)
    assert (olu.opened_at, olu.acknowledged_at) == (None, None)
    assert {line.edition.id for line in lines} == {pack.id}
    assert {line.link_state for line in lines} == {LinkState.WORKS}


def test_only_who_reads_circulations_sees_them(sofia, member):
    circulate(sofia)
    pack = find_newest(june())
    with pytest.raises(NotAllowedError):
        get_circulation(member("tom"), pack, 1)
    with pytest.raises(NotFoundError):
        get_circulation(sofia, pack, 2)


def test_a_second_letter_goes_to_one_reader_under_an_id_and_a_link_of_its_own(sofia):
    circulate_by_link(sofia)
    send()
    first, token = letter_of("tom"), token_of("tom")
    made = second("tom", sofia)

    (letter,) = made.deliveries
    assert (made.number, letter.title) == (2, "Head of Casework")
    assert letter.message_id != first.message_id
    assert token_of("tom") != token
    assert find_handout(token, secret_key=KEY, at=LATER) is not None
    assert read("tom", at=LATER).gives
    assert problems() == []


def test_a_second_letter_prints_why_and_reaches_nobody_else(sofia):
    circulate(sofia)
    send()
    second("tom", sofia)
    office = Office()
    deliver_letters(room(office), at=LATER)

    (letter,) = office.letters
    assert letter.recipient == "tom@example.org"
    assert "She cannot find it." in letter.text
    assert letter.subject.endswith(", sent again")


def test_a_corrected_address_holds_for_one_letter_and_stops_the_link_that_went_astray(sofia):
    circulate_by_link(sofia)
    send()
    astray = token_of("tom")
    second("tom", sofia, address="tom.new@example.org")

    assert find_handout(astray, secret_key=KEY, at=LATER) is None
    assert letter_of("tom").address == "tom.new@example.org"
    assert letter_of("tom").person.email == "tom@example.org"
    assert read("tom", at=LATER).gives
    assert problems() == []


def test_a_second_letter_needs_a_reason_a_letter_that_has_gone_and_a_fresh_form(sofia, member):
    circulate(sofia)
    with pytest.raises(RuleError, match="has not gone"):
        second("tom", sofia)
    send()
    with pytest.raises(RuleError) as refused:
        second("tom", sofia, reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(RuleError) as refused:
        second("tom", sofia, address="tom@example.org, eve@example.org")
    assert refused.value.field == "address"
    with pytest.raises(NotAllowedError):
        second("tom", member("amira"))
    second("tom", sofia)
    with pytest.raises(AlreadyDoneError):
        second("grace", sofia)
    withdraw(sofia)
    with pytest.raises(RuleError, match="withdrawn"):
        second("grace", sofia, number=3)


def test_who_has_lost_the_entitlement_is_sent_no_second_letter_with_exempt_items(approve):
    freezing.change(publication=Publication.EXEMPT, exempt_paragraph=4, exempt_reason="Staff.")
    sofia = approve()
    circulate(sofia)
    send()
    lose_entitlement("tom")

    with pytest.raises(RuleError, match="no longer see exempt items"):
        second("tom", sofia)
    second("grace", sofia)


def test_a_letter_that_came_back_is_followed_by_a_second_one(sofia):
    circulate(sofia)
    send()
    set_state("tom", DeliveryState.BOUNCED)
    second("tom", sofia, reason="The first letter came back.", address="tom.new@example.org")

    assert [row.number for row in db.session.scalars(db.select(Circulation))] == [1, 2]


def test_a_held_letter_that_has_arrived_does_not_go_again(sofia, member):
    circulate(sofia)
    with pytest.raises(RuleError, match="held"), write_transaction():
        note_arrival(letter_of("tom"), by=sofia, at=LATER)
    set_state("tom", DeliveryState.HELD)
    with pytest.raises(NotAllowedError), write_transaction():
        note_arrival(letter_of("tom"), by=member("amira"), at=LATER)
    with write_transaction():
        note_arrival(letter_of("tom"), by=sofia, at=LATER)

    assert letter_of("tom").state is DeliveryState.SENT
    assert "tom@example.org" not in [letter.recipient for letter in send().letters]
    assert problems() == []


def test_a_letter_shows_whether_its_link_still_works(sofia):
    circulate_by_link(sofia)
    with write_transaction():
        revoke_links(letter_of("tom"), by=sofia, at=NOW)

    assert line_of("tom", sofia).link_state is LinkState.REVOKED
    assert line_of("grace", sofia).link_state is LinkState.WORKS
