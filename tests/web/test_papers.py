"""Papers at the page: chosen, refused with a sentence, saved by those who may read them."""

import hashlib
from io import BytesIO

import pytest

from tests.conftest import post
from tests.files import PDF, TEXT
from tests.web.test_agendas import ITEMS, MEETING, PAGE, SECRET, add

NEW = f"{ITEMS}/1/papers/new"
FILE = f"{MEETING}/papers/1"
TITLE = "Cost of the second provider"
REASON = "It names a member of staff."


def add_file(browser, name="costs.pdf", content=PDF, **typed):
    return post(browser, NEW, file=(BytesIO(content), name), **{"title": TITLE, **typed})


def withdraw(browser, **typed):
    page = browser.get(f"{FILE}/withdraw").text
    sha256 = page.split('name="sha256" value="')[1].split('"')[0]
    return post(browser, f"{FILE}/withdraw", **{"sha256": sha256, "reason": REASON, **typed})


def test_a_paper_stands_under_its_item_with_its_hash_and_is_handed_out(at_the_page):
    sofia = at_the_page("sofia")
    add(sofia)
    assert add_file(sofia).location == PAGE

    olu = at_the_page("olu")
    page = olu.get(PAGE).text
    assert TITLE in page
    assert f"costs.pdf, PDF, {len(PDF)} bytes" in page
    assert hashlib.sha256(PDF).hexdigest() in page
    answer = olu.get(FILE)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == "attachment; filename=costs.pdf"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("", b"", "Choose a file."),
        ("a.html", b"<script>", "A .html file cannot be kept."),
        ("a.pdf", TEXT, "What is in the file is not a whole PDF"),
    ],
)
def test_a_refused_file_gets_a_sentence_at_its_field_and_the_title_stays(
    at_the_page, name, content, sentence
):
    sofia = at_the_page("sofia")
    add(sofia)
    answer = add_file(sofia, name, content)

    assert answer.status_code == 422
    assert sentence in answer.text.split('id="file-error"')[1].split("</p>")[0]
    assert TITLE in answer.text


def test_a_paper_without_a_title_is_asked_for_one(at_the_page):
    sofia = at_the_page("sofia")
    add(sofia)
    answer = add_file(sofia, title="")

    assert answer.status_code == 422
    assert "Say what the paper is called." in answer.text.split('id="title-error"')[1]


def test_an_exempt_items_papers_are_nowhere_for_those_not_entitled(at_the_page):
    sofia = at_the_page("sofia")
    post(sofia, f"{ITEMS}/new", **SECRET)
    add_file(sofia)

    for name in ("olu", "ada"):
        browser = at_the_page(name)
        assert browser.get(FILE).status_code == 404
        assert TITLE not in browser.get(PAGE).text
    assert at_the_page("grace").get(FILE).data == PDF


def test_a_withdrawn_paper_is_named_with_its_reason_and_not_handed_out(at_the_page):
    sofia = at_the_page("sofia")
    add(sofia)
    add_file(sofia)
    assert withdraw(sofia).location == PAGE

    page = at_the_page("olu").get(PAGE).text
    assert REASON in page
    assert FILE not in page
    assert sofia.get(FILE).status_code == 404
    assert "Withdrawn on" in sofia.get(f"{FILE}/withdraw").text


def test_a_withdrawal_needs_a_reason_and_the_file_that_was_looked_at(at_the_page):
    sofia = at_the_page("sofia")
    add(sofia)
    add_file(sofia)

    assert withdraw(sofia, reason="").status_code == 422
    answer = withdraw(sofia, sha256="0" * 64)
    assert answer.status_code == 409
    assert REASON in answer.text


@pytest.mark.parametrize("name", ["tom", "grace", "olu", "ada"])
def test_only_those_who_keep_meetings_add_or_withdraw(at_the_page, name):
    sofia, browser = at_the_page("sofia"), at_the_page(name)
    add(sofia)
    add_file(sofia)

    for answer in (browser.get(NEW), add_file(browser), browser.get(f"{FILE}/withdraw")):
        assert answer.status_code == 403


def test_a_paper_of_another_meeting_or_item_is_not_found(at_the_page):
    sofia = at_the_page("sofia")
    add(sofia)
    add_file(sofia)

    for address in ("/send/meetings/2/papers/1", f"{MEETING}/papers/2", f"{ITEMS}/9/papers/new"):
        assert sofia.get(address).status_code == 404
