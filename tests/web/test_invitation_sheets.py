"""Many people at once: each line is looked at, then all are invited or nobody is."""

from io import BytesIO

import pytest
import xlsxwriter

from risk_register.database import db, read_moment
from risk_register.models import Person
from risk_register.services.history import verify_history
from tests.conftest import post
from tests.web.keys import read_letters
from tests.web.test_bodies import words
from tests.web.test_people import olu_keeps  # noqa: F401 - a fixture

PAGE = "/people/invite"
HEADER = "Name,E-mail,Agency,Post,Programme,Roles\n"
ROBIN = "Robin Example,robin@example.org,Council,Head of Transport,send,Risk owner\n"
KIM = "Kim Example,kim@example.org,CCG,,SEND Programme,Observer; board member\n"


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


def count_people(app):
    with app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(Person))


def test_all_of_a_sheet_are_invited(app, at_the_page):
    max_ = at_the_page("max")
    page = words(post(max_, PAGE, text=HEADER + ROBIN + KIM))
    assert "2 lines, 0 wrong. Nobody is invited yet." in page
    assert "invited as board member" in page.replace("observer of SEND Programme, ", "")
    assert count_people(app) == 8

    assert post(max_, PAGE, text=HEADER + ROBIN + KIM, stage="save").location == "/people"
    assert "2 people are invited by a letter." in words(max_.get("/people"))
    assert count_people(app) == 10
    assert len(read_letters(app)) == 2
    with app.app_context(), read_moment():
        assert verify_history().problems == []


def test_a_workbook_is_read_as_a_paste_is(at_the_page):
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for number, line in enumerate((HEADER + ROBIN).splitlines()):
        sheet.write_row(number, 0, line.split(","))
    book.close()
    file.seek(0)
    page = post(at_the_page("max"), PAGE, text="", file=(file, "people.xlsx"))

    assert "1 line, 0 wrong." in words(page)
    assert "Robin Example,robin@example.org" in page.text


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Tom Again,tom@example.org,Council,,send,Observer", "is in the register already"),
        ("A,a@example.org,Council,Head of Casework,send,Observer", "Tom holds this post."),
        ("A,a@example.org,Harbour,,send,Observer", "There is no agency “Harbour”"),
        ("A,a@example.org,Council,,health,Observer", "There is no programme “health”"),
        ("A,a@example.org,Council,,send,King", "There is no role “King”."),
        ("A,a@exampIe.org,Council,,send,Observer", "looks like example.org"),
        ("A,ROBIN@example.org,Council,,send,Observer", "Line 2 has this address already."),
        ("A,a@example.org,Council,head of transport,send,Observer", "Line 2 takes up this post"),
        (",a@example.org,Council,,send,Observer", "The name is missing."),
        ("A,a@example.org,Council,,send,Administrator", "is not yours to give"),
    ],
)
def test_a_line_that_is_wrong_is_named_and_nobody_is_invited(app, at_the_page, line, sentence):
    amira, text = at_the_page("amira"), f"{HEADER}{ROBIN}{line}\n"

    page = words(post(amira, PAGE, text=text))
    assert sentence in page
    assert "1 wrong" in page
    answer = post(amira, PAGE, text=text, stage="save")
    assert answer.status_code == 422
    assert "Line 3: " in answer.text
    assert count_people(app) == 8


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Paste the people or choose a file."),
        ("Post,Agency\nA,B", "name and e-mail are missing"),
        (HEADER, "There is nobody below the header."),
        (HEADER + "=1+1,a@example.org,Council,,,\n", "Line 2: this is no name."),
        (HEADER + ROBIN * 101, "Invite 100 people or fewer in one go."),
    ],
)
def test_a_sheet_that_cannot_be_read_says_why(at_the_page, text, sentence):
    answer = post(at_the_page("max"), PAGE, text=text)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2


def test_an_agencys_administrator_invites_their_own_alone(
    at_the_page,
    olu_keeps,  # noqa: F811 - the fixture
):
    olu = at_the_page("olu")
    page = words(post(olu, PAGE, text="name,email\nKim Example,kim@example.org"))
    assert "1 line, 0 wrong." in page
    assert "There is no agency “Council”" in words(post(olu, PAGE, text=HEADER + ROBIN))
