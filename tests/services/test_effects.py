"""Whether what was done worked, told from what stands in the register."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from risk_register.database import db, write_transaction
from risk_register.domain.actions import ActionStatus
from risk_register.domain.effects import SignalKind, find_signals
from risk_register.domain.risks import LIVE, ControlState, Move
from risk_register.domain.scoring import Basis
from risk_register.models import Action, Assessment, Mitigation, Risk
from risk_register.services.actions import Progress, get_action, update_action
from risk_register.services.assessments import Judgement, record_assessment
from risk_register.services.controls import ControlWords, add_control
from risk_register.services.courses import choose_live
from risk_register.services.effects import list_signals, read_courses
from risk_register.services.lives import move_risk
from risk_register.services.risks import get_risk
from tests.conftest import NOW

DUE = date(2018, 7, 31)
WEEK = timedelta(weeks=1)


def score(by, likelihood, impact, *, basis=Basis.CURRENT, at=NOW):
    with write_transaction():
        risk = get_risk(by, "R-001")
        judgement = Judgement(likelihood, impact, "As the panel judged.")
        record_assessment(risk, judgement, basis=basis, by=by, at=at, version=risk.version)


def report(by, status, at=NOW):
    with write_transaction():
        action = get_action(by, "A-1.1")
        said = Progress(status, 90, DUE, "Both have signed.")
        update_action(action, said, by=by, at=at, version=action.version)


def signals(by):
    """Tell what is signalled about R-001, on its page and among all risks alike."""
    db.session.expire_all()
    risk = get_risk(by, "R-001")
    told = list_signals(risk, scheme=by.scheme)
    courses = read_courses(by.programme, choose_live(by.programme), scheme=by.scheme)
    among = {each.id: find_signals(courses.of(each, by.scheme)) for each in live(by.programme)}
    assert among.get(risk.id, []) == told
    return told


def live(programme):
    return db.session.scalars(
        db.select(Risk).where(Risk.programme_id == programme.id, Risk.status.in_(LIVE))
    ).all()


def kinds(by):
    return [signal.kind for signal in signals(by)]


def test_a_risk_whose_work_goes_on_has_no_signals(member):
    assert signals(member("tom")) == []


def test_an_action_that_is_done_while_the_score_stands_is_signalled(member):
    tom = member("tom")
    report(tom, ActionStatus.DONE)

    (signal,) = signals(tom)
    assert signal.sentence == (
        "A-1.1 was done on 5 June 2018, but the score stands where it stood, at 12. "
        "The action was meant to bring it to 6."
    )


def test_an_action_counts_from_the_first_day_on_which_it_is_said_to_be_done(member):
    tom = member("tom")
    report(tom, ActionStatus.DONE)
    report(tom, ActionStatus.DONE, at=NOW + WEEK)

    assert "5 June 2018" in signals(tom)[0].sentence


def test_an_action_that_is_taken_up_again_is_not_done(member):
    tom = member("tom")
    report(tom, ActionStatus.DONE)
    report(tom, ActionStatus.ON_TRACK, at=NOW + WEEK)
    assert signals(tom) == []

    report(tom, ActionStatus.DONE, at=NOW + 2 * WEEK)
    assert "19 June 2018" in signals(tom)[0].sentence


def test_the_score_that_was_expected_settles_the_action(member):
    tom = member("tom")
    report(tom, ActionStatus.DONE)
    score(tom, 2, 3, at=NOW + WEEK)

    assert signals(tom) == []


def test_a_fall_for_which_nothing_was_done_is_signalled(member):
    tom = member("tom")
    score(tom, 3, 3)

    (signal,) = signals(tom)
    assert signal.sentence == (
        "The score fell from 12 to 9 on 5 June 2018, but since 3 May 2018 "
        "no action was done and no control changed."
    )


def test_a_changed_control_explains_a_fall(member):
    tom = member("tom")
    with write_transaction():
        risk = get_risk(tom, "R-001")
        words = ControlWords("Weekly sampling of plans", ControlState.IN_PLACE)
        add_control(risk, words, by=tom, at=NOW, version=risk.version)
    score(tom, 3, 3, at=NOW + WEEK)

    assert signals(tom) == []


def test_a_plan_that_stays_above_the_target_is_signalled(member):
    tom = member("tom")
    score(tom, 1, 3, basis=Basis.TARGET)

    (signal,) = signals(tom)
    assert signal.sentence == (
        "Taken together, the actions are meant to bring the score to 6; the target is 3."
    )


def test_a_risk_above_its_target_without_a_live_action_is_signalled(member):
    tom = member("tom")
    score(tom, 2, 3, basis=Basis.TARGET)
    report(tom, ActionStatus.DROPPED)

    assert kinds(tom) == [SignalKind.NOTHING_UNDER_WAY]


def test_an_expected_point_that_is_on_no_scale_any_more_expects_nothing(member):
    tom = member("tom")
    db.session.execute(db.update(Mitigation).values(expected_likelihood=9))

    assert signals(tom) == []


def test_a_risk_that_has_left_the_register_has_no_signals(member):
    amira = member("amira")
    report(amira, ActionStatus.DONE)
    with write_transaction():
        risk = get_risk(amira, "R-001")
        reason = "The board agreed on 10 May."
        move_risk(risk, Move.CLOSE, reason=reason, by=amira, at=NOW, version=risk.version)

    assert signals(amira) == []


def test_a_score_and_a_report_of_one_day_explain_each_other_in_whichever_order(member):
    tom = member("tom")
    score(tom, 3, 3)
    report(tom, ActionStatus.DONE)

    assert signals(tom) == []


@pytest.mark.parametrize("count", [10, 200])
def test_the_number_of_questions_to_the_database_does_not_grow(member, count):
    amira = member("amira")
    _plant(amira, count)
    db.session.expire_all()
    programme, asked = amira.programme, []
    programme.scheme.document  # noqa: B018 - read before the counting begins

    def note(_connection, _cursor, statement, *_more):
        asked.append(statement)

    risks = live(programme)
    event.listen(db.engine, "before_cursor_execute", note)
    courses = read_courses(programme, choose_live(programme), scheme=amira.scheme)
    told = {risk.id: find_signals(courses.of(risk, amira.scheme)) for risk in risks}
    event.remove(db.engine, "before_cursor_execute", note)

    assert len(told) == count + 2
    assert sum(bool(found) for found in told.values()) == count
    assert len(asked) == 5


def _plant(by, count):
    """Put risks above their target beside the two that are there, past the record."""
    first = get_risk(by, "R-001")
    same = {
        column.name: getattr(first, column.name)
        for column in Risk.__table__.columns
        if column.name not in {"id", "number"}
    }
    scheme_id = by.programme.scheme_id
    for number in range(3, count + 3):
        risk = Risk(number=number, **same)
        action = Action(
            programme_id=first.programme_id,
            reference=f"A-{number}.1",
            text="Recruit",
            lead_id=first.owner_id,
            original_due_on=DUE,
            due_on=DUE,
            status=ActionStatus.DROPPED,
        )
        db.session.add_all([risk, action, Mitigation(risk=risk, action=action)])
        for basis, points in ((Basis.CURRENT, (4, 3, 12)), (Basis.TARGET, (2, 3, 6))):
            likelihood, impact, reached = points
            db.session.add(
                Assessment(
                    risk=risk,
                    basis=basis,
                    likelihood=likelihood,
                    impact=impact,
                    score=reached,
                    band="amber",
                    scheme_id=scheme_id,
                    reason="",
                    method="owner",
                    assessed_by_id=by.person.id,
                    assessed_at=NOW,
                )
            )
    db.session.flush()
