"""Evidence at the page: chosen, refused with a sentence, saved to the reader's own disk."""

import hashlib
import html
from io import BytesIO

import pytest
from sqlalchemy import event

from risk_register.database import db
from tests.conftest import post
from tests.files import DOCX, EXCEL, GOOD, PDF, TEXT, WORD, office
from tests.services.test_history import tamper
from tests.web.test_sessions import sign_in

ACTION = "/send/actions/A-1.1"
NEW = f"{ACTION}/evidence/new"
FILE = f"{ACTION}/evidence/1/file"
WITHDRAW = f"{ACTION}/evidence/1/withdraw"
SHOWS = "Both contracts, signed by the director."
REASON = "It names a member of staff."


def add(browser, name="contracts.pdf", content=PDF, **typed):
    return post(browser, NEW, file=(BytesIO(content), name), **{"shows": SHOWS, **typed})


def withdraw(browser, **typed):
    page = browser.get(WITHDRAW).text
    sha256 = page.split('name="sha256" value="')[1].split('"')[0]
    return post(browser, WITHDRAW, **{"sha256": sha256, "reason": REASON, **typed})


def test_a_file_stands_on_the_actions_page_with_what_it_shows_its_size_and_hash(at_the_page):
    tom = at_the_page("tom")
    answer = add(tom)

    assert answer.location == ACTION
    page = tom.get(ACTION).text
    assert "contracts.pdf is kept as evidence of A-1.1." in page
    assert SHOWS in page
    assert f"PDF, {len(PDF)} bytes" in page
    assert "Head of Casework (Tom)" in page
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert f">{sha256[:12]}<" in page
    assert sha256 in page


@pytest.mark.parametrize("ending", GOOD)
def test_every_kind_comes_back_as_it_went_in(at_the_page, ending):
    tom = at_the_page("tom")
    add(tom, f"Minutes.{ending}", GOOD[ending])

    answer = tom.get(FILE)
    assert answer.data == GOOD[ending]
    assert answer.headers["Content-Disposition"] == f"attachment; filename=Minutes.{ending}"


def test_a_file_is_handed_out_to_be_saved_and_can_do_nothing(at_the_page):
    tom = at_the_page("tom")
    add(tom)

    headers = tom.get(FILE).headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in headers


def test_a_name_in_any_script_travels_whole(at_the_page):
    tom = at_the_page("tom")
    add(tom, "Pläne “Mai”; filename=x.pdf")

    said = tom.get(FILE).headers["Content-Disposition"]
    assert "filename*=UTF-8''Pl%C3%A4ne%20%E2%80%9CMai%E2%80%9D%3B%20filename%3Dx.pdf" in said
    assert "\n" not in said


def test_a_name_is_shown_as_text(at_the_page):
    tom = at_the_page("tom")
    add(tom, "<b>bold<b>.pdf")

    page = tom.get(ACTION).text
    assert "&lt;b&gt;bold&lt;b&gt;.pdf" in page
    assert "<b>bold" not in page


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("", b"", "Choose a file."),
        ("a.pdf", b"", "a.pdf is empty."),
        ("a.pdf.exe", PDF, "A .exe file cannot be kept."),
        ("a.html", b"<script>", "A .html file cannot be kept."),
        ("a.pdf", TEXT, "What is in the file is not a whole PDF"),
        ("a.docm", DOCX, "A .docm file may hold macros."),
        ("a.docx", office(WORD, **{"word/vbaProject.bin": "x"}), "The file holds macros."),
        ("a.docx", office(EXCEL), "What is in the file is not a Word document"),
    ],
)
def test_a_refused_file_gets_one_sentence_at_its_field_and_the_words_stay(
    at_the_page, name, content, sentence
):
    tom = at_the_page("tom")
    answer = add(tom, name, content)

    assert answer.status_code == 422
    error = answer.text.split('id="file-error"')[1].split("</p>")[0]
    assert sentence in error
    assert SHOWS in answer.text
    assert "Choose it again" in answer.text
    assert "No file yet" in tom.get(ACTION).text


def test_a_file_somewhat_too_large_is_refused_at_its_field_and_the_words_stay(app, at_the_page):
    app.config["EVIDENCE_MOST_BYTES"] = 5000
    answer = add(at_the_page("tom"), content=PDF + bytes(6000))

    assert answer.status_code == 422
    assert "The file has 6 kB; it can have at most 5 kB." in answer.text
    assert SHOWS in answer.text


def test_a_form_much_too_large_is_answered_on_a_page_that_says_what_would_do(app, at_the_page):
    app.config["EVIDENCE_MOST_BYTES"] = 5000
    answer = add(at_the_page("tom"), content=PDF + bytes(30_000))

    assert answer.status_code == 413
    assert "A file can have at most 5 kB." in answer.text
    assert "Traceback" not in answer.text


def test_a_form_without_a_file_still_holds_a_million_characters_only(at_the_page):
    tom = at_the_page("tom")
    answer = post(tom, f"{ACTION}/edit", note="x" * 1_100_000)

    assert answer.status_code == 413
    assert "A form can hold about a million characters." in answer.text


def test_a_file_without_words_is_asked_what_it_shows(at_the_page):
    answer = add(at_the_page("tom"), shows="")

    assert answer.status_code == 422
    assert "Say what the file shows." in answer.text.split('id="shows-error"')[1]


