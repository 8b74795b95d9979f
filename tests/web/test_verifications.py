"""Checking a file without signing in: it is hashed, not kept, and nothing else is said."""

import hashlib
import io

import pytest
from flask import Request

from risk_register.domain.sign_ins import question_limits_of
from risk_register.web import hashing
from tests.conftest import post
from tests.web.test_packs import until


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def database():
    """The service is tested on both."""
    return "sqlite"


@pytest.fixture
def sent(at_the_page):
    """The pack's PDF, once it has gone to its readers."""
    sofia = at_the_page("sofia")
    page = post(sofia, "/send/packs/1/circulations/new", number="1").location
    until(lambda: sofia.get(page).text.count(">Sent<") == 3)
    return sofia.get("/send/packs/1/pack.pdf").data


def ask(browser, content=None, sha256=""):
    browser.get("/verify")
    fields = {"sha256": sha256}
    if content is not None:
        fields["file"] = (io.BytesIO(content), "anything.pdf")
    return post(browser, "/verify", **fields)


def test_a_stranger_learns_what_was_sent_and_not_to_whom(at_the_page, sent):
    page = ask(at_the_page(), sent).text

    assert "Yes: Full edition, version 1, PDF" in page
    assert "SEND Programme Board" in page
    assert "14 June 2018" in page
    assert "It was sent to 3 readers." in page
    for kept in ("Chair of the Board", "Grace", "grace@example.org", "circulation-record"):
        assert kept not in page


def test_its_hash_alone_gives_the_same_answer(at_the_page, sent):
    typed = hashlib.sha256(sent).hexdigest().upper()

    assert "Yes: Full edition, version 1, PDF" in ask(at_the_page(), sha256=typed).text


def test_one_other_byte_is_another_file(at_the_page, sent):
    page = ask(at_the_page(), sent + b" ").text

    assert "No file with this SHA-256 was sent from here" in page


def test_before_it_goes_out_a_pack_is_as_unknown_as_any_other_file(at_the_page):
    pdf = at_the_page("sofia").get("/send/packs/1/pack.pdf").data
    browser = at_the_page()
    answers = [
        ask(browser, content).text.replace(hashlib.sha256(content).hexdigest(), "")
        for content in (pdf, b"no pack")
    ]

    assert answers[0] == answers[1]
    assert "No file with this SHA-256" in answers[0]


def test_the_secretary_sees_to_whom_it_went_and_a_board_member_does_not(at_the_page, sent):
    page = ask(at_the_page("sofia"), sent).text

    assert "Chair of the Board: sent" in page
    assert "/send/meetings/1/circulation-record" in page
    assert "To whom it went" not in ask(at_the_page("grace"), sent).text


@pytest.mark.parametrize("typed", ["", "abc", "z" * 64])
def test_what_is_no_hash_is_refused_at_its_field_and_kept(at_the_page, typed):
    answer = ask(at_the_page(), sha256=typed)

    assert answer.status_code == 422
    assert "Enter the 64 characters of a SHA-256" in answer.text
    assert f'value="{typed}"' in answer.text


def test_nothing_of_the_file_is_kept(at_the_page, monkeypatch):
    def refuse(*_args, **_rest):
        raise AssertionError("A file was kept.")

    monkeypatch.setattr(Request, "_get_file_stream", refuse)  # where forms keep their files
    content = b"x" * 100_000
    answer = ask(at_the_page(), content)

    assert answer.status_code == 200
    assert hashlib.sha256(content).hexdigest() in answer.text


def test_a_file_that_is_too_large_is_refused_in_words(at_the_page, monkeypatch):
    monkeypatch.setattr(hashing, "MOST_BYTES", 10_000)
    answer = ask(at_the_page(), b"x" * 20_000)

    assert answer.status_code == 413
    assert "Type its SHA-256 instead." in answer.text


def test_who_asks_too_often_is_asked_to_wait(at_the_page):
    browser = at_the_page()
    (limit,) = question_limits_of(network="127.0.0.0/24")
    for _ in range(limit.most):
        assert ask(browser, sha256="a" * 64).status_code == 200

    assert ask(browser, sha256="a" * 64).status_code == 429


def test_a_form_without_its_token_is_refused(at_the_page):
    assert at_the_page().post("/verify", data={"sha256": "a" * 64}).status_code == 400
