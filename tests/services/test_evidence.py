"""Evidence of actions: added, handed out as it was, withdrawn, and never changed."""

from datetime import date

import pytest
from sqlalchemy import event
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
from risk_register.domain.evidence import MOST_FILES, inspect_file
from risk_register.models import Event, Evidence
from risk_register.services.actions import ActionPlan, add_action, get_action, list_actions
from risk_register.services.evidence import (
    add_evidence,
    count_evidence,
    get_evidence,
    get_file,
    list_evidence,
    withdraw_evidence,
)
from risk_register.services.history import verify_history
from risk_register.services.risks import get_risk
from tests.conftest import NOW
from tests.files import PDF, TEXT
from tests.services.test_history import problems, tamper

SHOWS = "Both contracts, signed by the director."
REASON = "It names a member of staff."


def add(member, name="contracts.pdf", content=PDF, shows=SHOWS):
    """Add a file to A-1.1 in a transaction of its own, and give its number."""
    with write_transaction():
        action = get_action(member, "A-1.1")
        file = inspect_file(name, content)
        return add_evidence(action, file, shows=shows, by=member, at=NOW).id


def withdraw(member, number, reason=REASON, sha256=None):
    with write_transaction():
        evidence = get_evidence(member, "A-1.1", number)
        given = sha256 or evidence.sha256
        withdraw_evidence(evidence, reason=reason, sha256=given, by=member, at=NOW)


def newest_event():
    query = db.select(Event).where(Event.chain == "send").order_by(Event.sequence.desc())
    return db.session.scalars(query.limit(1)).one()


def test_a_file_is_handed_out_as_it_was_added(member):
    tom = member("tom")
    number = add(tom)

    evidence, content = get_file(member("grace"), "A-1.1", number)
    assert content == PDF
    assert (evidence.name, evidence.size, evidence.shows) == ("contracts.pdf", len(PDF), SHOWS)
    assert (evidence.added_as.title, evidence.added_at) == ("Head of Casework", NOW)


def test_the_record_says_which_file_was_added_and_not_what_is_in_it(member):
    number = add(member("tom"))

    line = newest_event()
    sha256 = get_evidence(member("tom"), "A-1.1", number).sha256
    assert (line.kind, line.subject) == ("evidence added", "risk R-001")
    assert f'"sha256":"{sha256}"' in line.body
    assert '"name":"contracts.pdf"' in line.body
    assert '"content"' not in line.body


def test_files_stand_in_the_order_they_were_added_in(member):
    tom = member("tom")
    add(tom)
    add(tom, "costs.txt", TEXT)

    names = [each.name for each in list_evidence(get_action(tom, "A-1.1"))]
    assert names == ["contracts.pdf", "costs.txt"]


def test_a_withdrawn_file_is_handed_out_no_more_and_its_row_stays(member):
    tom = member("tom")
    number = add(tom)
    withdraw(tom, number)

    evidence = get_evidence(tom, "A-1.1", number)
    assert (evidence.withdraw_reason, evidence.withdrawn_at) == (REASON, NOW)
    assert evidence.withdrawn_as.title == "Head of Casework"
    with pytest.raises(NotFoundError, match="withdrawn"):
        get_file(tom, "A-1.1", number)
    assert newest_event().kind == "evidence withdrawn"
    assert problems() == []


def test_a_file_is_withdrawn_once(member):
    tom = member("tom")
    number = add(tom)
    withdraw(tom, number)

    with pytest.raises(AlreadyDoneError):
        withdraw(tom, number)


def test_withdrawing_needs_a_reason(member):
    tom = member("tom")
    number = add(tom)

    with pytest.raises(RuleError) as refused:
        withdraw(tom, number, reason="Wrong.")
    assert refused.value.field == "reason"


def test_a_file_that_was_not_looked_at_is_not_withdrawn(member):
    tom = member("tom")
    number = add(tom)

    with pytest.raises(ChangedMeanwhileError):
        withdraw(tom, number, sha256="0" * 64)


def test_the_same_file_stands_once_and_can_come_back_after_it_was_withdrawn(member):
    tom = member("tom")
    number = add(tom)
    with pytest.raises(RuleError, match=r"there already, as contracts\.pdf"):
        add(tom, "copy.pdf")
    withdraw(tom, number)

    assert get_file(tom, "A-1.1", add(tom, "copy.pdf"))[1] == PDF


