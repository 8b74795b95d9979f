"""Asking an owner back before the pack, and their answer."""

import json
from datetime import timedelta

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import (
    AlreadyDoneError,
    NotAllowedError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.risks import Move
from risk_register.models import Event
from risk_register.services.desk import show_desk
from risk_register.services.history import verify_history
from risk_register.services.lives import move_risk
from risk_register.services.notes import (
    answer_note,
    ask_back,
    get_note,
    list_notes,
    list_open_notes,
)
from risk_register.services.risks import get_risk
from tests.conftest import NOW

QUESTION = "Which two posts are vacant?"
LATER = NOW + timedelta(hours=2)


def ask(by, reference="R-001", question=QUESTION):
    with write_transaction():
        return ask_back(get_risk(by, reference), question=question, by=by, at=NOW).id


def answer(by, note_id, said="Casework north and south.", reference="R-001"):
    with write_transaction():
        answer_note(get_note(by, reference, note_id), answer=said, by=by, at=LATER)


def events(kind):
    return db.session.scalars(db.select(Event).where(Event.kind == kind)).all()


def test_a_question_waits_for_the_owner_of_the_risk_and_nobody_else(member):
    ask(member("amira"))

    assert [note.question for note in list_open_notes(member("tom"))] == [QUESTION]
    assert list_open_notes(member("priya")) == []


def test_an_answered_question_waits_no_longer_and_keeps_who_said_what_as_which_post(member):
    note_id = ask(member("amira"))
    answer(member("tom"), note_id)

    (note,) = list_notes(member("amira"), get_risk(member("amira"), "R-001"))
    assert (note.asked_as.title, note.answered_as.title) == (
        "Programme Manager",
        "Head of Casework",
    )
    assert (note.asked_at, note.answered_at, note.answer) == (
        NOW,
        LATER,
        "Casework north and south.",
    )
    assert list_open_notes(member("tom")) == []


def test_a_question_is_answered_once(member):
    note_id = ask(member("amira"))
    answer(member("tom"), note_id)
    with pytest.raises(AlreadyDoneError):
        answer(member("tom"), note_id, "Something else.")

    assert get_note(member("tom"), "R-001", note_id).answer == "Casework north and south."


@pytest.mark.parametrize("name", ["tom", "sofia", "ada", "grace"])
def test_only_the_programme_manager_asks_back(member, name):
    with pytest.raises(NotAllowedError):
        ask(member(name))


def test_an_auditor_reads_a_question_and_cannot_answer_it(member):
    note_id = ask(member("amira"))
    with pytest.raises(NotAllowedError):
        answer(member("ada"), note_id)


@pytest.mark.parametrize("name", ["priya", "grace", "sofia"])
def test_a_question_is_hidden_from_those_whose_risk_it_is_not(member, name):
    note_id = ask(member("amira"))
    other = member(name)

    assert list(list_notes(other, get_risk(other, "R-001"))) == []
    with pytest.raises(NotFoundError):
        get_note(other, "R-001", note_id)


def test_a_question_is_not_found_under_another_risk(member):
    note_id = ask(member("amira"))
    with pytest.raises(NotFoundError):
        get_note(member("amira"), "R-002", note_id)


@pytest.mark.parametrize("question", ["", "   Why?   "])
def test_a_question_that_says_too_little_is_refused(member, question):
    with pytest.raises(RuleError) as refused:
        ask(member("amira"), question=question)
    assert refused.value.field == "question"


def test_an_empty_answer_is_refused(member):
    note_id = ask(member("amira"))
    with pytest.raises(RuleError) as refused:
        answer(member("tom"), note_id, "   ")
    assert refused.value.field == "answer"


def test_nothing_is_asked_about_a_risk_that_is_closed(member):
    amira = member("amira")
    with write_transaction():
        risk = get_risk(amira, "R-002")
        reason = "The joint budget is signed."
        move_risk(risk, Move.CLOSE, reason=reason, by=amira, at=NOW, version=risk.version)
    with pytest.raises(RuleError):
        ask(amira, "R-002")


def test_both_are_on_record_but_not_among_the_reasons_everybody_reads(member):
    answer(member("tom"), ask(member("amira")))

    for kind, words in (("owner asked", QUESTION), ("owner answered", "Casework north")):
        (event,) = events(kind)
        body = json.loads(event.body)
        assert (event.subject, body["reason"], body["facts"]) == ("risk R-001", None, {})
        assert words in event.body
    with read_moment():
        assert verify_history().problems == []


def test_an_open_question_keeps_the_pack_from_being_ready(member):
    amira = member("amira")
    note_id = ask(amira)

    def questions():
        parts = show_desk(amira, at=LATER).parts
        return next(part for part in parts if part.needs.startswith("Risks whose questions"))

    assert questions().missing == ("R-001",)
    answer(member("tom"), note_id)
    assert (questions().there, questions().missing) == (1, ())
