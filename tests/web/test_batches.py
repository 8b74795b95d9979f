"""Changing several risks at once: chosen, shown, then done together or not at all."""

import re

import pytest
from werkzeug.datastructures import MultiDict

from risk_register.database import db
from risk_register.models import Event, ModerationNote, Risk
from risk_register.services.history import verify_history
from tests.conftest import token_of

NEW = "/send/risks/batches/new"
VERSION = re.compile(r'name="versions"\s+value="([^"]+)"')


@pytest.fixture
def amira(at_the_page):
    return at_the_page("amira")


def send(browser, stage="preview", references=("R-001", "R-002"), versions=(), **fields):
    told = [("csrf_token", token_of(browser)), ("stage", stage), *fields.items()]
    told += [("references", each) for each in references] + [
        ("versions", each) for each in versions
    ]
    return browser.post(NEW, data=MultiDict(told))


def do(browser, **fields):
    """Look at the preview, then do it."""
    versions = VERSION.findall(send(browser, **fields).text)
    return send(browser, "apply", versions=versions, **fields)


def risks(app):
    with app.app_context():
        return {
            risk.reference: risk
            for risk in db.session.scalars(db.select(Risk).order_by(Risk.number))
        }


def test_the_list_offers_the_manager_to_tick_risks(at_the_page, amira):
    assert 'name="references"' in amira.get("/send/risks").text
    assert 'name="references"' not in at_the_page("tom").get("/send/risks").text


def test_the_ticked_risks_are_chosen_and_can_be_unticked(amira):
    page = amira.get(f"{NEW}?references=R-002").text

    assert "Therapies are not commissioned" in page
    assert "Too few caseworkers" not in page
    assert "What becomes of them?" in page


@pytest.mark.parametrize(
    "asked", ["", "?references=", "?references=R-99999999999&references=%00&references=R-²"]
)
def test_without_a_risk_the_page_says_how_to_choose_some(amira, asked):
    assert "Tick the risks in the list" in amira.get(NEW + asked).text


def test_the_preview_says_what_becomes_of_each_and_changes_nothing(app, amira):
    page = send(amira, act="categorise", category="recruitment").text

    assert "2 risks are changed" in page
    assert page.count("<strong>recruitment</strong>") == 2
    assert {risk.category for risk in risks(app).values()} == {"capacity"}


def test_what_was_shown_is_done_to_all_with_a_line_for_each(app, amira):
    answer = do(amira, act="categorise", category="recruitment", words="Split of the category.")

    assert answer.status_code == 302
    assert {risk.category for risk in risks(app).values()} == {"recruitment"}
    with app.app_context():
        lines = db.session.scalars(db.select(Event).where(Event.kind == "risk edited")).all()
        assert [line.subject for line in lines] == ["risk R-001", "risk R-002"]
        assert verify_history().problems == []


def test_a_risk_that_is_so_already_is_left_alone(app, amira):
    owner = risks(app)["R-001"].owner_id
    before = risks(app)["R-001"].version

    page = send(amira, act="hand_over", owner_id=str(owner)).text
    do(amira, act="hand_over", owner_id=str(owner))

    assert "stays as it is: It is so already." in page
    assert {risk.owner_id for risk in risks(app).values()} == {owner}
    assert risks(app)["R-001"].version == before


def test_each_owner_is_asked_the_same(app, amira):
    do(amira, act="ask", words="Does this still hold after the restructure?")

    with app.app_context():
        assert len(db.session.scalars(db.select(ModerationNote)).all()) == 2


def test_risks_are_closed_together_and_opened_again(app, amira):
    do(amira, act="close", words="The programme has ended.")
    closed = {risk.status.value for risk in risks(app).values()}
    do(amira, act="reopen", words="The programme goes on after all.")

    assert closed == {"closed"}
    assert {risk.status.value for risk in risks(app).values()} == {"open"}


def test_a_closed_risk_is_not_changed_with_the_others(app, amira):
    do(amira, references=("R-001",), act="close", words="The posts are filled.")

    page = send(amira, act="categorise", category="recruitment").text

    assert "stays as it is: It is closed." in page


def test_one_change_meanwhile_and_nothing_is_done(app, amira):
    fields = {"act": "categorise", "category": "recruitment"}
    versions = VERSION.findall(send(amira, **fields).text)
    do(amira, references=("R-002",), act="carry", agency_id="2", words="") or None
    do(amira, references=("R-002",), act="carry", agency_id="1", words="")

    answer = send(amira, "apply", versions=versions, **fields)

    assert answer.status_code == 409
    assert "Nothing has been changed" in answer.text
    assert {risk.category for risk in risks(app).values()} == {"capacity"}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"act": "hand_over"}, "Choose who owns them from now on."),
        ({"act": "hand_over", "owner_id": "999"}, "Choose who owns them from now on."),
        ({"act": "carry"}, "Choose who carries them from now on."),
        ({"act": "categorise", "category": "weather"}, "Choose a category of the programme."),
        ({"act": "aim"}, "Enter the target date."),
        ({"act": "ask", "words": "Why?"}, "in 10 characters or more."),
        ({"act": "close", "words": ""}, "in 10 characters or more."),
        ({"act": "explode"}, "Choose what becomes of them."),
    ],
)
def test_a_batch_that_lacks_something_gets_a_sentence(amira, fields, sentence):
    answer = send(amira, **fields)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_what_was_typed_is_kept(amira):
    answer = send(amira, act="hand_over", words="She has moved to the trust.")

    assert "She has moved to the trust." in answer.text


@pytest.mark.parametrize("name", ["tom", "sofia", "grace", "ada"])
def test_nobody_but_the_manager_changes_several_at_once(at_the_page, name):
    browser = at_the_page(name)

    assert browser.get(NEW).status_code == 403
    assert send(browser, act="close", words="The posts are filled.").status_code == 403


def test_the_same_question_is_put_to_an_owner_once(app, amira):
    words = "Does this still hold after the restructure?"
    do(amira, act="ask", words=words)

    page = send(amira, act="ask", words=words).text
    do(amira, act="ask", words=words)

    assert page.count("It is so already.") == 2
    with app.app_context():
        assert len(db.session.scalars(db.select(ModerationNote)).all()) == 2