def test_an_action_has_at_most_twenty_files_and_withdrawn_ones_leave_room(member):
    tom = member("tom")
    numbers = [add(tom, f"{n}.txt", b"File %d" % n) for n in range(MOST_FILES)]
    with pytest.raises(RuleError, match="20 files"):
        add(tom)
    withdraw(tom, numbers[0])

    add(tom)
    action = get_action(tom, "A-1.1")
    assert count_evidence([action]) == {action.id: MOST_FILES}


def test_what_it_shows_has_to_be_said(member):
    with pytest.raises(RuleError) as refused:
        add(member("tom"), shows=" short   ")
    assert refused.value.field == "shows"


@pytest.mark.parametrize("name", ["priya", "sofia", "grace", "ada"])
def test_only_those_whose_action_it_is_and_managers_add_or_withdraw(member, name):
    number = add(member("amira"))
    with pytest.raises(NotAllowedError):
        add(member(name), "other.txt", TEXT)
    with pytest.raises(NotAllowedError):
        withdraw(member(name), number)


@pytest.mark.parametrize("name", ["olu", "max"])
def test_those_who_do_not_read_the_register_are_not_handed_a_file(member, name):
    number = add(member("tom"))
    with pytest.raises(NotAllowedError):
        get_file(member(name), "A-1.1", number)


def test_a_file_belongs_to_its_action(member):
    tom = member("tom")
    number = add(tom)
    with write_transaction():
        risk = get_risk(tom, "R-001")
        plan = ActionPlan("Train two caseworkers", tom.post.id, date(2018, 9, 14))
        other = add_action(risk, plan, by=tom, at=NOW, version=risk.version).reference

    for reference, wanted in (("A-1.1", number + 1), (other, number), ("A-9.9", number)):
        with pytest.raises(NotFoundError):
            get_file(tom, reference, wanted)


def test_a_changed_byte_is_found_and_the_file_not_handed_out(member):
    tom = member("tom")
    number = add(tom)
    tamper("UPDATE evidence SET content = :other", other=PDF.replace(b"obj", b"obJ"))

    assert problems() == ["contracts.pdf, evidence of A-1.1, is not the file that was added."]
    with pytest.raises(ChangedFileError):
        get_file(tom, "A-1.1", number)


def test_a_hash_that_was_changed_with_the_file_is_found(member):
    add(member("tom"))
    tamper("UPDATE evidence SET content = :other, sha256 = :hash", other=TEXT, hash="0" * 64)

    assert "evidence 1 differs from the record in: sha256." in problems()


def test_withdrawn_files_are_verified_too(member):
    tom = member("tom")
    withdraw(tom, add(tom))

    with read_moment():
        assert verify_history().files == 1


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE evidence SET content = content",
        "UPDATE evidence SET name = 'other.pdf'",
        "UPDATE evidence SET shows = 'Something else'",
        "DELETE FROM evidence",
    ],
)
def test_the_database_itself_refuses_to_change_a_file_or_take_it_away(member, act):
    add(member("tom"))
    with pytest.raises(DBAPIError, match="kept as it is"):
        db.session.execute(db.text(act))


def test_the_database_itself_refuses_to_take_a_withdrawal_back(member):
    tom = member("tom")
    withdraw(tom, add(tom))
    with pytest.raises(DBAPIError, match="kept as it is"):
        db.session.execute(db.text("UPDATE evidence SET withdrawn_at = NULL"))


def test_listing_files_reads_none_of_them(member):
    tom = member("tom")
    add(tom)
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    (evidence,) = list_evidence(get_action(tom, "A-1.1"))

    assert "content" not in evidence.__dict__
    assert not any("evidence.content" in query for query in asked)


def test_files_of_many_actions_are_counted_with_one_question(member):
    tom = member("tom")
    add(tom)
    actions = list_actions(tom).actions
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    assert count_evidence(actions) == {actions[0].id: 1}
    assert len(asked) == 1


def test_a_refused_file_leaves_nothing_behind(member):
    with pytest.raises(RuleError):
        add(member("tom"), shows="")

    assert db.session.scalars(db.select(Evidence)).all() == []
