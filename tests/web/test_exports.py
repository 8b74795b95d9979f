"""Taking the register along: what is in the file, who may, and what the record says of it."""

import csv
import hashlib
import io
import json

import pytest
from sqlalchemy import event

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.risks import Publication
from risk_register.models import Event, Risk
from risk_register.services.events import record_event
from risk_register.services.history import verify_history
from tests.conftest import NOW
from tests.services.test_searches import copy_risks

LIST = "/send/risks.csv"


def read(answer):
    """Read what the file says of itself, its headings and its rows."""
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    empty = next(place for place, line in enumerate(lines) if not any(line))
    headings = lines[empty + 1]
    rows = [dict(zip(headings, line, strict=True)) for line in lines[empty + 2 :]]
    return {line[0]: line[1] for line in lines[:empty]}, rows


def exports(app):
    with app.app_context():
        kept = db.session.scalars(
            db.select(Event).where(Event.kind == "register exported").order_by(Event.sequence)
        )
        return [json.loads(line.body) for line in kept]


def make_exempt(app):
    with app.app_context(), write_transaction():
        risk = db.session.scalars(db.select(Risk).where(Risk.number == 2)).one()
        risk.publication, risk.exempt_paragraph = Publication.EXEMPT, 3
        programme = risk.programme
        record_event("risk edited", subject="risk R-002", programme=programme, by=None, at=NOW)


def test_the_file_holds_what_the_list_shows_and_says_what_that_is(at_the_page):
    about, rows = read(at_the_page("grace").get(f"{LIST}?search=recruit&band=amber"))

    assert about["Programme"] == "SEND Programme"
    assert about["Risks"] == "1"
    assert about["What is in it"] == (
        "risks in the register; with the words “recruit”; band Amber; the highest score first"
    )
    assert about["Register as at"].startswith("5 June 2018, 09:0")
    (row,) = rows
    assert row["Reference"] == "R-001"
    assert (row["Score"], row["Band"], row["Owner post"]) == ("12", "Amber", "Head of Casework")
    assert row["Actions"] == "A-1.1 Recruit two caseworkers (not started, due 31 July 2018)"
    assert row["Controls"] == "Agency staff (in place)"


def test_all_pages_of_a_long_list_are_in_the_file(app, at_the_page):
    with app.app_context():
        copy_risks(120)
    _, rows = read(at_the_page("grace").get(f"{LIST}?sort=reference"))

    assert len(rows) == 122
    assert [row["Reference"] for row in rows[:3]] == ["R-001", "R-002", "R-1200"]


def test_an_export_is_a_line_of_the_record_with_the_sum_of_the_file(app, at_the_page):
    answer = at_the_page("grace").get(f"{LIST}?band=amber&page=1&rubbish=1")

    (line,) = exports(app)
    assert line["facts"] == {
        "filter": "band=amber",
        "words": "risks in the register; band Amber; the highest score first",
        "kind": "csv",
        "risks": 1,
        "exempt": 0,
        "sha256": hashlib.sha256(answer.data).hexdigest(),
    }
    with app.app_context(), read_moment():
        assert verify_history().problems == []


@pytest.mark.parametrize("address", [LIST, "/send/risks/as-at.xlsx?on=2018-05-10"])
def test_asking_for_the_head_of_a_file_takes_nothing_along(app, at_the_page, address):
    with at_the_page("grace").head(address) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert answer.data == b""

    assert exports(app) == []


def test_what_is_not_for_publication_is_marked(app, at_the_page):
    make_exempt(app)
    about, rows = read(at_the_page("grace").get(LIST))

    assert about["Not for publication"] == "1 of the risks, marked in the last column"
    assert [row["Publication"] for row in rows] == [
        "Open",
        "Exempt, paragraph 3: not for publication",
    ]
    assert exports(app)[0]["facts"]["exempt"] == 1


def test_the_file_has_a_name_and_a_type(at_the_page):
    grace = at_the_page("grace")
    for ending, kind in {
        "csv": "text/csv; charset=utf-8",
        "xlsx": "spreadsheetml",
        "ods": "opendocument",
        "json": "application/json",
    }.items():
        answer = grace.get(f"/send/risks.{ending}")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == (
            f'attachment; filename="send-risks-2018-06-05.{ending}"'
        )
        assert kind in answer.content_type
        assert answer.content_type.count("charset") < 2
    assert [row["owner_post"] for row in answer.json["rows"]] == [
        *("Head of Casework", "Head of Commissioning"),
    ]


def test_the_past_is_taken_along_as_it_stood(app, at_the_page):
    make_exempt(app)
    about, rows = read(at_the_page("grace").get("/send/risks/as-at.csv?on=2018-05-03&at=10:30"))

    assert about["Register as at"].startswith("3 May 2018, 10:30")
    assert [(row["Reference"], row["Score"]) for row in rows] == [("R-001", "12"), ("R-002", "")]
    assert rows[0]["Actions"] == ""
    assert rows[1]["Publication today"] == "Exempt, paragraph 3: not for publication"
    assert exports(app)[0]["facts"]["filter"] == "on=2018-05-03&at=10:30"


@pytest.mark.parametrize("asked", ["", "?on=rubbish", "?on=2030-01-01"])
def test_a_moment_that_cannot_be_read_makes_no_file(app, at_the_page, asked):
    assert at_the_page("grace").get(f"/send/risks/as-at.csv{asked}").status_code == 422
    assert exports(app) == []


@pytest.mark.parametrize("name", ["olu", "max"])
@pytest.mark.parametrize("address", [LIST, "/send/risks/as-at.xlsx?on=2018-05-10"])
def test_who_may_not_read_the_register_takes_nothing_along(app, at_the_page, name, address):
    assert at_the_page(name).get(address).status_code == 403
    assert exports(app) == []


def test_the_past_changes_nothing_about_the_number_of_queries(app, at_the_page):
    counts = []

    def count(*_given):
        counts[-1] += 1

    grace = at_the_page("grace")
    grace.get(LIST)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", count)
    for copies in (10, 200):
        counts.append(0)
        with app.app_context():
            copy_risks(copies)
        counts[-1] = 0
        grace.get(LIST)

    assert counts[0] == counts[1]
