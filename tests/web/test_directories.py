"""Signing in by a directory: one that tells the truth, and every way of lying."""

import time

import pytest

from risk_register.database import db
from risk_register.models import DirectoryIdentity
from tests.directories import CLIENT_ID, CLIENT_SECRET, run_directory
from tests.web.test_accounts import is_out

TOM = {"sub": "000-tom", "email": "Tom@Example.org"}
AWAY = "does not answer as it should"


@pytest.fixture
def directory(app):
    """A directory whose people may sign in."""
    with run_directory() as directory:
        app.config.update(
            OIDC_ISSUER=directory.url, OIDC_CLIENT_ID=CLIENT_ID, OIDC_CLIENT_SECRET=CLIENT_SECRET
        )
        yield directory


def go(browser, directory, **who):
    """Sign in at the directory, and come back."""
    there = browser.get("/sign-in/directory").location
    assert there.startswith(f"{directory.url}/authorize?"), browser.get("/sign-in").text
    return browser.get(directory.sign_in(there, **who or TOM))


def said(browser):
    return browser.get("/sign-in").text


def test_somebody_is_linked_by_address_once_and_then_known_by_their_name_there(
    app, at_the_page, directory
):
    assert "Sign in with your organisation" in said(at_the_page())
    assert go(at_the_page(), directory).location == "/"
    moved = at_the_page()
    assert go(moved, directory, sub="000-tom", email="thomas@elsewhere.example").location == "/"

    assert "Tom" in moved.get("/your-account").text
    assert "Your organisation&#39;s sign-in" in moved.get("/your-account").text
    with app.app_context():
        (link,) = db.session.scalars(db.select(DirectoryIdentity)).all()
        assert (link.issuer, link.subject) == (directory.url, "000-tom")


def test_the_page_asked_for_comes_after_the_directory(at_the_page, directory):
    tom = at_the_page()
    there = tom.get("/sign-in/directory?next=/send/risks").location
    assert tom.get(directory.sign_in(there, **TOM)).location == "/send/risks"
    other = at_the_page()
    there = other.get("/sign-in/directory?next=//evil.example").location
    assert other.get(directory.sign_in(there, **TOM)).location == "/"


@pytest.mark.parametrize(
    "who",
    [
        {"sub": "1", "email": "nobody@example.org"},
        {"sub": "1", "email": "tom@example.org", "email_verified": False},
        {"sub": "1", "email": "tom@example.org", "email_verified": "true"},
        {"sub": "1", "email": "tom@example.org", "email_verified": None},
        {"sub": "1"},
    ],
)
def test_whom_the_register_does_not_know_is_told_so_and_stays_out(at_the_page, directory, who):
    browser = at_the_page()
    assert go(browser, directory, **who).location == "/sign-in"

    assert "the register does not know the address it gives" in said(browser)
    assert is_out(browser)


def test_an_address_that_was_given_to_somebody_else_opens_nothing(at_the_page, directory):
    go(at_the_page(), directory)
    other = at_the_page()
    go(other, directory, sub="111-other", email="tom@example.org")

    assert "belongs to another account" in said(other)
    assert is_out(other)


def test_with_domains_named_the_directory_vouches_for_them_and_for_no_other(
    app, at_the_page, directory
):
    unsaid = {"sub": "000-tom", "email": "tom@example.org", "email_verified": None}
    app.config["OIDC_DOMAINS"] = "council.example  EXAMPLE.org"
    assert go(at_the_page(), directory, **unsaid).location == "/"
    app.config["OIDC_DOMAINS"] = "council.example"

    assert go(at_the_page(), directory, sub="2", email="priya@example.org").location == "/sign-in"


def test_somebody_who_has_left_stays_out(app, at_the_page, directory):
    go(at_the_page(), directory)
    with app.app_context():
        db.session.execute(db.text("UPDATE person SET is_active = false WHERE name = 'Tom'"))
        db.session.commit()

    browser = at_the_page()
    assert go(browser, directory).location == "/sign-in"
    assert is_out(browser)


def _issuer(directory):
    directory.claims["iss"] = "https://evil.example"


def _audience(directory):
    directory.claims["aud"] = "another client"


