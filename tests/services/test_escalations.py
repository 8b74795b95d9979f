"""Escalating a risk and bringing it back; bearing one for a while."""

from datetime import date, timedelta

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.acceptances import AcceptanceState
from risk_register.domain.errors import AlreadyDoneError, NotAllowedError, RuleError
from risk_register.models import Body
from risk_register.services.acceptances import accept_risk, find_borne, withdraw_acceptance
from risk_register.services.escalations import (
    escalate_risk,
    list_escalations,
    list_with_bodies,
    return_risk,
)
from risk_register.services.history import verify_history
from risk_register.services.risks import get_risk
from tests.conftest import NOW
from tests.services.test_assessments import judge

REASON = "Only the board can decide about money."
AUTUMN = date(2018, 9, 30)
TODAY = NOW.date()


def escalate(by, reference="R-001", reason=REASON):
    body = db.session.scalars(db.select(Body)).first()
    with write_transaction():
        risk = get_risk(by, reference)
        return escalate_risk(
            risk, body_id=body.id, reason=reason, by=by, at=NOW, version=risk.version
        )


def bring_back(by, escalation):
    with write_transaction():
        version = escalation.risk.version
        return_risk(escalation, reason="The board agreed.", by=by, at=NOW, version=version)


def accept(by, expires_on=AUTUMN, reason=REASON):
    with write_transaction():
        risk = get_risk(by, "R-001")
        return accept_risk(
            risk, reason=reason, expires_on=expires_on, by=by, at=NOW, version=risk.version
        )


def state(member, on=TODAY):
    borne = find_borne(get_risk(member, "R-001"), on=on)
    return borne.state if borne else None


def test_a_body_sees_what_was_escalated_to_it_until_it_is_brought_back(member):
    amira = member("amira")
    escalation = escalate(amira)
    assert [each.risk.reference for each in list_with_bodies(member("grace"))] == ["R-001"]

    bring_back(amira, escalation)
    assert list_with_bodies(member("grace")) == []
    (kept,) = list_escalations(get_risk(amira, "R-001"))
    assert (kept.reason, kept.return_reason) == (REASON, "The board agreed.")


def test_a_body_has_a_risk_once(member):
    escalate(member("amira"))
    with pytest.raises(AlreadyDoneError):
        escalate(member("amira"))


def test_a_risk_is_brought_back_once(member):
    amira = member("amira")
    escalation = escalate(amira)
    bring_back(amira, escalation)
    with pytest.raises(AlreadyDoneError):
        bring_back(amira, escalation)


@pytest.mark.parametrize("act", [escalate, accept])
def test_only_the_manager_escalates_and_accepts(member, act):
    with pytest.raises(NotAllowedError):
        act(member("tom"))


@pytest.mark.parametrize("act", [escalate, accept])
def test_both_need_a_reason(member, act):
    with pytest.raises(RuleError) as refused:
        act(member("amira"), reason="money")
    assert refused.value.field == "reason"


def test_an_accepted_risk_comes_back_by_itself_after_its_last_day(member):
    amira = member("amira")
    accept(amira)

    assert state(amira, on=AUTUMN) is AcceptanceState.HOLDS
    assert state(amira, on=AUTUMN + timedelta(days=1)) is AcceptanceState.EXPIRED


def test_a_higher_score_than_was_accepted_brings_it_back_at_once(member):
    amira = member("amira")
    accept(amira)
    with write_transaction():
        judge(amira)

    assert state(amira) is AcceptanceState.EXCEEDED


def test_an_acceptance_is_withdrawn_with_a_reason(member):
    amira = member("amira")
    accept(amira)
    with write_transaction():
        risk = get_risk(amira, "R-001")
        withdraw_acceptance(risk, reason=REASON, by=amira, at=NOW, version=risk.version)

    assert state(amira) is AcceptanceState.WITHDRAWN


@pytest.mark.parametrize("expires_on", [NOW.date(), date(2019, 6, 7), date(2017, 1, 1)])
def test_a_risk_is_accepted_from_tomorrow_to_a_year_ahead(member, expires_on):
    with pytest.raises(RuleError) as refused:
        accept(member("amira"), expires_on=expires_on)
    assert refused.value.field == "expires_on"


def test_the_record_of_both_verifies(member):
    amira = member("amira")
    bring_back(amira, escalate(amira))
    accept(amira)

    with read_moment():
        assert verify_history().problems == []
