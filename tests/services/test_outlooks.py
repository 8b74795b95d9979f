"""What other rules would do to the meetings of a body, before they are saved."""

from dataclasses import replace
from datetime import timedelta

import pytest

from risk_register.database import db
from risk_register.domain.chases import Stage
from risk_register.models import Meeting, Person, Reminder
from risk_register.services.bodies import facts_of, get_body
from risk_register.services.meetings import add_meeting, deadlines_of
from risk_register.services.outlooks import foresee_rules
from tests.conftest import NOW
from tests.services.test_bodies import change
from tests.services.test_holidays import HELD_ON, said
from tests.web.test_queries import counting

LONG_AGO = HELD_ON - timedelta(days=700)


def foresee(by, *, steps=None, **changed):
    body = get_body(by, "board")
    facts = facts_of(body)
    rules = replace(facts.rules, **(steps or {}))
    return foresee_rules(body, replace(facts, rules=rules, **changed), at=NOW)


def plan(by, held_on, recorded_at=NOW):
    body = get_body(by, "board")
    add_meeting(
        body,
        held_on=held_on,
        starts_at=body.lock_time,
        place="County Hall",
        at=recorded_at,
    )
    db.session.commit()


def call(*names):
    meeting = db.session.scalars(db.select(Meeting)).one()
    for person in db.session.scalars(db.select(Person).where(Person.name.in_(names))):
        db.session.add(
            Reminder(
                programme_id=meeting.body.programme_id,
                person_id=person.id,
                matter=f"meeting {meeting.id}",
                stage=Stage.CALL,
                due_on=HELD_ON,
                noted_at=NOW,
            )
        )
    db.session.commit()


def test_what_was_foreseen_is_what_follows(member):
    sofia = member("sofia")
    steps = {"circulate_days": 3}
    foreseen = foresee(sofia, steps=steps)
    change(sofia, rules=replace(facts_of(get_body(sofia, "board")).rules, **steps))

    meeting = db.session.scalars(db.select(Meeting)).one()
    assert said(foreseen) == {HELD_ON: ("Latest day to circulate moves from 6 June to 8 June.",)}
    assert deadlines_of(meeting).circulate_by.isoformat() == "2018-06-08"


def test_rules_that_move_no_deadline_say_nothing(member):
    outlook = foresee(member("sofia"), quorum=3)

    assert outlook.meetings == ()
    assert outlook.looked_at == 1


def test_whoever_was_called_already_is_counted(member):
    call("Tom", "Priya")
    outlook = foresee(member("sofia"), steps={"call_days": 20, "updates_due_days": 11})

    assert said(outlook)[HELD_ON][-1] == (
        "Two people were called for the old day already and will be told the new one."
    )


def test_a_pack_that_waits_for_the_clock_is_missed_when_packs_are_turned_off(member):
    outlook = foresee(member("sofia"), has_packs=False)

    assert said(outlook) == {HELD_ON: ("Its pack is still to be made: the clock will make none.",)}


@pytest.mark.parametrize("kind", ["approved"])
def test_figures_that_are_frozen_are_named(member):
    sofia = member("sofia")

    moved = foresee(sofia, steps={"lock_days": 6, "circulate_days": 3})
    without = foresee(sofia, has_packs=False)

    assert said(moved)[HELD_ON][-1].startswith("Its figures are frozen: version 1")
    assert said(without)[HELD_ON] == ("Version 1 of its pack stays as it is.",)


def test_packs_that_old_meetings_would_get_at_once_are_said(member):
    sofia = member("sofia")
    plan(sofia, LONG_AGO, recorded_at=NOW - timedelta(days=900))
    plan(sofia, LONG_AGO + timedelta(days=1), recorded_at=NOW)
    change(sofia, has_packs=False)

    at_once = "The clock will make a pack for it at once, because its lock is past."
    assert said(foresee(sofia, has_packs=True))[LONG_AGO] == (at_once,)
    assert LONG_AGO + timedelta(days=1) not in said(foresee(sofia, has_packs=True))


def test_another_outlook_has_another_mark(member):
    sofia = member("sofia")
    marks = {foresee(sofia, steps={"circulate_days": days}).mark for days in (5, 4, 3)}

    assert len(marks) == 3


def test_many_meetings_are_looked_at_with_as_many_questions_as_one(member, inside):
    sofia = member("sofia")
    foresee(sofia)
    counts = []
    for size in (5, 10):
        for number in range(size):
            plan(sofia, HELD_ON + timedelta(weeks=size + number + 1))
        db.session.expire_all()
        with counting(inside) as sent:
            foresee(sofia, steps={"circulate_days": 3})
        counts.append(len(sent))

    assert counts[0] == counts[1]
