"""Keys of programs: made in one's account, shown once, revoked by oneself or administrators."""

import re
from html import unescape

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.sign_ins import Way
from risk_register.models import ApiKey, Person, SignInSession
from risk_register.services.events import record_event
from tests.api.keys import make_program
from tests.conftest import NOW, post
from tests.registers import PASSWORD
from tests.web.keys import read_letters

NEW = "/your-account/api-keys/new"


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


def make(browser, **fields):
    """Fill in the form."""
    said = {"name": "Power BI", "days": "90", "risks": "read", "proof": PASSWORD, **fields}
    return post(browser, NEW, **said)


def secret_of(answer):
    return re.search(r'value="(rrk_[^"]+)"', answer.text)[1]


def test_a_key_is_shown_once_and_opens_what_was_chosen(at_the_page, app):
    tom = at_the_page("tom")
    assert "Make the key" in tom.get(NEW).text
    secret = secret_of(make(tom))

    page = tom.get("/your-account/api-keys").text
    assert "Power BI" in page
    assert secret not in page
    headers = {"Authorization": f"Bearer {secret}"}
    program = app.test_client()
    assert program.get("/api/v1/programmes/send/risks", headers=headers).status_code == 200
    assert program.post("/api/v1/programmes/send/risks", headers=headers).status_code == 403


def test_a_page_tells_people_how_programs_use_the_register(at_the_page):
    page = at_the_page("tom").get("/api").text

    assert "/api/v1/programmes/send/risks.csv" in page
    assert "POST …/risks/{reference}/assessments" in page
    assert "--data-binary @contracts.pdf" in page
    assert "evidence?shows=Both%20contracts%2C%20signed&amp;name=contracts.pdf" in page
    assert "your-programme" in at_the_page().get("/api").text


def test_every_address_that_is_read_can_be_tried_from_the_page(app, at_the_page):
    page = at_the_page("amira").get("/api").text
    links = [unescape(each) for each in re.findall(r'href="(/api/v1/[^"]+)"', page)]
    assert len(links) > 90

    amira = make_program(app, "amira")
    answers = {link: amira.get(link.removeprefix("/api/v1")).status_code for link in links}
    assert {link for link, status in answers.items() if status not in (200, 403, 404)} == set()
    assert list(answers.values()).count(200) > 40


def test_the_lines_to_copy_name_the_programme_of_whoever_asks(at_the_page):
    page = unescape(at_the_page().get("/api").text)

    assert '"programme": "send"' not in page
    assert '"programme": "your-programme"' in page
    assert "/programmes/your-programme/risks/as-at?moment=2018-05-10T09:00" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Say which program it is for."),
        ({"proof": "wrong"}, "This is not your present password."),
        ({"risks": ""}, "Choose what the key opens."),
        ({"days": "4000"}, "Choose how long it works."),
        ({"record": "write"}, "Choose how far the key goes."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_no_key_is_made(at_the_page, app, fields, sentence):
    answer = make(at_the_page("tom"), **fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert PASSWORD not in answer.text
    with app.app_context():
        assert db.session.scalars(db.select(ApiKey)).all() == []


def test_somebody_without_password_and_factor_shows_first_who_they_are(at_the_page, app):
    tom = at_the_page("tom")
    with app.app_context(), write_transaction():
        db.session.get_one(Person, 1).password_hash = None
        record_event("people added", subject="people", programme=None, by=None, at=NOW)

    assert "sign out and in again instead" in tom.get(NEW).text
    refused = make(tom)
    assert refused.status_code == 422
    assert "Choose a password or set up a second factor first." in refused.text
    with app.app_context():
        assert db.session.scalars(db.select(ApiKey)).all() == []
        with write_transaction():
            db.session.execute(db.update(SignInSession).values(way=Way.DIRECTORY))
    assert "rrk_" in make(tom).text
    assert "These keys of your programs work: Power BI." in " ".join(read_letters(app)[-1].split())


def test_a_revoked_key_opens_nothing_and_belongs_to_nobody_else(at_the_page, app):
    tom, max_ = at_the_page("tom"), at_the_page("max")
    program = app.test_client()
    for browser, address in ((tom, "/your-account/api-keys"), (max_, "/send/api-keys")):
        headers = {"Authorization": f"Bearer {secret_of(make(tom))}"}
        page = browser.get(address).text
        number = re.search(rf"{address}/(\d+)/revoke", page)[1]
        assert (
            post(at_the_page("priya"), f"/your-account/api-keys/{number}/revoke").status_code == 404
        )
        assert post(tom, f"/send/api-keys/{number}/revoke").status_code == 403
        post(browser, f"{address}/{number}/revoke")
        assert program.get("/api/v1/programmes", headers=headers).status_code == 401
        assert post(browser, f"{address}/{number}/revoke").status_code == 409
