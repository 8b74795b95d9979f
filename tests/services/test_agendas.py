"""Agendas: drafted once, numbered without gaps, late only with a reason, exempt for most."""

import json
from dataclasses import replace
from datetime import datetime, time

import pytest
from sqlalchemy import update

from risk_register.clock import LONDON
from risk_register.database import db, write_transaction
from risk_register.domain.errors import (
    AlreadyDoneError,
    ChangedMeanwhileError,
    NotAllowedError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.meetings import Purpose
from risk_register.models import Body, Event, Meeting
from risk_register.services.agendas import (
    ItemWords,
    add_item,
    change_item,
    draft_agenda,
    find_pack_item,
    get_item,
    is_issued,
    list_chairs,
    list_items,
    list_lines,
    list_removed,
    move_item,
    remove_item,
)
from tests.conftest import NOW
from tests.services.test_circulations import circulate
from tests.services.test_drawings import june
from tests.services.test_history import problems

BUDGET = ItemWords("Budget of the second year", Purpose.DECISION, minutes_long=15)
SECRET = replace(BUDGET, title="A claim", is_exempt=True, exempt_paragraph=5)
URGENT = "A court order of this morning."


def draft(by):
    with write_transaction():
        draft_agenda(june(), by=by, at=NOW)


def add(by, words=BUDGET):
    """Put an item on the June agenda, and give its id."""
    with write_transaction():
        return add_item(june(), words, by=by, at=NOW).id


def change(by, item_id, words, version=1):
    with write_transaction():
        item = get_item(by.programme, june().id, item_id)
        change_item(item, words, by=by, at=NOW, version=version)


def move(by, title, *, up=True, number=None):
    with write_transaction():
        item = find(title)
        move_item(item, up=up, number=number or item.number, by=by, at=NOW)


def remove(by, title, reason=""):
    with write_transaction():
        item = find(title)
        remove_item(item, reason=reason, by=by, at=NOW, version=item.version)


def find(title):
    return next(item for item in list_items(june()) if item.title == title)


def titles():
    return [(item.number, item.title) for item in list_items(june())]


def references():
    return {item.title: item.reference for item in list_items(june()) if item.reference}


def newest_event():
    query = db.select(Event).where(Event.chain == "send").order_by(Event.sequence.desc())
    return db.session.scalars(query.limit(1)).one()


STANDING = [
    (1, "Apologies and deputies"),
    (2, "Minutes of the last meeting"),
    (3, "Action log"),
    (4, "Risk register: the month's pack"),
    (5, "Any other business"),
]


def test_a_draft_puts_the_standing_items_on_with_the_packs_reference(member):
    draft(member("sofia"))

    assert titles() == STANDING
    assert find_pack_item(june()).reference == "SPB/2018/06/4"
    assert newest_event().kind == "agenda drafted"
    assert problems() == []


def test_the_clock_may_draft_it(member):
    draft(None)

    assert titles() == STANDING
    assert newest_event().person_id is None


def test_an_agenda_is_drafted_once_even_if_all_of_it_was_taken_off(member):
    sofia = member("sofia")
    draft(sofia)
    for _, title in STANDING:
        remove(sofia, title)

    with pytest.raises(AlreadyDoneError):
        draft(sofia)
    assert titles() == []


def test_what_was_added_before_the_draft_stands_between_its_items(member):
    sofia = member("sofia")
    add(sofia)
    draft(sofia)

    assert titles()[3:] == [
        (4, "Risk register: the month's pack"),
        (5, BUDGET.title),
        (6, "Any other business"),
    ]


def test_a_body_without_packs_has_no_pack_on_its_agenda(member):
    with write_transaction():
        june_id = june().id
        db.session.execute(update(Body).values(has_packs=False))
    with write_transaction():
        draft_agenda(db.session.get_one(Meeting, june_id), by=member("sofia"), at=NOW)

    assert find_pack_item(db.session.get_one(Meeting, june_id)) is None


def test_a_new_item_goes_before_any_other_business(member):
    sofia = member("sofia")
    draft(sofia)
    add(sofia)

    assert titles()[4:] == [(5, BUDGET.title), (6, "Any other business")]


def test_numbers_close_up_and_what_was_taken_off_is_kept(member):
    sofia = member("sofia")
    draft(sofia)
    remove(sofia, "Action log")

    assert [number for number, _ in titles()] == [1, 2, 3, 4]
    assert [item.title for item in list_removed(june())] == ["Action log"]
    assert references() == {"Risk register: the month's pack": "SPB/2018/06/3"}
    assert problems() == []


def test_an_item_changes_places_with_its_neighbour_and_takes_its_reference_along(member):
    sofia = member("sofia")
    draft(sofia)
    move(sofia, "Risk register: the month's pack")

    assert titles()[2:4] == [(3, "Risk register: the month's pack"), (4, "Action log")]
    assert references() == {"Risk register: the month's pack": "SPB/2018/06/3"}
    line = newest_event()
    assert line.kind == "agenda item moved"
    assert json.loads(line.body)["facts"]["before"] == 4


def test_a_reference_typed_by_hand_stays_where_the_item_goes(member):
    sofia = member("sofia")
    draft(sofia)
    add(sofia, replace(BUDGET, reference="FIN 12"))
    move(sofia, BUDGET.title)

    assert references() == {
        BUDGET.title: "FIN 12",
        "Risk register: the month's pack": "SPB/2018/06/5",
    }


def test_the_first_item_cannot_go_up_nor_the_last_one_down(member):
    sofia = member("sofia")
    draft(sofia)
    before = newest_event().sequence
    move(sofia, "Apologies and deputies", up=True)
    move(sofia, "Any other business", up=False)

    assert titles() == STANDING
    assert newest_event().sequence == before


def test_an_item_that_stands_elsewhere_by_now_is_not_moved(member):
    sofia = member("sofia")
    draft(sofia)
    with pytest.raises(ChangedMeanwhileError):
        move(sofia, "Action log", number=2)


def test_moving_items_does_not_make_the_form_of_another_stale(member):
    sofia = member("sofia")
    draft(sofia)
    item_id = add(sofia)
    move(sofia, BUDGET.title)

    change(sofia, item_id, replace(BUDGET, title="Budget"), version=1)
    assert (4, "Budget") in titles()


def test_a_stale_form_changes_nothing(member):
    sofia = member("sofia")
    item_id = add(sofia)
    change(sofia, item_id, replace(BUDGET, title="Budget"))

    with pytest.raises(ChangedMeanwhileError):
        change(sofia, item_id, BUDGET)
    assert titles() == [(1, "Budget")]


@pytest.mark.parametrize("act", [add, draft])
@pytest.mark.parametrize("name", ["tom", "grace", "olu", "ada", "max"])
def test_only_those_who_keep_meetings_change_an_agenda(member, name, act):
    with pytest.raises(NotAllowedError):
        act(member(name))


def test_an_exempt_item_shows_its_number_and_paragraph_only(member):
    sofia = member("sofia")
    draft(sofia)
    add(sofia, SECRET)

    for name, sees in (("sofia", True), ("amira", True), ("grace", True), ("tom", True)):
        assert (list_lines(member(name), june())[4].item is not None) is sees
    for name in ("olu", "ada"):
        line = list_lines(member(name), june())[4]
        assert (line.number, line.item, line.exempt_paragraph) == (5, None, 5)
        assert list_lines(member(name), june())[0].item.title == "Apologies and deputies"


def test_the_clock_of_an_agenda_runs_from_the_meetings_beginning(member):
    draft(member("sofia"))

    starts = [line.starts_at for line in list_lines(member("olu"), june())]
    assert starts == [time(14), time(14, 5), time(14, 10), time(14, 20), time(15)]


def test_an_exempt_item_without_a_paragraph_is_refused(member):
    with pytest.raises(RuleError) as refused:
        add(member("sofia"), replace(SECRET, exempt_paragraph=None))
    assert refused.value.field == "exempt_paragraph"


def test_an_item_belongs_to_its_meeting_and_programme(member):
    sofia = member("sofia")
    item_id = add(sofia)
    for meeting_id, wanted in ((june().id + 1, item_id), (june().id, item_id + 1)):
        with pytest.raises(NotFoundError):
            get_item(sofia.programme, meeting_id, wanted)


class TestAfterTheAgendaHasGoneOut:
    """The pack was circulated."""

    @pytest.fixture
    def kind(self):
        return "approved"

    @pytest.fixture
    def sofia(self, member):
        sofia = member("sofia")
        draft(sofia)
        circulate(sofia)
        return sofia

    def test_a_new_item_needs_a_reason_and_says_who_agreed(self, sofia):
        assert is_issued(june(), on=NOW.date())
        with pytest.raises(RuleError) as refused:
            add(sofia)
        assert refused.value.field == "late_reason"
        (chair,) = list_chairs(june())
        add(sofia, replace(BUDGET, late_reason=URGENT, agreed_by_id=chair.id))

        late = find(BUDGET.title)
        assert (late.late_reason, late.agreed_by.title) == (URGENT, "Chair of the Board")
        assert json.loads(newest_event().body)["reason"] == URGENT

    def test_the_chair_may_agree_after_it_was_added(self, sofia):
        words = replace(BUDGET, late_reason=URGENT)
        item_id = add(sofia, words)
        assert find(BUDGET.title).agreed_by is None
        change(sofia, item_id, replace(words, agreed_by_id=list_chairs(june())[0].id))

        assert find(BUDGET.title).agreed_by.title == "Chair of the Board"

    def test_a_late_item_never_loses_its_reason(self, sofia):
        item_id = add(sofia, replace(BUDGET, late_reason=URGENT))
        with pytest.raises(RuleError) as refused:
            change(sofia, item_id, BUDGET)

        assert refused.value.field == "late_reason"

    def test_references_stay_as_readers_hold_them_and_none_is_given_twice(self, sofia):
        move(sofia, "Risk register: the month's pack")

        assert titles()[2] == (3, "Risk register: the month's pack")
        assert references() == {"Risk register: the month's pack": "SPB/2018/06/4"}

    def test_taking_an_item_off_needs_a_reason(self, sofia):
        with pytest.raises(RuleError) as refused:
            remove(sofia, "Action log")
        assert refused.value.field == "reason"
        remove(sofia, "Action log", reason="It is taken with the pack.")

        assert json.loads(newest_event().body)["reason"] == "It is taken with the pack."


def test_without_packs_an_agenda_has_gone_out_after_the_latest_day(member):
    with write_transaction():
        meeting_id = june().id
        db.session.execute(update(Body).values(has_packs=False))
    meeting = db.session.get_one(Meeting, meeting_id)
    latest = datetime(2018, 6, 6, tzinfo=LONDON).date()

    assert not is_issued(meeting, on=latest)
    assert is_issued(meeting, on=latest.replace(day=7))
