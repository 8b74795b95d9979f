"""What a pack says beyond the snapshot's lines: orders, gatherings and sentences.

Everything is counted from the snapshot, so no number in a pack can contradict another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from risk_register.documents.heatmaps import OPPORTUNITY_SHAPES, SHAPES, is_threat
from risk_register.domain.directions import Direction, direction_of, is_reached
from risk_register.domain.risks import RiskKind

Risk = Mapping[str, Any]

LONG = 1_500  # characters; a row with a longer text may break over pages
MOST_LINES = 6  # of what moved or is late on the summary page; the rest has its own table


@dataclass(frozen=True)
class Late:
    """One thing that is late: what, whose, and by how many days."""

    reference: str
    text: str
    owner: Mapping[str, str]
    days: int
    due_on: str


@dataclass(frozen=True)
class PlannedAction:
    """An action with the references of all risks it is meant to lower."""

    action: Mapping[str, Any]
    risks: tuple[str, ...]


_CHANGED = {"up", "new", "rescaled", "down"}


def order_moved(risks: Sequence[Risk]) -> list[Risk]:
    """List the risks whose place has changed: worse first, then new, then better.

    One that was scored anew under another scheme stands with the new ones: it has no direction.
    """
    ranks = {Direction.WORSE: 0, Direction.SAME: 1, Direction.BETTER: 2}
    moved = [risk for risk in risks if risk["movement"]["kind"] in _CHANGED]
    return sorted(
        moved, key=lambda risk: (ranks[_direction(risk)], -abs(risk["movement"]["points"]))
    )


def list_earlier(risks: Sequence[Risk]) -> list[str]:
    """List the threats that stand in no cell and no band: an earlier scheme scored them."""
    return [
        risk["reference"]
        for risk in risks
        if is_threat(risk) and risk["current"] and risk["current"].get("earlier_scheme")
    ]


def count_opportunities(risks: Sequence[Risk]) -> int:
    """Count the opportunities, which stand neither on the heat map nor in the bands."""
    return sum(not is_threat(risk) for risk in risks)


def gather_actions(risks: Sequence[Risk]) -> list[PlannedAction]:
    """List every action once: overdue first, the longest first, then by due date."""
    found: dict[str, Mapping[str, Any]] = {}
    linked: dict[str, list[str]] = {}
    for risk in risks:
        for action in risk["actions"]:
            found.setdefault(action["reference"], action)
            linked.setdefault(action["reference"], []).append(risk["reference"])
    planned = [PlannedAction(found[name], tuple(linked[name])) for name in found]
    return sorted(planned, key=_rank_action)


def gather_late(risks: Sequence[Risk]) -> list[Late]:
    """List the overdue actions and reviews, the longest overdue first."""
    late = [
        Late(
            planned.action["reference"],
            planned.action["text"],
            planned.action["lead"],
            planned.action["overdue_days"],
            planned.action["due_on"],
        )
        for planned in gather_actions(risks)
        if planned.action["overdue_days"]
    ]
    late += [
        Late(
            risk["reference"],
            f"Review of “{risk['title']}”",
            risk["owner"],
            risk["review"]["overdue_days"],
            risk["review"]["due_on"],
        )
        for risk in risks
        if risk["review"]["overdue_days"]
    ]
    return sorted(late, key=lambda item: (-item.days, item.reference))


def list_asks(snapshot: Mapping[str, Any]) -> list[str]:
    """Say what the board is asked to do, from what the snapshot holds."""
    risks = snapshot["risks"]
    threats = [risk for risk in risks if is_threat(risk)]
    opportunities = [risk for risk in risks if not is_threat(risk)]
    changed = _references(risks, {"up", "down"})
    asks = []
    if changed:
        asks.append(f"agree or challenge the changed scores of {_join(changed)}")
    if snapshot["compared_with"] is None:
        asks.append("agree the first scores of the register")
    elif fresh := _references(risks, {"new"}):
        asks.append(f"agree the first scores of {_join(fresh)}, new since the last pack")
    if snapshot["closed"]:
        closed = [risk["reference"] for risk in snapshot["closed"]]
        asks.append(f"confirm the closing of {_join(closed)}")
    planned = gather_actions(risks)
    if overdue := [item.action["reference"] for item in planned if item.action["overdue_days"]]:
        asks.append(f"hear what holds up {_join(overdue)} and agree new dates")
    for effect, some in (("lowered", threats), ("raised", opportunities)):
        if unmoved := _without_effect(some):
            asks.append(f"ask why actions that are done have not {effect} {_join(unmoved)}")
    return asks or ["note that no score has changed and nothing is late"]


def say_movement(risk: Risk) -> str:
    """Say a movement in words: "Up 4", "Same", "New"; its shape stands before them.

    Of an opportunity it says what that means, too: "Up 4, better".
    """
    movement = risk["movement"]
    words = {
        "up": f"Up {movement['points']}",
        "down": f"Down {-movement['points']}",
        "same": "Same",
        "new": "New",
        "unscored": "Not scored",
        "rescaled": "Another scheme",
    }
    said = words[movement["kind"]]
    if is_threat(risk) or not movement["points"]:
        return said
    return f"{said}, {_direction(risk).value}"


def say_effect(action: Mapping[str, Any], risk: Risk) -> str | None:
    """Say so when an action is done but the risk has not come to what was expected."""
    expected, current = action["expected"], risk["current"]
    if action["status"] != "done" or expected is None or current is None:
        return None
    if is_reached(current["score"], expected["score"], kind_of(risk)):
        return None
    return (
        f"Done, but the score has not moved to the {expected['score']} expected: "
        f"it is {current['score']}."
    )


def kind_of(risk: Risk) -> RiskKind:
    """Give the kind of a risk, with the words it is told in."""
    return RiskKind.THREAT if is_threat(risk) else RiskKind.OPPORTUNITY


def shape_of(risk: Risk) -> str:
    """Give the shape of a movement alone, for where there is no room for its words."""
    shapes = SHAPES if is_threat(risk) else OPPORTUNITY_SHAPES
    return shapes[risk["movement"]["kind"]]


def list_between(risk: Risk, earlier: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """List the scores given since the earlier pack was frozen; the last is today's."""
    since = earlier["taken_at"][:10]
    return [point for point in risk["trend"] if point["on"] > since]


def is_long(risk: Risk) -> bool:
    """Tell whether a risk's reasons may not fit one page, so that their row has to break."""
    judged = (risk["inherent"], risk["current"], risk["target"])
    return any(len(judgement["reason"] or "") > LONG for judgement in judged if judgement)


def _direction(risk: Risk) -> Direction:
    return direction_of(risk["movement"]["points"], kind_of(risk))


def _rank_action(planned: PlannedAction) -> tuple[bool, int, str, str]:
    action = planned.action
    return (action["done"], -action["overdue_days"], action["due_on"], action["reference"])


def _references(risks: Iterable[Risk], kinds: set[str]) -> list[str]:
    return [risk["reference"] for risk in risks if risk["movement"]["kind"] in kinds]


def _without_effect(risks: Iterable[Risk]) -> list[str]:
    return [
        risk["reference"]
        for risk in risks
        if any(say_effect(action, risk) for action in risk["actions"])
    ]


def _join(names: Sequence[str]) -> str:
    if len(names) > MOST_LINES:
        return f"{', '.join(names[: MOST_LINES - 1])} and {len(names) - MOST_LINES + 1} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
