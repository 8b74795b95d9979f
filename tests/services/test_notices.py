"""Letters without a pack: sent once, to people who are here, with links that still work."""

from datetime import timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.chases import NoticeKind
from risk_register.domain.circulation import DeliveryState
from risk_register.mail.post import Outcome, Receipt
from risk_register.models import Event, Holding, Notice, Person, SignInLink
from risk_register.services.deliveries import deliver_letters, find_oldest_waiting
from risk_register.services.events import record_event
from risk_register.services.notices import stop_notices
from risk_register.services.sign_in_links import find_link, revoke_link
from tests.conftest import NOW
from tests.services.outboxes import link_for, queue
from tests.services.test_circulations import Office, room


@pytest.fixture
def tom(member):
    """The owner of R-001."""
    return member("tom")


@pytest.fixture
def office():
    """A post office that takes everything."""
    return Office()


def find_notice():
    db.session.expire_all()
    return db.session.scalars(db.select(Notice)).one()


def kinds():
    query = db.select(Event.kind).where(Event.kind.like("notice%")).order_by(Event.sequence)
    return list(db.session.scalars(query))


def leave(person):
    with write_transaction():
        db.session.get_one(Person, person.id).is_active = False
        record_event("people added", subject="people", programme=None, by=None, at=NOW)


def test_a_letter_leaves_once_however_often_the_clock_ticks(tom, office):
    queue(tom.person)

    rounds = [deliver_letters(room(office), at=NOW).sent for _ in range(2)]

    assert rounds == [1, 0]
    (letter,) = office.letters
    assert (letter.recipient, letter.message_id) == ("tom@example.org", find_notice().message_id)
    assert kinds() == ["notice queued", "notice sent"]


def test_a_letter_for_later_waits_for_its_moment(tom, office):
    queue(tom.person, next_at=NOW + timedelta(hours=1))

    early = deliver_letters(room(office), at=NOW)
    in_time = deliver_letters(room(office), at=NOW + timedelta(hours=1))

    assert (early.sent, in_time.sent) == (0, 1)


def test_a_letter_that_waits_for_its_moment_is_no_alarm_but_one_that_is_late_is(tom):
    queue(tom.person, next_at=NOW + timedelta(hours=1))

    assert find_oldest_waiting() == NOW + timedelta(hours=1)


def test_the_link_in_the_letter_is_the_readers(tom, office):
    link = link_for(tom)
    queue(tom.person, link=link)

    deliver_letters(room(office), at=NOW)

    token = office.letters[0].text.split("http://127.0.0.1:8000/due/")[1].split()[0]
    found = find_link(token, secret_key="a key for tests", at=NOW)
    assert found is not None
    assert found.id == link.id


def test_no_table_holds_the_secret_of_a_link(tom, office):
    queue(tom.person, link=link_for(tom))

    deliver_letters(room(office), at=NOW)

    token = office.letters[0].text.split("/due/")[1].split()[0]
    dump = "".join(
        str(row)
        for table in (Notice, SignInLink, Event)
        for row in db.session.execute(db.select(table.__table__))
    )
    assert token not in dump
    assert token.rpartition(".")[2] not in dump


def test_somebody_who_has_left_gets_no_letter(tom, office):
    queue(tom.person)
    leave(tom.person)

    deliver_letters(room(office), at=NOW)

    assert office.letters == []
    assert find_notice().state is DeliveryState.STOPPED
    assert find_notice().answer == "Its reader has left."
    assert kinds() == ["notice queued", "notice stopped"]


def test_a_letter_whose_link_was_revoked_does_not_go(tom, office):
    link = link_for(tom)
    queue(tom.person, link=link)
    with write_transaction():
        revoke_link(link, by=tom.person, at=NOW)

    deliver_letters(room(office), at=NOW)

    assert office.letters == []
    assert find_notice().state is DeliveryState.STOPPED


def change_posts(person):
    with write_transaction():
        for holding in db.session.scalars(db.select(Holding).where(Holding.person == person)):
            holding.until_on = NOW.date()
        record_event("post held", subject="posts", programme=None, by=None, at=NOW)


@pytest.mark.parametrize("with_link", [True, False])
def test_a_letter_that_waited_past_a_change_of_posts_does_not_go(tom, office, with_link):
    queue(tom.person, link=link_for(tom) if with_link else None)
    change_posts(tom.person)

    deliver_letters(room(office), at=NOW + timedelta(days=1))

    assert office.letters == []
    assert find_notice().state is DeliveryState.STOPPED


def test_whoever_holds_a_withdrawn_pack_hears_of_it_in_any_post(tom, office):
    queue(tom.person, kind=NoticeKind.WITHDRAWN, content={"lines": ["It no longer holds."]})
    change_posts(tom.person)

    deliver_letters(room(office), at=NOW + timedelta(days=1))

    assert len(office.letters) == 1


def test_a_letter_whose_link_has_ended_does_not_go(tom, office):
    queue(tom.person, link=link_for(tom, lasts=timedelta(hours=1)))

    deliver_letters(room(office), at=NOW + timedelta(hours=2))

    assert office.letters == []
    assert find_notice().state is DeliveryState.STOPPED


def test_a_letter_that_must_not_go_holds_up_no_other(tom, member, office):
    queue(tom.person, at=NOW - timedelta(hours=1))
    queue(member("priya").person)
    leave(tom.person)

    deliver_letters(room(office), at=NOW)

    assert [letter.recipient for letter in office.letters] == ["priya@example.org"]


def test_a_letter_is_stopped_unless_it_has_gone(tom, office):
    sent, waiting = queue(tom.person), queue(tom.person, next_at=NOW + timedelta(days=1))
    deliver_letters(room(office), at=NOW)
    with write_transaction():
        stopped = stop_notices([sent, waiting], why="The meeting was cancelled.", at=NOW)

    deliver_letters(room(office), at=NOW + timedelta(days=2))

    assert (stopped, len(office.letters)) == (1, 1)


def test_a_refusal_for_now_is_tried_again_under_the_same_message_id(tom):
    queue(tom.person)
    office = Office(Receipt(Outcome.RETRY, "450 busy"))
    deliver_letters(room(office), at=NOW)

    deliver_letters(room(office), at=NOW + timedelta(minutes=1))

    assert len({letter.message_id for letter in office.letters}) == 1
    assert find_notice().state is DeliveryState.SENT
    assert kinds() == ["notice queued", "notice put off", "notice sent"]


def test_the_record_of_a_letter_holds_neither_an_address_nor_its_text(tom):
    queue(tom.person, content={"lines": ["Words for one person."]})
    deliver_letters(room(Office(Receipt(Outcome.FAILED, "550 no tom@example.org here"))), at=NOW)

    bodies = db.session.scalars(db.select(Event.body).where(Event.kind.like("notice%"))).all()

    assert len(bodies) == 2
    assert "tom@example.org" not in "".join(bodies)
    assert "Words for one person." not in "".join(bodies)
