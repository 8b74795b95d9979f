"""Bodies: added, given other rules, and how their months follow."""

from dataclasses import replace
from datetime import date, time

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.bodies import Dispatch
from risk_register.domain.calendars import DaysCounted, IssueCount
from risk_register.domain.circulation import SendsBy, WhenUncertain
from risk_register.domain.errors import (
    ChangedMeanwhileError,
    NotAllowedError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.holidays import HolidaySet
from risk_register.models import Body
from risk_register.services.bodies import (
    add_body,
    change_rules,
    facts_of,
    get_body,
    list_bodies,
    rules_of,
)
from risk_register.services.history import verify_history
from risk_register.services.meetings import deadlines_of, find_next_meeting
from tests.conftest import NOW
from tests.services.test_chronicles import newest


def facts():
    return facts_of(db.session.scalars(db.select(Body).where(Body.key == "board")).one())


def change(by, *, version=None, key="board", **changed):
    with write_transaction():
        body = get_body(by, key)
        change_rules(
            body,
            replace(facts_of(body), **changed),
            by=by,
            at=NOW,
            version=version or body.version,
        )


def add(by, name="Children's Trust", **said):
    with write_transaction():
        return add_body(replace(facts(), name=name, **said), by=by, at=NOW).id


def problems():
    with read_moment():
        return verify_history().problems


def board_id():
    return db.session.scalar(db.select(Body.id).where(Body.key == "board"))


def test_every_rule_of_a_body_is_kept_and_counted_by(member):
    sofia = member("sofia")
    said = replace(
        facts(),
        is_public=True,
        quorum=3,
        usual_time=time(10, 30),
        usual_place="Town Hall",
        deputies_always=True,
        holidays=HolidaySet.SCOTLAND,
        chase_days=(-3, 0, 2),
        escalate_days=3,
        dispatch=Dispatch(
            SendsBy.LINK, 30, WhenUncertain.HOLD, publishes=True, publish_address="web@example.org"
        ),
        rules=replace(
            facts().rules,
            counted=DaysCounted.CALENDAR,
            issue_count=IssueCount.PLAIN,
            issue_until=time(17),
            circulate_days=4,
        ),
    )
    with write_transaction():
        change_rules(get_body(sofia, "board"), said, by=sofia, at=NOW, version=1)

    body = get_body(sofia, "board")
    deadlines = deadlines_of(find_next_meeting(sofia.programme, on=NOW.date()))
    assert facts_of(body) == said
    assert body.version == 2
    assert deadlines.rules == rules_of(body) == said.rules
    assert deadlines.circulate_by == date(2018, 6, 8)  # 10 June is a Sunday
    assert problems() == []


def test_a_new_body_gets_its_key_from_its_name(member):
    add(member("amira"), reports_to_id=board_id(), has_packs=False)

    body = get_body(member("grace"), "childrens-trust")
    assert (body.name, body.version) == ("Children's Trust", 1)
    assert body.reports_to.key == "board"
    assert [each.name for each in list_bodies(body.programme)] == [
        "Children's Trust",
        "SEND Programme Board",
    ]


@pytest.mark.parametrize("name", ["SEND programme board", "Board"])
def test_a_name_or_a_key_is_not_given_twice(member, name):
    with pytest.raises(RuleError, match="of that name already") as refused:
        add(member("amira"), name=name)
    assert refused.value.field == "name"


def test_a_body_does_not_report_to_itself_in_the_end(member):
    amira = member("amira")
    trust = add(amira, reports_to_id=board_id())
    above = add(amira, name="Partnership", reports_to_id=trust)

    for wrong in (board_id(), trust, above, 999):
        with pytest.raises(RuleError) as refused:
            change(amira, reports_to_id=wrong)
        assert refused.value.field == "reports_to_id"


def test_rules_that_do_not_fit_change_nothing(member):
    with pytest.raises(RuleError) as refused:
        change(member("sofia"), rules=replace(facts().rules, lock_days=1))

    assert refused.value.field == "lock_days"
    assert facts().rules.lock_days == 7


def test_the_same_rules_again_are_refused(member):
    with pytest.raises(RuleError, match="stands already"):
        change(member("sofia"))


def test_rules_typed_into_an_old_form_are_refused(member):
    change(member("amira"), quorum=3)

    with pytest.raises(ChangedMeanwhileError):
        change(member("sofia"), quorum=4, version=1)
    assert facts().quorum == 3


@pytest.mark.parametrize("name", ["tom", "grace", "olu", "ada"])
def test_others_do_not_keep_bodies(member, name):
    with pytest.raises(NotAllowedError):
        add(member(name))
    with pytest.raises(NotAllowedError):
        change(member(name), quorum=4)


def test_a_body_of_nobody_is_not_found(member):
    with pytest.raises(NotFoundError):
        get_body(member("amira"), "cabinet")


def test_the_record_says_what_was_changed(member):
    amira, ada = member("amira"), member("ada")
    change(amira, quorum=3, holidays=HolidaySet.SCOTLAND)

    line = newest(ada)
    fields = {
        field.label: (field.before, field.after)
        for row in line.told.changes.changed
        for field in row.fields
    }
    assert line.told.sentence == (
        "Amira (Programme Manager) changed the rules of the SEND Programme Board."
    )
    assert fields == {
        "Quorum": ("", "3"),
        "Whose bank holidays": ("England and Wales", "Scotland"),
    }
