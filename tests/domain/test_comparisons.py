"""Two registers set against each other: nothing lost, nothing invented, the same both ways."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.comparisons import find_differences, list_rewordings
from risk_register.domain.moments import RiskAt, Standing, rank
from risk_register.domain.risks import Proximity, Publication, RiskStatus, Treatment

THEN = datetime(2018, 5, 10, 9, tzinfo=UTC)


def standing(number, points=(4, 3), status=RiskStatus.OPEN):
    likelihood, impact = points or (None, None)
    score = likelihood * impact if points else None
    return Standing(number, number, status, likelihood, impact, score)


POINTS = st.none() | st.tuples(st.integers(1, 5), st.integers(1, 5))
STANDINGS = st.builds(
    standing,
    st.integers(1, 12),
    POINTS,
    st.sampled_from([RiskStatus.OPEN, RiskStatus.OCCURRED]),
)
REGISTERS = st.lists(STANDINGS, max_size=10, unique_by=lambda one: one.number).map(
    lambda some: sorted(some, key=rank)
)
EDITED = st.sets(st.integers(1, 12))


def differences(earlier, later, left_before=(), edited=()):
    return find_differences(earlier, later, left_before=left_before, edited=edited)


def numbers(standings):
    return sorted(one.number for one in standings)


@given(REGISTERS)
def test_a_register_set_against_itself_shows_nothing(one):
    found = differences(one, one)

    assert [found.new, found.reopened, found.gone, found.moved, found.reworded] == [[]] * 5
    assert found.unchanged == len(one)


@given(REGISTERS, REGISTERS, EDITED)
def test_looked_at_the_other_way_round_everything_turns_round(one, other, edited):
    there, back = differences(one, other, (), edited), differences(other, one, (), edited)

    assert numbers(there.new) == numbers(back.gone)
    assert numbers(back.new) == numbers(there.gone)
    assert numbers(there.moved) == numbers(back.moved)
    assert numbers(there.reworded) == numbers(back.reworded)


@given(REGISTERS, REGISTERS, EDITED, EDITED)
def test_every_risk_of_either_register_is_told_once(one, other, edited, left):
    found = differences(one, other, left, edited)

    touched = set(numbers(found.moved)) | set(numbers(found.reworded))
    come = len(found.new) + len(found.reopened)
    known = {risk.number for risk in (*one, *other)}
    assert len(known) == come + len(found.gone) + len(touched) + found.unchanged


def test_a_new_judgement_of_the_same_points_is_no_movement():
    assert differences([standing(1)], [standing(1)]).unchanged == 1


def test_the_same_score_from_other_points_is_a_movement():
    assert numbers(differences([standing(1)], [standing(1, (3, 4))]).moved) == [1]


def test_a_risk_that_had_left_before_is_opened_again_and_not_new():
    found = differences([], [standing(1), standing(2)], left_before={1})

    assert (numbers(found.reopened), numbers(found.new)) == ([1], [2])


def test_a_risk_that_has_happened_says_something_else():
    assert numbers(
        differences([standing(1)], [standing(1, status=RiskStatus.OCCURRED)]).reworded
    ) == [1]


def test_the_highest_score_comes_first_then_impact_then_the_number():
    register = [
        standing(1000, (4, 4)),
        standing(999, (4, 4)),
        standing(3, (5, 4)),
        standing(1, None),
    ]

    assert [one.number for one in sorted(register, key=rank)] == [3, 999, 1000, 1]


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
    affects=(),
    treatment=Treatment.TREAT,
    proximity=Proximity.NOW,
    status=RiskStatus.OPEN,
    publication=Publication.OPEN,
    exempt_paragraph=None,
    exempt_reason=None,
    areas=("W1",),
    inherent=None,
    current=None,
    target=None,
    target_on=None,
    review_due_on=None,
    controls=(),
    actions=(),
    escalations=(),
    acceptance=None,
)


def test_a_rewording_says_what_it_was_and_what_it_is():
    changed = replace(
        RISK,
        cause="nobody applies",
        affects=("CCG", "School"),
        treatment=Treatment.TOLERATE,
        proximity=Proximity.WITHIN_3_MONTHS,
        publication=Publication.EXEMPT,
        exempt_paragraph=3,
        exempt_reason="It names a contract.",
        target_on=date(2018, 12, 31),
        areas=("W1", "W3"),
    )

    assert [(each.name, each.before, each.after) for each in list_rewordings(RISK, changed)] == [
        ("Cause", "posts are vacant", "nobody applies"),
        ("Also affects", "none", "CCG, School"),
        ("Treatment", "Treat", "Tolerate"),
        ("Proximity", "Now", "Within 3 months"),
        ("Publication", "Open", "Exempt, paragraph 3: It names a contract."),
        ("Target date", "none", "31 December 2018"),
        ("Improvement areas", "W1", "W1, W3"),
    ]
    assert list_rewordings(RISK, RISK) == ()
