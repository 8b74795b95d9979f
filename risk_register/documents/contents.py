"""What a pack says beyond the snapshot's lines: orders, gatherings and sentences.

Everything is counted from the snapshot, so no number in a pack can contradict another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from risk_register.documents.heatmaps import OPPORTUNITY_SHAPES, SHAPES, is_threat
from risk_register.domain.acceptances import AcceptanceState
from risk_register.domain.controls import AssuranceLine
from risk_register.domain.directions import Direction, direction_of, is_reached
from risk_register.domain.exemptions import say_exempt, say_parts
from risk_register.domain.packs import PackKind
from risk_register.domain.risks import RiskKind

Risk = Mapping[str, Any]

LONG = 1_500  # characters; a row with a longer text may break over pages
MOST_MATTERS = 5  # lines of risks that the summary page has room for
MOST_LATE = 2  # things that are late there; the rest has its own table
MOST_OFF_TRACK = 3  # indicators there
MOST_NAMED = 3  # references in a line there
STUCK_SLIPS = 2  # an action moved so often is told with what is stuck


@dataclass(frozen=True)
class Late:
    """One thing that is late: what, whose, and by how many days."""

    reference: str
    text: str
    owner: Mapping[str, str]
    days: int
    due_on: str


@dataclass(frozen=True)
class Held:
    """How many of something the pack holds, and in which section they are drawn."""

    what: str
    count: int
    section: str
    where: str


@dataclass(frozen=True)
class PlannedAction:
    """An action with the references of all risks it is meant to lower."""

    action: Mapping[str, Any]
    risks: tuple[str, ...]


_CHANGED = {"up", "new", "rescaled", "down"}
_RESCORED = _CHANGED - {"new"}


def has_page(risk: Risk) -> bool:
    """Tell whether a risk has a page of its own: in the highest band, or with another score.

    A pack for monitoring shows each of them with its trend.
    """
    return bool(risk["is_monitored"] or risk["is_top"] or risk["movement"]["kind"] in _RESCORED)


def list_paged(risks: Sequence[Risk]) -> list[Risk]:
    """List the risks that have a page of their own, in the order of the register."""
    return [risk for risk in risks if has_page(risk)]


def find_anchors(snapshot: Mapping[str, Any]) -> dict[str, str]:
    """Say by reference where a link to a risk leads: to its page, or to its row."""
    rows = [risk["reference"] for risk in (*snapshot["risks"], *snapshot["withheld"])]
    pages = {risk["reference"]: risk["reference"] for risk in list_paged(snapshot["risks"])}
    return {name: f"row-{name}" for name in rows} | pages


def list_matters(risks: Sequence[Risk]) -> list[Risk]:
    """List the risks the summary names: what became worse, then the highest scores."""
    worse = [risk for risk in order_moved(risks) if _direction(risk) is Direction.WORSE]
    top = [risk for risk in risks if risk["is_top"]]
    better = [risk for risk in order_moved(risks) if _direction(risk) is Direction.BETTER]
    named = {risk["reference"]: risk for risk in (*worse, *top, *better, *risks)}
    return list(named.values())[:MOST_MATTERS]


def order_moved(risks: Sequence[Risk]) -> list[Risk]:
    """List the risks whose place has changed: worse first, then new, then better.

    One that was scored anew under another scheme stands with the new ones: it has no direction.
    """
    ranks = {Direction.WORSE: 0, Direction.SAME: 1, Direction.BETTER: 2}
    moved = [risk for risk in risks if risk["movement"]["kind"] in _CHANGED]
    return sorted(
        moved, key=lambda risk: (ranks[_direction(risk)], -abs(risk["movement"]["points"]))
    )


def list_moved(snapshot: Mapping[str, Any]) -> list[Risk]:
    """List the risks whose place has changed since the pack compared with; none in a first pack."""
    return order_moved(snapshot["risks"]) if snapshot["compared_with"] else []


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


def list_above(risks: Sequence[Risk]) -> list[Risk]:
    """List the risks above their appetite, the longest above it first."""
    above = [risk for risk in risks if risk["appetite"] and risk["appetite"]["is_above"]]
    return sorted(above, key=lambda risk: -risk["appetite"]["months"])


def list_stuck(risks: Sequence[Risk]) -> list[Risk]:
    """List the risks that keep their top score pack after pack, the longest first."""
    stuck = [risk for risk in risks if risk["stuck"]]
    return sorted(stuck, key=lambda risk: -risk["stuck"]["packs"])


def list_unscored(risks: Sequence[Risk]) -> list[Risk]:
    """List the risks without a current score."""
    return [risk for risk in risks if risk["current"] is None]


def list_overdue(risks: Sequence[Risk]) -> list[PlannedAction]:
    """List the overdue actions once, the longest overdue first."""
    return [planned for planned in gather_actions(risks) if planned.action["overdue_days"]]


def list_slipped(risks: Sequence[Risk]) -> list[PlannedAction]:
    """List the open actions whose due date was moved twice or more, the most often moved first."""
    slipped = [
        planned
        for planned in gather_actions(risks)
        if planned.action["slips"] >= STUCK_SLIPS and not planned.action["done"]
    ]
    return sorted(slipped, key=lambda planned: -planned.action["slips"])


def list_unreviewed(snapshot: Mapping[str, Any]) -> list[Risk]:
    """List the risks nobody has looked at since the pack compared with."""
    earlier = snapshot["compared_with"]
    if earlier is None:
        return []
    since = earlier["taken_at"]
    return [risk for risk in snapshot["risks"] if (risk["review"]["reviewed_at"] or "") <= since]


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


def say_why(risk: Risk) -> str:
    """Give the reason for a risk's latest movement, else for its score."""
    reason = risk["movement"]["reason"] or (risk["current"] or {"reason": None})["reason"]
    return reason or "No reason was recorded."


