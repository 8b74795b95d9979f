"""The secretary pastes the report of a letter that came back."""

import pytest

from risk_register.database import db
from risk_register.models import Delivery
from risk_register.services.deliveries import deliver_letters
from tests.conftest import NOW, post
from tests.mail.reports import write_report
from tests.services.test_circulations import Office, circulate, room

PAGE = "/send/bounces/new"


@pytest.fixture
def database():
    """The page is tested on one database; its service on both."""
    return "sqlite"


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def letter(inside, member):
    """A letter with the June pack that has gone."""
    circulate(member("sofia"))
    deliver_letters(room(Office()), at=NOW)
    return db.session.scalars(db.select(Delivery).order_by(Delivery.id)).first()


def test_a_pasted_report_marks_the_letter_on_the_packs_page(letter, at_the_page):
    sofia = at_the_page("sofia")
    assert PAGE in sofia.get("/send/packs/1").text

    answer = post(sofia, PAGE, report=write_report(letter.message_id, address=letter.address))

    assert answer.location == "/send/packs/1"
    page = sofia.get(answer.location).text
    assert f"The letter to {letter.title} came back, and is marked so." in page
    assert "550 5.1.1" in page


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        ("", "Paste the report."),
        ("Subject: Hello\n\nHello & goodbye", "This is no report that a letter did not arrive."),
        (
            write_report("<0000@example.org>").decode(),
            "This report is about none of the register’s letters.",
        ),
    ],
)
def test_what_cannot_be_kept_is_said_at_the_field_and_stays_typed(
    report, sentence, letter, at_the_page
):
    sofia = at_the_page("sofia")

    answer = post(sofia, PAGE, report=report)

    assert answer.status_code == 422
    assert sentence.replace("’", "&#39;") in answer.text.replace("’", "&#39;")
    assert ("Hello &amp; goodbye" in answer.text) == ("goodbye" in report)


def test_only_who_circulates_packs_sees_the_page(letter, at_the_page):
    assert at_the_page("amira").get(PAGE).status_code in {403, 404}
    assert PAGE not in at_the_page("amira").get("/send/packs/1").text
