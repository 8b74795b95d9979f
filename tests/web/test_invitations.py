"""Invitations from the page to the first sign-in, and how they and people end."""

from datetime import date, timedelta

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.circulation import Capacity
from risk_register.models import (
    Agency,
    Body,
    Event,
    Holding,
    Person,
    Post,
    Programme,
    Seat,
    SignInLink,
)
from risk_register.services.events import record_event
from risk_register.services.history import verify_history
from risk_register.services.people import disable_person
from risk_register.services.sign_in_links import make_link
from tests.conftest import NOW, post
from tests.web.keys import read_letters
from tests.web.test_bodies import words
from tests.web.test_people import PERSON, olu_keeps  # noqa: F401 - a fixture
from tests.web.test_posts import day

NEW = "/people/new"
TYPED = {
    "name": "Nadia Example",
    "email": "Nadia@Example.org",
    "agency_id": "2",
    "post": "Head of Therapies",
    "parts": "1-risk_owner",
}
PASSWORD = "walnut river quilt 7"


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


def key_of(app):
    return "/keys/" + read_letters(app)[-1].split("/keys/")[1].split()[0]


def number_of(app, email="nadia@example.org"):
    with app.app_context():
        return db.session.scalar(db.select(Person.id).where(Person.email == email))


def problems(app):
    with app.app_context(), read_moment():
        return verify_history().problems


def test_somebody_is_invited_and_signs_in_by_the_letter_once(app, at_the_page):
    amira = at_the_page("amira")
    page = post(amira, NEW, **TYPED).location
    said = words(amira.get(page))
    assert "Nadia Example is invited by a letter to Nadia@Example.org" in said
    assert "State Invited" in said
    assert "Head of Therapies, CCG: from 5 June 2018" in said
    letter = read_letters(app)[-1]
    assert "You are Head of Therapies at The Clinical Commissioning Group." in " ".join(
        letter.split()
    )

    nadia, key = app.test_client(), key_of(app)
    assert nadia.get(key).location == "/invitation"
    assert "Welcome, Nadia Example" in nadia.get("/invitation").text
    short = post(nadia, "/invitation", password="short", again="short")
    assert short.status_code == 422
    assert post(nadia, "/invitation", password=PASSWORD, again=PASSWORD).location == "/"
    assert nadia.get("/send/risks").status_code == 200
    assert app.test_client().get(key).location == "/keys"
    assert "State Active" in words(amira.get(page))
    assert problems(app) == []


def test_nothing_of_a_name_or_an_address_enters_the_record(app, at_the_page):
    page = post(at_the_page("max"), NEW, **TYPED).location
    post(
        at_the_page("max"),
        f"{page}/edit",
        version="1",
        name="Nadia Sample",
        email="sample@example.org",
    )

    with app.app_context():
        bodies = " ".join(db.session.scalars(db.select(Event.body)))
    assert "Nadia" not in bodies
    assert "nadia@" not in bodies.lower()
    assert "Head of Therapies" in bodies
    assert "Your letters go to another address" in " ".join(read_letters(app)[-1].split())
    assert problems(app) == []


def test_an_invitation_is_sent_again_and_taken_back(app, at_the_page):
    max_ = at_the_page("max")
    page = post(max_, NEW, **TYPED).location
    first = key_of(app)
    post(max_, f"{page}/invitations")
    second = key_of(app)

    assert app.test_client().get(first).location == "/keys"
    assert app.test_client().get(second).location == "/invitation"
    assert post(max_, f"{page}/invitations/end").location == "/people"
    assert app.test_client().get(second).location == "/keys"
    said = words(max_.get(page))
    assert "State Left" in said
    assert "Has no part in a programme" in said
    assert "until 5 June 2018" in said
    assert problems(app) == []


@pytest.mark.parametrize(
    ("name", "typed", "status", "sentence"),
    [
        ("max", {"name": ""}, 422, "Enter the name."),
        ("max", {"email": "tom@example.org"}, 422, "This address is in the register already."),
        ("max", {"email": "not an address"}, 422, "not an address"),
        ("max", {"agency_id": "9"}, 422, "Choose an agency."),
        ("max", {"parts": "9-auditor"}, 422, "Choose a role."),
        ("amira", {"parts": ""}, 422, "Choose a role."),
        ("amira", {"parts": "1-administrator"}, 403, "You cannot do this"),
        ("max", {"post": "Parents' Adviser"}, 422, "Olu holds this post."),
        ("max", {"email": "nadia@exampIe.org"}, 422, "looks like example.org"),
        ("olu", {"agency_id": "1"}, 422, "Choose an agency."),
        ("olu", {"parts": "1-auditor"}, 403, "You cannot do this"),
        ("olu", {}, 302, ""),
    ],
)
def test_an_invitation_that_may_not_be_gets_a_sentence(
    app,
    at_the_page,
    olu_keeps,  # noqa: F811 - the fixture
    name,
    typed,
    status,
    sentence,
):
    answer = post(at_the_page(name), NEW, **TYPED | typed)

    assert answer.status_code == status
    assert sentence in answer.text.replace("&#39;", "'")
    if status == 422:
        assert "Head of Therapies" in answer.text or "post" in typed


def test_letters_of_an_agency_with_domains_go_nowhere_else(app, at_the_page):
    with app.app_context():
        db.session.execute(db.update(Agency).where(Agency.id == 2).values(mail_domains=["nhs.uk"]))
        db.session.commit()
    answer = post(at_the_page("max"), NEW, **TYPED)

    assert answer.status_code == 422
    assert "Letters of this agency may not go to example.org." in answer.text


