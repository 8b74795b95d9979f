"""Somebody is barred and let in, signed out, or asked for a second factor anew, at the page."""

import pytest

from risk_register.database import db
from risk_register.models import Event
from tests.conftest import post
from tests.web.keys import read_letters
from tests.web.test_accounts import is_out
from tests.web.test_bodies import words
from tests.web.test_people import PERSON, olu_keeps
from tests.web.test_second_factors import phone
from tests.web.test_sessions import sign_in

__all__ = ["olu_keeps", "phone"]


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


def page_of(name):
    return f"/people/{PERSON[name]}/sign-in"


def test_somebody_is_barred_at_once_and_let_in_again_with_a_reason_each_time(app, at_the_page):
    max_, tom = at_the_page("max"), at_the_page("tom")
    assert "a browser, last used" in words(max_.get(page_of("tom")))
    assert post(max_, f"{page_of('tom')}/bar", reason="").status_code == 422
    post(max_, f"{page_of('tom')}/bar", reason="His laptop was stolen.")
    assert is_out(tom)
    assert sign_in(tom).status_code == 422
    assert "Tom may no longer sign in" in words(max_.get(page_of("tom")))
    post(max_, f"{page_of('tom')}/bar/end", reason="It was found.")

    assert sign_in(tom).location == "/"
    assert "You may sign in again." in read_letters(app)[-1]
    with app.app_context():
        kinds = Event.kind.in_(("person disabled", "person enabled"))
        lines = db.session.scalars(db.select(Event).where(kinds).order_by(Event.sequence)).all()
    assert [(line.person_id, "stolen" in line.body) for line in lines] == [
        (PERSON["max"], True), (PERSON["max"], False),
    ]  # fmt: skip


def test_signing_somebody_out_ends_every_browser(at_the_page):
    max_, tom = at_the_page("max"), at_the_page("tom")
    post(max_, f"{page_of('tom')}/sessions/end")

    assert is_out(tom)
    assert "Signed in now nowhere" in words(max_.get(page_of("tom")))


def test_who_lost_the_phone_sets_up_another_before_anything_else_opens(app, at_the_page, phone):
    post(at_the_page("max"), f"{page_of('tom')}/second-factor/renewal")
    tom = at_the_page()
    for _ in range(2):  # beginning anew does not lead round it
        sign_in(tom)
        assert tom.get("/send/risks").location == "/your-account/second-factor"
        post(tom, "/your-account/second-factor/begin")
        post(tom, "/sign-out")
    sign_in(tom)
    secret = words(tom.get("/your-account/second-factor")).split("Key: ")[1].split()[0]
    assert "Your second factor was taken away." in " ".join(read_letters(app)[-1].split())
    assert secret != phone[0]


@pytest.mark.parametrize(
    ("name", "whom", "act", "status"),
    [
        ("olu", "priya", "bar", 302),
        ("olu", "priya", "second-factor/renewal", 302),
        ("olu", "olu", "bar", 403),
        ("max", "max", "sessions/end", 403),
        ("olu", "tom", "bar", 404),
        ("amira", "tom", "bar", 403),
    ],
)
def test_only_who_looks_after_somebody_bars_them(at_the_page, olu_keeps, name, whom, act, status):
    assert (
        post(at_the_page(name), f"{page_of(whom)}/{act}", reason="So be it.").status_code == status
    )


def test_an_agencys_administrator_lets_nobody_in_again(at_the_page, olu_keeps):
    olu = at_the_page("olu")
    post(olu, f"{page_of('priya')}/bar", reason="She lost her phone.")

    assert "Only an administrator lets them in again." in words(olu.get(page_of("priya")))
    assert post(olu, f"{page_of('priya')}/bar/end", reason="Found.").status_code == 403
