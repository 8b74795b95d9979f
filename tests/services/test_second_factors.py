"""Second factors: codes that work once, codes on paper, browsers that are remembered."""

from datetime import timedelta

import pyotp
import pytest

from risk_register import clock
from risk_register.database import db, write_transaction
from risk_register.domain.errors import NotAllowedError, RuleError, TooManyTriesError
from risk_register.models import Device, Event, RecoveryCode, SecondFactor
from risk_register.services.second_factors import (
    DRIFT,
    STEP_SECONDS,
    begin_factor,
    check_code,
    confirm_factor,
    count_codes,
    enrolment_of,
    find_factor,
    find_unconfirmed,
    forget_devices,
    is_remembered,
    is_required,
    remember_device,
    remove_factor,
    renew_codes,
)
from risk_register.services.tries import count_code, forgive_codes
from tests.conftest import NOW

SECRET = "a secret for tests that is long enough"


@pytest.fixture
def tom(member):
    return member("tom").person


class Phone:
    """A phone that was told a key."""

    def __init__(self, secret):
        self.totp = pyotp.TOTP(secret)

    def code(self, steps=0):
        """Give the code of now, or of so many steps later."""
        return self.totp.at(clock.machine_now(), counter_offset=steps)


def begin(person):
    with write_transaction():
        begin_factor(person, at=NOW)
    factor = find_unconfirmed(person)
    return Phone(enrolment_of(factor, issuer="Register", secret_key=SECRET).secret)


def confirm(person, code):
    with write_transaction():
        return confirm_factor(person, code, secret_key=SECRET, at=NOW)


def check(person, code, secret_key=SECRET):
    with write_transaction():
        check_code(person, code, secret_key=secret_key, at=NOW)


def set_up(person):
    """Set a phone up by the code of the step before, so that the one of now is left."""
    phone = begin(person)
    return phone, confirm(person, phone.code(-1))


def test_a_phone_is_asked_for_from_its_first_right_code_on(tom):
    phone = begin(tom)
    assert find_factor(tom) is None
    with pytest.raises(RuleError, match="not right"):
        confirm(tom, "000000" if phone.code() != "000000" else "000001")
    assert find_factor(tom) is None
    codes = confirm(tom, phone.code(-1))

    assert find_factor(tom)
    assert len(set(codes)) == count_codes(tom) == 10


def test_a_code_works_once(tom):
    phone, _ = set_up(tom)
    code = phone.code()
    check(tom, code)
    with pytest.raises(RuleError, match="not right"):
        check(tom, code)


@pytest.mark.parametrize(
    ("steps", "is_taken"), [(-DRIFT - 2, False), (0, True), (DRIFT + 2, False)]
)
def test_a_clock_may_be_off_by_a_step_and_no_more(tom, steps, is_taken):
    phone, _ = set_up(tom)
    if is_taken:
        check(tom, f"{phone.code(steps)[:3]} {phone.code(steps)[3:]}")
    else:
        with pytest.raises(RuleError):
            check(tom, phone.code(steps))


def test_a_code_before_one_that_was_used_works_no_more(tom):
    phone, _ = set_up(tom)
    check(tom, phone.code(DRIFT))
    with pytest.raises(RuleError):
        check(tom, phone.code())


def test_a_recovery_code_works_once_however_it_is_typed(tom):
    _, codes = set_up(tom)
    check(tom, codes[0].upper().replace("-", " "))
    with pytest.raises(RuleError):
        check(tom, codes[0])

    assert count_codes(tom) == 9


def test_nobodys_codes_work_for_somebody_else(tom, member):
    _, codes = set_up(tom)
    priya = member("priya").person
    set_up(priya)
    with pytest.raises(RuleError):
        check(priya, codes[0])


def test_new_recovery_codes_end_the_old_ones(tom):
    _, old = set_up(tom)
    with write_transaction():
        new = renew_codes(tom, at=NOW)
    with pytest.raises(RuleError):
        check(tom, old[0])
    check(tom, new[0])


def test_another_key_of_the_service_ends_phones_but_not_codes_on_paper(tom):
    phone, codes = set_up(tom)
    with pytest.raises(RuleError):
        check(tom, phone.code(), secret_key="another secret that is long enough too")
    check(tom, codes[0], secret_key="another secret that is long enough too")


def test_a_confirmed_phone_is_not_replaced_without_being_removed(tom):
    set_up(tom)
    with pytest.raises(NotAllowedError, match="Remove it"):
        begin(tom)


def test_removing_takes_everything_that_belongs_to_it(tom):
    set_up(tom)
    with write_transaction():
        token = remember_device(tom, browser="Firefox", days=30, at=NOW)
        remove_factor(tom, by=tom, at=NOW)

    assert find_factor(tom) is None
    assert count_codes(tom) == 0
    assert not is_remembered(tom, token, at=NOW)


def test_a_browser_is_remembered_for_its_person_and_for_so_many_days(tom, member):
    with write_transaction():
        token = remember_device(tom, browser="Firefox", days=30, at=NOW)

    assert is_remembered(tom, token, at=NOW + timedelta(days=29))
    assert not is_remembered(tom, token, at=NOW + timedelta(days=30))
    assert not is_remembered(member("priya").person, token, at=NOW)
    with write_transaction():
        forget_devices(tom)
    assert not is_remembered(tom, token, at=NOW)


def test_the_database_holds_no_secret_and_no_code(tom):
    phone, codes = set_up(tom)
    with write_transaction():
        token = remember_device(tom, browser="Firefox", days=30, at=NOW)

    tables = [Device, RecoveryCode, SecondFactor, Event]
    rows = [str(row) for each in tables for row in db.session.execute(db.select(each.__table__))]
    for secret in (phone.totp.secret, token, *codes):
        assert not any(secret in row for row in rows)


def test_a_role_needs_it_in_whichever_programme_it_is_held(member):
    manager, owner = member("amira").person, member("tom").person

    assert is_required(manager, ["programme_manager", "administrator"])
    assert not is_required(owner, ["programme_manager"])
    assert not is_required(manager, [])


def test_five_wrong_codes_and_one_has_to_wait(tom):
    for _ in range(5):
        with write_transaction():
            count_code(tom, at=NOW)
    with pytest.raises(TooManyTriesError, match="too many wrong codes"), write_transaction():
        count_code(tom, at=NOW)
    with write_transaction():
        forgive_codes(tom)
        count_code(tom, at=NOW)


def test_the_step_is_the_one_that_phones_take():
    assert pyotp.TOTP("A" * 32).interval == STEP_SECONDS
