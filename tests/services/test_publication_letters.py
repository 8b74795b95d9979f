"""Whoever publishes for a body is written to: with the edition, and to take it down again."""

import hashlib
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.documents.reading import read_pdf
from risk_register.domain.circulation import DeliveryState, SendsBy
from risk_register.domain.packs import Edition
from risk_register.domain.publications import Asking
from risk_register.domain.risks import Publication as RiskPublication
from risk_register.mail.post import Outcome, Receipt, Security, SmtpPost
from risk_register.models import PublicationLetter, Risk
from risk_register.services.circulation_records import gather_record
from risk_register.services.deliveries import deliver_letters, find_oldest_waiting
from risk_register.services.events import record_event
from risk_register.services.history import verify_history
from risk_register.services.packs import find_newest
from risk_register.services.publications import take_back
from risk_register.services.restores import settle_restored
from risk_register.services.withdrawals import withdraw_and_tell
from tests.conftest import NOW
from tests.mail.conftest import Desk, Server
from tests.registers import approve_june
from tests.services.test_circulations import Office, room
from tests.services.test_drawings import june
from tests.services.test_publications import LATE, MARK, kind, publish, sofia

__all__ = ["kind", "sofia"]

ADDRESS = "web.team@example.org"
LATER = NOW + timedelta(minutes=1)
AWAY = Receipt(Outcome.RETRY, "421 try later")


@pytest.fixture(autouse=True)
def _with_an_address(sofia):
    with write_transaction():
        june().body.publish_address = ADDRESS
        record_event("body rules changed", subject="body board", programme=None, by=None, at=NOW)


def send(*answers, at=NOW):
    office = Office(*answers)
    deliver_letters(room(office), at=at)
    return office.letters


def unpublish(publication, by, at=LATER):
    with write_transaction():
        take_back(publication, reason=f"{MARK} is named.", domain="example.org", by=by, at=at)


def states():
    db.session.expire_all()
    rows = db.session.scalars(db.select(PublicationLetter).order_by(PublicationLetter.id))
    return [(row.asks, row.state) for row in rows]


def problems():
    with read_moment():
        return verify_history().problems


def flat(letter):
    return " ".join(letter.text.split())


def test_the_published_edition_goes_to_the_address_with_its_hash_and_its_page(sofia):
    publication = publish(sofia)
    (letter,) = send()

    assert letter.recipient == ADDRESS
    assert letter.subject == (
        "SEND Programme Board, 14 June 2018: publish the risk pack (public edition), version 1"
    )
    (file,) = letter.attachments
    assert hashlib.sha256(file.content).hexdigest() == publication.sha256
    assert file.content != find_newest(june()).pdf
    assert "Publish this on your pages." in flat(letter)
    for said in (publication.sha256, f"/published/send/{publication.id}/pack.pdf"):
        assert said in letter.text
        assert said in letter.html
    assert (send(), states()) == ([], [(Asking.PUBLISH, DeliveryState.SENT)])
    assert problems() == []


def test_a_body_without_an_address_writes_to_nobody(sofia):
    with write_transaction():
        june().body.publish_address = None
        record_event("body rules changed", subject="body board", programme=None, by=None, at=NOW)
    publication = publish(sofia)
    unpublish(publication, sofia)

    assert send(at=LATER) == []


def test_the_letter_keeps_the_address_of_the_day_of_the_decision(sofia):
    publish(sofia)
    with write_transaction():
        june().body.publish_address = "other@example.org"
        record_event("body rules changed", subject="body board", programme=None, by=None, at=NOW)

    assert [letter.recipient for letter in send()] == [ADDRESS]


