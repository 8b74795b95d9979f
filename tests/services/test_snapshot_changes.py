"""What a snapshot tells of the time since the last circulated pack, and of what was decided."""

from datetime import UTC, date, datetime, timedelta

import pytest

from risk_register.clock import LONDON
from risk_register.database import db, write_transaction
from risk_register.domain.actions import ActionStatus
from risk_register.domain.risks import Move, Publication
from risk_register.models import Body
from risk_register.services.acceptances import withdraw_acceptance
from risk_register.services.pack_files import get_content
from risk_register.services.readers import list_readers
from risk_register.services.risks import get_risk
from tests.conftest import NOW
from tests.services.freezing import (
    A_DAY,
    MAY,
    REASON,
    accept,
    change,
    decide,
    freeze,
    june,
    line_of,
    move,
    reword,
)
from tests.services.test_actions import AUGUST, report
from tests.services.test_schemes import score
from tests.services.test_told_packs import plan, tell


@pytest.fixture
def board(inside):
    """The body that the small programme has."""
    return db.session.scalars(db.select(Body)).one()


@pytest.fixture
def told(board, member):
    """What the pack of May says; it was frozen on 15 May and circulated."""
    return get_content(tell(plan(board, MAY), member("sofia")))


def test_a_late_change_goes_into_the_next_months_pack(told, board, member):
    tom = member("tom")
    june_pack = tell(june(), member("sofia"), at=NOW)
    frozen = get_content(june_pack)
    score(tom, (5, 4), at=NOW + timedelta(minutes=1))
    reword(member("amira"), at=NOW + timedelta(minutes=1), reference="R-002", cause="no budget")

    assert get_content(june_pack) == frozen
    assert line_of(frozen)["current"]["score"] == 12
    july = freeze(plan(board, date(2018, 7, 12)), at=NOW + timedelta(days=28))
    assert line_of(july)["movement"]["kind"] == "up"
    assert line_of(july)["movement"]["before"]["score"] == 12
    assert [line["reference"] for line in july["reworded"]] == ["R-002"]


@pytest.mark.parametrize("how", ["expired", "exceeded", "withdrawn"])
def test_an_acceptance_that_ended_since_the_last_pack_is_told_once(board, member, how):
    amira, sofia = member("amira"), member("sofia")
    until = date(2018, 5, 31) if how == "expired" else date(2018, 12, 31)
    accept(amira, until, at=datetime(2018, 5, 14, 9, tzinfo=LONDON))
    tell(plan(board, MAY), sofia)
    if how == "exceeded":
        score(member("tom"), (5, 5))
    if how == "withdrawn":
        with write_transaction():
            risk = get_risk(amira, "R-001")
            withdraw_acceptance(risk, reason=REASON, by=amira, at=NOW, version=risk.version)
    content = freeze()

    (ended,) = content["acceptances_ended"]
    assert (ended["reference"], ended["how"], ended["by"]) == ("R-001", how, "Programme Manager")
    assert line_of(content)["acceptance"] is None
    tell(june(), sofia, at=NOW + A_DAY)
    assert freeze(plan(board, date(2018, 7, 12)), at=NOW + 9 * A_DAY)["acceptances_ended"] == []


def test_packs_from_before_a_risk_came_back_do_not_make_it_stuck(board, member):
    amira = member("amira")
    score(member("tom"), (5, 5), at=datetime(2018, 5, 4, 9, tzinfo=LONDON))
    for day in (8, 15, 22):
        tell(plan(board, date(2018, 5, day)), member("sofia"))
    move(amira, "R-001", Move.CLOSE)
    move(amira, "R-001", Move.REOPEN)

    assert line_of(freeze())["stuck"] is None


def test_a_risk_tells_the_newest_five_decisions_of_a_year(board, member):
    for month in range(1, 7):
        decide(plan(board, date(2018, month, 1)), f"Decided in month {month}.")
    decide(plan(board, date(2017, 6, 3)), "Decided too long ago.", reference="R-002")
    content = freeze()

    told = [decision["text"] for decision in line_of(content)["decisions"]]
    assert told == [f"Decided in month {month}." for month in (6, 5, 4, 3, 2)]
    assert line_of(content)["decisions"][0] == {
        "held_on": "2018-06-01",
        "body": "SEND Programme Board",
        "text": "Decided in month 6.",
    }
    assert line_of(content, "R-002")["decisions"] == []


