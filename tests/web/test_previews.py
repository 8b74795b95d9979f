"""Previews of the next pack, at their page."""

import threading
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import pytest

from risk_register.database import db, write_transaction
from risk_register.documents.press import Printed
from risk_register.domain.errors import BusyError, NotAllowedError, PackDrawingError
from risk_register.domain.packs import Form
from risk_register.domain.risks import Publication
from risk_register.doors.background import AFTER_REQUEST
from risk_register.models import Event, Pack, Preview, Snapshot
from risk_register.scheduler.jobs import run_round
from risk_register.services import pack_orders, previews
from risk_register.services.briefings import write_briefing
from risk_register.services.drawings import claim_due_pack, finish_pack
from risk_register.services.meetings import find_next_meeting
from risk_register.services.previews import KEPT_FOR, claim_preview, finish_preview
from risk_register.services.programmes import get_programme
from tests.conftest import NOW, post
from tests.services.freezing import change, find

PAGE = "/send/meetings/1/preview"
ORDERS = []
PRINTED = Printed(
    files={Form.PDF: b"%PDF-drawn", Form.HTML: b"<!DOCTYPE html><style>p{}</style><p>drawn"},
    manifest={"layout": 2, "counts": [], "withheld": []},
    readable="",
)


@pytest.fixture(autouse=True)
def quick_press(monkeypatch):
    """Draw nothing: what matters here is what is ordered, kept and shown."""
    ORDERS.clear()

    def draw(order, *, tell):
        ORDERS.append(order)
        tell(1, 2)
        return PRINTED

    monkeypatch.setattr(previews, "print_pack", draw)


def wait():
    """Wait until the thread behind the button has stored what it drew."""
    for thread in threading.enumerate():
        if thread.name.startswith(AFTER_REQUEST):
            thread.join(60)


def june():
    return find_next_meeting(get_programme("send"), on=NOW.date())


def claim(by):
    with write_transaction():
        return claim_preview(june(), by=by, at=NOW)


def count(model):
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def find_it():
    db.session.rollback()
    return db.session.scalar(db.select(Preview).execution_options(populate_existing=True))


def test_a_preview_is_drawn_from_the_register_as_it_stands_and_marked_as_a_draft(inside, member):
    assert finish_preview(claim(member("amira")), at=NOW)

    (order,) = ORDERS
    assert order["status"] == "draft"
    assert (order["version"], order["edition"]) == (1, "full")
    assert order["snapshot"]["prepared_by"] == "Programme Manager"
    assert len(order["snapshot"]["risks"]) == 2


def test_a_preview_leaves_no_pack_no_snapshot_and_no_line(inside, member):
    lines = count(Event)
    finish_preview(claim(member("amira")), at=NOW)

    assert (count(Pack), count(Snapshot), count(Event) - lines) == (0, 0, 0)


def test_a_new_preview_takes_the_place_of_the_one_before(inside, member):
    first = claim(member("amira"))
    finish_preview(first, at=NOW)
    second = claim(member("amira"))

    assert find_it().pdf is None
    assert not finish_preview(first, at=NOW)
    assert find_it().pdf is None
    assert finish_preview(second, at=NOW)
    assert count(Preview) == 1


@pytest.mark.parametrize("kind", ["approved"])
def test_after_a_pack_is_made_the_preview_is_of_its_next_version(inside, member):
    finish_preview(claim(member("amira")), at=NOW)

    assert ORDERS[0]["version"] == 2


@pytest.mark.parametrize(("wait_seconds", "kept"), [(0, 0), (1, 1)])
def test_a_preview_goes_when_the_pack_is_made_unless_it_is_of_the_next_version(
    inside, member, monkeypatch, wait_seconds, kept
):
    press = SimpleNamespace(print_pack=lambda *_args, **_named: PRINTED)
    monkeypatch.setattr(pack_orders, "open_press", lambda: nullcontext(press))
    asked_at = NOW + timedelta(seconds=wait_seconds)
    with write_transaction():
        claim_preview(june(), by=member("amira"), at=asked_at)
        due = claim_due_pack(june(), at=NOW)
    finish_pack(due, at=NOW)

    assert count(Preview) == kept


