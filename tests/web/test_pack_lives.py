"""A pack's steps at the page: what comes of each, who may, and what the board may read."""

import re

import pytest

from risk_register.database import db
from risk_register.domain.packs import Form, PackState
from risk_register.domain.risks import Publication
from risk_register.models import Pack
from risk_register.services import drawings
from risk_register.web.pack_files import write_policy
from tests.conftest import post
from tests.services.freezing import change
from tests.services.test_pack_lives import Press
from tests.web.test_packs import sha256_of, until

PACK = "/send/packs/1"


@pytest.fixture
def press(monkeypatch):
    """Print in no time, what the press prints in its own tests."""
    press = Press()
    monkeypatch.setattr(drawings, "print_editions", press)
    return press


@pytest.fixture
def amira(press, at_the_page):
    """The programme manager, with the June pack made."""
    return make(at_the_page)


def make(at_the_page):
    amira = at_the_page("amira")
    post(amira, "/send/packs", meeting="1")
    until(lambda: "to be approved" in words_of(amira, PACK))
    return amira


def words_of(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())


def approve(amira):
    form = f"{PACK}/approval"
    post(amira, form, sha256=sha256_of(amira, form))
    until(lambda: "Approved, to be circulated" in words_of(amira, PACK))


def give_back(amira, reason="R-001 names the wrong owner."):
    form = f"{PACK}/return"
    return post(amira, form, sha256=sha256_of(amira, form), reason=reason)


def withdraw(browser, reason="The scores were of May."):
    form = f"{PACK}/withdrawal"
    return post(browser, form, sha256=sha256_of(browser, form), reason=reason)


def circulate(at_the_page):
    sofia = at_the_page("sofia")
    post(sofia, f"{PACK}/circulations/new", number="1")
    until(lambda: "3 of 3" in words_of(sofia, "/send/packs"))


def test_the_page_of_the_approval_says_what_comes_of_it(amira):
    page = words_of(amira, f"{PACK}/approval")

    assert "drawn again with your post and the moment on its cover" in page
    assert "circulate it to 3 readers" in page


def test_a_returned_pack_says_why_and_its_reason_is_proposed_for_the_next_version(amira):
    give_back(amira)
    page = words_of(amira, PACK)
    assert "This version was returned and cannot be approved" in page
    assert "“R-001 names the wrong owner.”" in page
    form = amira.get(f"{PACK}/correction").text
    assert "R-001 names the wrong owner.</textarea>" in form

    made = post(amira, f"{PACK}/correction", version="1", correction="R-001 has its owner.")
    until(lambda: "to be approved" in words_of(amira, made.location))
    assert "Replaces version 1" in words_of(amira, made.location)
    assert "Version 2 stands in its place" in words_of(amira, PACK)


def test_a_reason_that_is_missing_is_asked_for_and_nothing_happens(amira):
    for answer in (
        give_back(amira, reason=" "),
        post(amira, f"{PACK}/correction", version="1", correction=" "),
    ):
        assert answer.status_code == 422
    assert "to be approved" in words_of(amira, PACK)


def test_a_stale_form_keeps_what_was_typed_and_returns_nothing(amira):
    answer = post(amira, f"{PACK}/return", sha256="0" * 64, reason="The owner is wrong.")

    assert answer.status_code == 409
    assert "The owner is wrong." in answer.text
    assert "to be approved" in words_of(amira, PACK)


def test_a_new_version_is_asked_for_once_however_often_the_form_is_sent(amira):
    sent = {"version": "1", "correction": "A late score."}
    made = post(amira, f"{PACK}/correction", **sent)
    until(lambda: "to be approved" in words_of(amira, made.location))
    again = post(amira, f"{PACK}/correction", **sent)

    assert again.status_code == 422
    assert "Version 2 is there already." in again.text
    assert "A late score." in again.text


def test_a_withdrawn_pack_stays_to_be_seen_by_its_readers_with_the_reason(amira, at_the_page):
    approve(amira)
    circulate(at_the_page)
    withdraw(at_the_page("sofia"))
    page = words_of(at_the_page("grace"), PACK)

    assert "This version was withdrawn. Do not use it." in page
    assert "“The scores were of May.”" in page
    assert "The scores were of May." not in words_of(at_the_page("olu"), PACK)
    assert "Withdrawn" in words_of(at_the_page("grace"), "/send/packs")


def test_the_secretary_sees_before_withdrawing_whom_it_can_no_longer_reach(amira, at_the_page):
    approve(amira)
    circulate(at_the_page)

    assert "3 of 3 letters have gone" in words_of(at_the_page("sofia"), f"{PACK}/withdrawal")


@pytest.mark.parametrize("step", ["approval", "return", "withdrawal", "correction"])
@pytest.mark.parametrize("name", ["grace", "tom", "ada"])
def test_a_step_is_for_those_who_may_take_it(amira, at_the_page, name, step):
    browser = at_the_page(name)
    assert browser.get(f"{PACK}/{step}").status_code == 403
    assert post(browser, f"{PACK}/{step}", sha256="0" * 64).status_code == 403


