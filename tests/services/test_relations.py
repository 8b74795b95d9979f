"""Risks that cause, feed or duplicate each other."""

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import (
    AlreadyDoneError,
    ChangedMeanwhileError,
    NotAllowedError,
    RuleError,
)
from risk_register.domain.relations import RelationKind
from risk_register.domain.risks import Move
from risk_register.models import Event
from risk_register.services.history import verify_history
from risk_register.services.relations import (
    find_way_round,
    list_drives,
    list_related,
    part_risks,
    relate_risks,
)
from risk_register.services.risks import get_risk
from tests.conftest import NOW
from tests.services.test_lives import move, propose

CAUSES, FEEDS, DUPLICATES = RelationKind
REASON = "They have nothing to do with each other."


def relate(by, first, kind, second, note="", version=None):
    with write_transaction():
        risk = get_risk(by, first)
        relate_risks(risk, kind, second, note=note, by=by, at=NOW, version=version or risk.version)


def part(by, reference, reason=REASON, version=None):
    with write_transaction():
        risk = get_risk(by, reference)
        (related,) = list_related(risk)
        part_risks(
            related.relation, risk, reason=reason, by=by, at=NOW, version=version or risk.version
        )


def read(by, reference):
    return [f"{each.says} {each.other.reference}" for each in list_related(get_risk(by, reference))]


def told(reference):
    events = db.session.scalars(
        db.select(Event).where(Event.subject == f"risk {reference}").order_by(Event.sequence)
    )
    return [event.kind for event in events]


def test_a_relation_is_read_from_both_ends(member):
    tom = member("tom")
    relate(tom, "R-001", FEEDS, "R-002", note="Late casework delays therapies.")

    assert read(tom, "R-001") == ["feeds R-002"]
    assert read(tom, "R-002") == ["is fed by R-001"]


def test_both_risks_have_it_in_their_history_and_the_record_holds(member):
    relate(member("amira"), "R-001", CAUSES, "r-002 ")

    assert told("R-001")[-1] == told("R-002")[-1] == "risks related"
    with read_moment():
        assert verify_history().problems == []


def test_forms_about_either_risk_are_stale_afterwards(member):
    amira = member("amira")
    before = {name: get_risk(amira, name).version for name in ("R-001", "R-002")}
    relate(amira, "R-001", CAUSES, "R-002")

    for name, version in before.items():
        with pytest.raises(ChangedMeanwhileError):
            part(amira, name, version=version)


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ("", "Enter the reference"),
        ("R-001", "cannot be related to itself"),
        ("R-099", "There is no risk R-099"),
        ("rubbish", "There is no risk RUBBISH"),
    ],
)
def test_a_risk_is_related_to_another_one_that_is_there(member, other, sentence):
    with pytest.raises(RuleError, match=sentence) as refused:
        relate(member("tom"), "R-001", CAUSES, other)

    assert refused.value.field == "other"


def test_a_risk_that_left_the_register_gets_no_new_relation(member):
    amira = member("amira")
    move(amira, "R-002", Move.CLOSE)

    with pytest.raises(RuleError, match="R-002 does not stand in the register"):
        relate(amira, "R-001", CAUSES, "R-002")
    with pytest.raises(RuleError, match="R-002 is closed"):
        relate(amira, "R-002", CAUSES, "R-001")


def test_nothing_is_said_twice_but_another_kind_may_be_said(member):
    amira = member("amira")
    relate(amira, "R-001", CAUSES, "R-002")
    with pytest.raises(RuleError, match="R-001 causes R-002 already"):
        relate(amira, "R-001", CAUSES, "R-002")
    relate(amira, "R-001", FEEDS, "R-002")

    assert read(amira, "R-001") == ["causes R-002", "feeds R-002"]


def test_duplicates_are_said_once_from_either_end(member):
    amira = member("amira")
    relate(amira, "R-001", DUPLICATES, "R-002")

    with pytest.raises(RuleError, match="R-002 duplicates R-001 already"):
        relate(amira, "R-002", DUPLICATES, "R-001")


def test_a_loop_is_allowed_and_told(member):
    amira = member("amira")
    relate(amira, "R-001", CAUSES, "R-002")
    assert find_way_round(get_risk(amira, "R-001")) == []
    relate(amira, "R-002", CAUSES, "R-001")

    assert find_way_round(get_risk(amira, "R-002")) == ["R-002", "R-001", "R-002"]


def test_duplicates_make_no_loop(member):
    amira = member("amira")
    relate(amira, "R-001", CAUSES, "R-002")
    relate(amira, "R-002", DUPLICATES, "R-001")

    assert find_way_round(get_risk(amira, "R-001")) == []


@pytest.mark.parametrize("name", ["tom", "amira", "priya"])
def test_the_owner_of_either_risk_and_the_manager_take_it_back(member, name):
    relate(member("tom"), "R-001", CAUSES, "R-002")
    by = member(name)
    part(by, "R-002" if name == "priya" else "R-001")

    assert read(by, "R-001") == read(by, "R-002") == []
    assert told("R-001")[-1] == told("R-002")[-1] == "relation taken back"
    relate(member("tom"), "R-001", CAUSES, "R-002")


@pytest.mark.parametrize("name", ["priya", "grace", "sofia", "ada"])
def test_nobody_relates_the_risk_of_somebody_else(member, name):
    with pytest.raises(NotAllowedError):
        relate(member(name), "R-001", CAUSES, "R-002")


def test_taking_it_back_needs_a_reason_and_happens_once(member):
    tom = member("tom")
    relate(tom, "R-001", CAUSES, "R-002")
    with pytest.raises(RuleError):
        part(tom, "R-001", reason="no")
    risk = get_risk(tom, "R-001")
    (related,) = list_related(risk)
    part(tom, "R-001")

    with pytest.raises(AlreadyDoneError), write_transaction():
        part_risks(related.relation, risk, reason=REASON, by=tom, at=NOW, version=risk.version)


def test_a_merged_risks_relations_stay_readable_and_out_of_packs(member):
    amira = member("amira")
    reference = propose(amira)
    move(amira, reference, Move.ADMIT)
    relate(amira, reference, DUPLICATES, "R-001")
    relate(amira, "R-001", FEEDS, "R-002")
    move(amira, reference, Move.MERGE, into="R-001")

    (related, _) = list_related(get_risk(amira, "R-001"))
    assert related.other.reference == reference
    assert not related.may_be_one
    drives = list_drives(amira.programme)
    assert {drive.number for drive in drives[get_risk(amira, "R-001").id]} == {2}
