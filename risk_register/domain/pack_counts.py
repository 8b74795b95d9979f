"""What a pack counts: every number of its summary, from the lines it prints and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from risk_register.domain.directions import Direction, direction_of
from risk_register.domain.risks import RiskKind

Line = Mapping[str, Any]


def count_content(
    content: Mapping[str, Any], *, told: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Count what the summary page prints; no opportunity stands in a band.

    ``new`` counts first scores, those of risks that came back included; ``closed`` counts all that
    left the register, ``merged`` those of them that another risk stands for.

    :param content: a snapshot in format 2; its own counts are not looked at
    :param told: the bands that the pack compared with counted
    """
    risks = content["risks"]
    kinds = [risk["movement"]["kind"] for risk in risks]
    ways = [direction_of(risk["movement"]["points"], RiskKind(risk["kind"])) for risk in risks]
    actions = list_actions(risks)
    return {
        "open": len(risks),
        "opportunities": sum(risk["kind"] != RiskKind.THREAT for risk in risks),
        "new": kinds.count("new"),
        "reopened": sum(risk["reopened_on"] is not None for risk in risks),
        "closed": len(content["closed"]),
        "merged": sum(line["how"] == "merged" for line in content["closed"]),
        "worse": ways.count(Direction.WORSE),
        "better": ways.count(Direction.BETTER),
        "same": kinds.count("same"),
        "rescaled": kinds.count("rescaled"),
        "reworded": len(content["reworded"]),
        "actions": len(actions),
        "overdue_actions": sum(action["overdue_days"] > 0 for action in actions),
        "overdue_reviews": sum(risk["review"]["overdue_days"] > 0 for risk in risks),
        "unreviewed": _count_unreviewed(risks, content["compared_with"]),
        "above_appetite": sum(_is_above(risk) for risk in risks),
        "acceptances_ended": len(content["acceptances_ended"]),
        "stuck": sum(risk["stuck"] is not None for risk in risks),
        "withheld": len(content["withheld"]),
        **_count_bands(risks, content["scheme"]["bands"], told),
    }


def list_actions(risks: Iterable[Line]) -> list[Line]:
    """List every action once, though it may serve several risks."""
    found: dict[str, Line] = {}
    for risk in risks:
        for action in risk["actions"]:
            found.setdefault(action["reference"], action)
    return list(found.values())


def count_work(actions: Iterable[Line]) -> dict[str, int]:
    """Count actions, those done and those overdue; what was dropped is no work."""
    kept = [action for action in actions if action["status"] != "dropped"]
    return {
        "total": len(kept),
        "done": sum(action["status"] == "done" for action in kept),
        "overdue": sum(action["overdue_days"] > 0 for action in kept),
    }


def _count_bands(
    risks: Iterable[Line], bands: Iterable[Line], told: Iterable[Line]
) -> dict[str, Any]:
    # A band of another scheme is not this one, though its key may be the same.
    before = {(band["key"], band["name"]): band["count"] for band in told}
    threats = [risk["current"] for risk in risks if risk["kind"] == RiskKind.THREAT]
    judged = [current for current in threats if current is not None]
    held = [current["band"] for current in judged if not current.get("earlier_scheme")]
    return {
        "earlier_scheme": len(judged) - len(held),
        "bands": [
            {
                "key": band["key"],
                "name": band["name"],
                "count": held.count(band["key"]),
                "before": before.get((band["key"], band["name"])),
            }
            for band in bands
        ],
    }


def _count_unreviewed(risks: Iterable[Line], compared: Line | None) -> int:
    """Count the risks that nobody has looked at since the pack compared with was frozen."""
    if compared is None:
        return 0
    since = datetime.fromisoformat(compared["taken_at"])
    looks = [risk["review"]["reviewed_at"] for risk in risks]
    return sum(look is None or datetime.fromisoformat(look) <= since for look in looks)


def _is_above(risk: Line) -> bool:
    return bool(risk["appetite"] and risk["appetite"]["is_above"])