def test_what_the_last_meeting_decided_says_what_became_of_it(board, member):
    tom, amira = member("tom"), member("amira")
    last = plan(board, MAY)
    decide(plan(board, date(2018, 5, 3)), "Older than that.", reference="R-001")
    decide(last, "Bring it down.", reference="R-001")
    decide(last, "Look again.", reference="R-002")
    since = datetime(2018, 5, 20, 9, tzinfo=LONDON)
    score(tom, (4, 5), at=since)
    with write_transaction():
        report(tom, status=ActionStatus.DONE, progress=100, due_on=AUGUST, note="Both have begun.")
    accept(amira, date(2018, 6, 30))
    move(amira, "R-002", Move.MERGE, into="R-001")
    first, second = freeze()["decided"]

    assert (first["reference"], first["held_on"], first["text"]) == (
        "R-001",
        "2018-05-17",
        "Bring it down.",
    )
    assert first["became"] == (
        "Score 12 → 20 on 20 May 2018; 1 action done; 1 due date moved later; "
        "accepted until 30 June 2018; open."
    )
    assert second["became"] == "Score still 4; merged into R-001 on 5 June 2018."


def test_the_next_pack_tells_what_the_last_one_asked_in_its_own_words(told):
    content = freeze()

    assert told["asked"] is None
    assert told["asks"]
    unanswered = [[] for _ in told["asks"]]
    assert content["asked"] == {
        "held_on": "2018-05-17",
        "asks": told["asks"],
        "answers": unanswered,
    }


def test_who_closed_or_merged_a_risk_is_told_with_the_reason(told, member):
    amira = member("amira")
    move(amira, "R-002", Move.MERGE, into="R-001")
    content = freeze()

    (line,) = content["closed"]
    assert (line["how"], line["merged_into"], line["by"], line["reason"]) == (
        "merged",
        "R-001",
        "Programme Manager",
        REASON,
    )
    assert (content["counts"]["closed"], content["counts"]["merged"]) == (1, 1)


def test_a_risk_that_was_opened_again_says_when(told, member):
    amira = member("amira")
    move(amira, "R-002", Move.CLOSE)
    move(amira, "R-002", Move.REOPEN, at=datetime(2018, 6, 5, 23, 30, tzinfo=UTC))

    assert line_of(freeze(), "R-002")["reopened_on"] == "2018-06-06"
    assert line_of(freeze())["reopened_on"] is None
    assert freeze()["counts"]["reopened"] == 1


def test_a_reworded_risk_says_what_by_whom_and_why(told, member):
    amira = member("amira")
    reword(amira, cause="no budget", event="nothing is bought", reference="R-002")
    reword(amira, proximity="later", at=NOW + A_DAY, reference="R-002", reason="Not words.")
    reword(amira, title="Caseworkers")
    score(member("tom"), (5, 5))
    content = freeze()

    (line,) = content["reworded"]
    assert (line["reference"], line["fields"]) == ("R-002", ["cause", "event"])
    assert (line["by"], line["reason"]) == ("Programme Manager", "Plainer.")
    assert datetime.fromisoformat(line["at"]) == NOW


def test_what_was_reworded_and_put_back_is_not_reworded(told, member):
    amira = member("amira")
    reword(amira, cause="no budget", reference="R-002")
    reword(amira, cause="budgets are separate", reference="R-002")

    assert freeze()["reworded"] == []


def test_a_pack_that_tells_of_the_end_of_an_exempt_risk_holds_exempt_items(told, board, member):
    change(publication=Publication.EXEMPT, exempt_paragraph=4, exempt_reason="Staff.")
    move(member("amira"), "R-001", Move.CLOSE)
    pack = tell(june(), member("sofia"), at=NOW)
    content = get_content(pack)
    readers = {reader.seat.post.title: reader for reader in list_readers(pack, on=NOW.date())}

    assert [risk["exempt"] for risk in content["risks"]] == [False]
    assert content["closed"][0]["title"] == told["risks"][0]["title"]
    assert content["marking"] == "OFFICIAL-SENSITIVE"
    assert "exempt" in content["handling"]
    assert "exempt" in readers["Parents' Adviser"].why
    adviser = next(line for line in content["readers"] if line["post"] == "Parents' Adviser")
    assert adviser["edition"] == "public"