def test_a_proof_is_not_readable_for_the_board_in_any_form_or_edition(amira, at_the_page):
    grace = at_the_page("grace")
    paths = [f"/send/packs/{number}/{form.file}" for number in (1, 2) for form in Form]
    assert [grace.get(path).status_code for path in paths] == [404] * len(paths)
    approve(amira)
    assert [grace.get(path).status_code for path in paths] == [404] * len(paths)
    circulate(at_the_page)

    assert [grace.get(path).status_code for path in paths] == [200] * len(paths)


def test_every_form_of_every_edition_has_its_kind_and_a_name_that_says_what_it_is(amira):
    for number, edition in ((1, ""), (2, "-public")):
        for form in Form:
            answer = amira.get(f"/send/packs/{number}/{form.file}")
            assert answer.mimetype == form.media_type
            named = f"send-programme-board-2018-06-14-risk-pack{edition}-v1.{form.value}"
            assert named in answer.headers["Content-Disposition"]


def test_the_page_of_a_public_edition_is_that_of_the_pack(amira):
    answer = amira.get("/send/packs/2")
    assert answer.location.endswith(f"{PACK}#public")

    page = words_of(amira, PACK)
    assert "Full edition" in page
    assert "Public edition" in page


def test_a_packs_page_may_use_its_own_style_and_fetch_nothing(amira):
    policy = amira.get(f"{PACK}/pack.html").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'none'; img-src data:;")

    styled = write_policy(b"<style>p { margin: 0 }</style>")
    assert "style-src 'sha256-" in styled
    assert "unsafe" not in styled


def test_the_three_proofs_are_named_apart(amira, app):
    page = words_of(amira, PACK)
    with app.app_context():
        pack = db.session.get(Pack, 1)
        assert f"Fingerprint of the figures {pack.snapshot.fingerprint}" in page
        assert f"SHA-256 of the PDF {pack.sha256}" in page
    assert re.search(r"Head of the record \d+:[0-9a-f]{64}", page)


def test_the_page_of_a_pack_being_drawn_says_how_far_it_is(amira, app):
    with app.app_context():
        db.session.execute(
            db.text("UPDATE pack SET state = 'drawing', progress = 'Drawn: 40 of 200 risks'")
        )
        db.session.commit()
    page = amira.get(PACK).text

    assert "Drawn: 40 of 200 risks" in page
    assert re.search(r'<progress[^>]*value="40"[^>]*max="200"', page)


def test_an_observer_who_may_not_see_what_is_exempt_gets_the_public_edition_only(
    app, press, at_the_page
):
    with app.app_context():
        change(publication=Publication.EXEMPT, exempt_paragraph=4, exempt_reason="Staff.")
    amira = make(at_the_page)
    approve(amira)
    circulate(at_the_page)
    olu = at_the_page("olu")
    full, public = (f"/send/packs/{number}" for number in (1, 2))

    assert olu.get(f"{full}/pack.pdf").status_code == 404
    assert olu.get(f"{full}/pack.json").status_code == 404
    assert olu.get(f"{public}/pack.pdf").status_code == 200
    assert "Full edition" not in words_of(olu, full)
    assert f"{full}/pack.pdf" not in olu.get("/send/packs").text
    assert f"{public}/pack.pdf" in olu.get("/send/packs").text


def test_a_pack_that_was_given_up_says_how_often_this_drawing_was_tried(amira, app):
    with app.app_context(), db.engine.begin() as connection:
        failed = {"state": PackState.FAILED, "failure": "It needed too much.", "retry_at": None}
        connection.execute(db.update(Pack).values(attempts=6, failures=5, **failed))

    assert "The clock has given up after 5 tries" in words_of(amira, PACK)


def test_why_a_pack_could_not_be_drawn_is_for_those_who_see_it_before_it_goes_out(
    amira, app, at_the_page
):
    with app.app_context(), db.engine.begin() as connection:
        failed = {"state": PackState.FAILED, "failure": "R-001 could not be drawn."}
        connection.execute(db.update(Pack).values(failed))

    assert "R-001 could not be drawn." in words_of(amira, "/")
    grace = words_of(at_the_page("grace"), "/")
    assert "R-001 could not be drawn." not in grace
    assert "It is not made yet." in grace


def test_only_the_full_edition_says_that_nothing_is_left_out(amira):
    proof = words_of(amira, PACK).partition("Is it whole, and is it the right file?")[2]
    full, public = proof.split("Public edition", maxsplit=1)

    assert "Nothing was left out of this edition." in full
    assert "Nothing was left out" not in public
    assert "No risk was left out of this edition as a whole." in public


def test_an_observer_to_whom_the_full_edition_was_sent_finds_that_very_file(amira, at_the_page):
    approve(amira)
    assert at_the_page("olu").get(f"{PACK}/pack.pdf").status_code == 404
    circulate(at_the_page)
    olu = at_the_page("olu")

    assert olu.get(f"{PACK}/pack.pdf").data == amira.get(f"{PACK}/pack.pdf").data
    assert f"{PACK}/pack.pdf" in olu.get("/send/packs").text
    assert "Full edition" in words_of(olu, PACK)


def test_whoever_reads_the_register_reads_the_full_edition(amira, at_the_page):
    approve(amira)
    circulate(at_the_page)

    assert at_the_page("grace").get(f"{PACK}/pack.pdf").status_code == 200
