"""The last circulated pack: of which body, and the same one for pages and packs."""

from datetime import date, datetime, time, timedelta

import pytest

from risk_register import clock
from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.packs import Edition, PackState
from risk_register.domain.values import canonical_json, fingerprint
from risk_register.models import Body, Circulation, Event, Pack, Programme, Snapshot
from risk_register.services.desk import show_desk
from risk_register.services.events import record_event
from risk_register.services.meetings import add_meeting, find_next_meeting
from risk_register.services.snapshots import freeze_snapshot
from risk_register.services.told_packs import (
    find_last_told,
    find_reported_assessment_id,
    list_told,
    list_told_before,
)
from tests.conftest import NOW
from tests.services.test_assessments import judge
from tests.services.test_moments import counting

MAY = date(2018, 5, 10)
JUNE = date(2018, 6, 14)  #: the small programme's board meets
TODAY = NOW.date()


@pytest.fixture
def board(inside):
    """The body that the small programme has."""
    return db.session.scalars(db.select(Body)).one()


@pytest.fixture
def committee(board):
    """A second body with packs."""
    rules = {column.name: getattr(board, column.name) for column in Body.__table__.columns}
    with write_transaction():
        second = Body(**{**rules, "id": None, "key": "committee", "name": "Joint Committee"})
        db.session.add(second)
        record_event("body set up", subject="body", programme=board.programme, by=None, at=NOW)
    return second


def plan(body, held_on, starts_at=time(14)):
    with write_transaction():
        return add_meeting(body, held_on=held_on, starts_at=starts_at, place="Hall", at=NOW)


def make(meeting, *, version=1, at=None):
    """Freeze a meeting's pack, two days before it unless another moment is given."""
    at = at or datetime.combine(meeting.held_on - timedelta(days=2), time(9), clock.LONDON)
    with read_moment():
        frozen = freeze_snapshot(meeting, prepared_by=None, at=at)
    body = canonical_json(frozen.content)
    with write_transaction():
        pack = Pack(
            meeting_id=meeting.id,
            edition=Edition.FULL,
            version=version,
            state=PackState.MADE,
            due_at=at,
            asked_at=at,
            snapshot=Snapshot(
                meeting_id=meeting.id,
                body=body,
                fingerprint=fingerprint(body),
                taken_at=at,
                last_assessment_id=frozen.last_assessment_id,
            ),
        )
        db.session.add(pack)
        db.session.flush()
        subject, programme = f"pack {pack.id}", meeting.body.programme
        record_event("snapshot frozen", subject=subject, programme=programme, by=None, at=at)
    return pack


def circulate(pack, by, number=1):
    with write_transaction():
        at = pack.snapshot.taken_at + timedelta(hours=number)
        db.session.add(
            Circulation(pack_id=pack.id, number=number, decided_by_id=by.person.id, decided_at=at)
        )
        subject, programme = f"pack {pack.id}", by.programme
        record_event("pack circulated", subject=subject, programme=programme, by=by.person, at=at)


def tell(meeting, by, **more):
    """Let readers hold a meeting's pack."""
    pack = make(meeting, **more)
    circulate(pack, by)
    return pack


def read_compared(meeting, at=NOW):
    """Read what the pack of a meeting would say that it compares with."""
    with read_moment():
        return freeze_snapshot(meeting, prepared_by=None, at=at).content["compared_with"]


def test_the_last_pack_says_whose_it_is_and_what_it_knew(board, member):
    sofia = member("sofia")
    pack = tell(plan(board, MAY), sofia)
    last = find_last_told(board.programme, on=TODAY)

    assert (last.body, last.held_on, last.pack_id) == ("SEND Programme Board", MAY, pack.id)
    assert last.taken_at == pack.snapshot.taken_at
    assert last.circulated_at == last.taken_at + timedelta(hours=1)
    assert last.last_assessment_id == pack.snapshot.last_assessment_id > 0
    line = db.session.get(Event, ("send", last.line))
    assert (line.kind, line.subject) == ("snapshot frozen", f"pack {pack.id}")


def test_two_bodies_on_one_day_are_two_packs(board, committee, member):
    tell(plan(board, MAY), member("sofia"), at=NOW - timedelta(days=40))
    tell(plan(committee, MAY), member("sofia"), at=NOW - timedelta(days=39))
    before_the_board = list_told_before(plan(board, JUNE + timedelta(days=28)))[0]
    before_the_committee = list_told_before(plan(committee, JUNE))[0]

    assert (before_the_board.body, before_the_board.held_on) == ("SEND Programme Board", MAY)
    assert (before_the_committee.body, before_the_committee.held_on) == ("Joint Committee", MAY)


@pytest.mark.parametrize(
    ("starts_at", "name"), [(time(13), "Joint Committee"), (time(15), "SEND Programme Board")]
)
def test_of_two_bodies_on_one_day_pages_look_back_with_the_one_that_meets_first(
    board, committee, member, starts_at, name
):
    for body in (board, committee):
        tell(plan(body, MAY), member("sofia"))
    plan(committee, JUNE, starts_at)

    assert [told.body for told in list_told(board.programme, on=TODAY)] == [name]


