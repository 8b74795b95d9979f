"""Judging risks: what counts, what is refused, and what the record says about it."""

import json
from datetime import date

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.errors import (
    ChangedMeanwhileError,
    NotAllowedError,
    OffScaleError,
    ReasonMissingError,
)
from risk_register.domain.scoring import Basis
from risk_register.models import Event
from risk_register.services.assessments import (
    Judgement,
    confirm_risk,
    list_assessments,
    record_assessment,
)
from risk_register.services.risks import get_risk
from tests.conftest import NOW


def judge(member, likelihood=5, impact=4, reason="The third caseworker left.", version=None):
    risk = get_risk(member, "R-001")
    return record_assessment(
        risk,
        Judgement(likelihood, impact, reason),
        basis=Basis.CURRENT,
        by=member,
        at=NOW,
        version=risk.version if version is None else version,
    )


def test_a_new_score_stands_in_the_register_and_keeps_the_earlier_one(member):
    tom = member("tom")
    with write_transaction():
        judge(tom)

    risk = get_risk(tom, "R-001")
    scores = [row.score for row in list_assessments(risk) if row.basis is Basis.CURRENT]
    assert (risk.current_score, risk.current_band) == (20, "red")
    assert scores == [20, 12]


def test_a_new_score_moves_the_next_review_by_the_bands_interval(member):
    tom = member("tom")
    with write_transaction():
        judge(tom)

    assert get_risk(tom, "R-001").review_due_on == date(2018, 7, 6)


def test_a_changed_score_needs_a_reason(member):
    with pytest.raises(ReasonMissingError), write_transaction():
        judge(member("tom"), reason="  ")


def test_an_unchanged_score_needs_no_reason(member):
    tom = member("tom")
    with write_transaction():
        judge(tom, likelihood=4, impact=3, reason="")

    assert get_risk(tom, "R-001").current_score == 12


@pytest.mark.parametrize("points", [(0, 3), (6, 3), (3, 0), (3, 6)])
def test_a_point_off_its_scale_is_refused(member, points):
    with pytest.raises(OffScaleError), write_transaction():
        judge(member("tom"), *points)


@pytest.mark.parametrize("name", ["priya", "sofia", "grace", "ada"])
def test_only_the_owner_and_the_manager_score_a_risk(member, name):
    with pytest.raises(NotAllowedError), write_transaction():
        judge(member(name))


def test_the_manager_scores_any_risk(member):
    with write_transaction():
        judge(member("amira"))

    assert get_risk(member("amira"), "R-001").current_score == 20


def test_a_judgement_on_a_form_from_before_somebody_saved_is_refused(member):
    tom = member("tom")
    seen = get_risk(tom, "R-001").version
    with write_transaction():
        judge(tom, version=seen)

    with pytest.raises(ChangedMeanwhileError), write_transaction():
        judge(tom, likelihood=1, version=seen)
    assert get_risk(tom, "R-001").current_score == 20


def test_the_record_says_who_moved_which_score_from_what_to_what_and_why(member):
    with write_transaction():
        judge(member("tom"))

    lines = db.select(Event).where(Event.chain == "send").order_by(Event.sequence.desc())
    event = db.session.scalars(lines.limit(1)).one()
    body = json.loads(event.body)
    assert (event.kind, event.subject, event.person.name) == ("risk scored", "risk R-001", "Tom")
    assert body["reason"] == "The third caseworker left."
    assert (body["facts"]["score before"], body["facts"]["score"]) == (12, 20)
    (change,) = [change for change in body["changes"] if change["table"] == "risk"]
    assert (change["before"]["current_score"], change["after"]["current_score"]) == (12, 20)


def test_confirming_moves_the_review_date_and_leaves_the_score(member):
    tom = member("tom")
    with write_transaction():
        risk = get_risk(tom, "R-001")
        confirm_risk(risk, note="Still two vacancies.", by=tom, at=NOW, version=risk.version)

    risk = get_risk(tom, "R-001")
    assert risk.current_score == 12
    assert risk.reviewed_at == NOW
