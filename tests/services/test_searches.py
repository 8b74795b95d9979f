"""Finding risks by their texts, on both databases alike."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.actions import ActionStatus
from risk_register.domain.risks import Move, RiskStatus
from risk_register.domain.searches import Search, list_found
from risk_register.models import Action, Control, Risk
from risk_register.services.actions import Progress, update_action
from risk_register.services.controls import get_control, retire_control
from risk_register.services.history import verify_history
from risk_register.services.lives import move_risk
from risk_register.services.notes import ask_back
from risk_register.services.risk_filters import RiskFilter
from risk_register.services.risks import get_risk, list_risks
from risk_register.services.search_index import (
    documents,
    index_risks,
    is_indexed,
    key_of_documents,
    list_batches,
    list_texts,
)
from risk_register.services.searches import find_excerpts
from tests.conftest import NOW

QUESTION = "Is the vacancy in Banbury filled?"


def find(member, typed, statuses=tuple(RiskStatus)):
    page = list_risks(
        member, narrowed=RiskFilter(search=typed, statuses=statuses), today=NOW.date(), seen_up_to=0
    )
    return [line.risk.reference for line in page.lines]


def excerpt_of(member, typed, reference="R-001"):
    risk = get_risk(member, reference)
    found = find_excerpts(Search.read(typed), [risk], member).get(risk.id)
    return found and (found.name, "".join(part.text for part in found.parts))


def read_index():
    rows = db.session.execute(
        db.select(key_of_documents(), db.cast(documents().c.words, db.String))
    )
    return dict(rows.all())


def rebuild():
    with write_transaction():
        db.session.execute(db.text("DELETE FROM risk_search"))
    for batch in list_batches():
        with write_transaction():
            index_risks(batch)


def ask(amira):
    with write_transaction():
        ask_back(get_risk(amira, "R-001"), question=QUESTION, by=amira, at=NOW)


def say_about_action(tom, note):
    with write_transaction():
        action = db.session.scalars(db.select(Action)).one()
        update_action(
            action,
            Progress(ActionStatus.ON_TRACK, 20, action.due_on, note),
            by=tom,
            at=NOW,
            version=action.version,
        )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("caseworkers", ["R-001"]),
        ("vacant", ["R-001"]),
        ("agency staff", ["R-001"]),
        ("A-1.1", ["R-001"]),
        ("recruit vacant late", ["R-001"]),
        ("joint budget", ["R-002"]),
        ('"joint budget"', ["R-002"]),
        ('"budget joint"', []),
        ("R-002", ["R-002"]),
        ("r-2", ["R-002"]),
        ("R-2", ["R-002"]),
        ("R-20", []),
        ("nothing", []),
        ("🎉", []),
        ("()", []),
    ],
)
def test_a_risk_is_found_by_the_words_of_all_its_texts_together(member, typed, found):
    assert find(member("grace"), typed) == found


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        "*",
        "NEAR(a, b) AND NOT OR",
        "words : x ^ y { } [ ] ( )",
        "\\' & | ! <-> :*",
        "%_",
        "🎉",
        "\x00",
        "é" * 10_000,
        "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    ],
)
def test_nothing_that_can_be_typed_is_an_error(member, typed):
    assert find(member("grace"), typed) == []


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_the_index_finds_what_a_reading_of_all_texts_finds(member, data):
    grace = member("grace")
    texts = {risk.reference: [] for risk in db.session.scalars(db.select(Risk))}
    ids = {risk.id: risk.reference for risk in db.session.scalars(db.select(Risk))}
    for risk_id, _, _, said in list_texts(list(ids)):
        texts[ids[risk_id]].append(said)
    words = sorted(
        {word for all_said in texts.values() for said in all_said for word in said.split()}
    )
    part = st.sampled_from(words) | st.text(max_size=6)
    typed = " ".join(data.draw(st.lists(part | part.map(lambda word: f'"{word}"'), max_size=4)))
    search = Search.read(typed)

    read = sorted(
        reference
        for reference, all_said in texts.items()
        if search.terms
        and all(any(list_found(said, [term]) for said in all_said) for term in search.terms)
    )
    assert sorted(find(grace, typed)) == read or not typed


def test_a_note_of_an_action_is_found_as_soon_as_it_is_saved(member):
    say_about_action(member("tom"), "Interviews were held in Abingdon.")

    assert find(member("grace"), "abingdon") == ["R-001"]
    assert excerpt_of(member("grace"), "abingdon") == (
        "Action A-1.1",
        "Interviews were held in Abingdon.",
    )


def test_what_was_said_before_is_still_found(member):
    say_about_action(member("tom"), "Interviews were held in Abingdon.")
    say_about_action(member("tom"), "Both have started.")

    assert find(member("grace"), "abingdon started") == ["R-001"]


def test_a_change_that_was_undone_is_not_found(member):
    amira = member("amira")
    get_risk(amira, "R-001").title = "Zebras"
    db.session.flush()
    db.session.rollback()
    say_about_action(member("tom"), "Something else.")

    assert find(amira, "zebras") == []


def test_the_actions_of_a_merged_risk_are_found_with_the_one_that_stands_for_it(member):
    amira = member("amira")
    with write_transaction():
        risk = get_risk(amira, "R-001")
        move_risk(
            risk,
            Move.MERGE,
            reason="Both are about Witney.",
            into="R-002",
            by=amira,
            at=NOW,
            version=risk.version,
        )

    assert find(amira, "recruit caseworkers") == ["R-001", "R-002"]
    assert find(amira, "witney") == ["R-001"]


def test_a_retired_control_is_found_with_the_reason(member):
    amira = member("amira")
    with write_transaction():
        (control,) = db.session.scalars(db.select(Control))
        retire_control(
            get_control(amira, control.id),
            reason="The contract with Didcot has ended.",
            by=amira,
            at=NOW,
            version=control.version,
        )

    assert find(amira, "agency didcot") == ["R-001"]


@pytest.mark.parametrize(
    ("name", "found"),
    [("amira", ["R-001"]), ("ada", ["R-001"]), ("tom", ["R-001"]), ("priya", []), ("grace", [])],
)
def test_a_question_is_found_by_those_who_may_read_it_and_nobody_else(member, name, found):
    ask(member("amira"))

    assert find(member(name), "banbury") == found
    assert bool(excerpt_of(member(name), "banbury")) is bool(found)


def test_the_words_of_a_question_add_nothing_to_what_others_find(member):
    ask(member("amira"))

    assert find(member("grace"), "vacant banbury") == []
    assert find(member("tom"), "vacant banbury") == ["R-001"]


def test_no_phrase_is_found_across_two_texts(member):
    assert find(member("grace"), '"vacant casework falls"') == []


def test_an_excerpt_shows_the_text_that_holds_what_the_title_does_not(member):
    grace = member("grace")

    assert excerpt_of(grace, "caseworkers") is None
    assert excerpt_of(grace, "caseworkers vacant") == ("Cause", "posts are vacant")
    assert excerpt_of(grace, "recruit")[0] == "Action A-1.1"


def test_the_index_is_the_same_when_it_is_made_anew(member):
    ask(member("amira"))
    say_about_action(member("tom"), "Interviews were held in Abingdon.")
    kept = read_index()
    rebuild()

    assert read_index() == kept
    assert is_indexed()


def test_a_risk_that_is_in_no_index_is_noticed(inside):
    with write_transaction():
        db.session.execute(db.text("DELETE FROM risk_search"))

    assert not is_indexed()


def test_a_very_long_text_is_found_to_its_last_word(member):
    with write_transaction():
        risk = db.session.scalars(db.select(Risk).where(Risk.number == 1)).one()
        db.session.execute(
            db.update(Risk)
            .where(Risk.id == risk.id)
            .values(cause=" ".join(f"word{number}" for number in range(9000)) + " the very end")
        )
        index_risks([risk.id])

    assert find(member("grace"), 'word0 word8999 "very end"') == ["R-001"]
    assert find(member("grace"), '"word4 word5"') == ["R-001"]


def test_the_record_knows_nothing_of_the_index(member):
    ask(member("amira"))
    rebuild()
    with read_moment():
        assert verify_history().problems == []


@pytest.mark.parametrize("typed", ["vacant", "vacant late children"])
def test_the_number_of_queries_does_not_depend_on_how_much_is_found(member, typed):
    grace = member("grace")
    counts = []

    def count(*_given):
        counts[-1] += 1

    event.listen(db.engine, "before_cursor_execute", count)
    for copies in (10, 200):
        counts.append(0)
        copy_risks(copies)
        counts[-1] = 0
        page = list_risks(grace, narrowed=RiskFilter(search=typed), today=NOW.date(), seen_up_to=0)
        find_excerpts(Search.read(typed), [line.risk for line in page.lines], grace)

    assert counts[0] == counts[1]


def copy_risks(count):
    (pattern,) = db.session.execute(db.select(Risk.__table__).where(Risk.number == 1)).mappings()
    with write_transaction():
        for number in range(count):
            row = {
                **pattern,
                "number": count * 10 + number,
                "opened_at": NOW + timedelta(days=number),
            }
            del row["id"]
            db.session.execute(db.insert(Risk.__table__).values(row))
        ids = db.session.scalars(db.select(Risk.id)).all()
        index_risks(ids)