@pytest.mark.parametrize(
    ("answer", "after", "comes_again"),
    [
        (AWAY, DeliveryState.RETRY, True),
        (Receipt(Outcome.UNCERTAIN, "the line broke"), DeliveryState.UNCERTAIN, True),
        (Receipt(Outcome.FAILED, "550 no such user"), DeliveryState.FAILED, False),
    ],
)
def test_what_the_mail_server_answers_decides_whether_it_goes_again(
    sofia, answer, after, comes_again
):
    publish(sofia)
    (first,) = send(answer)
    assert states() == [(Asking.PUBLISH, after)]
    assert send() == []
    again = send(at=LATER)

    assert [letter.message_id for letter in again] == [first.message_id] * comes_again
    assert problems() == []


def test_a_server_that_refuses_everybody_stops_it_and_costs_it_no_try(sofia):
    publish(sofia)
    send(Receipt(Outcome.STOP, "535 wrong password"))

    row = db.session.scalars(db.select(PublicationLetter)).one()
    assert (row.state, row.attempts) == (DeliveryState.RETRY, 0)
    assert (send(at=LATER), len(send(at=NOW + timedelta(minutes=5)))) == ([], 1)


def test_two_clocks_send_it_once(sofia):
    publish(sofia)

    class Beside(Office):
        """While it takes the letter, a second clock looks for letters."""

        def deliver(self, letter):
            receipt = super().deliver(letter)
            assert deliver_letters(room(Office()), at=NOW).sent == 0
            return receipt

    office = Beside()
    assert deliver_letters(room(office), at=NOW).sent == 1
    assert len(office.letters) == 1


def test_whoever_has_it_is_asked_to_take_it_down_and_not_told_why(sofia):
    publication = publish(sofia)
    send()
    unpublish(publication, sofia)
    (letter,) = send(at=LATER)

    assert letter.subject.startswith("SEND Programme Board, 14 June 2018: take down the risk pack")
    assert letter.attachments == ()
    assert "take it down" in flat(letter)
    assert MARK not in letter.text + letter.html + letter.subject
    assert problems() == []


def test_who_never_got_it_is_not_asked_to_take_it_down(sofia):
    publication = publish(sofia)
    unpublish(publication, sofia)

    assert send(at=LATER) == []
    assert states() == [(Asking.PUBLISH, DeliveryState.STOPPED)]
    assert problems() == []


def test_what_may_have_arrived_is_taken_down(sofia):
    publication = publish(sofia)
    send(Receipt(Outcome.UNCERTAIN, "the line broke"))
    unpublish(publication, sofia)

    assert ["take down" in letter.subject for letter in send(at=LATER)] == [True]


def test_what_leaves_while_it_is_taken_back_is_taken_down(sofia):
    publication = publish(sofia)

    class Slow(Office):
        """Takes the letter just as it is taken back."""

        def deliver(self, letter):
            if not self.letters:
                unpublish(publication, sofia)
            return super().deliver(letter)

    office = Slow()
    deliver_letters(room(office), at=LATER)

    assert ["take down" in letter.subject for letter in office.letters] == [False, True]


def test_a_withdrawn_pack_is_taken_down(sofia):
    publish(sofia)
    send()
    with write_transaction():
        pack = find_newest(june())
        withdraw_and_tell(
            pack, reason="A figure.", sha256=pack.sha256, domain="example.org", by=sofia, at=LATER
        )

    (letter,) = send(at=LATER)
    assert "take down the risk pack" in letter.subject
    assert "Until Tuesday 5 June 2018" in flat(letter)
    assert problems() == []


def test_what_is_published_again_is_not_taken_down(sofia):
    publication = publish(sofia)
    send()
    unpublish(publication, sofia)
    publish(sofia, at=LATER)

    assert ["publish the" in letter.subject for letter in send(at=LATER)] == [True]
    assert states()[1] == (Asking.TAKE_DOWN, DeliveryState.STOPPED)


def test_a_row_that_names_the_full_edition_brings_nothing(sofia):
    publication = publish(sofia)
    with write_transaction():
        publication.pack = find_newest(june())
        publication.sha256 = publication.pack.sha256
        assert publication.pack.edition is Edition.FULL
        record_event("edition published", subject="pack 1", programme=None, by=None, at=NOW)

    assert (send(), states()) == ([], [(Asking.PUBLISH, DeliveryState.FAILED)])


