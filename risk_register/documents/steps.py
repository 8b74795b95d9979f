"""How the planned actions bring a risk from its score of today to its target, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from risk_register.documents.contents import is_comparable, kind_of
from risk_register.domain.directions import is_better, is_reached


@dataclass(frozen=True)
class Step:
    """A score that an action is expected to bring, once it is done."""

    action: Mapping[str, Any]
    expected: Mapping[str, Any]


@dataclass(frozen=True)
class Way:
    """The steps by due date, each bringing a better score than the one before, and the gap left.

    ``gap`` says how far the last step stays off the target; None without a target, 0 if it is
    reached.
    """

    steps: tuple[Step, ...]
    gap: int | None


def find_way(risk: Mapping[str, Any]) -> Way:
    """Find the way of a scored risk to its target; an action that betters nothing is no step."""
    kind = kind_of(risk)
    at = risk["current"]["score"]
    steps = []
    for action in sorted(risk["actions"], key=_rank):
        expected = action["expected"]
        if action["done"] or expected is None or not is_better(expected["score"], at, kind):
            continue
        steps.append(Step(action, expected))
        at = expected["score"]
    return Way(tuple(steps), _gap(at, risk))


def say_gap(way: Way) -> str:
    """Say whether the steps reach the target."""
    if not way.steps:
        return "No open action is expected to better the score: nothing leads to the target yet."
    if way.gap:
        return f"They leave it {way.gap} off the target: no action closes that gap."
    return "These actions reach the target."


def find_return(risk: Mapping[str, Any]) -> Step | None:
    """Find the step that brings a risk back within its appetite; None if nothing planned does."""
    if not is_comparable(risk):
        return None
    cap = risk["appetite"]["cap"]
    return next((step for step in find_way(risk).steps if step.expected["score"] <= cap), None)


def _rank(action: Mapping[str, Any]) -> tuple[str, str]:
    return action["due_on"], action["reference"]


def _gap(score: int, risk: Mapping[str, Any]) -> int | None:
    if risk["target"] is None:
        return None
    target = risk["target"]["score"]
    return 0 if is_reached(score, target, kind_of(risk)) else abs(score - target)
