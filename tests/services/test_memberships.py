"""Who may sign in, and as what: each change puts its person out at once."""

import pytest

from risk_register.database import read_moment, write_transaction
from risk_register.domain.errors import AlreadyDoneError, NotFoundError
from risk_register.domain.permissions import Permission, Role
from risk_register.services.history import verify_history
from risk_register.services.memberships import give_role, withdraw_role
from risk_register.services.people import (
    add_person,
    disable_person,
    enable_person,
    get_person,
    list_people,
    start_session,
)
from risk_register.services.programmes import get_programme
from tests.conftest import NOW
from tests.services.test_people import find

WHY = "She stands in for the secretary."


def session_of(person):
    with write_transaction():
        return start_session(person, at=NOW)


def test_a_role_that_is_given_opens_its_doors_after_signing_in_again(member):
    tom = member("tom").person
    token = session_of(tom)
    with write_transaction():
        give_role(tom, get_programme("send"), Role.BOARD_SECRETARY, reason=WHY, at=NOW)

    assert find(token) is None
    assert member("tom").may(Permission.CIRCULATE_PACK)
    with pytest.raises(AlreadyDoneError), write_transaction():
        give_role(tom, get_programme("send"), Role.BOARD_SECRETARY, reason=WHY, at=NOW)


def test_a_role_that_is_taken_back_closes_them_at_once(member):
    sofia = member("sofia").person
    token = session_of(sofia)
    with write_transaction():
        withdraw_role(sofia, get_programme("send"), Role.BOARD_SECRETARY, reason=WHY, at=NOW)

    assert find(token) is None
    with pytest.raises(AlreadyDoneError), write_transaction():
        withdraw_role(sofia, get_programme("send"), Role.BOARD_SECRETARY, reason=WHY, at=NOW)


def test_somebody_who_is_disabled_is_out_and_comes_back_only_by_signing_in(member):
    tom = member("tom").person
    token = session_of(tom)
    with write_transaction():
        disable_person(tom, at=NOW)
    assert find(token) is None
    with write_transaction():
        enable_person(tom, at=NOW)

    assert find(token) is None
    assert find(session_of(tom))


def test_somebody_is_added_without_a_password(inside):
    with write_transaction():
        add_person(email=" New@Example.org", name="New", agency=first_agency(), at=NOW)

    assert get_person("new@example.org").password_hash is None
    with pytest.raises(AlreadyDoneError), write_transaction():
        add_person(email="new@example.org", name="New", agency=first_agency(), at=NOW)
    with pytest.raises(NotFoundError), write_transaction():
        add_person(email="b@example.org", name="B", agency="none", at=NOW)
    with pytest.raises(NotFoundError):
        get_person("b@example.org")


def first_agency():
    return list_people()[0].agency.key


def test_the_record_agrees_with_who_may_do_what(member):
    sofia, programme = member("sofia").person, get_programme("send")
    with write_transaction():
        give_role(sofia, programme, Role.AUDITOR, reason=WHY, at=NOW)
        withdraw_role(sofia, programme, Role.BOARD_SECRETARY, reason=WHY, at=NOW)
        disable_person(sofia, at=NOW)
    with read_moment():
        assert verify_history().problems == []
