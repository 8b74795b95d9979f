"""A second factor at the pages."""

import pyotp
import pytest

from risk_register import clock
from risk_register.database import db, write_transaction
from risk_register.models import Person
from risk_register.services.second_factors import (
    begin_factor,
    confirm_factor,
    enrolment_of,
    find_unconfirmed,
)
from tests.conftest import NOW, post
from tests.web.keys import ask_key
from tests.web.test_accounts import change, is_out
from tests.web.test_packs import until
from tests.web.test_refusals import list_facts
from tests.web.test_sessions import sign_in


def now_code(secret, steps=0):
    return pyotp.TOTP(secret).at(clock.machine_now(), counter_offset=steps)


@pytest.fixture
def phone(app):
    """Tom's phone, set up by the code before the one of now: its secret, his recovery codes."""
    with app.app_context():
        tom = db.session.scalars(db.select(Person).where(Person.name == "Tom")).one()
        key = app.config["SECRET_KEY"]
        with write_transaction():
            begin_factor(tom, at=NOW)
        secret = enrolment_of(find_unconfirmed(tom), issuer="R", secret_key=key).secret
        with write_transaction():
            return secret, confirm_factor(tom, now_code(secret, -1), secret_key=key, at=NOW)


def show(browser, code, **fields):
    return post(browser, "/sign-in/code", code=code, **fields)


def test_the_password_alone_opens_nothing_any_more(at_the_page, phone):
    tom = at_the_page()
    asked = sign_in(tom, next="/send/risks")
    assert "Enter a code" in asked.text
    assert 'value="/send/risks"' in asked.text
    assert is_out(tom)

    assert show(tom, now_code(phone[0]), next="/send/risks").location == "/send/risks"
    assert "My work" in tom.get("/").text


def test_a_letter_does_not_lead_round_the_second_factor(app, at_the_page, phone):
    tom = at_the_page()
    tom.get(ask_key(app, "/sign-in/by-letter"))
    assert "Enter a code" in post(tom, "/sign-in/key").text
    assert is_out(tom)

    tom.get(ask_key(app, "/forgotten-password"))
    post(tom, "/new-password", password="purple kettle train", again="purple kettle train")
    assert "Enter a code" in sign_in(tom, password="purple kettle train").text


def test_wrong_codes_are_counted_and_the_password_does_not_help(app, at_the_page, phone):
    tom = at_the_page()
    sign_in(tom)
    answers = []
    for _ in range(6):
        with show(tom, "12 34 56") as answer:
            answers.append(answer.status_code)
    assert answers == [422] * 5 + [429]
    sign_in(tom)

    assert show(tom, now_code(phone[0])).status_code == 429
    wrong = [{"shown": "code"}] * 5
    assert until(lambda: list_facts(app, "sign-in failed") == wrong)


def test_a_recovery_code_signs_in_once(at_the_page, phone):
    tom, again = at_the_page(), at_the_page()
    sign_in(tom)
    assert show(tom, phone[1][0]).location == "/"
    sign_in(again)

    assert show(again, phone[1][0]).status_code == 422
    assert "9 recovery codes left" in tom.get("/your-account").text


def test_a_remembered_browser_is_not_asked_until_it_is_forgotten(at_the_page, phone):
    tom = at_the_page()
    sign_in(tom)
    show(tom, now_code(phone[0]), remember="true")
    cookie = tom.get_cookie("device")
    assert cookie.http_only
    post(tom, "/sign-out")
    assert sign_in(tom).location == "/"

    page = tom.get("/your-account").text
    mark = page.split("/your-account/browsers/")[1].split("/")[0]
    post(tom, f"/your-account/browsers/{mark}/forgotten")
    post(tom, "/sign-out")
    assert "Enter a code" in sign_in(tom).text


def test_a_new_password_and_signing_out_everywhere_forget_browsers(at_the_page, phone):
    tom = at_the_page()
    sign_in(tom)
    show(tom, now_code(phone[0]), remember="true")
    change(tom)
    post(tom, "/sign-out")

    assert "Enter a code" in sign_in(tom, password="purple kettle train").text


def test_the_page_for_the_code_does_not_wait_for_ever(app, at_the_page, phone):
    tom = at_the_page()
    assert show(tom, now_code(phone[0])).location == "/sign-in"
    sign_in(tom)
    with tom.session_transaction() as kept:
        person_id, _, way, mark = kept["pending"]
        kept["pending"] = [person_id, "2018-06-05T07:00:00+00:00", way, mark]

    assert show(tom, now_code(phone[0])).location == "/sign-in"
    assert "took too long" in tom.get("/sign-in").text


def test_setting_up_shows_the_key_and_then_the_recovery_codes_once(at_the_page):
    tom = at_the_page("tom")
    assert "Begin" in tom.get("/your-account/second-factor").text
    assert tom.get("/your-account/second-factor/key.svg").status_code == 404
    post(tom, "/your-account/second-factor/begin")
    page = tom.get("/your-account/second-factor").text
    secret = page.split('<strong class="rr-kept">')[1].split("<")[0]
    drawn = tom.get("/your-account/second-factor/key.svg")
    assert (drawn.mimetype, b"<svg" in drawn.data) == ("image/svg+xml", True)
    assert post(tom, "/your-account/second-factor", code="nonsense").status_code == 422

    shown = post(tom, "/your-account/second-factor", code=now_code(secret)).text
    assert shown.count("<code>") == 10
    assert secret not in tom.get("/your-account/second-factor").text
    assert tom.get("/your-account/second-factor/key.svg").status_code == 404


def test_removing_takes_a_code(at_the_page, phone):
    tom = at_the_page("tom")
    assert post(tom, "/your-account/second-factor/removal", code="1").status_code == 422
    removed = post(tom, "/your-account/second-factor/removal", code=now_code(phone[0]))

    assert removed.location == "/your-account"
    assert sign_in(at_the_page()).location == "/"


def test_new_recovery_codes_take_a_code(at_the_page, phone):
    tom = at_the_page("tom")
    shown = post(tom, "/your-account/recovery-codes", code=phone[1][0]).text

    assert shown.count("<code>") == 10
    assert phone[1][1] not in shown


def test_whoever_has_to_show_one_sets_it_up_before_anything_else(app, at_the_page):
    app.config["SECOND_FACTOR_ROLES"] = "programme_manager, administrator"
    amira = at_the_page()
    sign_in(amira, email="amira@example.org")
    for address in ("/", "/send/risks", "/your-account", "/your-account/password"):
        assert amira.get(address).location == "/your-account/second-factor", address
    answer = post(amira, "/your-account/sessions/end")
    assert answer.location == "/your-account/second-factor"
    post(amira, "/your-account/second-factor/begin")
    page = amira.get("/your-account/second-factor").text
    assert "Your role needs one." in page
    secret = page.split('<strong class="rr-kept">')[1].split("<")[0]
    post(amira, "/your-account/second-factor", code=now_code(secret))

    assert amira.get("/send/risks").status_code == 200
    assert sign_in(at_the_page()).location == "/", "an owner's role does not need it"
    post(amira, "/your-account/second-factor/removal", code=now_code(secret, 1))
    assert amira.get("/send/risks").location == "/your-account/second-factor"
