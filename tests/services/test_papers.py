"""Papers of an agenda: kept as they were added, handed out to those who may read them."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import (
    AlreadyDoneError,
    ChangedFileError,
    ChangedMeanwhileError,
    NotAllowedError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.evidence import inspect_file
from risk_register.services.agendas import get_item
from risk_register.services.history import verify_history
from risk_register.services.papers import add_paper, get_file, get_paper, withdraw_paper
from tests.conftest import NOW
from tests.files import PDF, TEXT
from tests.services.test_agendas import (
    BUDGET,
    SECRET,
    add,
    draft,
    find,
    newest_event,
    references,
    remove,
)
from tests.services.test_drawings import june
from tests.services.test_history import problems, tamper

REASON = "It names a member of staff."


def add_file(by, item_id, name="budget.pdf", content=PDF, title="The budget"):
    """Add a paper to an item in a transaction of its own, and give its id."""
    file = inspect_file(name, content)
    with write_transaction():
        item = get_item(by.programme, june().id, item_id)
        return add_paper(item, file, title=title, by=by, at=NOW).id


def withdraw(by, paper_id, reason=REASON, sha256=None):
    with write_transaction():
        paper = get_paper(by, june().id, paper_id)
        withdraw_paper(paper, reason=reason, sha256=sha256 or paper.sha256, by=by, at=NOW)


def test_a_paper_is_handed_out_as_it_was_added_and_gives_its_item_a_reference(member):
    sofia = member("sofia")
    draft(sofia)
    number = add_file(sofia, add(sofia))

    paper, content = get_file(member("olu"), june().id, number)
    assert (paper.title, content) == ("The budget", PDF)
    assert references()[BUDGET.title] == "SPB/2018/06/5"
    line = newest_event()
    assert line.kind == "paper added"
    assert f'"sha256":"{paper.sha256}"' in line.body
    assert '"content"' not in line.body
    assert problems() == []


def test_an_item_that_has_a_reference_keeps_it(member):
    sofia = member("sofia")
    item_id = add(sofia, replace(BUDGET, reference="FIN 12"))
    add_file(sofia, item_id)

    assert references() == {BUDGET.title: "FIN 12"}


def test_papers_of_an_exempt_item_are_only_for_those_entitled(member):
    sofia = member("sofia")
    number = add_file(sofia, add(sofia, SECRET))

    for name in ("sofia", "amira", "grace", "tom"):
        assert get_file(member(name), june().id, number)[1] == PDF
    for name in ("olu", "ada"):
        with pytest.raises(NotFoundError, match="no such paper"):
            get_paper(member(name), june().id, number)


def test_the_administrator_reads_no_paper(member):
    sofia = member("sofia")
    number = add_file(sofia, add(sofia))
    with pytest.raises(NotAllowedError):
        get_file(member("max"), june().id, number)


def test_a_withdrawn_paper_is_handed_out_no_more_and_its_row_stays(member):
    sofia = member("sofia")
    number = add_file(sofia, add(sofia))
    withdraw(sofia, number)

    paper = get_paper(sofia, june().id, number)
    assert (paper.withdraw_reason, paper.withdrawn_as.title) == (REASON, "Board Secretary")
    with pytest.raises(NotFoundError, match="withdrawn"):
        get_file(sofia, june().id, number)
    with pytest.raises(AlreadyDoneError):
        withdraw(sofia, number)
    assert newest_event().kind == "paper withdrawn"
    assert problems() == []


@pytest.mark.parametrize(
    ("given", "refusal"),
    [({"sha256": "0" * 64}, ChangedMeanwhileError), ({"reason": "Wrong."}, RuleError)],
)
def test_another_file_or_no_reason_withdraws_nothing(member, given, refusal):
    sofia = member("sofia")
    number = add_file(sofia, add(sofia))
    with pytest.raises(refusal):
        withdraw(sofia, number, **given)


def test_papers_of_an_item_that_was_taken_off_are_handed_out_no_more(member):
    sofia = member("sofia")
    number = add_file(sofia, add(sofia))
    remove(sofia, BUDGET.title)
    with pytest.raises(NotFoundError):
        get_file(sofia, june().id, number)


def test_the_same_file_stands_once(member):
    sofia = member("sofia")
    item_id = add(sofia)
    add_file(sofia, item_id)
    with pytest.raises(RuleError, match=r"there already, as budget\.pdf"):
        add_file(sofia, item_id, "copy.pdf")


@pytest.mark.parametrize("title", ["", " ", "x" * 201])
def test_a_paper_says_what_it_is_called(member, title):
    sofia = member("sofia")
    item_id = add(sofia)
    with pytest.raises(RuleError) as refused:
        add_file(sofia, item_id, title=title)

    assert refused.value.field == "title"
    assert find(BUDGET.title).papers == []


@pytest.mark.parametrize("name", ["tom", "grace", "olu", "ada"])
def test_only_those_who_keep_meetings_add_or_withdraw_papers(member, name):
    item_id = add(member("sofia"))
    number = add_file(member("amira"), item_id)
    with pytest.raises(NotAllowedError):
        add_file(member(name), item_id, "other.txt", TEXT)
    with pytest.raises(NotAllowedError):
        withdraw(member(name), number)


def test_a_changed_byte_is_found_and_the_paper_not_handed_out(member):
    sofia = member("sofia")
    number = add_file(sofia, add(sofia))
    with read_moment():
        assert verify_history().files == 1
    tamper("UPDATE paper SET content = :other", other=PDF.replace(b"obj", b"obJ"))

    said = "budget.pdf, a paper for the meeting of 2018-06-14, is not the file that was added."
    assert problems() == [said]
    with pytest.raises(ChangedFileError):
        get_file(sofia, june().id, number)


@pytest.mark.parametrize(
    "act", ["UPDATE paper SET content = content", "UPDATE paper SET title = 'Other'"]
)
def test_the_database_itself_refuses_to_change_a_paper(member, act):
    sofia = member("sofia")
    add_file(sofia, add(sofia))
    with pytest.raises(DBAPIError, match="kept as it is"):
        db.session.execute(db.text(act))