@pytest.mark.parametrize(("age", "kept"), [(KEPT_FOR * 0.99, 1), (KEPT_FOR, 0)])
def test_the_clock_throws_a_preview_away_after_a_day(inside, member, monkeypatch, age, kept):
    finish_preview(claim(member("amira")), at=NOW)
    monkeypatch.setattr(
        "risk_register.scheduler.jobs.list_due_meetings", lambda *_args, **_named: []
    )
    run_round(None, at=NOW + age)

    assert count(Preview) == kept


def test_a_preview_that_cannot_be_drawn_says_why_and_can_be_asked_for_again(
    inside, member, at_the_page, monkeypatch
):
    def fail(_order, *, tell):
        raise PackDrawingError("R-001 could not be drawn.")

    monkeypatch.setattr(previews, "print_pack", fail)

    assert not finish_preview(claim(member("amira")), at=NOW)
    page = at_the_page("amira").get(PAGE).text
    assert "R-001 could not be drawn." in page
    assert "Draw it again" in page


def test_a_preview_says_what_would_keep_the_pack_from_being_made(inside, member, at_the_page):
    title = find("R-002").title
    change("R-002", publication=Publication.EXEMPT, exempt_paragraph=4, exempt_reason="Staff.")
    with write_transaction():
        said = f"{title} has to be agreed."
        write_briefing(june(), commentary=said, asks=[], by=member("amira"), at=NOW, version=0)
    assert finish_preview(claim(member("amira")), at=NOW)
    page = at_the_page("amira").get(PAGE).text

    assert "The commentary holds exempt text of R-002." in page
    assert "Read as PDF" in page


def test_a_busy_register_does_not_stop_a_preview(inside, member, monkeypatch):
    def draw(_order, *, tell):
        with monkeypatch.context() as patch:
            patch.setattr(previews, "_held", raise_busy)
            tell(1, 2)
        return PRINTED

    monkeypatch.setattr(previews, "print_pack", draw)

    assert finish_preview(claim(member("amira")), at=NOW)


def raise_busy(_claim):
    raise BusyError


def test_the_page_leads_from_the_button_to_both_files(at_the_page):
    amira = at_the_page("amira")
    assert "No preview is drawn yet." in amira.get(PAGE).text
    assert post(amira, PAGE).location == PAGE
    wait()

    page = amira.get(PAGE).text
    assert f'href="{PAGE}.pdf"' in page
    assert f'href="{PAGE}.html"' in page
    assert amira.get(f"{PAGE}.pdf").data == b"%PDF-drawn"
    policy = amira.get(f"{PAGE}.html").headers["Content-Security-Policy"]
    assert "style-src 'sha256-" in policy
    assert "unsafe-inline" not in policy


def test_while_one_is_drawn_the_page_says_how_far_and_nobody_begins(app, at_the_page):
    amira = at_the_page("amira")
    post(amira, PAGE)
    wait()
    with app.app_context():
        db.session.execute(
            db.text("UPDATE preview SET state = 'drawing', lease_until = 1e11, progress = :words"),
            {"words": "drawing risk 40 of 200"},
        )
        db.session.commit()
    page = amira.get(PAGE).text

    assert "drawing risk 40 of 200" in page
    assert 'data-look-again="3"' in page
    assert post(amira, PAGE).status_code == 422


def test_one_whose_drawer_died_can_be_asked_for_again(inside, member, at_the_page):
    claim(member("amira"))
    db.session.execute(db.text("UPDATE preview SET lease_until = 1"))
    db.session.commit()

    assert "The last preview was not finished." in at_the_page("amira").get(PAGE).text
    assert finish_preview(claim(member("amira")), at=NOW)


def test_only_who_may_make_packs_may_ask_for_one(inside, member):
    with pytest.raises(NotAllowedError):
        claim(member("sofia"))


@pytest.mark.parametrize("name", ["sofia", "tom", "ada", "grace"])
def test_nobody_else_sees_a_preview(at_the_page, name):
    post(at_the_page("amira"), PAGE)
    wait()
    browser = at_the_page(name)

    for address in (PAGE, f"{PAGE}.pdf", f"{PAGE}.html"):
        assert browser.get(address).status_code == 403
    assert post(browser, PAGE).status_code == 403


def test_a_preview_is_never_listed_as_a_pack(inside, member, at_the_page):
    finish_preview(claim(member("amira")), at=NOW)

    assert "No pack has been made yet." in at_the_page("amira").get("/send/packs").text
