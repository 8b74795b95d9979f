"""Signing in and out at the page."""

import html

import pytest

from risk_register.database import db
from tests.conftest import post
from tests.registers import PASSWORD


def sign_in(browser, email="tom@example.org", password=PASSWORD, **fields):
    return post(browser, "/sign-in", email=email, password=password, **fields)


def test_the_right_password_leads_to_my_work(at_the_page):
    browser = at_the_page()
    answer = sign_in(browser)

    assert (answer.status_code, answer.location) == (302, "/")
    assert "My work" in browser.get("/").text


@pytest.mark.parametrize("email", ["tom@example.org", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_sentence(at_the_page, email):
    answer = sign_in(at_the_page(), email=email, password="wrong")

    assert answer.status_code == 422
    assert "The e-mail address or the password is not right." in answer.text
    assert email in answer.text
    assert "wrong" not in answer.text


def test_after_ten_wrong_passwords_the_right_one_has_to_wait(at_the_page):
    browser = at_the_page()
    for _ in range(10):
        sign_in(browser, password="wrong")
    answer = sign_in(browser)

    assert answer.status_code == 429
    assert "Wait 5 minutes" in answer.text


def test_signing_out_ends_the_session_on_the_server_too(at_the_page):
    browser = at_the_page("tom")
    stolen = browser.get_cookie("register").value
    post(browser, "/sign-out")
    browser.set_cookie("register", stolen)

    assert browser.get("/").location == "/sign-in?next=/"


def test_signing_in_gives_the_browser_another_session_than_before(at_the_page):
    browser = at_the_page()
    browser.get("/sign-in")
    before = browser.get_cookie("register").value
    sign_in(browser)

    with browser.session_transaction() as session:
        assert "csrf_token" not in session
    assert browser.get_cookie("register").value != before


def test_the_page_asked_for_comes_after_signing_in(at_the_page):
    browser = at_the_page()
    asked = browser.get("/send/risks?band=red")
    assert asked.location == "/sign-in?next=/send/risks?band%3Dred"

    assert sign_in(browser, next="/send/risks?band=red").location == "/send/risks?band=red"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"],
)
def test_nobody_is_led_to_another_site(at_the_page, elsewhere):
    assert sign_in(at_the_page(), next=elsewhere).location == "/"


def test_the_cookie_is_kept_from_scripts_and_other_sites(at_the_page):
    cookie = at_the_page("tom").get_cookie("register")

    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_a_form_without_its_token_saves_nothing(at_the_page):
    browser = at_the_page("tom")
    answer = browser.post("/send/risks/R-001/reviews", data={"version": "1"})

    assert answer.status_code == 400
    assert "Nothing was saved" in answer.text


def test_what_was_typed_into_a_form_whose_session_had_ended_is_saved_after_signing_in(
    at_the_page, app
):
    tom = at_the_page("tom")
    page = tom.get("/send/risks/R-001/assessments/new").text
    version = page.split('name="version" value="')[1].split('"')[0]
    with app.app_context():
        db.session.execute(db.text("DELETE FROM session"))
        db.session.commit()
    reason = "The third <caseworker> left."
    typed = {"likelihood": "5", "impact": "4", "reason": reason, "version": version, "back": ""}
    asked = post(tom, "/send/risks/R-001/assessments/new", **typed)
    assert asked.status_code == 401
    assert "Nothing of what you typed is lost" in asked.text

    kept = html.unescape(asked.text.split('name="kept" value="')[1].split('"')[0])
    shown = sign_in(tom, next="/send/risks/R-001/assessments/new", kept=kept)
    assert "The third &lt;caseworker&gt; left." in shown.text
    assert 'name="password"' not in shown.text
    saved = post(tom, "/send/risks/R-001/assessments/new", **typed)
    assert "R-001 moved from 12 to 20 Red." in tom.get(saved.location).text


@pytest.mark.parametrize("kept", ["nonsense", "[1]", '{"a": 1}', '[["a"]]'])
def test_what_cannot_be_read_is_not_kept(at_the_page, kept):
    assert sign_in(at_the_page(), kept=kept).location == "/"
