"""The record: it verifies, and whoever changes something behind its back is found."""

import json

import pytest
from sqlalchemy.exc import DBAPIError

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import UnrecordedChangeError
from risk_register.domain.values import canonical_json
from risk_register.models import Event, Risk
from risk_register.services.events import Head, get_head
from risk_register.services.history import verify_history
from tests.services.test_assessments import judge


def problems(*expected):
    with read_moment():
        return verify_history(expected=expected).problems


def tamper(statement, **values):
    """Change something as only somebody with the database's own password can."""
    if db.engine.dialect.name == "sqlite":
        for (name,) in db.session.execute(
            db.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            db.session.execute(db.text(f"DROP TRIGGER {name}"))
    else:
        db.session.execute(db.text("SET session_replication_role = replica"))
    db.session.execute(db.text(statement), values)
    db.session.commit()


def find_first():
    return db.session.scalars(db.select(Risk).where(Risk.number == 1)).one()


def test_what_the_services_wrote_verifies(member):
    with write_transaction():
        judge(member("tom"))

    assert problems() == []


def test_the_head_a_reader_holds_is_found_in_the_chain(inside):
    head = get_head("send")
    assert problems(head) == []
    assert problems(Head(head.sequence, "0" * 64)) == [
        f"The record holds no line {head.sequence}:{'0' * 64}."
    ]


def test_a_changed_line_is_found(inside):
    tamper("UPDATE event SET body = replace(body, 'vacant', 'filled') WHERE sequence = 6")
    assert any("Line 6 of send was changed" in problem for problem in problems())


def test_a_line_whose_columns_tell_another_story_is_found(inside):
    tamper("UPDATE event SET subject = 'risk R-002' WHERE sequence = 6 AND chain = 'send'")
    assert problems() == ["Line 6 of send: subject differ from its text."]


def test_a_missing_line_is_found(inside):
    tamper("DELETE FROM event WHERE sequence = 4 AND chain = 'send'")
    assert any("lines are missing" in problem for problem in problems())


def test_a_cut_off_end_is_found_with_the_head_from_a_letter(inside):
    head = get_head("send")
    tamper("DELETE FROM event WHERE sequence = :last AND chain = 'send'", last=head.sequence)
    assert f"The record holds no line {head}." in problems(head)


def test_a_score_changed_in_the_table_is_found(inside):
    tamper("UPDATE risk SET current_score = 4 WHERE number = 1")
    found = problems()
    assert "risk 1 differs from the record in: current_score." in found
    assert "R-001: its score is not its newest judgement's." in found


def test_a_row_that_was_taken_away_is_found(inside):
    tamper("DELETE FROM mitigation")
    assert "mitigation 1 has gone without a line." in problems()


def test_a_row_that_was_slipped_in_is_found(inside):
    tamper("INSERT INTO decision (id, meeting_id, risk_id, text) VALUES (99, 1, 1, 'Agreed')")
    assert problems() == ["decision 99 is in no line of the record."]


@pytest.mark.parametrize("table", ["event", "assessment", "review"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {column} = {column}", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_what_is_kept(inside, table, act):
    column = "kind" if table == "event" else "id"
    with pytest.raises(DBAPIError, match="kept as it is"):
        db.session.execute(db.text(act.format(table, column=column)))


def test_a_change_without_its_line_in_the_record_is_never_saved(inside):
    with pytest.raises(UnrecordedChangeError), write_transaction():
        find_first().title = "Something else"

    assert find_first().title == "Too few caseworkers"


def test_a_column_that_came_later_does_not_make_older_lines_look_wrong(inside):
    # As if the control's line had been written before controls had a version.
    event = db.session.scalars(
        db.select(Event).where(Event.kind == "risk opened").order_by(Event.sequence)
    ).first()
    body = json.loads(event.body)
    for change in body["changes"]:
        if change["table"] == "control":
            del change["after"]["version"]
    tamper(
        "UPDATE event SET body = :body WHERE sequence = :line AND chain = 'send'",
        body=canonical_json(body),
        line=event.sequence,
    )

    assert not any("control" in problem for problem in problems())


def test_a_later_columns_value_that_no_line_gave_is_found(inside):
    tamper("UPDATE control SET version = 7")
    assert "control 1 differs from the record in: version." in problems()