def say_ended(acceptance: Mapping[str, Any]) -> str:
    """Say how an acceptance ended: its day came, the score outgrew it, or it was withdrawn."""
    return AcceptanceState(acceptance.get("how") or AcceptanceState.EXPIRED).label


def list_partly(snapshot: Mapping[str, Any]) -> list[tuple[str, str]]:
    """List the risks of which an edition leaves out some texts: reference, and what and why."""
    if snapshot["edition"] is None:
        return []
    return [
        (
            risk["reference"],
            f"{say_parts(risk['exempt_fields'])} only, {say_exempt(risk['exempt_paragraph'])}",
        )
        for risk in snapshot["risks"]
        if risk["exempt_fields"]
    ]


def say_counted(withheld: Sequence[Mapping[str, Any]]) -> str:
    """Say whether the heat map counts what is withheld."""
    counted = sum(kept["current"] is not None for kept in withheld)
    if counted == 0:
        return "not counted on the heat map"
    return (
        "counted on the heat map"
        if counted == len(withheld)
        else f"{counted} counted on the heat map"
    )


def count_held(snapshot: Mapping[str, Any]) -> list[Held]:
    """Count what the pack holds, section by section."""
    risks = snapshot["risks"]
    moved = list_moved(snapshot)
    paged = ("Risks with a page of their own", "risks", "One page each")
    if snapshot["kind"] == PackKind.MONITORING:
        paged = ("Risks with their trend", "areas", "Area by area")
    standing = [
        risk
        for risk in risks
        if is_threat(risk) and risk["current"] and not risk["current"].get("earlier_scheme")
    ]
    counted = sum(kept["current"] is not None for kept in snapshot["withheld"])
    return [
        Held("Open risks in the register", len(risks), "register", "Register"),
        Held("Risks withheld from this edition", len(snapshot["withheld"]), "register", "Register"),
        Held("Threats on the heat map", len(standing) + counted, "heat-map", "Heat map"),
        Held("New or changed scores", len(moved), "movement", "What has moved"),
        Held("Closed and merged risks", len(snapshot["closed"]), "closed", "Closed and merged"),
        Held(paged[0], len(list_paged(risks)), *paged[1:]),
        Held("Actions", len(gather_actions(risks)), "actions", "All actions"),
        Held("Overdue actions", len(list_overdue(risks)), "overdue", "Overdue actions"),
    ]


def say_assurance(control: Mapping[str, Any]) -> str:
    """Say who assures a control: "Second line: those who oversee the work have checked it"."""
    if control["assurance_line"] is None:
        return "Nobody is named who assures it"
    line = AssuranceLine(control["assurance_line"])
    return f"{line.label}: {line.meaning}"


def say_effect(action: Mapping[str, Any], risk: Risk) -> str | None:
    """Say so when an action is done but the risk has not come to what was expected."""
    expected, current = action["expected"], risk["current"]
    if action["status"] != "done" or expected is None or not is_comparable(risk):
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


def list_of_area(snapshot: Mapping[str, Any], area: Mapping[str, Any]) -> list[Risk]:
    """List the open risks that bear on an area to improve, threats first."""
    risks = [risk for risk in snapshot["risks"] if risk["reference"] in area["risks"]]
    return sorted(risks, key=lambda risk: not is_threat(risk))


def list_between(risk: Risk, earlier: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """List the scores given since the earlier pack was frozen; the last is today's.

    A trend knows days only. Of those given on the day of the freeze, what came after the score
    that the earlier pack printed came after the freeze.
    """
    since = earlier["taken_at"][:10]
    before = (risk["movement"]["before"] or {}).get("score")
    of_that_day = [point for point in risk["trend"] if point["on"] == since]
    printed = [place for place, point in enumerate(of_that_day) if point["score"] == before]
    late = of_that_day[printed[-1] + 1 :] if printed else []
    return [*late, *(point for point in risk["trend"] if point["on"] > since)]


def is_comparable(risk: Risk) -> bool:
    """Tell whether a risk has a score that can be held against what actions shall bring.

    One of an earlier scheme cannot: what is expected is read from the scheme in force.
    """
    current = risk["current"]
    return current is not None and not current.get("earlier_scheme")


def is_at_target(risk: Risk) -> bool:
    """Tell whether a scored risk is as good as its target already."""
    return is_reached(risk["current"]["score"], risk["target"]["score"], kind_of(risk))


def is_long_action(action: Mapping[str, Any]) -> bool:
    """Tell whether an action's row may break over pages."""
    return len(action["text"]) > LONG or len(action["note"] or "") > LONG


def is_long_row(risk: Risk) -> bool:
    """Tell whether a risk's row in the register may break over pages."""
    return sum(len(risk[part]) for part in ("title", "cause", "event", "consequence")) > LONG


def is_long(risk: Risk) -> bool:
    """Tell whether a risk's reasons may not fit one page, so that their row has to break."""
    judged = (risk["inherent"], risk["current"], risk["target"])
    return any(len(judgement["reason"] or "") > LONG for judgement in judged if judgement)


def _direction(risk: Risk) -> Direction:
    return direction_of(risk["movement"]["points"], kind_of(risk))


def _rank_action(planned: PlannedAction) -> tuple[bool, int, str, str]:
    action = planned.action
    return (action["done"], -action["overdue_days"], action["due_on"], action["reference"])
