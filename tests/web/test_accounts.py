"""Your account: where somebody is signed in, and their password."""

import pytest

from risk_register.database import write_transaction
from risk_register.domain.permissions import Role
from risk_register.services.memberships import give_role, withdraw_role
from risk_register.services.people import disable_person, get_person
from risk_register.services.programmes import get_programme
from tests.conftest import NOW, post
from tests.registers import PASSWORD
from tests.web.keys import read_letters
from tests.web.test_sessions import sign_in

NEW = "purple kettle train"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def change(browser, current=PASSWORD, password=NEW, again=NEW):
    fields = {"current": current, "password": password, "again": again}
    return post(browser, "/your-account/password", **fields)


def is_out(browser):
    return browser.get("/").location == "/sign-in?next=/"


def test_the_header_leads_to_the_account(at_the_page):
    assert 'href="/your-account"' in at_the_page("tom").get("/").text


def test_browsers_are_listed_in_words_and_one_is_ended(app, at_the_page):
    here, there = at_the_page("tom"), app.test_client()
    there.environ_base["HTTP_USER_AGENT"] = FIREFOX
    sign_in(there)
    page = here.get("/your-account").text
    assert "Firefox on Windows" in page
    assert page.count("this browser") == 1
    mark = page.split("/your-account/sessions/")[1].split("/end")[0]
    post(here, f"/your-account/sessions/{mark}/end")

    assert is_out(there)
    assert "Firefox" not in here.get("/your-account").text


def test_signing_out_everywhere_signs_out_here_too_and_a_copied_cookie_opens_nothing(at_the_page):
    here, there = at_the_page("tom"), at_the_page("tom")
    stolen = here.get_cookie("register").value
    answer = post(here, "/your-account/sessions/end")
    assert answer.location == "/sign-in"

    here.set_cookie("register", stolen)
    assert is_out(here)
    assert is_out(there)


def test_a_new_password_signs_out_every_other_browser_and_renews_this_one(app, at_the_page):
    here, there = at_the_page("tom"), at_the_page("tom")
    stolen = here.get_cookie("register").value
    assert change(here).location == "/your-account"
    assert "Your password is changed" in here.get("/your-account").text

    assert is_out(there)
    there.set_cookie("register", stolen)
    assert is_out(there)
    assert sign_in(there, password=PASSWORD).status_code == 422
    assert sign_in(there, password=NEW).location == "/"
    assert "Your password was changed." in " ".join(read_letters(app)[-1].split())


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"current": "wrong"}, "This is not your present password."),
        ({"current": ""}, "Enter your present password."),
        ({"again": "another"}, "This is not the same as the new password."),
        ({"password": "tom tom tom tom", "again": "tom tom tom tom"}, "too easy to guess"),
    ],
)
def test_what_is_wrong_with_a_change_is_said_at_its_field(at_the_page, fields, sentence):
    tom = at_the_page("tom")
    answer = change(tom, **fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert PASSWORD not in answer.text
    assert not is_out(tom)


def test_a_stolen_session_cannot_guess_the_password_for_ever(at_the_page):
    tom = at_the_page("tom")
    for _ in range(10):
        change(tom, current="wrong")

    assert change(tom).status_code == 429


def disable(person):
    disable_person(person, at=NOW)


def promote(person):
    give_role(person, get_programme("send"), Role.AUDITOR, reason="She audits now.", at=NOW)


def demote(person):
    withdraw_role(person, get_programme("send"), Role.RISK_OWNER, reason="He has left.", at=NOW)


@pytest.mark.parametrize("change", [disable, promote, demote])
def test_a_copied_cookie_opens_nothing_once_its_person_has_changed(app, at_the_page, change):
    tom = at_the_page("tom")
    assert not is_out(tom)
    with app.app_context(), write_transaction():
        change(get_person("tom@example.org"))

    assert is_out(tom)
