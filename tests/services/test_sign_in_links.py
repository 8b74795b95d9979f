"""Links in letters: whom they sign in, for what, until when, and how they end."""

from datetime import date, timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.errors import AlreadyDoneError, NotAllowedError, NotFoundError
from risk_register.models import Event, Holding, Person
from risk_register.services.events import record_event
from risk_register.services.people import find_session
from risk_register.services.sign_in_links import (
    find_link,
    get_member_link,
    get_own_link,
    list_acting_posts,
    list_answers,
    list_links_of,
    list_member_links,
    record_answer,
    revoke_link,
    sign_link,
    start_link_session,
)
from tests.conftest import NOW
from tests.services.outboxes import link_for

KEY = "a key for tests"


@pytest.fixture
def tom(member):
    """The owner of R-001."""
    return member("tom")


def open_token(link, at=NOW, key=KEY):
    return find_link(sign_link(link, secret_key=KEY), secret_key=key, at=at)


def change(act):
    with write_transaction():
        act()
        record_event("people added", subject="people", programme=None, by=None, at=NOW)


def leave_post(person, on):
    def act():
        holding = db.session.scalars(db.select(Holding).filter_by(person_id=person.id)).one()
        holding.until_on = on

    change(act)


def take_post(person, post, on):
    change(lambda: db.session.add(Holding(post=post, person_id=person.id, from_on=on)))


def test_a_link_is_found_by_its_signed_secret_until_it_expires(tom):
    link = link_for(tom, lasts=timedelta(days=2))

    assert open_token(link) is link
    assert open_token(link, at=NOW + timedelta(days=2, seconds=-1)) is link
    assert open_token(link, at=NOW + timedelta(days=2)) is None


@pytest.mark.parametrize("token", ["", "x", "WzEsIngiXQ.x", "é", "." * 400])
def test_what_nobody_signed_opens_nothing(tom, token):
    link_for(tom)

    assert find_link(token, secret_key=KEY, at=NOW) is None


def test_a_link_signed_with_another_key_opens_nothing(tom):
    assert open_token(link_for(tom), key="another key") is None


def test_the_signature_of_another_link_opens_nothing(tom, member):
    mine, other = (sign_link(link_for(each), secret_key=KEY) for each in (tom, member("priya")))
    forged = f"{other.rpartition('.')[0]}.{mine.rpartition('.')[2]}"

    assert find_link(forged, secret_key=KEY, at=NOW) is None


def test_a_later_letter_leaves_earlier_links_working(tom):
    first = link_for(tom)
    second = link_for(tom, at=NOW + timedelta(days=1))

    assert open_token(first, at=NOW + timedelta(days=1)) is first
    assert open_token(second, at=NOW + timedelta(days=1)) is second


def test_a_revoked_link_opens_nothing_and_a_second_tap_changes_nothing(tom):
    link = link_for(tom)
    for moment in (NOW, NOW + timedelta(hours=1)):
        with write_transaction():
            revoke_link(link, by=tom.person, at=moment)

    assert open_token(link) is None
    assert link.revoked_at == NOW


def test_a_link_of_somebody_who_has_left_opens_nothing(tom):
    link = link_for(tom)
    change(lambda: setattr(db.session.get_one(Person, tom.person.id), "is_active", False))

    assert open_token(link) is None


def test_a_link_opens_nothing_once_its_post_has_changed_hands(tom):
    link = link_for(tom)
    leave_post(tom.person, on=NOW.date())

    assert open_token(link) is link
    assert open_token(link, at=NOW + timedelta(days=1)) is None


def test_a_post_that_was_taken_up_later_gains_nothing_by_an_earlier_link(tom, member):
    link = link_for(tom)
    take_post(tom.person, member("priya").post, on=date(2018, 6, 1))

    assert [post.title for post in list_acting_posts(link, at=NOW)] == ["Head of Casework"]


def test_opening_a_link_is_recorded_the_first_time_only(tom):
    link = link_for(tom)
    for hours in (0, 1):
        with write_transaction():
            start_link_session(link, at=NOW + timedelta(hours=hours))

    opened = db.session.scalars(db.select(Event).where(Event.kind == "link opened")).all()
    assert len(opened) == 1
    assert link.opened_at == NOW


def test_a_session_by_link_knows_its_link_and_ends_like_any_other(tom):
    link = link_for(tom)
    with write_transaction():
        token = start_link_session(link, at=NOW)

    limits = {"idle": timedelta(minutes=30), "longest": timedelta(hours=12)}
    assert find_session(token, at=NOW, **limits).link_id == link.id
    assert find_session(token, at=NOW + timedelta(minutes=32), **limits) is None


def test_a_link_answers_each_matter_once(tom):
    link = link_for(tom)
    answered = {}
    with write_transaction():
        record_answer(link, "risk 1", at=NOW)
        record_answer(link, "risk 2", at=NOW)
        with pytest.raises(AlreadyDoneError, match="Sign in to change"):
            record_answer(link, "risk 1", at=NOW)
        answered = list_answers(link)
        record_event("risk confirmed", subject="risk R-001", programme=None, by=None, at=NOW)

    assert list(answered) == ["risk 1", "risk 2"]


def test_only_its_person_and_who_may_chase_them_find_a_link(tom, member):
    link = link_for(tom)

    assert get_own_link(tom.person, link.id) is link
    assert get_member_link(member("amira"), link.id) is link
    assert [each.id for each in list_links_of(tom.person)] == [link.id]
    assert [each.id for each in list_member_links(member("amira"), at=NOW)] == [link.id]
    with pytest.raises(NotFoundError):
        get_own_link(member("priya").person, link.id)
    with pytest.raises(NotAllowedError):
        get_member_link(member("sofia"), link.id)
    with pytest.raises(NotAllowedError):
        list_member_links(member("sofia"), at=NOW)