def test_a_withdrawn_file_is_named_with_its_reason_and_not_handed_out(at_the_page):
    tom = at_the_page("tom")
    add(tom)
    answer = withdraw(tom)

    assert answer.location == ACTION
    page = tom.get(ACTION).text
    assert "contracts.pdf is withdrawn. Your reason is on record." in page
    assert REASON in page
    refused = tom.get(FILE)
    assert refused.status_code == 404
    assert "This file was withdrawn." in refused.text


def test_a_withdrawal_without_a_reason_is_asked_for_one(at_the_page):
    tom = at_the_page("tom")
    add(tom)
    answer = withdraw(tom, reason="")

    assert answer.status_code == 422
    assert "Say why the file is withdrawn." in answer.text
    assert tom.get(FILE).status_code == 200


def test_whoever_withdraws_second_is_told(at_the_page):
    tom, amira = at_the_page("tom"), at_the_page("amira")
    add(tom)
    sha256 = tom.get(WITHDRAW).text.split('name="sha256" value="')[1].split('"')[0]
    withdraw(amira)

    answer = withdraw_with(tom, sha256)
    assert answer.status_code == 422
    assert "This file has been withdrawn meanwhile." in answer.text


def withdraw_with(browser, sha256):
    return post(browser, WITHDRAW, sha256=sha256, reason="It is the wrong year's file.")


READERS = {"amira", "sofia", "tom", "priya", "grace", "ada"}


@pytest.mark.parametrize("name", sorted(READERS | {"olu", "max"}))
def test_readers_open_a_file_and_only_those_whose_action_it_is_add_or_withdraw(at_the_page, name):
    add(at_the_page("tom"))
    browser = at_the_page(name)

    assert browser.get(FILE).status_code == (200 if name in READERS else 403)
    may = name in {"amira", "tom"}
    assert browser.get(WITHDRAW).status_code == (200 if may else 403)
    assert add(browser, "more.txt", TEXT).status_code == (302 if may else 403)
    refused = post(browser, WITHDRAW, sha256="0" * 64, reason=REASON)
    assert refused.status_code == (409 if may else 403)
    if name in READERS:
        assert ("Add a file" in browser.get(ACTION).text) is may


def test_strangers_are_led_to_the_sign_in_page(at_the_page):
    add(at_the_page("tom"))

    assert at_the_page().get(FILE).location.startswith("/sign-in")


def test_a_file_that_is_not_the_one_that_was_added_is_not_handed_out(app, at_the_page, caplog):
    tom = at_the_page("tom")
    add(tom)
    with app.app_context():
        tamper("UPDATE evidence SET content = :other", other=TEXT)
    answer = tom.get(FILE)

    assert answer.status_code == 500
    assert "This file is no longer the one that was added" in answer.text
    assert TEXT not in answer.data
    assert "Evidence 1 of A-1.1 is not the file that was added." in caplog.text


def test_words_typed_beside_a_file_are_kept_when_the_session_had_ended(app, at_the_page):
    tom = at_the_page("tom")
    with app.app_context():
        db.session.execute(db.text("DELETE FROM session"))
        db.session.commit()
    asked = add(tom)
    assert asked.status_code == 401

    kept = html.unescape(asked.text.split('name="kept" value="')[1].split('"')[0])
    shown = sign_in(tom, next=NEW, kept=kept).text
    assert SHOWS in shown
    assert "You had chosen contracts.pdf." in shown
    assert 'type="file"' in shown
    assert 'enctype="multipart/form-data"' in shown
    assert add(tom).location == ACTION


def test_the_actions_list_says_how_many_files_stand_and_which_done_action_has_none(at_the_page):
    tom = at_the_page("tom")
    day = {"due_on-day": "31", "due_on-month": "7", "due_on-year": "2018"}
    post(tom, f"{ACTION}/edit", status="done", progress="100", note="", version="1", **day)
    before = tom.get("/send/actions?show=all").text
    add(tom)

    assert "no evidence yet" in before
    assert "1 file of evidence" in tom.get("/send/actions?show=all").text


def test_a_page_with_many_files_and_reports_asks_the_database_as_often_as_one_with_few(
    app, at_the_page
):
    tom, amira = at_the_page("tom"), at_the_page("amira")
    add(tom)
    few = questions_of(app, tom)
    for number in range(9):
        add(tom, f"{number}.txt", b"File %d" % number)
        version = tom.get(f"{ACTION}/edit").text.split('name="version" value="')[1].split('"')[0]
        day = {"due_on-day": "31", "due_on-month": "7", "due_on-year": "2018"}
        said = {"status": "on_track", "progress": str(number), "note": "Going on."}
        post((amira, tom)[number % 2], f"{ACTION}/edit", version=version, **said, **day)
    tom.get(ACTION)

    assert questions_of(app, tom) == few


def questions_of(app, browser):
    asked = []
    with app.app_context():
        engine = db.engine

    def hear(*given):
        asked.append(given[2])

    event.listen(engine, "before_cursor_execute", hear)
    page = browser.get(ACTION)
    event.remove(engine, "before_cursor_execute", hear)
    assert page.status_code == 200
    return len(asked)
