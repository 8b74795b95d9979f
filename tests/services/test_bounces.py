"""Letters that came back: found by their Message-ID, once, and nobody else's."""

import mailbox
from datetime import timedelta

import pytest
from flask import current_app

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.errors import AlreadyDoneError, NotAllowedError, RuleError
from risk_register.mail.post import Outcome, Receipt
from risk_register.models import Bounce, Delivery, Event, Notice, PublicationLetter
from risk_register.scheduler.bounces import read_bounces
from risk_register.scheduler.rounds import Round
from risk_register.services.bounces import paste_report
from risk_register.services.circulation_records import gather_record
from risk_register.services.circulations import resend_letter
from risk_register.services.deliveries import deliver_letters
from risk_register.services.events import record_event
from risk_register.services.history import verify_history
from risk_register.services.publication_resends import send_again
from risk_register.services.publications import take_back
from tests.conftest import NOW
from tests.mail.reports import DELAYED, write_report
from tests.services.outboxes import queue
from tests.services.test_circulations import Office, circulate, room, states
from tests.services.test_drawings import june
from tests.services.test_publications import publish

LATER = NOW + timedelta(hours=3)


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def letter(inside, member):
    """A letter with the June pack that has gone."""
    circulate(member("sofia"))
    deliver_letters(room(Office()), at=NOW)
    return first_letter()


@pytest.fixture
def mailed(inside, tmp_path, monkeypatch):
    """Put reports into the mailbox file and let the clock read it."""
    path = tmp_path / "bounces"
    monkeypatch.setitem(current_app.config, "BOUNCE_MAILBOX", str(path))

    def mailed(*reports):
        box = mailbox.mbox(path)
        for report in reports:
            box.add(report)
        box.close()
        return read_bounces(room(Office()), Round(), at=LATER)

    return mailed


def first_letter():
    db.session.expire_all()
    return db.session.scalars(db.select(Delivery).order_by(Delivery.id)).first()


def report_on(letter, **rest):
    return write_report(letter.message_id, **{"address": letter.address} | rest)


def paste(raw, by):
    with write_transaction():
        return paste_report(raw.decode(), by=by, at=LATER)


def test_a_report_marks_its_letter_as_come_back(letter, mailed):
    said = mailed(report_on(letter))

    assert said.words == "looked at 1, new about our letters: 1"
    assert states() == [DeliveryState.BOUNCED, DeliveryState.SENT, DeliveryState.SENT]
    assert first_letter().answer.startswith("Came back: 550 5.1.1")
    event = db.session.scalar(db.select(Event).where(Event.kind == "letter came back"))
    assert letter.address not in event.body
    assert verify_history().problems == []


def test_the_same_report_is_kept_once_however_it_comes(letter, mailed, member):
    raw = report_on(letter)
    mailed(raw)
    mailed(raw.replace(b"\n", b"\r\n"))

    with pytest.raises(AlreadyDoneError):
        paste(raw, member("sofia"))

    assert len(db.session.scalars(db.select(Bounce)).all()) == 1


def test_a_report_of_a_delay_is_kept_and_changes_nothing(letter, mailed):
    mailed(report_on(letter, what=DELAYED))

    assert states() == [DeliveryState.SENT] * 3
    (bounce,) = db.session.scalars(db.select(Bounce))
    assert not bounce.is_permanent
    assert verify_history().problems == []


@pytest.mark.parametrize(
    "raw",
    [
        write_report("<0000@example.org>"),
        write_report("not an id"),
        b"Subject: Out of office\n\nBack on Monday.",
        b"\xff\xfe\x00",
    ],
)
def test_reports_that_are_not_ours_change_nothing(raw, letter, mailed):
    before = db.session.scalar(db.select(db.func.count()).select_from(Event))

    mailed(raw)

    assert states() == [DeliveryState.SENT] * 3
    assert db.session.scalar(db.select(db.func.count()).select_from(Event)) == before