def test_another_file_than_the_published_one_is_not_sent(sofia):
    publication = publish(sofia)
    with write_transaction():
        publication.sha256 = "0" * 64
        record_event("edition published", subject="pack 1", programme=None, by=None, at=NOW)

    assert (send(), states()) == ([], [(Asking.PUBLISH, DeliveryState.FAILED)])


def test_where_packs_go_by_link_the_letter_names_where_the_file_is(sofia):
    with write_transaction():
        june().body.sends_by = SendsBy.LINK
        record_event("body rules changed", subject="body board", programme=None, by=None, at=NOW)
    publish(sofia)
    (letter,) = send()

    assert letter.attachments == ()
    assert flat(letter).startswith("At the address below is the public edition")


def test_the_circulation_record_tells_both_letters(sofia):
    publication = publish(sofia)
    send()
    unpublish(publication, sofia)

    (said,) = gather_record(sofia, june(), at=LATE).publications
    assert f"Asked to publish it by letter to {ADDRESS}: Sent on 5 June 2018, 09:00" in said
    assert f"Asked to take it down by letter to {ADDRESS}: Waiting to be sent" in said


def test_a_letter_that_waits_is_seen_from_outside_and_held_after_a_restore(sofia):
    publish(sofia)
    assert find_oldest_waiting() == NOW
    with write_transaction():
        held = settle_restored(made_at=NOW, at=LATER)

    assert held.letters == 1
    assert (send(at=LATER), states()) == ([], [(Asking.PUBLISH, DeliveryState.HELD)])
    assert problems() == []


class TestReal:
    """A drawn pack that holds an exempt risk, and a mail server on this machine."""

    @pytest.fixture
    def kind(self):
        """No pack is made yet."""
        return "small"

    @pytest.fixture
    def database(self):
        """Real packs are drawn, so one database has to do."""
        return "sqlite"

    @pytest.fixture
    def server(self):
        """A mail server that takes everything and offers no encryption."""
        server = Server(Desk({}))
        server.start()
        yield server
        server.stop()

    @pytest.fixture
    def published(self, sofia):
        """The public edition of a register with an exempt risk, every word of which is marked."""
        with write_transaction():
            risk = db.session.scalars(db.select(Risk).where(Risk.number == 2)).one()
            risk.title, risk.cause, risk.event = (f"{MARK}{n}" for n in "ABC")
            risk.consequence = f"{MARK}D"
            risk.publication, risk.exempt_paragraph = RiskPublication.EXEMPT, 3
            risk.exempt_reason = f"{MARK}E"
            record_event(
                "risk edited", subject="risk R-002", programme=risk.programme, by=None, at=NOW
            )
        approve_june()
        return publish(sofia)

    def test_no_word_of_an_exempt_risk_reaches_whoever_publishes(self, published, server):
        def hand_over(security, at):
            office = SmtpPost(host="127.0.0.1", port=server.port, timeout=10, security=security)
            return deliver_letters(room(office), at=at)

        assert hand_over(Security.STARTTLS, NOW).waiting == 1
        assert server.desk.envelopes == []
        assert hand_over(Security.NONE, NOW + timedelta(minutes=5)).sent == 1

        [envelope] = server.desk.envelopes
        message = message_from_bytes(envelope.content, policy=SMTP)
        [file] = message.iter_attachments()
        pdf = file.get_content()
        assert envelope.rcpt_tos == [ADDRESS]
        assert hashlib.sha256(pdf).hexdigest() == published.sha256
        words = [message["Subject"], file.get_filename(), read_pdf(pdf)]
        words += [message.get_body((kind,)).get_content() for kind in ("plain", "html")]
        assert MARK.lower() not in " ".join(words).lower()