def _audiences(directory):
    directory.claims["aud"] = [CLIENT_ID, "another client"]


def _party(directory):
    directory.claims["azp"] = "another client"


def _nonce(directory):
    directory.claims["nonce"] = "of another visit"


def _no_nonce(directory):
    directory.claims["nonce"] = None


def _expiry(directory):
    directory.claims["exp"] = int(time.time()) - 600


def _no_expiry(directory):
    directory.claims["exp"] = None


def _no_subject(directory):
    directory.claims["sub"] = None


def _long_subject(directory):
    directory.claims["sub"] = "x" * 256


def _signature(directory):
    directory.signs_with_another_key = True


def _unsigned(directory):
    directory.algorithm = "none"


def _own_secret(directory):
    directory.algorithm = "HS256"


def _other_name(directory):
    directory.metadata["issuer"] = "https://evil.example"


def _foreign_endpoint(directory):
    directory.metadata["token_endpoint"] = "https://evil.example/token"


def _foreign_keys(directory):
    directory.metadata["jwks_uri"] = "http://169.254.169.254/keys"


def _file(directory):
    directory.metadata["jwks_uri"] = "file:///etc/passwd"


def _failing(directory):
    directory.answers_with = 500


def _redirecting(directory):
    directory.answers_with = 302


def _cut_off(directory):
    directory.ends_early = True


def _huge(directory):
    directory.pads_with = 2_000_000


LIES = [
    _issuer, _audience, _audiences, _party, _nonce, _no_nonce, _expiry, _no_expiry, _no_subject,
    _long_subject, _signature, _unsigned, _own_secret, _other_name, _foreign_endpoint,
    _foreign_keys, _file, _failing, _redirecting, _cut_off, _huge,
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__.strip("_"))
def test_a_directory_that_lies_lets_nobody_in(at_the_page, directory, lie):
    browser = at_the_page()
    there = browser.get("/sign-in/directory").location
    back = directory.sign_in(there, **TOM)
    lie(directory)

    assert browser.get(back).location == "/sign-in"
    assert AWAY in said(browser)
    assert is_out(browser)


def test_a_visit_ends_once_even_with_a_copied_cookie(at_the_page, directory):
    tom, thief = at_the_page(), at_the_page()
    there = tom.get("/sign-in/directory").location
    copied = tom.get_cookie("register").value
    back = directory.sign_in(there, **TOM)
    directory.asked["again"] = directory.asked[back.split("code=")[1].split("&")[0]]
    assert tom.get(back).location == "/"

    for address in (back, back.replace(back.split("code=")[1].split("&")[0], "again")):
        thief.set_cookie("register", copied)
        assert thief.get(address).location == "/sign-in"
        assert is_out(thief)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda back: back.replace("state=", "state=x"),
        lambda back: back.replace("state=", "state=é"),
        lambda back: back.replace("code=", "code=x"),
        lambda back: back.split("?")[0],
        lambda back: f"{back}&iss=https://evil.example",
        lambda back: f"{back}&error=access_denied",
    ],
)
def test_what_came_back_is_not_what_went(at_the_page, directory, spoil):
    browser = at_the_page()
    back = directory.sign_in(browser.get("/sign-in/directory").location, **TOM)

    assert browser.get(spoil(back)).location == "/sign-in"
    assert is_out(browser)


def test_somebody_elses_way_back_signs_nobody_in(at_the_page, directory):
    thief, victim = at_the_page(), at_the_page()
    back = directory.sign_in(thief.get("/sign-in/directory").location, **TOM)
    victim.get("/sign-in/directory")

    assert victim.get(back).location == "/sign-in"
    assert at_the_page().get(back).location == "/sign-in"


def test_a_directory_that_is_away_is_said_to_be(app, at_the_page, directory):
    app.config["OIDC_ISSUER"] = "http://127.0.0.1:9"
    browser = at_the_page()

    assert browser.get("/sign-in/directory").location == "/sign-in"
    assert AWAY in said(browser)


def test_without_a_directory_there_is_no_such_page(at_the_page):
    assert at_the_page().get("/sign-in/directory").status_code == 404
    assert at_the_page().get("/sign-in/directory/back?code=1&state=2").status_code == 404
    assert "organisation" not in said(at_the_page())
