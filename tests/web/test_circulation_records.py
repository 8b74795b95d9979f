"""The circulation record as a page and as files."""

import csv
import hashlib
import io
import json
import zipfile

import pytest

from risk_register.database import db
from risk_register.documents.reading import read_pdf
from risk_register.models import Event
from tests.conftest import post

PAGE = "/send/meetings/1/circulation-record"


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def database():
    """The service is tested on both."""
    return "sqlite"


def takings(app):
    with app.app_context():
        kept = db.session.scalars(
            db.select(Event).where(Event.kind == "circulation exported").order_by(Event.sequence)
        )
        return [json.loads(line.body)["facts"] for line in kept]


def circulate(at_the_page):
    sofia = at_the_page("sofia")
    post(sofia, "/send/packs/1/circulations/new", number="1", note="See R-001 first.")
    return sofia


def test_before_anything_goes_out_it_says_what_will_be_here(at_the_page):
    page = at_the_page("sofia").get(PAGE).text

    assert "Nothing has been circulated for this meeting." in page
    assert "Take the record along" not in page


def test_the_page_says_who_got_what_by_whose_decision_and_whether_in_time(at_the_page):
    sofia = circulate(at_the_page)
    page = sofia.get(PAGE).text

    assert "by Board Secretary" in page
    assert "In time: the latest day was Wednesday 6 June 2018." in page
    assert "Chair of the Board (Grace)" in page
    assert "Deputies get the pack when the member has sent apologies." in page
    assert PAGE in sofia.get("/send/meetings/1").text
    assert 'href="/send/packs/1/circulations/1"' in page
    assert f'href="{PAGE}#sent-1-1"' in sofia.get("/send/packs/1/circulations/1").text


def test_the_table_is_taken_along_with_a_line_in_the_record(app, at_the_page):
    circulate(at_the_page)
    answer = at_the_page("ada").get(f"{PAGE}.csv")

    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="send-board-2018-06-14-circulation-record.csv"'
    )
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert lines[0][1] == "SEND Programme Board, meeting of Thursday 14 June 2018"
    (taken,) = takings(app)
    assert taken["sha256"] == hashlib.sha256(answer.data).hexdigest()
    page = at_the_page("ada").get("/send/history").text
    assert "took along the circulation record (CSV)" in page


def test_the_paper_is_taken_along_with_the_head_of_the_record(app, at_the_page):
    circulate(at_the_page)
    answer = at_the_page("ada").get(f"{PAGE}.pdf")

    assert answer.headers["Content-Type"] == "application/pdf"
    text = "".join(read_pdf(answer.data).split())
    assert "ChairoftheBoard" in text
    assert "Intime:thelatestdaywasWednesday6June2018." in text
    (taken,) = takings(app)
    assert taken["kind"] == "pdf"
    assert taken["sha256"] == hashlib.sha256(answer.data).hexdigest()


def test_asking_for_the_heads_of_a_file_takes_nothing(app, at_the_page):
    circulate(at_the_page)
    at_the_page("ada").head(f"{PAGE}.csv")

    assert takings(app) == []


def test_what_was_circulated_is_one_click_and_verifies_afterwards(app, at_the_page):
    circulate(at_the_page)
    sofia = at_the_page("sofia")
    assert "/send/meetings/1/circulated.zip" in sofia.get(PAGE).text
    answer = sofia.get("/send/meetings/1/circulated.zip")

    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="send-board-2018-06-14-as-circulated.zip"'
    )
    with zipfile.ZipFile(io.BytesIO(answer.data)) as opened:
        pdf = next(name for name in opened.namelist() if name.endswith("-v1.pdf"))
        assert opened.read(pdf) == sofia.get("/send/packs/1/pack.pdf").data
        assert opened.read("circulation-record.pdf").startswith(b"%PDF-")
    (taken,) = takings(app)
    assert (taken["kind"], taken["sha256"]) == ("zip", hashlib.sha256(answer.data).hexdigest())


def test_before_anything_goes_out_there_is_no_archive(at_the_page):
    assert at_the_page("sofia").get("/send/meetings/1/circulated.zip").status_code == 404


def test_only_who_reads_circulations_takes_the_archive(at_the_page):
    for name in ("tom", "grace", "olu"):
        assert at_the_page(name).get("/send/meetings/1/circulated.zip").status_code == 403
