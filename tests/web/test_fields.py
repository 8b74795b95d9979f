"""Opportunities, affected agencies, exemptions and relations at the page."""

import pytest
from sqlalchemy import event

from risk_register.database import db, write_transaction
from risk_register.domain.relations import RelationKind
from risk_register.models import Person, Risk
from risk_register.services.programmes import get_member
from risk_register.services.relations import relate_risks
from risk_register.services.risks import get_risk
from tests.conftest import NOW, post
from tests.web.test_assessments import version_of
from tests.web.test_lives import NEW, WORDS, move

OPPORTUNITY = {**WORDS, "kind": "opportunity", "treatment": "enhance", "affected_ids": ["2"]}
EXEMPT = {
    "publication": "exempt",
    "exempt_paragraph": "4",
    "exempt_reason": "Staff are being consulted.",
    "exempt_reviewer_id": "4",
    "exempt_review_on-day": "5",
    "exempt_review_on-month": "6",
    "exempt_review_on-year": "2018",
}
RELATE = "/send/risks/R-001/relations/new"


def read(browser, address):
    return " ".join(browser.get(address).text.split())


def relate_at(browser, first="R-001", **typed):
    address = f"/send/risks/{first}/relations/new"
    fields = {"kind": "causes", "other": "R-002", "note": "", **typed}
    return post(browser, address, version=version_of(browser, address), **fields)


def test_an_opportunity_reads_as_one_and_is_marked_in_the_list(at_the_page):
    grace, amira = at_the_page("grace"), at_the_page("amira")
    post(grace, NEW, **OPPORTUNITY)
    move(amira, "R-003", move="admit")
    page, listed = read(amira, "/send/risks/R-003"), read(amira, "/send/risks?kind=opportunity")

    assert "there is a chance that plans miss what families need, which would bring" in page
    assert "Would come" in page
    assert "Opportunity</strong>" in page
    assert "1 found" in listed
    assert "Opportunity</strong>" in listed


def test_the_form_to_accept_it_says_which_score_brings_it_back(at_the_page):
    amira = at_the_page("amira")
    post(at_the_page("grace"), NEW, **OPPORTUNITY)
    move(amira, "R-003", move="admit")
    said = {
        reference: "as soon as the score is higher"
        in read(amira, f"/send/risks/{reference}/acceptances/new")
        for reference in ("R-001", "R-003")
    }

    assert said == {"R-001": True, "R-003": False}


def test_a_wrong_treatment_is_said_and_everything_typed_is_kept(at_the_page):
    answer = post(at_the_page("grace"), NEW, **{**OPPORTUNITY, "treatment": "transfer", **EXEMPT})
    text = " ".join(answer.text.split())

    assert answer.status_code == 422
    assert "“Transfer” is no treatment of an opportunity. Choose one of: exploit" in text
    assert '<option value="transfer" selected>' in text
    assert 'value="opportunity" checked' in text
    assert text.count(" checked") == 4  # kind, agency, area, publication
    assert 'name="exempt_review_on-year" type="text" inputmode="numeric" value="2018"' in text


def test_a_scored_risk_cannot_be_made_an_opportunity_at_the_page(at_the_page):
    amira, address = at_the_page("amira"), "/send/risks/R-001/edit"
    page = read(amira, address)
    assert "Threat; it is scored, so it stays one." in page
    assert 'value="exploit"' not in page

    answer = post(amira, address, **OPPORTUNITY, version=version_of(amira, address), reason="")
    assert "It was scored as a threat, so it stays one." in answer.text


def test_an_exempt_risk_is_marked_with_who_looks_again_and_when(at_the_page):
    amira, address = at_the_page("amira"), "/send/risks/R-001/edit"
    fields = {**WORDS, **EXEMPT, "version": version_of(amira, address), "reason": ""}
    assert post(amira, address, **fields).status_code == 302
    page = read(amira, "/send/risks/R-001")

    assert "OFFICIAL-SENSITIVE</strong>" in page
    assert "To be looked at again on 5 June 2018 by the " in page
    assert "OFFICIAL-SENSITIVE</strong>" in read(amira, "/send/risks")
    again = read(amira, address)
    assert 'name="exempt_review_on-day" type="text" inputmode="numeric" value="5"' in again


def test_an_owners_form_carries_the_exemption_along(at_the_page):
    amira, tom, address = at_the_page("amira"), at_the_page("tom"), "/send/risks/R-001/edit"
    fields = {**WORDS, **EXEMPT, "reason": ""}
    post(amira, address, **fields, version=version_of(amira, address))
    assert 'name="exempt_review_on-year" value="2018"' in read(tom, address)

    post(tom, address, **WORDS, version=version_of(tom, address), reason="")
    assert "To be looked at again on 5 June 2018" in read(tom, "/send/risks/R-001")


def test_an_owner_relates_two_risks_and_both_pages_say_so(at_the_page):
    tom = at_the_page("tom")
    answer = relate_at(tom, note="Late casework delays therapies.")
    first, second = read(tom, answer.location), read(tom, "/send/risks/R-002")

    assert "R-001 causes R-002 from now on." in first
    assert "Causes <a" in first
    assert "“Late casework delays therapies.”" in first
    assert "Is caused by <a" in second
    assert "is caused by R-001" in second
    assert "Take back" not in second  # it is Priya's


