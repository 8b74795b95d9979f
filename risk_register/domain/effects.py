"""Whether what was done about a risk worked: what a board should not overlook.

A score follows the work only when somebody judges so. These rules compare the
two and say where they do not fit together; they change nothing. They count in
London dates: whoever scores a risk and reports on its action in one sitting
says one thing, in whichever order.

For an opportunity every rule is mirrored: its score is meant to rise, and its
target is reached from below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from risk_register.domain.actions import ActionStatus
from risk_register.domain.directions import is_better, is_reached
from risk_register.domain.risks import RiskKind
from risk_register.domain.schemes import Scheme


class SignalKind(StrEnum):
    """In which way scores and work do not fit together."""

    DONE_NOT_MOVED = "done_not_moved"
    FELL_UNEXPLAINED = "fell_unexplained"
    EFFECT_SHORT = "effect_short"
    NOTHING_UNDER_WAY = "nothing_under_way"


@dataclass(frozen=True)
class Signal:
    """One thing to look at, with the sentence that says it."""

    kind: SignalKind
    sentence: str


class Dated(Protocol):
    """A current score and when it was given."""

    @property
    def score(self) -> int:
        """Give the score."""

    @property
    def given_on(self) -> date:
        """Give the London date."""


@dataclass(frozen=True)
class Scored:
    """A current score and when it was given, known before."""

    score: int
    given_on: date


@dataclass(frozen=True)
class Expected:
    """Where an action is meant to bring a risk; points count from 1."""

    likelihood: int
    impact: int
    score: int


@dataclass(frozen=True)
class Planned:
    """An action against the risk, and where it is meant to bring it, if that was said."""

    reference: str
    status: ActionStatus
    expected: Expected | None = None
    done_on: date | None = None  #: None if it is not, or nobody knows


@dataclass(frozen=True)
class Course:
    """What happened to one risk; ``scores`` are the current ones, the oldest first."""

    scheme: Scheme
    scores: Sequence[Dated] = ()
    target: int | None = None  #: a score
    plans: Sequence[Planned] = ()
    controls_changed_on: Sequence[date] = ()
    kind: RiskKind = RiskKind.THREAT

    @property
    def is_at_target(self) -> bool:
        """Say whether there is a target and the newest score has reached it."""
        return self.target is not None and is_reached(self.scores[-1].score, self.target, self.kind)


def find_signals(course: Course) -> list[Signal]:
    """Name everything about a risk that does not fit together, in the order of the kinds."""
    if not course.scores:
        return []
    return [
        *_find_done_not_moved(course),
        *_find_unexplained_fall(course),
        *_find_short_effect(course),
        *_find_nothing_under_way(course),
    ]


def _find_done_not_moved(course: Course) -> list[Signal]:
    """Name the actions that were done and after which the score became no better."""
    now = course.scores[-1].score
    found = []
    for plan in course.plans:
        if plan.status is not ActionStatus.DONE or plan.done_on is None:
            continue
        then = _score_before(course.scores, plan.done_on)
        aim = plan.expected.score if plan.expected else course.target
        if then is None or is_better(now, then, course.kind):
            continue
        if aim is not None and is_reached(now, aim, course.kind):
            continue
        meant = f" The action was meant to bring it to {aim}." if plan.expected else ""
        sentence = (
            f"{plan.reference} was done on {_say(plan.done_on)}, but the score "
            f"{_stands(then, now)}.{meant}"
        )
        found.append(Signal(SignalKind.DONE_NOT_MOVED, sentence))
    return found


def _find_unexplained_fall(course: Course) -> list[Signal]:
    """Name the newest change of the score if it is for the better and nothing was done for it.

    What was done counts from the day on which the score before was first given:
    an effect may show late, and a score that was repeated meanwhile explains nothing.
    """
    runs = _list_changes(course.scores)
    if len(runs) < 2 or not is_better(runs[-1].score, runs[-2].score, course.kind):
        return []
    before, after = runs[-2:]
    since, until = before.given_on, after.given_on
    done = [plan.done_on for plan in course.plans if plan.done_on is not None]
    if any(since <= day <= until for day in (*done, *course.controls_changed_on)):
        return []
    sentence = (
        f"The score {_went(before.score, after.score)} from {before.score} to {after.score} "
        f"on {_say(until)}, but since {_say(since)} no action was done and no control changed."
    )
    return [Signal(SignalKind.FELL_UNEXPLAINED, sentence)]


def _find_short_effect(course: Course) -> list[Signal]:
    """Name a plan that falls short of the target even if every action has its effect.

    Effects add up: one action may change the likelihood and another the impact.
    """
    hoped = [
        plan.expected
        for plan in course.plans
        if plan.expected is not None and plan.status is not ActionStatus.DROPPED
    ]
    if course.target is None or course.is_at_target or not hoped:
        return []
    furthest = min if course.kind is RiskKind.THREAT else max
    best = course.scheme.score(
        furthest(expected.likelihood for expected in hoped),
        furthest(expected.impact for expected in hoped),
    )
    if is_reached(best, course.target, course.kind):
        return []
    sentence = (
        f"Taken together, the actions are meant to bring the score to {best}; "
        f"the target is {course.target}."
    )
    return [Signal(SignalKind.EFFECT_SHORT, sentence)]


def _find_nothing_under_way(course: Course) -> list[Signal]:
    """Name a risk that has not reached its target and on which no unfinished action works."""
    now = course.scores[-1].score
    if course.target is None or course.is_at_target:
        return []
    if any(not plan.status.is_finished for plan in course.plans):
        return []
    sentence = f"The score is {now}, the target {course.target}, and no action is under way."
    return [Signal(SignalKind.NOTHING_UNDER_WAY, sentence)]


def _score_before(scores: Sequence[Dated], day: date) -> int | None:
    """Give the score a day began with, or else the first one of that day; None before any."""
    earlier = [said.score for said in scores if said.given_on < day]
    if earlier:
        return earlier[-1]
    return scores[0].score if scores[0].given_on == day else None


def _list_changes(scores: Sequence[Dated]) -> list[Dated]:
    """Keep the first of scores that only repeat the one before."""
    kept: list[Dated] = []
    for said in scores:
        if not kept or kept[-1].score != said.score:
            kept.append(said)
    return kept


def _stands(before: int, now: int) -> str:
    if before == now:
        return f"stands where it stood, at {now}"
    return f"{_went(before, now)} from {before} to {now}"


def _went(before: int, after: int) -> str:
    return "rose" if after > before else "fell"


def _say(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
