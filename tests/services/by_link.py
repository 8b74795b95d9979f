"""Letters that bring a personal link, and what their readers do with it."""

from datetime import timedelta

from risk_register.database import db, write_transaction
from risk_register.domain.circulation import Opening, SendsBy
from risk_register.models import Delivery, Holding, Person, Seat
from risk_register.services.events import record_event
from risk_register.services.handouts import find_handout, note_opening
from risk_register.services.reading_links import (
    find_link,
    find_newest_link,
    sign_link,
)
from tests.conftest import NOW
from tests.services.freezing import june
from tests.services.test_circulations import circulate

KEY = "a key for tests"
YESTERDAY = NOW.date() - timedelta(days=1)


def change(act, *, programme=None):
    """Change something past the services, with a line in the record; of people in the service's."""
    with write_transaction():
        act()
        record_event("people added", subject="people", programme=programme, by=None, at=NOW)


def change_board(act):
    """Change something of the programme past the services."""
    change(act, programme=june().body.programme)


def circulate_by_link(by, **covering):
    """Circulate the June pack by personal links."""
    change_board(lambda: setattr(june().body, "sends_by", SendsBy.LINK))
    return circulate(by, **covering)


def letter_of(name):
    """Give the newest letter to somebody."""
    return db.session.scalars(
        db.select(Delivery)
        .join(Delivery.person)
        .where(Person.name == name.title())
        .order_by(Delivery.id.desc())
    ).first()


def token_of(name):
    """Give the secret that somebody's letter carries."""
    return sign_link(find_newest_link(letter_of(name)), secret_key=KEY)


def read(name, at=NOW):
    """Find what somebody's link gives."""
    return find_handout(token_of(name), secret_key=KEY, at=at)


def use(name, kind=Opening.OPENED, what=None, at=NOW):
    """Do something with somebody's link."""
    with write_transaction():
        link = find_link(token_of(name), secret_key=KEY)
        note_opening(link, kind, what=what, at=at)


def leave_post(name, on=YESTERDAY):
    """Let somebody have left their post after a day."""

    def act():
        holding = db.session.scalars(
            db.select(Holding).join(Holding.person).where(Person.name == name.title())
        ).one()
        holding.until_on = on

    change(act)


def lose_entitlement(name):
    """Take from somebody's seat that it may see exempt items."""

    def act():
        held = db.select(Holding.post_id).join(Holding.person).where(Person.name == name.title())
        for seat in db.session.scalars(db.select(Seat).where(Seat.post_id.in_(held))):
            seat.is_entitled_to_exempt = False

    change_board(act)