def test_a_loop_is_told_when_it_is_made_and_on_the_page(at_the_page):
    relate_at(at_the_page("amira"), "R-002", other="R-001")
    tom = at_the_page("tom")
    page = read(tom, relate_at(tom).location)

    assert page.count("They go round in a loop: R-001 → R-002 → R-001.") == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": ""}, "Choose how it bears on the other risk."),
        ({"other": "R-077"}, "There is no risk R-077 in this programme."),
        ({"other": "R-001"}, "A risk cannot be related to itself."),
    ],
)
def test_a_bad_relation_keeps_what_was_typed(at_the_page, typed, sentence):
    answer = relate_at(at_the_page("tom"), note="Late casework.", **typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Late casework." in answer.text


def test_a_relation_is_taken_back_with_a_reason(at_the_page):
    relate_at(at_the_page("tom"))
    priya, address = at_the_page("priya"), "/send/risks/R-002/relations/1/remove"
    assert "Take it back: R-002 is caused by R-001" in read(priya, address)
    version = version_of(priya, address)
    assert "Say why" in post(priya, address, version=version, reason="").text

    answer = post(priya, address, version=version, reason="Budgets were the cause.")
    page = read(priya, answer.location)
    assert "Taken back: R-002 is caused by R-001." in page
    assert "None yet. What causes, feeds or duplicates" in page
    assert priya.get(address).status_code == 404


def test_a_stale_relation_is_not_saved_and_not_lost(at_the_page):
    tom, amira = at_the_page("tom"), at_the_page("amira")
    version = version_of(tom, RELATE)
    post(amira, RELATE, version=version, kind="feeds", other="R-002", note="")
    answer = post(tom, RELATE, version=version, kind="causes", other="R-002", note="Late.")

    assert answer.status_code == 409
    assert 'value="Late."' in answer.text


@pytest.mark.parametrize(("name", "status"), [("priya", 403), ("grace", 403), ("olu", 403)])
def test_the_door_to_somebody_elses_relations_is_closed(at_the_page, name, status):
    assert at_the_page(name).get(RELATE).status_code == status


def test_duplicates_lead_the_manager_to_the_merge(at_the_page):
    amira, address = at_the_page("amira"), "/send/risks/R-001/moves/new?into=R-002"
    relate_at(amira, kind="duplicates")

    assert address in amira.get("/send/risks/R-001").text
    page = read(amira, address)
    assert 'value="R-002"' in page
    assert 'value="merge" checked' in page
    assert address not in at_the_page("tom").get("/send/risks/R-001").text


def count_queries(app, browser, address):
    seen = []

    def note(*_):
        seen.append(1)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert browser.get(address).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_a_risk_with_many_relations_asks_no_more_than_one_with_few(app, at_the_page):
    browser = at_the_page("amira")
    relate_at(browser)
    pages = ("/send/risks/R-001", "/send/risks?kind=threat&affected=ccg", "/send/risks")
    for page in pages:
        browser.get(page)
    few = [count_queries(app, browser, page) for page in pages]
    with app.app_context(), write_transaction():
        relate_copies(200)
    many = [count_queries(app, browser, page) for page in pages]

    # The history's names cost a query a table, so other lines may take fewer of them.
    assert all(more <= less for more, less in zip(many, few, strict=True))


def relate_copies(size):
    """Let R-001 cause so many risks that are like it."""
    amira = db.session.scalars(db.select(Person).where(Person.name == "Amira")).one()
    by = get_member(amira, "send", on=NOW.date())
    first = get_risk(by, "R-001")
    names = {column.key for column in Risk.__mapper__.column_attrs} - {"id", "number"}
    for number in range(3, size + 3):
        copied = Risk(number=number, **{name: getattr(first, name) for name in names})
        db.session.add(copied)
        db.session.flush()
        relate_risks(
            first,
            RelationKind.CAUSES,
            copied.reference,
            note="",
            by=by,
            at=NOW,
            version=first.version,
        )


PARTS = {**EXEMPT, "exempt_scope": "parts", "exempt_fields": ["actions", "cause"]}


def reword(browser, **typed):
    address = "/send/risks/R-001/edit"
    return post(browser, address, **{**WORDS, **typed}, version=version_of(browser, address))


def test_parts_of_a_risk_are_exempted_and_its_page_and_history_say_so(at_the_page):
    amira = at_the_page("amira")
    assert reword(amira, **PARTS, reason="").status_code == 302
    page, again = read(amira, "/send/risks/R-001"), read(amira, "/send/risks/R-001/edit")

    assert "Withheld from the public edition: cause and actions" in page
    assert "cause and actions" in read(amira, "/send/risks/R-001/history")
    assert 'value="parts" checked' in again
    assert 'value="cause" checked' in again
    assert 'value="event" checked' not in again


def test_a_risk_that_is_exempt_as_a_whole_says_so(at_the_page):
    amira = at_the_page("amira")
    reword(amira, **{**PARTS, "exempt_scope": "whole"}, reason="")

    page = read(amira, "/send/risks/R-001")
    assert "Withheld from the public edition: the whole risk" in page


def test_whoever_exempts_parts_has_to_choose_them_and_nothing_typed_is_lost(at_the_page):
    answer = reword(at_the_page("amira"), **{**PARTS, "exempt_fields": []}, reason="")
    text = " ".join(answer.text.split())

    assert answer.status_code == 422
    assert "Choose at least one part." in text
    assert 'value="parts" checked' in text
    assert "Staff are being consulted." in text


def test_a_part_that_no_risk_has_is_refused(at_the_page):
    answer = reword(at_the_page("amira"), **{**PARTS, "exempt_fields": ["score"]}, reason="")

    assert answer.status_code == 422
    assert "Choose from the parts of a risk." in answer.text


def test_an_owner_leaves_the_exempt_parts_as_they_are(at_the_page):
    amira, tom = at_the_page("amira"), at_the_page("tom")
    reword(amira, **PARTS, reason="")
    reword(tom, reason="")

    assert "public edition: cause and actions" in read(tom, "/send/risks/R-001")
