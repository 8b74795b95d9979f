"""What an earlier pack said, without the risks that are restricted now."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from risk_register.models import Programme
from risk_register.services.sights import list_restricted

#: The parts of a snapshot whose lines are each about one risk.
_PARTS = ("risks", "closed", "reworded", "acceptances_ended")


def leave_out_restricted(content: Mapping[str, Any], programme: Programme) -> dict[str, Any]:
    """Leave out of what a pack said the risks that are restricted now, and the asks that name them.

    A pack made later repeats the asks, and tells what has changed; neither may name such a risk.
    An ask names it by its reference, or by that of an action which serves no other risk.

    :param content: a snapshot of any format; it stays as it is
    """
    hidden = {risk.reference for risk in list_restricted(programme)}
    left = dict(content)
    if not hidden:
        return left
    named = hidden | _list_actions_of(content["risks"], hidden)
    for part in _PARTS:
        if part in content:
            left[part] = [line for line in content[part] if not _is_about(line, hidden)]
    if "asks" in content:
        left["asks"] = _list_unnamed(content["asks"], named)
    if "briefing" in content:
        asks = _list_unnamed(content["briefing"]["asks"], named)
        left["briefing"] = {**content["briefing"], "asks": asks}
    return left


def _is_about(line: Mapping[str, Any], hidden: Collection[str]) -> bool:
    return line["reference"] in hidden or line.get("merged_into") in hidden


def _list_actions_of(risks: Iterable[Mapping[str, Any]], hidden: Collection[str]) -> set[str]:
    """List the actions that serve hidden risks alone."""
    serving: dict[bool, set[str]] = {True: set(), False: set()}
    for risk in risks:
        references = {action["reference"] for action in risk["actions"]}
        serving[risk["reference"] in hidden] |= references
    return serving[True] - serving[False]


def _list_unnamed(asks: Iterable[str], named: Collection[str]) -> list[str]:
    # is not named by, nor A-1 by.
    words = "|".join(re.escape(reference) for reference in sorted(named))
    pattern = re.compile(rf"\b(?:{words})\b(?!\.?\d)")
    return [ask for ask in asks if not pattern.search(ask)]
