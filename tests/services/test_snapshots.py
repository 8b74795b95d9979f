"""What a snapshot tells of the register: as of one moment, by London's dates."""

from datetime import UTC, date, datetime

import pytest

from risk_register.clock import LONDON
from risk_register.database import db, write_transaction
from risk_register.documents.formats import complete
from risk_register.domain.actions import ActionStatus
from risk_register.domain.packs import SNAPSHOT_FORMAT
from risk_register.domain.risks import Move, Publication, RiskStatus
from risk_register.models import Body, Control, Holding, Risk, Seat
from risk_register.services.assessments import confirm_risk
from risk_register.services.events import record_event
from risk_register.services.lives import move_risk
from risk_register.services.pack_files import get_content
from risk_register.services.risks import get_risk
from tests.conftest import NOW
from tests.services.freezing import (
    A_DAY,
    MAY,
    REASON,
    accept,
    change,
    find,
    freeze,
    june,
    line_of,
    move,
    note_decision,
)
from tests.services.test_actions import report
from tests.services.test_agendas import draft
from tests.services.test_attendances import apologise
from tests.services.test_moments import counting, fill
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


def test_a_snapshot_holds_everything_of_its_format(told):
    content = freeze()
    whole = complete(content)
    written_by_the_manager = {"briefing"}

    assert content["format"] == SNAPSHOT_FORMAT == 2
    assert set(whole) - set(content) <= written_by_the_manager
    for part in ("meeting", "counts"):
        assert set(whole[part]) == set(content[part])
    assert set(whole["risks"][0]) - {"is_top", "is_monitored"} == set(content["risks"][0])
    for part in ("readers", "improvement_areas"):
        assert [set(line) for line in whole[part]] == [set(line) for line in content[part]]


def test_dates_are_londons(told, member):
    change(opened_at=datetime(2018, 5, 31, 23, 30, tzinfo=UTC))
    move(member("amira"), "R-002", Move.OCCUR, at=datetime(2018, 6, 1, 23, 30, tzinfo=UTC))
    content = freeze()

    assert line_of(content)["identified_on"] == "2018-06-01"
    assert line_of(content, "R-002")["occurred_on"] == "2018-06-02"


def test_a_risk_above_its_appetite_says_since_when(told):
    line = line_of(freeze())

    assert line["appetite"] == {
        "level": "cautious",
        "cap": 9,
        "is_above": True,
        "since": "2018-05-03",
        "months": 1,
    }
    assert line_of(freeze(), "R-002")["appetite"]["is_above"] is False
    assert freeze()["counts"]["above_appetite"] == 1


def test_a_category_the_board_said_nothing_about_has_no_appetite(told):
    change(category="weather")

    assert line_of(freeze())["appetite"] is None


def test_an_accepted_risk_says_until_when_by_whom_and_why(told, member):
    accept(member("amira"), date(2018, 6, 30))

    assert line_of(freeze())["acceptance"] == {
        "accepted_on": "2018-06-05",
        "until": "2018-06-30",
        "by": "Programme Manager",
        "reason": REASON,
    }


def test_the_same_top_score_in_three_packs_is_stuck(board, member):
    score(member("tom"), (5, 5), at=datetime(2018, 5, 4, 9, tzinfo=LONDON))
    for day in (8, 15, 22):
        assert line_of(freeze())["stuck"] is None
        tell(plan(board, date(2018, 5, day)), member("sofia"))
    content = freeze()

    assert line_of(content)["stuck"] == {"packs": 3, "since": "2018-05-04"}
    assert line_of(content, "R-002")["stuck"] is None
    accept(member("amira"), date(2018, 6, 30))
    assert line_of(freeze())["stuck"] is None


def test_readers_are_told_with_their_names_and_editions(told):
    change(publication=Publication.EXEMPT, exempt_paragraph=4, exempt_reason="Staff.")
    readers = {reader["post"]: reader for reader in freeze()["readers"]}

    assert readers["Chair of the Board"]["name"] == "Grace"
    assert readers["Chair of the Board"]["edition"] == "full"
    assert readers["Parents' Adviser"]["edition"] == "public"
    assert readers["Parents' Adviser"]["why"] == "Not entitled to exempt items."
    assert {reader["edition"] for reader in told["readers"]} == {"full"}