def test_pages_count_since_the_pack_of_the_body_that_meets_next(board, committee, member):
    sofia = member("sofia")
    tell(plan(board, MAY), sofia)
    tell(plan(committee, date(2018, 5, 24)), sofia)
    plan(committee, date(2018, 6, 21))

    def last(on):
        return find_last_told(board.programme, on=on).held_on

    assert last(JUNE) == MAY
    assert last(JUNE + timedelta(days=1)) == date(2018, 5, 24)


def test_when_no_meeting_is_planned_pages_count_since_the_last_pack_of_all(
    board, committee, member
):
    sofia = member("sofia")
    tell(plan(committee, date(2018, 5, 24)), sofia)
    tell(plan(board, MAY), sofia)
    last = find_last_told(board.programme, on=date(2019, 1, 1))

    assert (last.body, last.held_on) == ("Joint Committee", date(2018, 5, 24))


def test_a_body_without_a_pack_gives_pages_nothing_to_count_from(board, committee, member):
    tell(plan(board, MAY), member("sofia"))
    plan(committee, TODAY + timedelta(days=1))

    assert find_last_told(board.programme, on=TODAY) is None
    assert find_reported_assessment_id(board.programme, on=TODAY) == 0
    assert read_compared(find_next_meeting(board.programme, on=TODAY)) is None


def test_a_body_that_gets_no_packs_by_the_clock_is_not_the_one_that_meets_next(
    board, committee, member
):
    tell(plan(board, MAY), member("sofia"))
    plan(committee, TODAY + timedelta(days=1))
    with write_transaction():
        committee.has_packs = False
        record_event("body changed", subject="body", programme=board.programme, by=None, at=NOW)

    assert find_last_told(board.programme, on=TODAY).held_on == MAY


def test_a_pack_that_was_not_circulated_is_not_the_last(board, member):
    tell(plan(board, MAY), member("sofia"))
    make(plan(board, date(2018, 5, 24)))

    assert [told.held_on for told in list_told(board.programme, on=TODAY)] == [MAY]


def test_the_newest_circulated_version_counts_once_however_often_it_was_sent(board, member):
    sofia, meeting = member("sofia"), plan(board, MAY)
    tell(meeting, sofia)
    second = tell(meeting, sofia, version=2)
    circulate(second, sofia, number=2)
    make(meeting, version=3)
    (told,) = list_told(board.programme, on=TODAY)

    assert told.version == 2
    assert told.circulated_at == told.taken_at + timedelta(hours=1)  # when readers had it
    assert find_last_told(board.programme, on=TODAY) == told


@pytest.mark.parametrize("day", [TODAY, JUNE + timedelta(days=1), JUNE + timedelta(days=8)])
def test_pages_and_the_next_pack_compare_with_the_same_pack(board, committee, member, day):
    sofia, tom = member("sofia"), member("tom")
    tell(plan(board, MAY), sofia)
    with write_transaction():
        judge(tom)
    tell(plan(committee, MAY), sofia)
    plan(committee, JUNE + timedelta(days=7))
    plan(board, JUNE + timedelta(days=28))
    at = datetime.combine(day, time(9), clock.LONDON)
    compared = read_compared(find_next_meeting(board.programme, on=day), at=at)
    desk = show_desk(member("amira"), at=at)

    last = find_last_told(board.programme, on=day)
    assert compared["fingerprint"] == last.fingerprint == desk.last.fingerprint
    assert compared["held_on"] == last.held_on.isoformat()
    assert [line.risk.reference for line in desk.changed.lines] == (
        ["R-001"] if last.body == board.name else []
    )


def test_the_last_pack_is_one_question_to_the_database(board, committee, member):
    for body in (board, committee):
        for days in range(5):
            tell(plan(body, MAY - timedelta(days=days)), member("sofia"))
    programme = board.programme
    with counting() as statements:
        find_last_told(programme, on=TODAY)
        list_told(programme, on=TODAY)

    assert len(statements) == 2


@pytest.mark.parametrize("database", ["sqlite"])
def test_the_record_is_not_read_through_to_find_the_last_pack(board):
    programme = board.programme
    with counting() as statements:
        find_last_told(programme, on=TODAY)
    explain = f"EXPLAIN QUERY PLAN {statements[0]}"
    wanted = (None,) * statements[0].count("?")
    steps = [row[3] for row in db.session.connection().exec_driver_sql(explain, wanted)]

    of_record = [step for step in steps if "ix_event" in step]
    assert len(of_record) == 2
    assert not [step for step in of_record if step.endswith("(chain=?)")]


def test_meetings_of_other_programmes_do_not_come_into_it(board, member):
    tell(plan(board, MAY), member("sofia"))

    assert find_last_told(Programme(id=99, key="other"), on=TODAY) is None
