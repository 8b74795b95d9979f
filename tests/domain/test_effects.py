"""Where scores and the work against a risk do not fit together."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.actions import ActionStatus
from risk_register.domain.effects import (
    Course,
    Expected,
    Planned,
    Scored,
    SignalKind,
    find_signals,
)
from risk_register.domain.schemes import Scheme

SCHEME = Scheme.from_mapping(
    tomllib.loads((Path(__file__).parents[2] / "config/schemes/nhs-5x5.toml").read_text("utf-8"))
)
START = date(2018, 1, 1)
DONE, ON_TRACK, DROPPED = ActionStatus.DONE, ActionStatus.ON_TRACK, ActionStatus.DROPPED


def day(number):
    """Give a day of 2018, counted from 0 on 1 January."""
    return START + timedelta(days=number)


def scores(*given):
    """Give current scores: (day, score)."""
    return tuple(Scored(score, day(number)) for number, score in given)


def plan(status=ON_TRACK, expected=None, done=None, reference="A-1.1"):
    points = expected and Expected(*expected, SCHEME.score(*expected))
    return Planned(reference, status, points, None if done is None else day(done))


def kinds(course):
    return [signal.kind for signal in find_signals(course)]


def sentence(course):
    (signal,) = find_signals(course)
    return signal.sentence


def test_done_and_not_moved_says_when_and_what_was_expected():
    course = Course(SCHEME, scores((0, 12)), plans=[plan(DONE, expected=(2, 3), done=33)])

    assert sentence(course) == (
        "A-1.1 was done on 3 February 2018, but the score stands where it stood, at 12. "
        "The action was meant to bring it to 6."
    )


@pytest.mark.parametrize("given", [scores((0, 12), (33, 9)), scores((33, 12), (33, 9))])
def test_a_score_of_the_day_on_which_the_action_was_done_counts_as_its_effect(given):
    assert kinds(Course(SCHEME, given, plans=[plan(DONE, expected=(2, 3), done=33)])) == []


def test_an_action_done_on_the_first_day_is_compared_with_the_first_score_of_that_day():
    done = [plan(DONE, expected=(2, 3), done=33)]

    assert kinds(Course(SCHEME, scores((33, 12)), plans=done)) == [SignalKind.DONE_NOT_MOVED]


def test_done_and_risen_says_so():
    course = Course(SCHEME, scores((0, 12), (50, 15)), plans=[plan(DONE, expected=(2, 3), done=33)])

    assert "but the score rose from 12 to 15." in sentence(course)


@pytest.mark.parametrize(
    ("given", "planned"),
    [
        (scores((0, 12), (50, 9)), plan(DONE, expected=(2, 3), done=33)),  # it has moved
        (scores((0, 6)), plan(DONE, expected=(2, 3), done=33)),  # it is where it was meant to be
        (scores((40, 12)), plan(DONE, expected=(2, 3), done=33)),  # nobody had scored it by then
        (scores((0, 12)), plan(ON_TRACK, expected=(2, 3))),
        (scores((0, 12)), plan(DROPPED, expected=(2, 3))),
        (scores((0, 12)), plan(DONE, expected=(2, 3))),  # nobody knows when
    ],
)
def test_no_done_action_is_held_against_a_score_that_followed_or_could_not(given, planned):
    assert SignalKind.DONE_NOT_MOVED not in kinds(Course(SCHEME, given, plans=[planned]))


def test_without_an_expected_score_the_target_is_the_measure():
    done = [plan(DONE, done=33)]

    assert kinds(Course(SCHEME, scores((0, 6)), target=6, plans=done)) == []
    assert SignalKind.DONE_NOT_MOVED in kinds(Course(SCHEME, scores((0, 12)), target=6, plans=done))
    assert SignalKind.DONE_NOT_MOVED in kinds(Course(SCHEME, scores((0, 12)), plans=done))


def test_a_fall_for_which_nothing_was_done_is_named():
    course = Course(
        SCHEME, scores((0, 16), (31, 12)), plans=[plan()], controls_changed_on=[day(40)]
    )

    assert sentence(course) == (
        "The score fell from 16 to 12 on 1 February 2018, but since 1 January 2018 "
        "no action was done and no control changed."
    )


@pytest.mark.parametrize("when", [0, 10, 31])
def test_a_fall_is_explained_by_an_action_or_a_control_of_the_time_between(when):
    given = scores((0, 16), (31, 12))

    assert kinds(Course(SCHEME, given, plans=[plan(DONE, done=when)])) == []
    assert kinds(Course(SCHEME, given, controls_changed_on=[day(when)])) == []


def test_a_repeated_score_does_not_cut_off_what_was_done_before_it():
    course = Course(SCHEME, scores((0, 16), (20, 16), (31, 12)), controls_changed_on=[day(10)])

    assert kinds(course) == []


def test_only_the_newest_change_of_a_score_is_looked_at():
    assert kinds(Course(SCHEME, scores((0, 16), (31, 12), (60, 15)))) == []


def test_a_plan_that_stays_above_the_target_is_named():
    plans = [plan(expected=(3, 4)), plan(expected=(3, 3), reference="A-1.2"), plan()]
    course = Course(SCHEME, scores((0, 16)), target=6, plans=plans)

    assert sentence(course) == (
        "Taken together, the actions are meant to bring the score to 9; the target is 6."
    )


def test_the_effects_of_several_actions_add_up():
    plans = [plan(expected=(2, 4)), plan(expected=(4, 3), reference="A-1.2")]

    assert kinds(Course(SCHEME, scores((0, 16)), target=6, plans=plans)) == []


def test_a_dropped_action_promises_nothing():
    plans = [plan(expected=(3, 3)), plan(DROPPED, expected=(2, 3), reference="A-1.2")]

    assert kinds(Course(SCHEME, scores((0, 16)), target=6, plans=plans)) == [
        SignalKind.EFFECT_SHORT
    ]


@pytest.mark.parametrize("plans", [[], [plan(DROPPED)], [plan(DROPPED, expected=(2, 2))]])
def test_a_risk_above_its_target_without_a_live_action_is_named(plans):
    course = Course(SCHEME, scores((0, 12)), target=6, plans=plans)

    assert sentence(course) == "The score is 12, the target 6, and no action is under way."


def test_a_risk_that_nobody_has_scored_has_no_signals():
    assert find_signals(Course(SCHEME, target=6)) == []


STATUSES = st.sampled_from(ActionStatus)
EXPECTED = st.none() | st.tuples(st.integers(1, 5), st.integers(1, 5))
POINTS = st.integers(1, 25)
DAYS = st.integers(0, 60)


@st.composite
def plans(draw):
    status = draw(STATUSES)
    done = draw(DAYS) if status is DONE else None
    return plan(status, draw(EXPECTED), done, f"A-1.{draw(DAYS)}")


@st.composite
def courses(draw):
    days = sorted(draw(st.lists(DAYS, max_size=6)))
    return Course(
        SCHEME,
        scores=scores(*((number, draw(POINTS)) for number in days)),
        target=draw(st.none() | POINTS),
        plans=tuple(draw(st.lists(plans(), max_size=4))),
        controls_changed_on=tuple(day(number) for number in draw(st.lists(DAYS, max_size=2))),
    )


def changed(course, **values):
    return Course(**{**vars(course), **values})


@given(course=courses())
def test_signals_come_in_the_order_of_their_kinds_and_are_sentences(course):
    found = find_signals(course)

    assert [signal.kind for signal in found] == sorted(kinds(course), key=list(SignalKind).index)
    assert all(signal.sentence.endswith(".") for signal in found)


@given(course=courses())
def test_saying_the_same_score_again_changes_no_signal(course):
    if course.scores:
        again = (*course.scores, Scored(course.scores[-1].score, day(99)))
        assert find_signals(changed(course, scores=again)) == find_signals(course)


@given(course=courses())
def test_a_risk_that_reached_its_target_lacks_no_work(course):
    if course.scores:
        reached = changed(course, target=course.scores[-1].score)
        assert not {SignalKind.EFFECT_SHORT, SignalKind.NOTHING_UNDER_WAY} & set(kinds(reached))


@given(course=courses(), expected=EXPECTED)
def test_an_action_under_way_ends_that_nothing_is(course, expected):
    busier = changed(course, plans=(*course.plans, plan(expected=expected)))

    assert SignalKind.NOTHING_UNDER_WAY not in kinds(busier)


@given(course=courses())
def test_a_score_that_falls_below_all_before_satisfies_every_done_action(course):
    if course.scores:
        lower = (*course.scores, Scored(0, day(99)))
        assert SignalKind.DONE_NOT_MOVED not in kinds(changed(course, scores=lower))


@given(course=courses())
def test_each_action_is_named_at_most_once_and_only_if_done(course):
    named = [s for s in find_signals(course) if s.kind is SignalKind.DONE_NOT_MOVED]

    assert len(named) <= sum(plan.status is DONE for plan in course.plans)


@given(course=courses())
def test_a_control_that_changed_with_each_score_explains_every_fall(course):
    days = [said.given_on for said in course.scores]

    assert SignalKind.FELL_UNEXPLAINED not in kinds(changed(course, controls_changed_on=days))


@given(course=courses())
def test_scores_that_only_rise_are_never_a_fall(course):
    rising = sorted(course.scores, key=lambda said: said.score)
    risen = scores(*((number, said.score) for number, said in enumerate(rising)))

    assert SignalKind.FELL_UNEXPLAINED not in kinds(changed(course, scores=risen))


@given(course=courses(), shift=st.integers(1, 400))
def test_only_the_order_of_things_counts_not_their_dates(course, shift):
    def later(when):
        return when and when + timedelta(days=shift)

    moved = changed(
        course,
        scores=tuple(Scored(said.score, later(said.given_on)) for said in course.scores),
        plans=tuple(
            Planned(p.reference, p.status, p.expected, later(p.done_on)) for p in course.plans
        ),
        controls_changed_on=tuple(later(when) for when in course.controls_changed_on),
    )
    assert kinds(moved) == kinds(course)