def test_whoever_leaves_today_works_on_and_is_out_tomorrow(app, at_the_page):
    max_, tom = at_the_page("max"), at_the_page("tom")
    page = f"/people/{PERSON['tom']}"
    day = {"last_on-day": "5", "last_on-month": "6", "last_on-year": "2018"}
    assert "Head of Casework, Council" in words(max_.get(f"{page}/leaving"))
    post(max_, f"{page}/leaving", **day)

    assert "Leaving, last day 5 June 2018" in words(max_.get(page))
    assert tom.get("/").status_code == 200
    post(max_, f"{page}/leaving", at_once="true", **day)
    assert tom.get("/").status_code == 302
    assert "Left, last day 5 June 2018" in words(max_.get(page))
    assert problems(app) == []


@pytest.mark.parametrize(("name", "whom"), [("amira", "tom"), ("max", "max"), ("olu", "olu")])
def test_nobody_lets_go_whom_they_do_not_look_after(
    at_the_page,
    olu_keeps,  # noqa: F811 - the fixture
    name,
    whom,
):
    browser, page = at_the_page(name), f"/people/{PERSON[whom]}"

    assert browser.get(f"{page}/leaving").status_code == 403
    assert post(browser, f"{page}/agency", keeps="yes").status_code == 403


def test_an_administrator_says_who_looks_after_an_agency(at_the_page):
    max_, page = at_the_page("max"), f"/people/{PERSON['priya']}"
    post(max_, f"{page}/agency", keeps="yes")

    assert "Looks after the people and posts of The Clinical" in words(max_.get(page))
    assert at_the_page("priya").get(NEW).status_code == 200


def test_a_key_in_a_letter_to_the_old_address_opens_nothing(app, at_the_page):
    max_ = at_the_page("max")
    page = post(max_, NEW, **TYPED).location
    post(max_, f"{page}/edit", version="1", name="Nadia Example", email="sample@example.org")

    first = read_letters(app)[-2]
    assert app.test_client().get("/keys/" + first.split("/keys/")[1].split()[0]).location == "/keys"


def test_a_link_in_a_letter_to_the_old_address_opens_nothing(app, at_the_page):
    max_ = at_the_page("max")
    with app.app_context(), write_transaction():
        tom = db.session.get_one(Person, PERSON["tom"])
        make_link(tom, posts=[], expires_at=NOW + timedelta(days=9), at=NOW)
    post(max_, f"/people/{PERSON['tom']}/edit", version="1", name="Tom", email="sample@example.org")

    with app.app_context():
        link = db.session.scalars(db.select(SignInLink)).one()
        assert link.revoked_at is not None
    assert problems(app) == []


def test_somebody_barred_is_not_invited_again_until_an_administrator_notes_that_they_left(
    app, at_the_page
):
    max_, page = at_the_page("max"), f"/people/{PERSON['tom']}"
    day = {"last_on-day": "8", "last_on-month": "6", "last_on-year": "2018"}
    post(max_, f"{page}/leaving", **day)
    with app.app_context(), write_transaction():
        disable_person(db.session.get_one(Person, PERSON["tom"]), at=NOW)

    assert "State May not sign in" in words(max_.get(page))
    refused = post(max_, f"{page}/invitations")
    assert refused.status_code == 403
    assert "They are barred." in refused.text
    post(max_, f"{page}/leaving", **day)
    assert "State Left" in words(max_.get(page))
    assert post(max_, f"{page}/invitations").status_code == 302
    assert problems(app) == []


def test_a_post_that_sits_in_another_programme_is_not_a_managers_to_give(app, at_the_page):
    amira, max_, typed = at_the_page("amira"), at_the_page("max"), TYPED | {"post": "Clerk"}
    with app.app_context(), write_transaction():
        _add_elsewhere(db.session.get_one(Agency, 2))
    refused = post(amira, NEW, **typed)

    assert refused.status_code == 422
    assert "This post is not yours to give." in refused.text
    sheet = "Name,E-mail,Agency,Post,Programme,Roles\nA,a@example.org,CCG,Clerk,send,Observer\n"
    assert "This post is not yours to give." in post(amira, "/people/invite", text=sheet).text
    assert post(max_, NEW, **typed).status_code == 302
    assert problems(app) == []

    with app.app_context():
        clerk = db.session.scalars(db.select(Post).where(Post.title == "Clerk")).one()
        held = db.session.scalars(db.select(Holding).where(Holding.post_id == clerk.id)).one()
        ending = {"holding_id": str(held.id), **day("until_on", 5)}
        address = f"/people/posts/{clerk.id}/holding/end"
    assert "This post is not yours to give." in post(amira, address, **ending).text
    assert post(max_, address, **ending).status_code == 302


def _add_elsewhere(agency):
    """Let a post of an agency sit on a board of a programme that nobody else has a part in."""
    here = db.session.scalars(db.select(Body)).first()
    there = Programme(
        key="elsewhere",
        name="Elsewhere",
        scheme_id=here.programme.scheme_id,
        scheme_from_on=date(2018, 1, 1),
        glossary=[],
    )
    clerk = Post(title="Clerk", agency=agency, leads_agency=False)
    db.session.add_all([there, clerk])
    db.session.flush()
    body = Body(
        programme_id=there.id,
        key="board",
        name="Elsewhere Board",
        kind="board",
        is_public=False,
        has_packs=True,
        call_days=15,
        updates_due_days=10,
        moderation_days=8,
        lock_days=7,
        circulate_clear_days=5,
        minutes_days=5,
        lock_time=here.lock_time,
    )
    seat = Seat(
        body=body,
        post=clerk,
        capacity=Capacity.MEMBER,
        from_on=date(2018, 1, 1),
        is_entitled_to_exempt=False,
    )
    db.session.add_all([body, seat])
    record_event("people added", subject="people", programme=None, by=None, at=NOW)
