"""Keys of programs: what they open, how long, and that nothing opens for who may not sign in."""

from datetime import timedelta

import pytest

from risk_register.database import write_transaction
from risk_register.domain.api_keys import Group, Reach, opens
from risk_register.domain.errors import RuleError
from risk_register.services.api_keys import (
    find_api_key,
    list_api_keys,
    make_api_key,
    revoke_api_key,
    touch_api_key,
)
from risk_register.services.people import disable_person, enable_person
from risk_register.services.repeats import KEPT, Answer, find_answer, keep_answer
from tests.conftest import NOW


@pytest.fixture
def tom(member):
    """Tom, for whom programs act."""
    return member("tom").person


def make(person, *, scopes=("risks:write",), days=30):
    with write_transaction():
        return make_api_key(person, name="Script", scopes=scopes, days=days, by=person, at=NOW)


def test_a_key_is_known_by_its_secret_until_it_expires_or_is_revoked(tom):
    key, secret = make(tom)

    assert find_api_key(secret, at=NOW).id == key.id
    assert find_api_key(secret + "x", at=NOW) is None
    assert find_api_key("rrk_\udcff", at=NOW) is None
    assert find_api_key(secret, at=NOW + timedelta(days=30)) is None
    with write_transaction():
        touch_api_key(key.id, at=NOW)
        revoke_api_key(key, by=tom, at=NOW)
    assert find_api_key(secret, at=NOW) is None
    assert list_api_keys(tom) == []


def test_a_key_ends_for_good_when_its_person_is_barred(tom):
    _, secret = make(tom)

    with write_transaction():
        disable_person(tom, at=NOW)
    assert find_api_key(secret, at=NOW) is None
    with write_transaction():
        enable_person(tom, at=NOW)
    assert find_api_key(secret, at=NOW) is None


@pytest.mark.parametrize("wrong", [{"scopes": ["everything"]}, {"days": 366}, {"days": 0}])
def test_a_key_that_opens_nothing_or_lasts_for_ever_is_not_made(tom, wrong):
    with pytest.raises(RuleError):
        make(tom, **wrong)


def test_whoever_may_write_may_read_and_nothing_else():
    assert opens(["risks:write"], Group.RISKS, Reach.READ)
    assert not opens(["risks:read"], Group.RISKS, Reach.WRITE)
    assert not opens(["risks:write"], Group.PEOPLE, Reach.READ)


def test_an_answer_is_kept_for_two_days_and_for_its_own_request_alone(tom):
    key, _ = make(tom)
    answer = Answer(201, {"ETag": '"R-003.1"'}, "{}")

    with write_transaction():
        assert find_answer(key, "a1", request_hash="1", at=NOW) is None
        keep_answer(key, "a1", answer, request_hash="1", at=NOW)
    with write_transaction():
        assert find_answer(key, "a1", request_hash="1", at=NOW) == answer
        with pytest.raises(RuleError):
            find_answer(key, "a1", request_hash="2", at=NOW)
    with write_transaction():
        late = NOW + KEPT + timedelta(seconds=1)
        assert find_answer(key, "a1", request_hash="1", at=late) is None
