"""Looking back at the page: as at a moment, and two moments compared."""

import re

import pytest

from risk_register.database import write_transaction
from risk_register.domain.risks import Move
from risk_register.services.lives import edit_risk
from risk_register.services.risks import get_risk
from tests.conftest import NOW
from tests.services.test_assessments import judge
from tests.services.test_lives import move, propose, words

AS_AT = "/send/risks/as-at"
COMPARE = "/send/risks/compare"


def said(answer):
    """Give a page's words without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())


def test_the_register_is_shown_as_it_stood_with_owner_score_and_actions(at_the_page):
    page = said(at_the_page("grace").get(f"{AS_AT}?on=2018-05-10&at=09:00"))

    for sentence in (
        "The register as at 10 May 2018, 09:00",
        "2 risks, the highest score first",
        "Head of Casework Council",
        "12 Amber (4 × 3)",
        "3 May 2018, Head of Casework",
        "A-1.1 Not started due 31 July 2018",
    ):
        assert sentence in page, sentence


def test_what_came_later_is_not_shown(at_the_page):
    page = said(at_the_page("grace").get(f"{AS_AT}?on=3+May+2018&at=10:59"))

    assert "12 Amber" in page
    assert "not scored" in page
    assert "A-1.1" not in page


def test_before_the_first_risk_the_page_says_so(at_the_page):
    assert "held no risk at that moment" in said(at_the_page("grace").get(f"{AS_AT}?on=1+1+2018"))


def test_without_a_moment_the_page_asks_for_one(at_the_page):
    answer = at_the_page("grace").get(AS_AT)

    assert answer.status_code == 200
    assert "The register at another time" in said(answer)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("on=", "Enter a date like 10 5 2018 or 10 May 2018."),
        ("on=last+week", "Enter a date like 10 5 2018 or 10 May 2018."),
        ("on=31+2+2018", "Enter a real date, like 10 5 2018."),
        ("on=10+5+2018&at=nine", "Enter a time like 09:00."),
        ("on=10+5+2030", "Enter a moment that has passed"),
    ],
)
def test_a_moment_that_cannot_be_read_is_answered_next_to_it(at_the_page, asked, sentence):
    answer = at_the_page("grace").get(f"{AS_AT}?{asked}")

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2  # in the summary and at the field


@pytest.mark.parametrize("number", ["0", "2"])
def test_a_page_of_the_past_that_is_not_there_is_not_found(at_the_page, number):
    answer = at_the_page("grace").get(f"{AS_AT}?on=10+5+2018&page={number}")
    assert answer.status_code == 404


@pytest.mark.parametrize("kind", ["approved"])
def test_the_freezes_of_packs_are_ready_to_be_chosen(at_the_page):
    amira = at_the_page("amira")
    page = amira.get(AS_AT).text
    (address,) = re.findall(r'href="(/send/risks/as-at\?on=[^"]*)"', page)

    shown = amira.get(address.replace("&amp;", "&"))
    assert "The register as at 5 June 2018, 09:00" in said(shown)


def test_every_kind_of_change_is_told_with_who_when_and_why(at_the_page, member):
    tom, amira = member("tom"), member("amira")
    with write_transaction():
        judge(tom)
    propose(tom, title="Schools drop out")
    move(amira, "R-003", Move.ADMIT)
    move(amira, "R-002", Move.MERGE, into="R-001", reason="It is one risk with R-001.")
    with write_transaction():
        risk = get_risk(amira, "R-001")
        changed = words(amira, title="Far too few caseworkers", owner_id=risk.owner_id)
        edit_risk(risk, changed, reason="", by=amira, at=NOW, version=risk.version)

    page = said(at_the_page("grace").get(f"{COMPARE}?from=10+May+2018&to="))
    for sentence in (
        "1 new, 1 gone, 1 moved, 1 changed in words.",
        "12 Amber (4 × 3) 20 Red (5 × 4) ▲ Up 8 from 12",
        "20: 5 June 2018, Head of Casework “The third caseworker left.”",
        "R-003 Schools drop out : not scored",
        "Merged into R-001 on 5 June 2018 “It is one risk with R-001.”",
        "Title Too few caseworkers Far too few caseworkers",
        "0 risks stayed as they were.",
    ):
        assert sentence in page, sentence


def test_nothing_changed_is_said_in_words(at_the_page):
    page = said(at_the_page("grace").get(f"{COMPARE}?from=10+May+2018&to=11+May+2018"))

    assert "Nothing changed: no risk came or went" in page
    assert "2 risks stayed as they were." in page


def test_two_moments_in_the_wrong_order_are_refused(at_the_page):
    answer = at_the_page("grace").get(f"{COMPARE}?from=11+May+2018&to=10+May+2018")

    assert answer.status_code == 422
    assert "The second moment must be the later one." in answer.text


@pytest.mark.parametrize("address", [AS_AT, COMPARE])
def test_only_those_who_may_read_the_register_may_look_back(at_the_page, address):
    assert at_the_page("olu").get(address).status_code == 403
    assert at_the_page("max").get(address).status_code == 403
    assert at_the_page("ada").get(address).status_code == 200


def test_text_from_the_past_is_shown_as_text(at_the_page, member):
    amira = member("amira")
    with write_transaction():
        risk = get_risk(amira, "R-001")
        said_now = words(amira, title="<b>bold</b>", owner_id=risk.owner_id)
        edit_risk(risk, said_now, reason="", by=amira, at=NOW, version=risk.version)

    grace = at_the_page("grace")
    for address in (f"{AS_AT}?on=5+6+2018", f"{COMPARE}?from=10+5+2018"):
        page = grace.get(address).text
        assert "&lt;b&gt;bold" in page
        assert "<b>bold" not in page
