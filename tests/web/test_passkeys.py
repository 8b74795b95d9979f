"""Passkeys at the pages."""

import html
import json
from datetime import timedelta

import pytest

from risk_register import clock
from risk_register.database import db
from risk_register.models import Passkey
from tests.authenticators import Authenticator
from tests.conftest import post
from tests.web.keys import read_letters
from tests.web.test_accounts import is_out
from tests.web.test_packs import until
from tests.web.test_people import PERSON
from tests.web.test_refusals import list_facts
from tests.web.test_second_factors import now_code, phone
from tests.web.test_sessions import sign_in

__all__ = ["phone"]


def options_in(page):
    return html.unescape(page.text.split('data-options="')[1].split('"')[0])


def begin(tom, phone):
    """Begin to add a passkey with a recovery code, and give the page that lets it be made."""
    fields = {"name": "Laptop", "code": phone[1].pop()}
    return post(tom, "/your-account/passkeys/begin", **fields)


def add(tom, device, page):
    answer = device.make(options_in(page))
    return post(tom, "/your-account/passkeys", name="Laptop", credential=answer)


@pytest.fixture
def laptop(app, at_the_page, phone):
    """Tom's laptop, with a passkey that he has added."""
    app.config["PUBLIC_URL"] = "http://localhost:8000"
    device, tom = Authenticator(), at_the_page("tom")
    assert add(tom, device, begin(tom, phone)).location == "/your-account"
    return device


def show(browser, device, page, **fields):
    answer = device.show(options_in(page))
    return post(browser, "/sign-in/passkey", credential=answer, **fields)


def test_a_passkey_is_shown_after_the_password_and_leads_where_one_wanted(at_the_page, laptop):
    tom = at_the_page()
    asked = sign_in(tom, next="/send/risks")
    assert is_out(tom)
    assert show(tom, laptop, asked, next="/send/risks").location == "/send/risks"

    account = tom.get("/your-account").text
    assert "Laptop, added" in account
    assert "last used" in account
    assert "Use your passkey" not in sign_in(at_the_page(), email="priya@example.org").text


def test_an_answer_opens_nothing_a_second_time(at_the_page, laptop):
    tom = at_the_page()
    asked = sign_in(tom)
    answer = laptop.show(options_in(asked))
    with tom.session_transaction() as kept:
        before = dict(kept)
    post(tom, "/sign-in/passkey", credential=answer)
    thief = at_the_page()
    with thief.session_transaction() as kept:
        kept.update(before)

    assert post(thief, "/sign-in/passkey", credential=answer).status_code == 403
    assert is_out(thief)


def test_a_challenge_lasts_five_minutes(at_the_page, laptop):
    tom = at_the_page()
    asked = sign_in(tom)
    with tom.session_transaction() as kept:
        begun_at = clock.now() - timedelta(minutes=5, seconds=1)
        kept["challenge"] = [*kept["challenge"][:3], begun_at.isoformat()]
    late = show(tom, laptop, asked)

    assert (late.status_code, "took too long" in late.text) == (422, True)
    assert show(tom, laptop, late).location == "/"


def test_a_challenge_to_add_a_passkey_signs_nobody_in(at_the_page, laptop, phone):
    tom, signed_in = at_the_page(), at_the_page("tom")
    sign_in(tom)
    asked = json.loads(options_in(begin(signed_in, phone)))
    with tom.session_transaction() as kept, signed_in.session_transaction() as other:
        kept["challenge"] = other["challenge"]
    answer = laptop.show(json.dumps({"rpId": "localhost", "challenge": asked["challenge"]}))

    assert post(tom, "/sign-in/passkey", credential=answer).status_code == 422
    assert is_out(tom)


def test_wrong_passkeys_are_counted_like_codes_and_recorded(app, at_the_page, laptop, phone):
    tom, stranger = at_the_page(), Authenticator()
    asked, answers = sign_in(tom), []
    for _ in range(6):
        with show(tom, stranger, asked) as asked:
            answers.append(asked.status_code)

    assert answers == [422] * 5 + [429]
    assert post(tom, "/sign-in/code", code=now_code(phone[0])).status_code == 429
    wrong = [{"shown": "passkey"}] * 5
    assert until(lambda: list_facts(app, "sign-in failed") == wrong)


def test_adding_takes_a_code_and_both_adding_and_removing_are_told(app, at_the_page, laptop):
    tom = at_the_page("tom")
    page = post(tom, "/your-account/passkeys/begin", name="Laptop", code="1")
    assert (page.status_code, "data-options" in page.text) == (422, False)
    answer = post(tom, "/your-account/passkeys", name="Laptop", credential="{}")
    assert (answer.status_code, "took too long" in answer.text) == (422, True)
    with app.app_context():
        (passkey_id,) = db.session.scalars(db.select(Passkey.id))
    post(tom, f"/your-account/passkeys/{passkey_id}/removal")

    assert "Use your passkey" not in sign_in(at_the_page()).text
    told = [letter for letter in read_letters(app) if "A passkey was" in letter]
    assert ["added" in told[0], "removed" in told[1]] == [True, True]


def test_who_is_barred_and_let_in_again_has_the_phone_and_no_passkey(app, at_the_page, laptop):
    max_, ways = at_the_page("max"), f"/people/{PERSON['tom']}/sign-in"
    assert "passkeys: 1" in max_.get(ways).text
    post(max_, f"{ways}/bar", reason="His laptop was stolen.")
    post(max_, f"{ways}/bar/end", reason="It was found.")

    asked = sign_in(at_the_page())
    assert "Enter a code" in asked.text
    assert "Use your passkey" not in asked.text
