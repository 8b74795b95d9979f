"""What a later pack changes, in a few short sentences."""

from collections.abc import Iterator, Mapping
from typing import Any

from risk_register.domain.pack_differences import Moved, PackDifferences
from risk_register.domain.pack_words import say_day

UNCHANGED = (
    "No score, words, owner or control of a risk and no date or state of an action has changed."
)


def say_differences(differences: PackDifferences, *, most: int) -> list[str]:
    """Say what is different, scores first; the last sentence counts what is left out.

    :param most: sentences to give at most, from 1
    """
    said = list(_sentences(differences))
    if not said:
        return [UNCHANGED]
    if len(said) <= most:
        return said
    left = len(said) - most + 1
    return [*said[: most - 1], f"There {'is' if left == 1 else 'are'} {left} more."]


def say_score(judged: Mapping[str, Any] | None) -> str:
    """Say a score with its points: 5 × 4 = 20 Red."""
    if judged is None:
        return "not scored"
    points = f"{judged['likelihood']} × {judged['impact']}"
    return f"{points} = {judged['score']} {judged['band_name']}"


def _sentences(differences: PackDifferences) -> Iterator[str]:
    for line in differences.moved:
        yield _say_move(line)
    for risk in differences.new:
        yield f"{risk['reference']} is new: {say_score(risk['current'])}."
    for gone in differences.gone:
        how = (gone.closing or {}).get("how", "closed") if gone.closing else "no longer told"
        yield f"{gone.risk['reference']} is {how}."
    for reworded in differences.reworded:
        names = ", ".join(change.name.lower() for change in reworded.changes)
        yield f"{reworded.risk['reference']} says something else: {names}."
    for owner in differences.owners:
        sides = f"the {owner.after}, before by the {owner.before}"
        yield f"{owner.risk['reference']} is owned by {sides}."
    yield from _say_actions(differences)
    for change in differences.briefing:
        yield f"{change.name} of the programme manager: changed."


def _say_actions(differences: PackDifferences) -> Iterator[str]:
    for action in differences.actions_finished:
        yield f"{action['reference']} is finished."
    for moved in differences.actions_moved:
        before, after = say_day(moved.before["due_on"]), say_day(moved.after["due_on"])
        yield f"{moved.after['reference']} is due on {after}, before on {before}."
    for moved in differences.actions_restated:
        before, after = (side["status_name"].lower() for side in (moved.before, moved.after))
        yield f"{moved.after['reference']} is {after}, before {before}."
    for action in differences.actions_new:
        yield f"{action['reference']} is a new action, due on {say_day(action['due_on'])}."
    for action in differences.actions_gone:
        yield f"{action['reference']} is no longer told."


def _say_move(line: Moved) -> str:
    meaning = f", {line.direction.value}" if line.direction else ""
    if line.is_rescaled:
        meaning = ", on another scale"
    sides = f"{say_score(line.before)} to {say_score(line.after)}"
    return f"{line.risk['reference']} moved from {sides}{meaning}."
