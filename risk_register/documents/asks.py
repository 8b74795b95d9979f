"""What the board is asked to do, read from the snapshot; what the manager asks stands first."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from risk_register.documents.contents import list_overdue, say_effect
from risk_register.documents.heatmaps import is_threat

Risk = Mapping[str, Any]

MOST_NAMED = 6  # references in one sentence


def list_asks(snapshot: Mapping[str, Any]) -> list[str]:
    """Say what the board is asked to do, from what a completed snapshot holds."""
    risks = snapshot["risks"]
    asks = [
        *_ask_about_scores(snapshot),
        *_ask_about_closing(snapshot["closed"]),
        *_ask_about_appetite(risks, snapshot["acceptances_ended"]),
    ]
    if overdue := [item.action["reference"] for item in list_overdue(risks)]:
        asks.append(f"hear what holds up {_join(overdue)} and agree new dates")
    for effect, is_meant in (("lowered", True), ("raised", False)):
        some = [risk for risk in risks if is_threat(risk) is is_meant]
        if unmoved := _without_effect(some):
            asks.append(f"ask why actions that are done have not {effect} {_join(unmoved)}")
    return asks or [_note(risks)]


def list_asks_of(risk: Risk) -> list[str]:
    """Say what the board is asked about one risk; empty if nothing."""
    asks, movement = [], risk["movement"]
    if movement["kind"] in {"up", "down"}:
        before, now = movement["before"]["score"], risk["current"]["score"]
        asks.append(f"agree or challenge the change from {before} to {now}")
    if _is_unaccepted(risk):
        asks.append("accept it above its appetite until a date, or say what brings it back")
    if overdue := [action["reference"] for action in risk["actions"] if action["overdue_days"]]:
        asks.append(f"hear what holds up {_join(overdue)} and agree new dates")
    if _without_effect([risk]):
        asks.append("ask why actions that are done have not moved the score as expected")
    return asks


def _ask_about_scores(snapshot: Mapping[str, Any]) -> Iterable[str]:
    changed = _references(snapshot["risks"], {"up", "down"})
    if changed:
        yield f"agree or challenge the changed scores of {_join(changed)}"
    if snapshot["compared_with"] is None:
        yield "agree the first scores of the register"
    elif fresh := _references(snapshot["risks"], {"new"}):
        yield f"agree the first scores of {_join(fresh)}, new since the last pack"


def _ask_about_closing(closed: Sequence[Risk]) -> Iterable[str]:
    if ended := [risk["reference"] for risk in closed if risk["how"] != "merged"]:
        yield f"confirm the closing of {_join(ended)}"
    if merged := [risk for risk in closed if risk["how"] == "merged"]:
        pairs = [f"{risk['reference']} into {risk['merged_into']}" for risk in merged]
        yield f"confirm the merging of {_join(pairs)}"


def _ask_about_appetite(risks: Iterable[Risk], ended: Sequence[Risk]) -> Iterable[str]:
    if above := [risk["reference"] for risk in risks if _is_unaccepted(risk)]:
        yield f"accept {_join(above)} above the appetite, or say what brings them back within it"
    if ended:
        names = [acceptance["reference"] for acceptance in ended]
        yield f"decide again on {_join(names)}, whose acceptance has ended"


def _note(risks: Sequence[Risk]) -> str:
    """Say what there is to note where nothing is asked; a review may be late all the same."""
    anew = _references(risks, {"rescaled"})
    late = [risk["reference"] for risk in risks if risk["review"]["overdue_days"]]
    scores = "that no score has changed"
    if anew:
        scores = f"the scores of {_join(anew)}, given anew under another scheme,"
    if not late:
        return f"note {scores} and that nothing is late"
    if len(late) == 1:
        return f"note {scores} and that the review of {late[0]} is overdue"
    return f"note {scores} and that the reviews of {_join(late)} are overdue"


def _is_unaccepted(risk: Risk) -> bool:
    return bool(risk["appetite"] and risk["appetite"]["is_above"] and not risk["acceptance"])


def _references(risks: Iterable[Risk], kinds: set[str]) -> list[str]:
    return [risk["reference"] for risk in risks if risk["movement"]["kind"] in kinds]


def _without_effect(risks: Sequence[Risk]) -> list[str]:
    return [
        risk["reference"]
        for risk in risks
        if any(say_effect(action, risk) for action in risk["actions"])
    ]


def _join(names: Sequence[str]) -> str:
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[: MOST_NAMED - 1])} and {len(names) - MOST_NAMED + 1} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
