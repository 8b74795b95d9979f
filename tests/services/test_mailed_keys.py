"""Keys in letters: one thing, once, for a short while."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.errors import AlreadyDoneError, NotFoundError
from risk_register.domain.sign_ins import Purpose
from risk_register.frame import open_post_room
from risk_register.models import MailedKey, Notice, Person
from risk_register.services.account_letters import mail_key
from risk_register.services.deliveries import deliver_letters
from risk_register.services.mailed_keys import end_keys, find_key, make_key, sign_key, use_key
from tests.conftest import NOW
from tests.web.keys import read_letter
from tests.web.test_queries import counting

SECRET = "a secret for tests that is long enough"


@pytest.fixture
def tom(member):
    return member("tom").person


def make(person, purpose=Purpose.RESET, at=NOW):
    with write_transaction():
        key = make_key(person, purpose, at=at)
    return sign_key(key, secret_key=SECRET)


def find(token, after=timedelta(0), secret_key=SECRET):
    return find_key(token, secret_key=secret_key, at=NOW + after)


def test_a_key_works_once(tom):
    key = find(make(tom))
    with write_transaction():
        use_key(key, at=NOW)

    with pytest.raises(AlreadyDoneError, match="no longer works"), write_transaction():
        use_key(key, at=NOW)


@pytest.mark.parametrize(("purpose", "minutes"), [(Purpose.RESET, 60), (Purpose.SIGN_IN, 15)])
def test_a_key_works_for_a_short_while(tom, purpose, minutes):
    token = make(tom, purpose)

    assert find(token, after=timedelta(minutes=minutes - 1))
    assert find(token, after=timedelta(minutes=minutes)) is None


def test_a_newer_letter_ends_the_key_of_the_one_before_but_not_of_another_purpose(tom):
    first, other = make(tom), make(tom, Purpose.SIGN_IN)
    second = make(tom)

    assert find(first) is None
    assert find(second)
    assert find(other)


def test_keys_end_when_something_makes_them_needless(tom):
    tokens = [make(tom), make(tom, Purpose.SIGN_IN)]
    with write_transaction():
        end_keys(tom, at=NOW)

    assert [find(token) for token in tokens] == [None, None]


@pytest.mark.parametrize(
    "spoil", [lambda t: t + "x", lambda t: t[:-4], lambda _: "", lambda _: "[]"]
)
def test_what_nobody_signed_opens_nothing(tom, spoil):
    assert find(spoil(make(tom))) is None


def test_a_key_signed_by_another_service_opens_nothing(tom):
    assert find(make(tom), secret_key="another secret that is long enough too") is None


def test_somebody_who_has_left_has_no_key(tom):
    token = make(tom)
    db.session.execute(
        db.text("UPDATE person SET is_active = false WHERE id = :id"), {"id": tom.id}
    )
    db.session.commit()
    db.session.remove()

    assert find(token) is None


def test_the_letter_brings_a_key_that_stands_in_no_table(inside, tom):
    room = open_post_room(inside)
    with write_transaction():
        mail_key(" Tom@Example.org", Purpose.RESET, room=room, at=NOW)
    assert deliver_letters(room, at=NOW).sent == 1

    (path,) = Path(inside.config["MAIL_FOLDER"]).glob("**/*.eml")
    token = read_letter(path).split("/keys/")[1].split()[0]
    key = find(token, secret_key=inside.config["SECRET_KEY"])
    assert (key.person, key.purpose) == (tom, Purpose.RESET)
    tables = (MailedKey.__table__, Notice.__table__)
    kept = [str(row) for table in tables for row in db.session.execute(db.select(table))]
    assert not any(token in row for row in kept)


def test_a_stranger_gets_no_letter_though_as_much_is_written_for_one(inside, tom):
    room, written = open_post_room(inside), {}
    for email in (tom.email, "nobody@example.org"):
        with (
            counting(inside) as sent,
            suppress(NotFoundError),
            write_transaction(),
        ):
            mail_key(email, Purpose.SIGN_IN, room=room, at=NOW)
        written[email] = {each.split("(")[0] for each in sent if each.startswith("INSERT")}

    assert written[tom.email] <= written["nobody@example.org"]
    assert deliver_letters(room, at=NOW).sent == 1
    assert db.session.scalar(db.select(Person.id).where(Person.name == "Nobody")) is None
