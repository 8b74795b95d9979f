"""A new password, and signing in, by a letter."""

import pytest

from tests.conftest import post
from tests.registers import PASSWORD
from tests.web.keys import ask_key, read_letters
from tests.web.test_sessions import sign_in

NEW = "purple kettle train"


def choose(browser, password=NEW, again=NEW):
    return post(browser, "/new-password", password=password, again=again)


def test_a_new_password_by_a_letter(app, at_the_page):
    tom, signed_in = at_the_page(), at_the_page("tom")
    opened = tom.get(ask_key(app, "/forgotten-password"))
    assert (opened.location, opened.headers["Referrer-Policy"]) == ("/new-password", "no-referrer")
    assert "For Tom, " in tom.get("/new-password").text
    assert choose(tom).location == "/sign-in"

    assert "Sign in with the new one" in tom.get("/sign-in").text
    assert signed_in.get("/").location == "/sign-in?next=/"
    assert sign_in(tom).status_code == 422
    assert sign_in(tom, password=NEW).location == "/"
    assert "Your password was changed by a letter." in " ".join(read_letters(app)[-1].split())


def test_the_key_of_a_letter_works_once(app, at_the_page):
    address = ask_key(app, "/forgotten-password")
    first, second = at_the_page(), at_the_page()
    first.get(address)
    second.get(address)
    choose(first)

    assert choose(second, "another one entirely", "another one entirely").location == "/keys"
    assert at_the_page().get(address).location == "/keys"
    assert "no longer works" in at_the_page().get("/keys").text


def test_a_scanner_that_opens_every_address_uses_nothing_up(app, at_the_page):
    address = ask_key(app, "/sign-in/by-letter")
    for _ in range(3):
        scanner = at_the_page()
        scanner.head(address)
        scanner.get(address, follow_redirects=True)

    tom = at_the_page()
    tom.get(address)
    assert "Sign in as Tom?" in tom.get("/sign-in/key").text
    assert post(tom, "/sign-in/key").location == "/"
    assert "My work" in tom.get("/").text
    assert "Key in a letter" in tom.get("/your-account").text


def test_a_key_to_sign_in_works_once_and_opens_no_new_password(app, at_the_page):
    address = ask_key(app, "/sign-in/by-letter")
    tom, other = at_the_page(), at_the_page()
    tom.get(address)
    other.get(address)
    assert tom.get("/new-password").location == "/keys"
    post(tom, "/sign-in/key")

    assert post(other, "/sign-in/key").location == "/keys"
    assert other.get("/").location == "/sign-in?next=/"


@pytest.mark.parametrize("address", ["/forgotten-password", "/sign-in/by-letter"])
def test_a_stranger_reads_the_same_and_gets_no_letter(app, at_the_page, address):
    pages = []
    for email in ("priya@example.org", "nobody@example.org"):
        with post(at_the_page(), address, email=email) as answer:
            pages.append(answer.text.replace(email, ""))

    assert pages[0] == pages[1]
    assert len(read_letters(app)) == 1


def test_after_three_letters_one_has_to_wait(app, at_the_page):
    for _ in range(3):
        post(at_the_page(), "/forgotten-password", email="nobody@example.org")
    answer = post(at_the_page(), "/forgotten-password", email="nobody@example.org")

    assert answer.status_code == 429
    assert "There were too many letters asked for. Wait 5 minutes" in answer.text


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("short", "short", "Use 12 characters or more."),
        ("password1234", "password1234", "too easy to guess"),
        (NEW, "purple kettle", "This is not the same as the new password."),
        ("", "", "Enter a new password"),
    ],
)
def test_a_password_that_is_refused_uses_nothing_up(app, at_the_page, password, again, sentence):
    tom = at_the_page()
    tom.get(ask_key(app, "/forgotten-password"))
    answer = choose(tom, password, again)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{password or "x"}"' not in answer.text
    assert choose(tom).location == "/sign-in"


def test_somebody_who_was_locked_out_by_others_gets_in_by_a_letter(app, at_the_page):
    for _ in range(11):
        answer = sign_in(at_the_page(), password="wrong")
    assert answer.status_code == 429

    tom = at_the_page()
    tom.get(ask_key(app, "/forgotten-password"))
    choose(tom)
    assert sign_in(tom, password=NEW).location == "/"


@pytest.mark.parametrize("token", ["nonsense", "x.y", "WzEsICJ4Il0.abc"])
def test_an_address_that_nobody_mailed_opens_nothing(at_the_page, token):
    assert at_the_page().get(f"/keys/{token}").location == "/keys"


def test_a_forged_host_does_not_get_into_a_letter(app, at_the_page):
    browser = at_the_page()
    browser.post(
        "/forgotten-password", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    )
    ask_key(app, "/forgotten-password")

    (letter,) = read_letters(app)
    assert "evil.example" not in letter
    assert f"{app.config['PUBLIC_URL']}/keys/" in letter


def test_the_old_password_works_until_the_new_one_is_chosen(app, at_the_page):
    tom = at_the_page()
    tom.get(ask_key(app, "/forgotten-password"))

    assert sign_in(at_the_page(), password=PASSWORD).location == "/"
