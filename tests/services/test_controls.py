"""Controls: said, changed, retired, never lost."""

import json
from dataclasses import replace

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.controls import AssuranceLine
from risk_register.domain.errors import (
    ChangedMeanwhileError,
    NotAllowedError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.risks import ControlState, Move
from risk_register.models import Control, Event, Programme
from risk_register.services.controls import (
    ControlWords,
    add_control,
    get_control,
    list_retired_controls,
    retire_control,
    update_control,
)
from risk_register.services.history import verify_history
from risk_register.services.lives import move_risk
from risk_register.services.risks import get_risk
from tests.conftest import NOW

SAMPLING = ControlWords(
    "Weekly sampling of plans",
    ControlState.PARTLY_IN_PLACE,
    AssuranceLine.SECOND,
    "Transfers are not sampled.",
)
REASON = "The contract has ended."


def agency_staff():
    return db.session.scalars(db.select(Control)).one()


def add(by, words=SAMPLING, version=None):
    with write_transaction():
        risk = get_risk(by, "R-001")
        control = add_control(risk, words, by=by, at=NOW, version=version or risk.version)
        return control.id


def change(by, control_id, words=SAMPLING, version=None):
    with write_transaction():
        control = get_control(by, control_id)
        update_control(control, words, by=by, at=NOW, version=version or control.version)


def retire(by, control_id, reason=REASON, version=None):
    with write_transaction():
        control = get_control(by, control_id)
        retire_control(control, reason=reason, by=by, at=NOW, version=version or control.version)


def texts(by):
    db.session.expire_all()
    return [control.text for control in get_risk(by, "R-001").controls]


def problems():
    with read_moment():
        return verify_history().problems


def test_an_owner_adds_a_control_with_its_line_of_assurance_and_its_gaps(member):
    tom = member("tom")
    control = get_control(tom, add(tom))

    assert (control.text, control.state) == (SAMPLING.text, ControlState.PARTLY_IN_PLACE)
    assert (control.assurance, control.gaps) == (AssuranceLine.SECOND, SAMPLING.gaps)
    assert problems() == []


def test_a_control_loaded_without_a_line_of_assurance_has_none(member):
    member("tom")
    control = agency_staff()

    assert (control.assurance, control.gaps, control.version) == (None, None, 1)


def test_a_changed_control_keeps_what_was_said_before_in_the_record(member):
    tom = member("tom")
    change(tom, agency_staff().id)

    lines = db.select(Event).where(Event.chain == "send").order_by(Event.sequence.desc())
    event = db.session.scalars(lines.limit(1)).one()
    (control,) = (c for c in json.loads(event.body)["changes"] if c["table"] == "control")
    assert event.kind == "control changed"
    assert (control["before"]["text"], control["after"]["text"]) == ("Agency staff", SAMPLING.text)
    assert problems() == []


def test_saving_what_stands_already_is_no_change(member):
    tom = member("tom")
    with pytest.raises(RuleError, match="stands already"):
        change(tom, agency_staff().id, ControlWords("Agency staff", ControlState.IN_PLACE))


def test_a_retired_control_leaves_the_risk_and_keeps_its_row_and_reason(member):
    tom = member("tom")
    retire(tom, agency_staff().id)

    assert texts(tom) == []
    (control,) = list_retired_controls(get_risk(tom, "R-001"))
    assert (control.retired_at, control.retire_reason) == (NOW, REASON)
    assert problems() == []


def test_retiring_needs_a_reason(member):
    with pytest.raises(RuleError) as refused:
        retire(member("tom"), agency_staff().id, reason=" gone      ")
    assert refused.value.field == "reason"


def test_a_retired_control_is_not_changed_any_more(member):
    tom = member("tom")
    number = agency_staff().id
    retire(tom, number)
    for act in (change, retire):
        with pytest.raises(RuleError, match="has been retired"):
            act(tom, number)


def test_every_change_of_a_control_makes_forms_about_its_risk_stale(member):
    tom = member("tom")
    number, before = agency_staff().id, get_risk(tom, "R-001").version
    add(tom)
    change(tom, number, ControlWords("Agency staff", ControlState.NOT_IN_PLACE))
    retire(tom, number)

    assert get_risk(tom, "R-001").version == before + 3


@pytest.mark.parametrize("act", [change, retire])
def test_a_stale_form_about_a_control_is_refused(member, act):
    tom = member("tom")
    number = agency_staff().id
    change(tom, number, ControlWords("Agency staff", ControlState.NOT_IN_PLACE))
    with pytest.raises(ChangedMeanwhileError):
        act(tom, number, version=1)


def test_a_new_control_from_a_stale_form_is_refused(member):
    tom = member("tom")
    with pytest.raises(ChangedMeanwhileError):
        add(tom, version=get_risk(tom, "R-001").version - 1)


@pytest.mark.parametrize("name", ["priya", "sofia", "grace", "ada"])
def test_who_does_not_own_the_risk_changes_none_of_its_controls(member, name):
    somebody, number = member(name), agency_staff().id
    for act in (lambda: add(somebody), lambda: change(somebody, number)):
        with pytest.raises(NotAllowedError):
            act()
    with pytest.raises(NotAllowedError):
        retire(somebody, number)


def test_the_programme_manager_keeps_the_controls_of_every_risk(member):
    amira = member("amira")
    add(amira)

    assert texts(amira) == ["Agency staff", SAMPLING.text]


def test_a_control_of_no_risk_of_the_programme_is_not_found(member):
    with pytest.raises(NotFoundError):
        get_control(member("tom"), 999)


def test_a_control_of_another_programme_is_not_found(member):
    elsewhere = replace(member("amira"), programme=Programme(id=2, key="another"))
    with pytest.raises(NotFoundError):
        get_control(elsewhere, agency_staff().id)


def test_controls_of_a_closed_risk_stay_as_they_are(member):
    amira = member("amira")
    with write_transaction():
        risk = get_risk(amira, "R-001")
        reason = "The board agreed on 10 May."
        move_risk(risk, Move.CLOSE, reason=reason, by=amira, at=NOW, version=risk.version)
    with pytest.raises(RuleError):
        change(amira, agency_staff().id)
    with pytest.raises(RuleError):
        add(amira)
