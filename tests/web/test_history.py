"""The history at the page: of a risk, and of the programme."""

import re

import pytest

from risk_register.database import write_transaction
from risk_register.services.assessments import confirm_risk
from risk_register.services.lives import edit_risk
from risk_register.services.notes import ask_back
from risk_register.services.risks import get_risk
from tests.conftest import NOW
from tests.services.test_assessments import judge
from tests.services.test_history import tamper
from tests.services.test_lives import words

ALL = "/send/history"
OF_RISK = "/send/risks/R-001/history"


def said(answer):
    """Give a page's words without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())


def reword(by, **changes):
    with write_transaction():
        risk = get_risk(by, "R-001")
        now = words(by, **{"title": risk.title, "owner_id": risk.owner_id, **changes})
        edit_risk(risk, now, reason="", by=by, at=NOW, version=risk.version)


def confirm_often(by, times):
    for _ in range(times):
        with write_transaction():
            risk = get_risk(by, "R-001")
            confirm_risk(risk, note="", by=by, at=NOW, version=risk.version)


def test_a_score_is_told_on_the_risks_page_with_its_line_and_seal(at_the_page, member):
    with write_transaction():
        judge(member("tom"))
    page = said(at_the_page("grace").get("/send/risks/R-001"))

    assert (
        "Tom (Head of Casework) raised the current score of the risk from 12 Amber (4 × 3) "
        "to 20 Red (5 × 4). “The third caseworker left.”"
    ) in page
    assert "Line 9, seal" in page


def test_before_and_after_are_told_to_the_eye_and_to_the_ear(at_the_page, member):
    amira, priya = member("amira"), member("priya")
    reword(amira, title="Far too few caseworkers in the northern county", owner_id=priya.post.id)
    reword(amira, title="Far too few caseworkers in the southern county", owner_id=priya.post.id)
    page = at_the_page("ada").get(ALL)

    assert "Owner post was “ Head of Casework ”, → now “ Head of Commissioning ”" in said(page)
    assert "Far too few caseworkers in the was “ northern ”, now “ southern ” county" in said(page)
    assert re.search(r"<del[^>]*>.*northern.*</del>", page.text)
    assert re.search(r"<ins[^>]*>.*southern.*</ins>", page.text)


def test_a_long_history_goes_on_on_a_page_of_its_own(at_the_page, member):
    confirm_often(member("tom"), 60)
    grace = at_the_page("grace")
    short = grace.get("/send/risks/R-001")
    assert short.text.count("rr-timeline__said") == 20
    assert "All 64 lines" in said(short)

    first = grace.get(OF_RISK)
    (older,) = re.findall(r'rel="next"\s+href="([^"]*)"', first.text)
    second = grace.get(older)
    assert (first.text.count("rr-timeline__said"), second.text.count("rr-timeline__said")) == (
        50,
        14,
    )
    (newer,) = re.findall(r'rel="prev"\s+href="([^"]*)"', second.text)
    assert said(grace.get(newer)) == said(first)


def test_a_risks_history_is_narrowed_by_what_it_is_about(at_the_page):
    tom = at_the_page("tom")

    assert "planned action A-1.1" in said(tom.get(f"{OF_RISK}?what=actions"))
    assert "first current score" not in said(tom.get(f"{OF_RISK}?what=actions"))
    assert "No line of this risk’s history is about this." in said(
        tom.get(f"{OF_RISK}?what=decisions")
    )


def test_the_programmes_history_is_narrowed_by_everything_at_once(at_the_page, member):
    post = member("tom").post.id
    answer = at_the_page("ada").get(
        f"{ALL}?risk=r-1&what=scores&who={post}&from=3+May+2018&to=3+5+2018"
    )

    assert answer.text.count("rr-timeline__said") == 2
    assert "R-002" not in answer.text.split("<main")[1]


def test_the_filter_goes_along_to_the_next_page(at_the_page, member):
    confirm_often(member("tom"), 60)
    ada = at_the_page("ada")
    (older,) = re.findall(
        r'rel="next"\s+href="([^"]*)"', ada.get(f"{ALL}?what=scores&risk=R-001").text
    )

    assert "what=scores" in older
    assert "risk=R-001" in older
    assert ada.get(older.replace("&amp;", "&")).text.count("rr-timeline__said") == 12


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("risk=many", "Enter a reference like R-007."),
        ("what=gossip", "Choose one from the list."),
        ("who=everybody", "Choose one from the list."),
        ("from=last+week", "Enter a date like 10 5 2018 or 10 May 2018."),
        ("from=4+5+2018&to=3+5+2018", "The last day must not come before the first."),
    ],
)
def test_what_cannot_be_read_is_answered_next_to_it_and_not_ignored(at_the_page, asked, sentence):
    answer = at_the_page("ada").get(f"{ALL}?{asked}")

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2  # in the summary and at the field
    assert "rr-timeline__said" not in answer.text


@pytest.mark.parametrize("address", [f"{ALL}?before=x", f"{ALL}?after=-1", f"{OF_RISK}?before=0"])
def test_a_page_that_cannot_be_is_not_found(at_the_page, address):
    assert at_the_page("ada").get(address).status_code == 404


def test_the_head_of_the_record_stands_on_the_page(at_the_page):
    page = said(at_the_page("ada").get(ALL))

    assert re.search(r"Head of the record: 8:[0-9a-f]{64}", page)
    assert "Each line is sealed with the one before it" in page


@pytest.mark.parametrize(
    ("name", "is_told"),
    [("grace", False), ("priya", False), ("sofia", False), ("ada", True), ("tom", True)],
)
def test_a_question_to_an_owner_is_shown_to_nobody_else(at_the_page, member, name, is_told):
    amira = member("amira")
    with write_transaction():
        risk = get_risk(amira, "R-001")
        ask_back(risk, question="Is it two or three?", by=amira, at=NOW)

    page = said(at_the_page(name).get(OF_RISK))
    assert "asked the owner of the risk a question" in page
    assert ("two or three" in page) is is_told


def test_text_in_the_record_is_shown_as_text(at_the_page, member):
    reword(member("amira"), title="<b>bold</b> & <script>alert(1)</script>")
    ada = at_the_page("ada")

    for address in (ALL, OF_RISK, "/send/risks/R-001"):
        page = ada.get(address).text
        assert "&lt;b&gt;bold" in page
        assert "<b>bold" not in page
        assert "<script>alert" not in page


def test_the_page_of_an_unknown_risk_is_not_found(at_the_page):
    ada = at_the_page("ada")

    assert ada.get("/send/risks/R-999/history").status_code == 404
    assert "No line of the record is like this." in said(ada.get(f"{ALL}?risk=R-999"))


def test_a_risks_history_belongs_to_the_risks_in_the_menu(at_the_page):
    page = at_the_page("ada").get(OF_RISK).text
    (active,) = re.findall(r"active-fallback\">([^<]*)<", page)

    assert active == "Risks"


def test_a_line_of_another_time_is_still_readable(at_the_page, member):
    confirm_often(member("tom"), 1)
    tamper("UPDATE event SET kind = 'risk pondered' WHERE sequence = 9")

    page = said(at_the_page("ada").get(f"{ALL}?what=other"))
    assert "Tom (Head of Casework) recorded “risk pondered” about R-001." in page