def test_a_late_report_about_the_wrong_address_leaves_the_corrected_letter_alone(
    letter, mailed, member
):
    wrong = letter.address
    mailed(report_on(letter, day=5))
    with write_transaction():
        resend_letter(first_letter(), address="right@example.org", by=member("sofia"), at=LATER)
    deliver_letters(room(Office()), at=LATER)

    mailed(report_on(first_letter(), address=wrong, day=6))

    assert first_letter().state is DeliveryState.SENT
    assert len(db.session.scalars(db.select(Bounce)).all()) == 2


def test_a_letter_that_waits_for_its_next_try_is_not_tried_after_it_came_back(
    inside, member, mailed
):
    circulate(member("sofia"))
    deliver_letters(room(Office(Receipt(Outcome.RETRY, "450 busy"))), at=NOW)
    letter = first_letter()
    mailed(report_on(letter))

    office = Office()
    deliver_letters(room(office), at=NOW + timedelta(days=1))

    assert office.letters == []
    assert first_letter().state is DeliveryState.BOUNCED


def test_a_letter_that_chases_comes_back_too(letter, mailed, member):
    notice = queue(member("amira").person)
    deliver_letters(room(Office()), at=NOW)
    notice = db.session.get(Notice, notice.id)

    mailed(write_report(notice.message_id, address=notice.address))

    db.session.expire_all()
    assert db.session.get(Notice, notice.id).state is DeliveryState.BOUNCED
    assert verify_history().problems == []


def test_a_letter_to_the_address_that_publishes_comes_back_and_goes_again(inside, member, mailed):
    sofia = member("sofia")
    letter = publish_by_letter(sofia)
    mailed(write_report(letter.message_id, address=letter.address))
    mailed(write_report(letter.message_id, address=letter.address, what=DELAYED))

    letter = only_asking()
    assert letter.state is DeliveryState.BOUNCED
    assert len(letter.bounces) == 2
    (said,) = gather_record(sofia, june(), at=LATER).publications
    assert "Reported by a mail server on" in said
    assert "550 5.1.1" in said
    with pytest.raises(RuleError) as refused:
        ask_again(sofia, reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(RuleError) as refused:
        ask_again(sofia, address="right@example.org\r\nBcc: other@example.org")
    assert refused.value.field == "address"

    ask_again(sofia)
    office = Office()
    deliver_letters(room(office), at=LATER)

    assert [(each.recipient, each.message_id) for each in office.letters] == [
        ("right@example.org", letter.message_id)
    ]
    with pytest.raises(RuleError, match="Only a letter that has not gone"):
        ask_again(sofia)
    with write_transaction():
        take_back(letter.publication, reason="A date.", domain="example.org", by=sofia, at=LATER)
    deliver_letters(room(office), at=LATER)
    assert office.letters[-1].recipient == "right@example.org"
    with read_moment():
        assert verify_history().problems == []


def publish_by_letter(sofia):
    with write_transaction():
        body = june().body
        body.publishes, body.publish_address = True, "web@example.org"
        record_event("body rules changed", subject="body board", programme=None, by=None, at=NOW)
    publish(sofia)
    deliver_letters(room(Office()), at=NOW)
    return only_asking()


def only_asking():
    db.session.expire_all()
    return db.session.scalars(db.select(PublicationLetter)).one()


def ask_again(by, address="right@example.org", reason="They have a new address."):
    with write_transaction():
        send_again(only_asking(), address=address, reason=reason, by=by, at=LATER)


def test_the_secretary_pastes_a_report(letter, member):
    bounce = paste(report_on(letter), member("sofia"))

    assert (bounce.source, bounce.recorded_by) == ("pasted", member("sofia").person)
    assert first_letter().state is DeliveryState.BOUNCED


def test_nobody_else_pastes_reports(letter, member):
    with pytest.raises(NotAllowedError):
        paste(report_on(letter), member("amira"))


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"Subject: hello\n\nHello", "no report"),
        (write_report("<0000@example.org>"), "none of the register's letters"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(raw, sentence, letter, member):
    with pytest.raises(RuleError, match=sentence) as refused:
        paste(raw, member("sofia"))

    assert refused.value.field == "report"
