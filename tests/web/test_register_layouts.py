"""An agency's risks under the agency's own headings."""

import csv
import io

import pytest

from risk_register.database import db, read_moment
from risk_register.models import Agency, Event
from risk_register.services.history import verify_history
from tests.conftest import post
from tests.web.test_exports import make_exempt
from tests.web.test_imports import bring_in, fill, words

LIST = "/send/layouts"
LINES = "Risk ID = Reference\nOwner = owner post\nWhat could happen=Event\nOur comment ="


@pytest.fixture
def database():
    """Layouts are the same on either database."""
    return "sqlite"


def keep(browser, key, lines=LINES, name="Quality register"):
    with browser.application.app_context():
        agency_id = db.session.scalars(db.select(Agency.id).where(Agency.key == key)).one()
    return post(browser, f"{LIST}/new", agency_id=str(agency_id), name=name, lines=lines)


def take(browser):
    answer = browser.get(f"{LIST}/1/risks.csv")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    return lines[lines.index([""] * len(lines[0])) + 1 :]


def test_an_agency_takes_its_risks_along_under_its_own_headings(app, at_the_page):
    amira, priya = at_the_page("amira"), at_the_page("priya")
    assert keep(amira, "ccg").status_code == 302

    assert "CCG's risks as “Quality register”" in words(priya.get("/send/risks"))
    assert take(priya) == [
        ["Risk ID", "Owner", "What could happen", "Our comment"],
        ["R-002", "Head of Commissioning", "therapies are not bought", ""],
    ]

    assert fill(amira, f"{LIST}/1/edit", name="Short", lines="Nr = Reference").status_code == 302
    make_exempt(app)
    assert take(priya) == [
        ["Nr", "Publication"],
        ["R-002", "Exempt, paragraph 3: not for publication"],
    ]

    post(amira, f"{LIST}/1/remove", version="2")
    assert "Short" not in priya.get("/send/risks").text
    with app.app_context(), read_moment():
        kinds = db.session.scalars(
            db.select(Event.kind).where(Event.chain == "send").order_by(Event.sequence)
        ).all()
        assert kinds[-6:] == [
            *("layout kept", "register exported", "layout changed", "risk edited"),
            *("register exported", "layout removed"),
        ]
        assert verify_history().problems == []


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("Risk ID = Reference\nMood = Weather", "Line 2: There is no column “Weather” here."),
        ("Risk ID", "Line 1: Write their heading, “=” and our column."),
        ("A = Event\n\na = Cause", "Line 3: “a” stands there already."),
        (" ", "Name at least one column."),
    ],
)
def test_a_layout_that_cannot_be_read_says_where(at_the_page, lines, sentence):
    answer = keep(at_the_page("amira"), "ccg", lines=lines)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_an_administrator_keeps_the_layouts_of_their_own_agency_alone(at_the_page):
    max_, tom = at_the_page("max"), at_the_page("tom")

    assert keep(max_, "ccg").status_code == 422
    assert keep(max_, "council").status_code == 302
    assert max_.get(LIST).status_code == 200
    assert keep(tom, "council").status_code == 403


def test_the_columns_of_a_register_on_its_way_in_become_a_layout(at_the_page):
    amira = at_the_page("amira")
    assert "/send/layouts/new?from=import" in bring_in(amira).text

    page = amira.get(f"{LIST}/new?from=import").text
    assert "Ref = Reference\nRisk description = Event\nCategory = Category" in page
    assert "Date closed =<" in page


def test_a_heading_that_begins_like_a_formula_computes_nothing(at_the_page):
    amira = at_the_page("amira")
    keep(amira, "ccg", lines='=HYPERLINK("https://example.org") = Reference')

    assert take(amira)[0][0].startswith("'=HYPERLINK")