def test_the_meeting_names_the_item_and_the_paper_of_the_pack(told, member):
    assert (freeze()["meeting"]["item"], freeze()["meeting"]["paper"]) == (None, None)
    draft(member("sofia"))
    content = freeze()

    assert (content["meeting"]["item"], content["meeting"]["paper"]) == ("4", "SPB/2018/06/4")


def test_the_readers_say_for_whom_a_deputy_stands_in_and_who_prints_a_copy(told, board, member):
    with write_transaction():
        for seat in db.session.scalars(db.select(Seat)):
            seat.wants_paper = True
        record_event("seats", subject="seats", programme=board.programme, by=None, at=NOW)

    def whys():
        return {reader["post"]: reader["why"] for reader in freeze()["readers"]}

    assert whys()["Head of Commissioning"] == "Only when the member has sent apologies."
    assert whys()["Head of Casework"] == "Nothing in this pack is exempt. Prints a copy."
    apologise(member("tom"))
    assert whys()["Head of Commissioning"] == (
        "Deputises for the Head of Casework, who has sent apologies. "
        "Nothing in this pack is exempt. Prints a copy."
    )


def test_a_risk_names_its_owners_holder_of_the_day(told, board):
    with write_transaction():
        post = find("R-001").owner
        held = db.session.scalars(db.select(Holding).where(Holding.post == post)).one()
        held.until_on = NOW.date()
        record_event("post left", subject="post", programme=board.programme, by=None, at=NOW)

    assert line_of(freeze())["owner"]["name"] == "Tom"
    assert line_of(freeze(at=NOW + A_DAY))["owner"]["name"] is None


def test_a_control_says_who_assures_it_and_what_it_leaves_open(told, board):
    with write_transaction():
        control = db.session.scalars(db.select(Control)).one()
        control.assurance_line, control.gaps = 2, "Nobody covers August."
        record_event("control changed", subject="x", programme=board.programme, by=None, at=NOW)

    assert line_of(freeze())["controls"] == [
        {
            "text": "Agency staff",
            "state": "in place",
            "assurance_line": 2,
            "gaps": "Nobody covers August.",
        }
    ]


def test_an_area_counts_the_actions_of_the_risks_that_threaten_it(told, member):
    (area,) = freeze(at=datetime(2018, 8, 1, 9, tzinfo=LONDON))["improvement_areas"]
    assert area["actions"] == {"total": 1, "done": 0, "overdue": 1}

    with write_transaction():
        report(member("tom"), status=ActionStatus.DROPPED, note="No money is left for it.")
    (area,) = freeze()["improvement_areas"]
    assert area["actions"] == {"total": 0, "done": 0, "overdue": 0}


def test_a_risk_nobody_looked_at_since_the_last_pack_is_counted(told, member):
    with write_transaction():
        risk = get_risk(member("tom"), "R-001")
        confirm_risk(risk, note="", by=member("tom"), at=NOW, version=risk.version)

    assert freeze()["counts"]["unreviewed"] == 1


def test_risks_of_one_score_stand_by_number_beyond_999(told, member):
    score(member("tom"), (2, 2))
    change("R-001", number=1000)
    change("R-002", number=999)

    assert [risk["reference"] for risk in freeze()["risks"]] == ["R-999", "R-1000"]


@pytest.mark.parametrize("database", ["sqlite"])
def test_freezing_asks_as_often_for_ten_risks_as_for_two_hundred(told, member):
    amira, asked = member("amira"), []
    last = plan(june().body, date(2018, 5, 31))
    for size in (10, 200):
        with write_transaction():
            fill(amira, size)
            for risk in db.session.scalars(db.select(Risk).order_by(Risk.number)).all()[::9]:
                note_decision(last, risk, "Come back with a plan.", at=NOW)
                make_exempt(risk, amira)
                if risk.status is RiskStatus.OPEN:
                    move_risk(
                        risk, Move.OCCUR, reason=REASON, by=amira, at=NOW, version=risk.version
                    )
        with counting() as statements:
            content = freeze()
        asked.append(len(statements))
        assert content["counts"]["open"] == size

    assert asked[0] == asked[1] <= 46


def make_exempt(risk, by):
    risk.publication, risk.exempt_paragraph = Publication.EXEMPT, 4
    risk.exempt_reviewer = by.post
    record_event("risk changed", subject="x", programme=risk.programme, by=None, at=NOW)
