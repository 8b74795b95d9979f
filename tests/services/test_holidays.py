"""A programme's own days: added, removed, and what each does to meetings before it is saved."""

from dataclasses import replace
from datetime import date

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import (
    AlreadyDoneError,
    ChangedMeanwhileError,
    NotAllowedError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.holidays import HolidayKind, HolidaySet
from risk_register.services.bodies import add_body, facts_of, get_body, list_bodies
from risk_register.services.history import verify_history
from risk_register.services.holidays import (
    OwnDayFacts,
    add_holiday,
    get_holiday,
    list_holidays,
    list_own_days,
    list_published_ahead,
    remove_holiday,
)
from risk_register.services.meetings import deadlines_of, find_next_meeting
from risk_register.services.outlooks import foresee_holiday, foresee_removal
from tests.conftest import NOW
from tests.services.test_chronicles import newest
from tests.web.test_queries import counting

MAY_DAY, CLOSURE, HELD_ON = date(2018, 5, 7), date(2018, 6, 11), date(2018, 6, 14)
SHUT = OwnDayFacts(CLOSURE, "Office move", HolidayKind.CLOSED)
WORKED_ON = OwnDayFacts(date(2018, 8, 27), "Summer school", HolidayKind.OPEN)
#: Of the meeting of 14 June, when 11 June is shut and today is 5 June.
MOVES = (
    "Call for updates moves from 23 May to 22 May; both are past.",
    "Last day for updates moves from 31 May to 30 May; both are past.",
    "End of moderation moves from 4 June to 1 June; both are past.",
    "Lock of the figures moves from 5 June to 4 June, which is past: they are locked at once.",
    "Latest day to circulate moves from 6 June to 5 June.",
)


def add(by, facts=SHUT):
    with write_transaction():
        bodies = [body for body in list_bodies(by.programme) if facts.body_id in (None, body.id)]
        return add_holiday(facts, bodies=bodies, by=by, at=NOW).id


def remove(by, holiday_id, reason="The move was put off."):
    with write_transaction():
        remove_holiday(get_holiday(by, holiday_id), reason=reason, by=by, at=NOW)


def add_trust(by, **said):
    with write_transaction():
        board = facts_of(get_body(by, "board"))
        return add_body(replace(board, name="Trust", **said), by=by, at=NOW).id


def coming(by):
    return find_next_meeting(by.programme, on=NOW.date())


def said(outlook):
    return {each.meeting.held_on: each.sentences for each in outlook.meetings}


def test_a_closed_day_moves_the_deadlines_as_was_foreseen(member):
    sofia = member("sofia")
    before = deadlines_of(coming(sofia))
    foreseen = said(foresee_holiday(sofia.programme, SHUT, at=NOW))
    add(sofia)

    after = deadlines_of(coming(sofia))
    assert foreseen == {HELD_ON: MOVES}
    assert before.circulate_by == date(2018, 6, 6)
    assert after.circulate_by == date(2018, 6, 5)
    assert newest(member("ada")).told.sentence == (
        "Sofia (Board Secretary) made 11 June 2018 a closed day: Office move."
    )
    with read_moment():
        assert verify_history().problems == []


def test_removing_a_day_moves_them_back(member):
    sofia = member("sofia")
    holiday_id = add(sofia)
    foreseen = said(foresee_removal(get_holiday(sofia, holiday_id), at=NOW))
    remove(sofia, holiday_id)

    assert "Latest day to circulate moves from 5 June to 6 June." in foreseen[HELD_ON]
    assert deadlines_of(coming(sofia)).circulate_by == date(2018, 6, 6)
    assert list_own_days(sofia.programme) == []
    assert newest(member("ada")).reason == "The move was put off."
    with pytest.raises(AlreadyDoneError):
        remove(sofia, holiday_id)


def test_a_day_is_not_removed_without_a_reason(member):
    sofia = member("sofia")
    holiday_id = add(sofia)

    with pytest.raises(RuleError) as refused:
        remove(sofia, holiday_id, reason=" ")
    assert refused.value.field == "reason"


def test_a_day_of_one_body_is_not_another_ones(member):
    sofia = member("sofia")
    add(sofia, replace(SHUT, body_id=add_trust(sofia)))

    assert CLOSURE in list_holidays(get_body(sofia, "trust"))
    assert CLOSURE not in list_holidays(get_body(sofia, "board"))
    assert said(foresee_holiday(sofia.programme, SHUT, at=NOW)) == {HELD_ON: MOVES}


def test_a_published_day_can_be_worked_on(member):
    sofia = member("sofia")
    add(sofia, WORKED_ON)

    assert WORKED_ON.day not in list_holidays(get_body(sofia, "board"))


def test_a_meeting_on_the_day_that_is_shut_is_named_first(member):
    outlook = foresee_holiday(member("sofia").programme, replace(SHUT, day=HELD_ON), at=NOW)

    assert said(outlook)[HELD_ON][0].startswith(
        "The meeting itself is on Thursday 14 June 2018 (Office move) and stays there."
    )


def test_a_day_that_is_past_and_moves_nothing_is_allowed(member):
    sofia, past = member("sofia"), replace(SHUT, day=date(2018, 1, 3))

    assert said(foresee_holiday(sofia.programme, past, at=NOW)) == {}
    assert add(sofia, past)


@pytest.mark.parametrize(
    ("facts", "sentence", "field"),
    [
        (replace(SHUT, day=date(2018, 6, 9)), "That is a Saturday", "day"),
        (replace(SHUT, day=MAY_DAY), "closed already: Early May bank holiday", "day"),
        (replace(WORKED_ON, day=CLOSURE), "open already", "day"),
        (replace(SHUT, body_id=999), "Choose a body", "body_id"),
    ],
)
def test_a_word_that_changes_nothing_is_refused(member, facts, sentence, field):
    with pytest.raises(RuleError, match=sentence) as refused:
        add(member("sofia"), facts)

    assert refused.value.field == field


def test_a_day_that_some_bodies_keep_already_can_be_shut_for_all(member):
    sofia = member("sofia")
    add_trust(sofia, holidays=HolidaySet.NONE)

    assert add(sofia, replace(SHUT, day=date(2018, 8, 27)))


def test_what_was_read_has_to_be_what_follows(member):
    sofia = member("sofia")
    outlook = foresee_holiday(sofia.programme, SHUT, at=NOW)
    outlook.check_mark(outlook.mark)
    add(sofia, replace(SHUT, day=date(2018, 6, 12)))

    with pytest.raises(ChangedMeanwhileError):
        foresee_holiday(sofia.programme, SHUT, at=NOW).check_mark(outlook.mark)


@pytest.mark.parametrize("name", ["tom", "grace", "olu", "ada"])
def test_others_keep_no_days(member, name):
    holiday_id = add(member("sofia"))

    with pytest.raises(NotAllowedError):
        add(member(name), WORKED_ON)
    with pytest.raises(NotAllowedError):
        remove(member(name), holiday_id)


def test_a_day_that_is_not_there_is_not_found(member):
    with pytest.raises(NotFoundError):
        get_holiday(member("sofia"), 9)


def test_published_days_are_listed_for_18_months_and_say_where_they_end():
    ahead = list_published_ahead({HolidaySet.SCOTLAND, HolidaySet.NONE}, on=NOW.date())
    late = list_published_ahead({HolidaySet.SCOTLAND}, on=date(2028, 6, 1))

    assert list(ahead) == [HolidaySet.SCOTLAND]
    days = ahead[HolidaySet.SCOTLAND].days
    assert days[date(2018, 11, 30)] == "St Andrew’s Day"
    assert min(days) >= NOW.date()
    assert max(days) < date(2019, 12, 6)
    assert not ahead[HolidaySet.SCOTLAND].is_short
    assert late[HolidaySet.SCOTLAND].is_short


def test_the_own_days_of_all_bodies_are_read_at_once(member, inside):
    sofia = member("sofia")
    add_trust(sofia)
    add(sofia)
    db.session.expire_all()
    with counting(inside) as sent:
        for body in list_bodies(sofia.programme):
            list_holidays(body)

    assert sum("holiday.removed_at" in statement for statement in sent) == 1
