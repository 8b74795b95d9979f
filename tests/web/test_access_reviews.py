"""The access review at the page: what is doubtful comes first, and a look is recorded."""

from datetime import timedelta

import pytest

from risk_register.database import db, read_moment
from risk_register.domain.access_reviews import Doubt, Quarter, Use, list_doubts
from risk_register.models import Event
from risk_register.services.history import verify_history
from tests.conftest import NOW, post
from tests.web.test_bodies import words
from tests.web.test_people import PERSON

PAGE = "/send/access"
TODAY = NOW.date()
USED = {
    "is_active": True,
    "left_on": None,
    "signed_in_at": NOW - timedelta(days=90),
    "given_at": None,
    "has_post": True,
}


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


@pytest.mark.parametrize(
    ("told", "doubts"),
    [
        ({}, []),
        ({"signed_in_at": NOW - timedelta(days=90, seconds=1)}, [Doubt.UNUSED]),
        ({"signed_in_at": None}, [Doubt.UNUSED]),
        ({"signed_in_at": None, "given_at": NOW}, []),
        ({"left_on": TODAY}, []),
        ({"left_on": TODAY - timedelta(days=1), "is_active": False}, [Doubt.LEFT]),
        ({"is_active": False}, [Doubt.BARRED]),
        ({"has_post": False}, [Doubt.NO_POST]),
    ],
)
def test_a_part_is_doubtful_when_it_is_unused_or_its_person_has_gone(told, doubts):
    assert list_doubts(Use(**USED | told), at=NOW, today=TODAY) == doubts


def test_a_quarter_is_three_months():
    assert [Quarter.of(TODAY.replace(month=month)).number for month in (1, 3, 4, 6, 10, 12)] == [
        1,
        1,
        2,
        2,
        4,
        4,
    ]
    assert Quarter.of(TODAY).label == "April to June 2018"


def test_a_manager_reviews_and_an_auditor_reads_it(app, at_the_page):
    max_, amira, ada = at_the_page("max"), at_the_page("amira"), at_the_page("ada")
    with app.app_context():
        long_ago = {"at": NOW - timedelta(days=200)}
        db.session.execute(db.text("UPDATE membership SET given_at = NULL"))
        db.session.execute(
            db.text("UPDATE person SET signed_in_at = :at WHERE name = 'Olu'"),
            {"at": long_ago["at"].replace(tzinfo=None)},
        )
        db.session.execute(db.text("UPDATE person SET is_active = false WHERE name = 'Priya'"))
        db.session.commit()
    post(max_, f"/people/{PERSON['tom']}/roles/new", part="1-auditor", reason="For a month.")
    assert post(amira, PAGE, note=" ").status_code == 422
    assert post(amira, PAGE, note="Asked whether the adviser still comes.").location == PAGE

    page = words(ada.get(PAGE))
    assert "Olu CCG Parents' Adviser Observer 17 November 2017 Unused for 90 days" in page
    assert "May not sign in, but still has a part" in page
    assert "Tom got the role Auditor. For a month." in page
    assert "2018-Q2" in page
    assert "Asked whether the adviser still comes." in page
    assert "I have reviewed it" not in page
    assert post(ada, PAGE, note="Mine.").status_code == 403


def test_the_list_is_taken_along_and_the_record_says_by_whom(app, at_the_page):
    ada = at_the_page("ada")
    table = ada.get("/send/access.csv").data.decode("utf-8-sig")

    assert "Tom,tom@example.org,Council,Head of Casework,Risk owner" in table
    post(at_the_page("amira"), PAGE, note="All is well.")
    with app.app_context():
        kinds = db.session.scalars(db.select(Event.kind).where(Event.chain == "send")).all()
        with read_moment():
            assert verify_history().problems == []
    assert {"access list exported", "access reviewed"} <= set(kinds)
