"""The snapshot of the demonstration's June pack, and awkward packs made from it.

``june_2018.json`` is what the service froze for the board of 14 June 2018, word for word.
"""

import copy
import json
from pathlib import Path
from typing import Any

FINGERPRINT = "5e" * 32
FOLDER = Path(__file__).parent


def build_snapshot(**changes: Any) -> dict[str, Any]:
    """Give the June snapshot, with some of its parts in other words."""
    snapshot: dict[str, Any] = json.loads((FOLDER / "june_2018.json").read_text(encoding="utf-8"))
    return snapshot | changes


def build_order(snapshot: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Give everything ``draw_pack`` and the press need, as the service orders it."""
    order: dict[str, Any] = {
        "snapshot": build_snapshot() if snapshot is None else snapshot,
        "fingerprint": FINGERPRINT,
        "edition": "full",
        "version": 1,
        "correction": None,
    }
    return order | changes


def build_empty_snapshot() -> dict[str, Any]:
    """Give the snapshot of a register without a single risk, reader or word to explain."""
    snapshot = build_snapshot(risks=[], closed=[], readers=[], glossary=[], compared_with=None)
    snapshot["improvement_areas"] = []
    snapshot["counts"] = {name: 0 for name in snapshot["counts"] if name != "bands"} | {
        "bands": [{**band, "count": 0, "before": None} for band in snapshot["counts"]["bands"]]
    }
    return snapshot


def build_large_snapshot(size: int = 60) -> dict[str, Any]:
    """Give a snapshot of so many risks, the seven of June over and over."""
    snapshot = build_snapshot()
    seven = snapshot["risks"]
    risks = []
    for number in range(1, size + 1):
        risk = copy.deepcopy(seven[(number - 1) % len(seven)])
        risk["reference"] = f"R-{number:03}"
        for place, action in enumerate(risk["actions"], start=1):
            action["reference"] = f"A-{number}.{place}"
        risks.append(risk)
    snapshot["risks"] = risks
    return snapshot


def build_varied_snapshot(size: int) -> dict[str, Any]:
    """Give a snapshot of so many risks of which no two say the same, as a real register's do.

    What it costs to draw is measured with it: the words of June's risks in another order.
    """
    snapshot = build_large_snapshot(size)
    for number, risk in enumerate(snapshot["risks"]):
        risk.update(_turn(risk, number))
    return snapshot


def build_wordy_snapshot(text: str) -> dict[str, Any]:
    """Give the June snapshot with one text in every place that people write in."""
    return _fill(build_snapshot(), text)


def build_long_snapshot(text: str) -> dict[str, Any]:
    """Give the June snapshot with one text in every place of its first risk."""
    snapshot = build_snapshot()
    snapshot["risks"][0] = _fill(snapshot["risks"][0], text)
    return snapshot


#: What a snapshot did not hold at first, as a register without such things fills it.
PLAIN: dict[str, Any] = {
    "kind": "threat",
    "affects": [],
    "related": [],
    "exempt_paragraph": None,
    "exempt_reviewer": None,
    "exempt_review_on": None,
}


def build_mixed_snapshot() -> dict[str, Any]:
    """Give the June snapshot with R-004 as an opportunity whose score rose by 4."""
    snapshot = build_snapshot()
    for risk in snapshot["risks"]:
        risk.update(copy.deepcopy(PLAIN))
    risk = find_line(snapshot, "R-004")
    risk.update(kind="opportunity", treatment="exploit", affects=["OCC ASC", "Schools"])
    risk["movement"].update(kind="up", points=4)
    risk["related"] = [{"says": "is fed by", "reference": "R-006"}]
    exempt = find_line(snapshot, "R-002")
    exempt["exempt_review_on"] = "2018-07-31"
    exempt["exempt_reviewer"] = {"post": "Programme Manager", "agency": "OCC"}
    snapshot["counts"]["opportunities"] = 1
    return snapshot


def find_line(snapshot: dict[str, Any], reference: str) -> dict[str, Any]:
    """Find the line of one risk."""
    return next(risk for risk in snapshot["risks"] if risk["reference"] == reference)


PEOPLE_WRITE = {
    "cause", "consequence", "event", "exempt_reason", "handling", "meaning", "name", "note",
    "notice", "place", "post", "agency", "carrying_agency", "category", "prepared_by", "reason",
    "short", "term", "text", "title",
}  # fmt: skip


#: Of these a register has a few words each; the rest is written anew for every risk.
CHOSEN = {"agency", "carrying_agency", "category", "meaning", "name", "place", "post", "term"}


def _turn(value: Any, by: int, key: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _turn(part, by, key) for key, part in value.items()}
    if isinstance(value, list):
        return [_turn(part, by + place, key) for place, part in enumerate(value)]
    if key in PEOPLE_WRITE - CHOSEN and isinstance(value, str):
        words = value.split()
        by %= len(words) or 1
        return " ".join(words[by:] + words[:by])
    return value


def _fill(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {
            key: text if key in PEOPLE_WRITE and isinstance(part, str) else _fill(part, text)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [_fill(part, text) for part in value]
    return value
