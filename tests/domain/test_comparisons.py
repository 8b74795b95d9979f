"""Two registers set against each other: nothing lost, nothing invented, the same both ways."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.comparisons import compare
from risk_register.domain.moments import Departure, JudgementAt, RegisterAt, RiskAt
from risk_register.domain.risks import RiskStatus, Treatment

THEN = datetime(2018, 5, 10, 9, tzinfo=UTC)


def judged(likelihood, impact, reason="The board agreed."):
    return JudgementAt(
        likelihood, impact, likelihood * impact, "red", THEN, "Head of Casework", reason
    )


RISK = RiskAt(
    reference="R-001",
    title="Too few caseworkers",
    category="capacity",
    cause="posts are vacant",
    event="casework falls behind",
    consequence="plans are late",
    owner="Head of Casework",
    agency="Council",
    carrying_agency="Council",
    treatment=Treatment.TREAT,
    status=RiskStatus.OPEN,
    current=judged(4, 3),
    actions=(),
)
JUDGEMENTS = st.none() | st.builds(judged, st.integers(1, 5), st.integers(1, 5))
RISKS = st.builds(
    replace,
    st.just(RISK),
    reference=st.integers(1, 12).map("R-{:03}".format),
    title=st.sampled_from(["Too few caseworkers", "Caseworkers leave"]),
    treatment=st.sampled_from(Treatment),
    current=JUDGEMENTS,
)


def register(risks, at=THEN, departures=()):
    return RegisterAt(at, tuple(sorted(risks, key=lambda risk: risk.rank)), tuple(departures))


REGISTERS = st.lists(RISKS, max_size=10, unique_by=lambda risk: risk.reference).map(register)


def named(lines):
    return sorted(line.risk.reference for line in lines)


@given(REGISTERS)
def test_a_register_set_against_itself_shows_nothing(one):
    found = compare(one, one)

    assert found.is_empty
    assert found.unchanged == len(one.risks)


@given(REGISTERS, REGISTERS)
def test_looked_at_the_other_way_round_everything_turns_round(one, other):
    there, back = compare(one, other), compare(other, one)

    assert sorted(risk.reference for risk in there.new) == named(back.closed)
    assert sorted(risk.reference for risk in back.new) == named(there.closed)
    assert {move.risk.reference: (move.before, move.after) for move in there.moved} == {
        move.risk.reference: (move.after, move.before) for move in back.moved
    }
    assert {line.risk.reference: turned(line.changes) for line in there.reworded} == {
        line.risk.reference: line.changes for line in back.reworded
    }


def turned(changes):
    return tuple(replace(change, before=change.after, after=change.before) for change in changes)


@given(REGISTERS, REGISTERS)
def test_every_risk_of_either_register_is_told_once(one, other):
    found = compare(one, other)

    touched = set(named(found.moved)) | set(named(found.reworded))
    told = {risk.reference for risk in found.new} | set(named(found.closed)) | touched
    known = {risk.reference for risk in (*one.risks, *other.risks)}
    assert told <= known
    assert len(known) == len(found.new) + len(found.closed) + len(touched) + found.unchanged


@given(REGISTERS, REGISTERS)
def test_a_movement_is_worse_where_the_score_is_higher(one, other):
    for move in compare(one, other).moved:
        assert move.before != move.after
        if move.before and move.after:
            assert move.points == move.after.score - move.before.score
        else:
            assert move.points is None


def test_a_new_judgement_of_the_same_points_is_no_movement():
    again = replace(RISK, current=judged(4, 3, reason="Nothing has changed."))

    assert compare(register([RISK]), register([again])).is_empty


def test_the_same_score_from_other_points_is_a_movement():
    (move,) = compare(register([RISK]), register([replace(RISK, current=judged(3, 4))])).moved

    assert (move.points, move.after.impact) == (0, 4)


def test_a_rewording_says_what_it_was_and_what_it_is():
    changed = replace(RISK, cause="nobody applies", treatment=Treatment.TOLERATE)

    (line,) = compare(register([RISK]), register([changed])).reworded
    assert [(change.name, change.before, change.after) for change in line.changes] == [
        ("Cause", "posts are vacant", "nobody applies"),
        ("Treatment", "Treat", "Tolerate"),
    ]


def test_a_risk_that_left_is_told_with_how_it_left():
    departure = Departure("R-001", RiskStatus.MERGED, THEN, "It is the same risk.", "R-002")
    later = register([], at=THEN + timedelta(days=1), departures=[departure])

    (left,) = compare(register([RISK]), later).closed
    assert (left.risk, left.departure) == (RISK, departure)
