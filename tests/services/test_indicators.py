"""Indicators: defined, linked, given another trajectory, retired, never lost."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import (
    ChangedMeanwhileError,
    NotAllowedError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.indicators import Direction
from risk_register.models import EarlyWarning, Event, ImprovementArea, Programme, Risk
from risk_register.services.history import verify_history
from risk_register.services.indicators import (
    find_trajectory,
    get_indicator,
    list_areas_of,
    list_indicators,
    list_indicators_of_area,
    list_indicators_of_risk,
    list_retired_indicators,
    list_risks_of,
    list_trajectories,
    retire_indicator,
    update_indicator,
)
from tests.conftest import NOW
from tests.services.measuring import AIM, MEASURED, days_before, measure, words

REASON = "The board agreed a later date."


def ids(model):
    return frozenset(db.session.scalars(db.select(model.id).order_by(model.id)).all()[:1])


def change(by, reference="I-01", said=None, aim=AIM, reason="", version=None):
    with write_transaction():
        indicator = get_indicator(by, reference)
        update_indicator(
            indicator,
            said or words(),
            aim,
            reason=reason,
            by=by,
            at=NOW,
            version=version or indicator.version,
        )


def end(by, reference="I-01", reason=REASON, version=None):
    with write_transaction():
        indicator = get_indicator(by, reference)
        retire_indicator(
            indicator, reason=reason, by=by, at=NOW, version=version or indicator.version
        )


def problems():
    with read_moment():
        return verify_history().problems


def test_a_new_indicator_gets_the_next_number_and_its_trajectory(member):
    amira = member("amira")
    assert [measure(amira), measure(amira, title="Another")] == ["I-01", "I-02"]

    indicator = get_indicator(amira, "I-01")
    assert find_trajectory(indicator).aim(Direction.HIGHER) == AIM
    assert problems() == []


def test_an_indicator_is_linked_to_areas_and_warns_of_risks(member):
    amira = member("amira")
    areas, risks = ids(ImprovementArea), ids(Risk)
    measure(amira, area_ids=areas, risk_ids=risks)

    indicator = get_indicator(amira, "I-01")
    (area,), (risk,) = list_areas_of(indicator), list_risks_of(indicator)
    assert ({area.id}, {risk.id}) == (areas, risks)
    assert [each.reference for each in list_indicators_of_area(area, at=NOW)] == ["I-01"]
    assert [each.reference for each in list_indicators_of_risk(risk)] == ["I-01"]


def test_a_link_that_is_taken_back_stays_on_record(member):
    amira = member("amira")
    measure(amira, risk_ids=ids(Risk))
    change(amira)

    (link,) = db.session.scalars(db.select(EarlyWarning))
    assert link.removed_at == NOW
    assert list_risks_of(get_indicator(amira, "I-01")) == []
    assert problems() == []


def test_another_trajectory_needs_a_reason_and_keeps_the_one_before(member):
    amira = member("amira")
    measure(amira)
    later = replace(AIM, target_on=date(2019, 3, 31))
    with pytest.raises(RuleError) as refused:
        change(amira, aim=later)
    change(amira, aim=later, reason=REASON)

    kept = list_trajectories(get_indicator(amira, "I-01"))
    assert refused.value.field == "reason"
    assert [(each.target_on, each.reason) for each in kept] == [
        (date(2019, 3, 31), REASON),
        (date(2018, 12, 31), None),
    ]


def test_other_words_leave_the_trajectory_alone(member):
    amira = member("amira")
    measure(amira)
    change(amira, said=words(title="Plans in time"))

    indicator = get_indicator(amira, "I-01")
    assert (indicator.title, len(list_trajectories(indicator))) == ("Plans in time", 1)


def test_a_retired_indicator_keeps_its_page_and_leaves_the_list(member):
    amira = member("amira")
    measure(amira, at=days_before(9))
    end(amira)

    programme = amira.programme
    assert list_indicators(programme) == []
    assert [each.reference for each in list_retired_indicators(programme)] == ["I-01"]
    before = NOW - timedelta(days=1)
    assert [each.reference for each in list_indicators(programme, at=before)] == ["I-01"]
    for act in (change, end):
        with pytest.raises(RuleError, match="measured no longer"):
            act(amira)


def test_retiring_needs_a_reason(member):
    amira = member("amira")
    measure(amira)
    with pytest.raises(RuleError) as refused:
        end(amira, reason="gone")
    assert refused.value.field == "reason"


@pytest.mark.parametrize("act", [change, end])
def test_a_stale_form_about_an_indicator_is_refused(member, act):
    amira = member("amira")
    measure(amira)
    change(amira, said=words(title="Plans in time"))
    with pytest.raises(ChangedMeanwhileError):
        act(amira, version=1)


@pytest.mark.parametrize("name", ["tom", "sofia", "grace", "ada"])
def test_only_the_programme_manager_says_what_is_measured(member, name):
    amira, somebody = member("amira"), member(name)
    measure(amira)
    for act in (measure, change, end):
        with pytest.raises(NotAllowedError):
            act(somebody)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"owner_id": 99}, "owner_id"),
        ({"area_ids": frozenset({99})}, "area_ids"),
        ({"risk_ids": frozenset({99})}, "risk_ids"),
    ],
)
def test_what_is_not_of_the_programme_is_not_linked(member, changes, field):
    with pytest.raises(RuleError) as refused:
        measure(member("amira"), **changes)
    assert refused.value.field == field


def test_an_aim_that_cannot_be_judged_is_not_kept(member):
    with pytest.raises(RuleError, match="lies below"):
        measure(member("amira"), aim=replace(AIM, target=Decimal(10)))


@pytest.mark.parametrize("reference", ["I-02", "I-1", "I-001", "R-001", "I-x", "I-"])
def test_an_unknown_indicator_is_not_found(member, reference):
    amira = member("amira")
    measure(amira)
    with pytest.raises(NotFoundError):
        get_indicator(amira, reference)


def test_an_indicator_of_another_programme_is_not_found(member):
    amira = member("amira")
    measure(amira)
    elsewhere = replace(amira, programme=Programme(id=2, key="another"))
    with pytest.raises(NotFoundError):
        get_indicator(elsewhere, "I-01")


def test_a_line_about_an_indicator_holds_its_numbers_as_they_were_given(member):
    measure(member("amira"), MEASURED)

    lines = db.select(Event).where(Event.chain == "send").order_by(Event.sequence.desc())
    event = db.session.scalars(lines.limit(1)).one()
    (row,) = (c for c in json.loads(event.body)["changes"] if c["table"] == "trajectory")
    assert (event.kind, event.subject) == ("indicator added", "indicator I-01")
    assert (row["after"]["baseline"], row["after"]["target"]) == ("36.0", "60")
