"""What a snapshot tells of the register: as of one moment, by London's dates."""

from datetime import UTC, date, datetime, timedelta

import pytest

from risk_register.clock import LONDON
from risk_register.database import db, read_moment, write_transaction
from risk_register.documents.formats import complete
from risk_register.domain.actions import ActionStatus
from risk_register.domain.packs import SNAPSHOT_FORMAT
from risk_register.domain.risks import Move, Publication, RiskStatus
from risk_register.models import Body, Control, Holding, Meeting, Risk
from risk_register.services.acceptances import accept_risk, withdraw_acceptance
from risk_register.services.assessments import confirm_risk
from risk_register.services.circulations import get_content
from risk_register.services.events import record_event
from risk_register.services.lives import change_columns, move_risk
from risk_register.services.meetings import record_decision
from risk_register.services.risks import get_risk
from risk_register.services.snapshots import freeze_snapshot
from tests.conftest import NOW
from tests.services.test_actions import AUGUST, report
from tests.services.test_moments import counting, fill
from tests.services.test_schemes import score
from tests.services.test_told_packs import plan, tell

MAY = date(2018, 5, 17)
REASON = "The board was told why in so many words."
A_DAY = timedelta(days=1)


@pytest.fixture
def board(inside):
    """The body that the small programme has."""
    return db.session.scalars(db.select(Body)).one()


@pytest.fixture
def told(board, member):
    """What the pack of May says; it was frozen on 15 May and circulated."""
    return get_content(tell(plan(board, MAY), member("sofia")))


def june():
    return db.session.scalars(db.select(Meeting).where(Meeting.held_on == date(2018, 6, 14))).one()


def freeze(meeting=None, at=NOW):
    with read_moment():
        return freeze_snapshot(meeting or june(), prepared_by=None, at=at).content


def line_of(content, reference="R-001"):
    (line,) = [risk for risk in content["risks"] if risk["reference"] == reference]
    return line


def change(reference="R-001", **columns):
    """Set columns past the services, with a line in the record."""
    with write_transaction():
        risk = find(reference)
        for name, value in columns.items():
            setattr(risk, name, value)
        record_event(
            "risk changed",
            subject=f"risk {reference}",
            programme=risk.programme,
            by=None,
            at=NOW,
        )


def find(reference):
    number = int(reference.removeprefix("R-"))
    return db.session.scalars(db.select(Risk).where(Risk.number == number)).one()


def move(by, reference, step, at=NOW, into=None):
    with write_transaction():
        risk = get_risk(by, reference)
        move_risk(risk, step, reason=REASON, into=into, by=by, at=at, version=risk.version)


def accept(by, until, at=NOW, reference="R-001"):
    with write_transaction():
        risk = get_risk(by, reference)
        accept_risk(risk, reason=REASON, expires_on=until, by=by, at=at, version=risk.version)


def reword(by, at=NOW, reason="Plainer.", reference="R-001", **columns):
    with write_transaction():
        risk = get_risk(by, reference)
        change_columns(risk, columns, reason=reason, by=by, at=at, version=risk.version)


def decide(meeting, text, reference="R-001"):
    with write_transaction():
        at = datetime.combine(meeting.held_on, datetime.min.time(), LONDON)
        record_decision(meeting, find(reference), text=text, at=at)


def test_a_snapshot_holds_everything_of_its_format(told):
    content = freeze()
    whole = complete(content)
    written_by_the_manager = {"briefing"}

    assert content["format"] == SNAPSHOT_FORMAT == 2
    assert set(whole) - set(content) <= written_by_the_manager
    for part in ("meeting", "counts"):
        assert set(whole[part]) == set(content[part])
    assert set(whole["risks"][0]) - {"is_top"} == set(content["risks"][0])
    for part in ("readers", "improvement_areas"):
        assert [set(line) for line in whole[part]] == [set(line) for line in content[part]]


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
    decide(plan(board, date(2018, 5, 3)), "Older.", reference="R-001")
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
    assert content["asked"] == {"held_on": "2018-05-17", "asks": told["asks"]}


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


def test_readers_are_told_with_their_names_and_editions(told):
    change(publication=Publication.EXEMPT, exempt_paragraph=4, exempt_reason="Staff.")
    readers = {reader["post"]: reader for reader in freeze()["readers"]}

    assert readers["Chair of the Board"]["name"] == "Grace"
    assert readers["Chair of the Board"]["edition"] == "full"
    assert readers["Parents' Adviser"]["edition"] == "public"
    assert readers["Parents' Adviser"]["why"] == "Not entitled to exempt items."
    assert {reader["edition"] for reader in told["readers"]} == {"full"}


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
                record_decision(last, risk, text="Come back with a plan.", at=NOW)
                make_exempt(risk, amira)
                if risk.status is RiskStatus.OPEN:
                    move_risk(
                        risk, Move.OCCUR, reason=REASON, by=amira, at=NOW, version=risk.version
                    )
        with counting() as statements:
            content = freeze()
        asked.append(len(statements))
        assert content["counts"]["open"] == size

    assert asked[0] == asked[1] <= 32


def make_exempt(risk, by):
    risk.publication, risk.exempt_paragraph = Publication.EXEMPT, 4
    risk.exempt_reviewer = by.post
    record_event("risk changed", subject="x", programme=risk.programme, by=None, at=NOW)
