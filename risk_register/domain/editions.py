"""Editions of a pack: the full snapshot, and the public one built by leaving data out.

The public edition is a new document of named parts, so that nothing can shine through. What is
exempt stands in ``withheld`` by its reference alone; every count is made anew from what is left.
"""

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from risk_register.domain.edition_shapes import (
    ACTION,
    AREA,
    CELL,
    LINES,
    OTHER_DECISION,
    PACK,
    PLAN_LINE,
    RISK,
    Exemption,
    take,
)
from risk_register.domain.exemptions import ExemptPart, say_exempt, say_withheld
from risk_register.domain.leaks import find_leaks, list_withheld_texts
from risk_register.domain.pack_counts import count_content, count_work, list_actions
from risk_register.domain.packs import Edition
from risk_register.domain.plan_blocks import reckon_area
from risk_register.domain.risks import Publication, RiskKind

Line = Mapping[str, Any]

#: Nothing of it is withheld.
PUBLISHED = Exemption()
_REFERENCE = re.compile(r"R-\d+")


def make_edition(
    snapshot: Line, edition: Edition, *, fingerprint: str, counts_withheld: bool = False
) -> dict[str, Any]:
    """Make an edition's snapshot from the full one; the same for the same snapshot.

    :param snapshot: in format 2, with all its parts
    :param fingerprint: of the full snapshot
    :param counts_withheld: whether heat map and bands still count what is withheld
    """
    if edition is Edition.FULL:
        return copy.deepcopy(dict(snapshot))
    source = _Source(snapshot, counts_withheld=counts_withheld)
    indicators = [source.clear(_hide_small(line)) for line in snapshot.get("indicators", ())]
    public: dict[str, Any] = take({**snapshot, "indicators": indicators}, PACK, PUBLISHED)
    public |= {
        "marking": Publication.OPEN.marking,
        "risks": [source.publish_risk(risk) for risk in source.shown],
        **{name: source.publish_lines(name) for name in LINES},
        "other_decisions": source.publish_others(),
        "asked": None,
        "withheld": source.list_withheld(),
        "edition": {"key": edition.value, "made_from": fingerprint},
    }
    public["improvement_areas"] = source.publish_areas(public["risks"])
    public["counts"] = _count(public, source.list_told_bands())
    public["asked"] = source.publish_asked(public)
    return copy.deepcopy(public)


def holds_exempt(snapshot: Line) -> bool:
    """Say whether a full snapshot tells anything that is exempt, be it of a risk that has left."""
    names = ("risks", *LINES, "other_decisions")
    return any(line.get("exempt") for name in names for line in snapshot.get(name, ()))


def read_exemption(line: Line) -> Exemption:
    """Read what of a line is withheld; one that does not say it is open is withheld whole."""
    if not line.get("exempt", True):
        return PUBLISHED
    parts = frozenset(line.get("exempt_fields", ()))
    return Exemption(line.get("exempt_paragraph"), parts, is_whole=not parts)


class _Source:
    """The full snapshot, read for what may go out of it."""

    def __init__(self, snapshot: Line, *, counts_withheld: bool) -> None:
        self.snapshot = snapshot
        self.counts_withheld = counts_withheld
        about = (*snapshot["risks"], *snapshot["closed"])
        self.exemptions = {line["reference"]: read_exemption(line) for line in about}
        risks: Sequence[Line] = snapshot["risks"]
        self.shown = [risk for risk in risks if not self.exemption_of(risk).is_whole]
        self.hidden = [risk for risk in risks if self.exemption_of(risk).is_whole]
        self.posts = self._list_posts()
        #: Actions that an open risk tells; they are withheld nowhere.
        self.told_actions = {
            action["reference"]
            for risk in self.shown
            if ExemptPart.ACTIONS not in self.exemption_of(risk).parts
            for action in risk["actions"]
        }

    def exemption_of(self, line: Line) -> Exemption:
        """Find what is withheld of a line, by the risk it is about."""
        return self.exemptions.get(line["reference"]) or read_exemption(line)

    def publish_risk(self, risk: Line) -> dict[str, Any]:
        """Build the line of a risk that is not withheld whole."""
        exemption = self.exemption_of(risk)
        told = replace(exemption, parts=exemption.parts - {ExemptPart.ACTIONS})
        hidden = {each["reference"] for each in self.hidden}
        return {
            **take(risk, RISK, exemption),
            "related": [
                {"says": each["says"], "reference": each["reference"]}
                for each in risk["related"]
                if each["reference"] not in hidden
            ],
            "actions": [
                take(
                    action, ACTION, told if action["reference"] in self.told_actions else exemption
                )
                for action in risk["actions"]
            ],
        }

    def publish_lines(self, name: str) -> list[dict[str, Any]]:
        """Build the lines of one list.

        Those about a risk that is withheld whole are left out, and what an exempt item decided.
        """
        return [
            take(line, LINES[name], self.exemption_of(line)) | self._name_author(line)
            for line in self.snapshot[name]
            if not (self.exemption_of(line).is_whole or line.get("exempt_item"))
        ]

    def publish_others(self) -> list[dict[str, Any]]:
        """Build the decisions about no risk; those under an exempt item are left out."""
        others = self.snapshot.get("other_decisions", ())
        return [take(line, OTHER_DECISION, PUBLISHED) for line in others if not line["exempt"]]

    def publish_asked(self, public: Line) -> dict[str, Any] | None:
        """Build what the last pack asked; an ask that names or quotes what is withheld is not told.

        It was asked before, so that nobody can word it otherwise now.

        :param public: everything else that the edition tells
        """
        asked = self.snapshot["asked"]
        if asked is None:
            return None
        kept = {line["reference"] for line in public["withheld"]}
        texts = list_withheld_texts(self.snapshot, public)
        told = [
            not (kept & set(_REFERENCE.findall(ask)) or find_leaks(texts, ask))
            for ask in asked["asks"]
        ]
        asks = zip(told, asked["asks"], strict=True)
        answers = zip(told, asked.get("answers", [[] for _ in told]), strict=True)
        return {
            "held_on": asked["held_on"],
            "asks": [ask if is_told else say_withheld(None) for is_told, ask in asks],
            "answers": [
                [said for said in some if is_told and not kept & set(_REFERENCE.findall(said))]
                for is_told, some in answers
            ],
        }

    def publish_areas(self, risks: Sequence[Line]) -> list[dict[str, Any]]:
        """Build the improvement areas with the risks and actions that are left."""
        shown = {risk["reference"]: risk for risk in risks}
        found = []
        for area in self.snapshot["improvement_areas"]:
            left = [reference for reference in area["risks"] if reference in shown]
            work = count_work(list_actions(shown[reference] for reference in left))
            known = area.get("actions") is not None
            public = take(area, AREA, PUBLISHED) | {"risks": left}
            found.append(public | {"actions": work if known else None} | self.publish_plan(area))
        return found

    def clear(self, indicator: Line) -> Line:
        """Leave out which risks an indicator warns of if they are withheld: it says what of."""
        shown = {risk["reference"] for risk in self.shown}
        return {
            **indicator,
            "risks": [each for each in indicator.get("risks", ()) if each in shown],
        }

    def publish_plan(self, area: Line) -> dict[str, Any]:
        """Build the plan of an area without the actions that serve exempt risks alone.

        How far it is and how it goes is reckoned anew, so that neither tells of what is left out.
        """
        if area.get("progress") is None:
            return {"plan": [], "progress": None, "rating": None}
        shown = {risk["reference"] for risk in self.shown}
        plan = [
            take(line, PLAN_LINE, PUBLISHED)
            | {"risks": [reference for reference in line["risks"] if reference in shown]}
            for line in area["plan"]
            if not line["exempt"] or line["reference"] in self.told_actions
        ]
        return {"plan": plan, **reckon_area(plan, self.snapshot["ratings"])}

    def list_withheld(self) -> list[dict[str, Any]]:
        """List what is left out whole, by number: reference, why, and its cell if it is counted."""
        about = [line for name in LINES for line in self.snapshot[name]]
        found = {line["reference"]: dict(line) for line in self.snapshot["withheld"]}
        for line in (*self.hidden, *about):
            exemption = self.exemption_of(line)
            if exemption.is_whole:
                current = self._find_cell(line)
                why = say_exempt(exemption.paragraph)
                new = {"reference": line["reference"], "why": why, "current": current}
                found.setdefault(line["reference"], new)
        return sorted(found.values(), key=_number)

    def list_told_bands(self) -> list[dict[str, Any]]:
        """List what the bands held in the pack compared with, of what is counted now.

        Nobody knows in which band a risk stood that has been closed since; then none is told.
        """
        told = [
            {"key": band["key"], "name": band["name"], "count": band["before"]}
            for band in self.snapshot["counts"]["bands"]
            if band["before"] is not None
        ]
        if self.counts_withheld:
            return told
        if any(self.exemption_of(line).is_whole for line in self.snapshot["closed"]):
            return []
        for risk in filter(_is_threat, self.hidden):
            before = risk["movement"]["before"]
            for band in told:
                if before and (before["band"], before["band_name"]) == (band["key"], band["name"]):
                    band["count"] = max(0, band["count"] - 1)
        return told

    def _find_cell(self, line: Line) -> dict[str, Any] | None:
        current = line.get("current") if self.counts_withheld else None
        if current is None or not _is_threat(line) or current.get("earlier_scheme"):
            return None
        cell: dict[str, Any] = take(current, CELL, PUBLISHED)
        return cell

    def _name_author(self, line: Line) -> dict[str, Any]:
        """Leave out who did something unless it is a post: it may be somebody's name."""
        if "by" not in line:
            return {}
        return {"by": line["by"] if line["by"] in self.posts else None}

    def _list_posts(self) -> set[str]:
        leads = [action["lead"] for risk in self.shown for action in risk["actions"]]
        owners = [risk["owner"] for risk in self.shown]
        judges = {
            risk[basis]["by"]
            for risk in self.shown
            for basis in ("inherent", "current", "target")
            if risk[basis]
        }
        posts = {post["post"] for post in (*leads, *owners, *self.snapshot["readers"])}
        return posts | judges | {self.snapshot["prepared_by"], self.snapshot["briefing"]["by"]}


def _count(public: Line, told: Iterable[Line]) -> dict[str, Any]:
    counts = count_content(public, told=list(told))
    for kept in public["withheld"]:
        for band in counts["bands"]:
            if kept["current"] and kept["current"]["band"] == band["key"]:
                band["count"] += 1
    return counts


def _hide_small(indicator: Line) -> dict[str, Any]:
    """Put what may go out in the place of a count so small that it could point at somebody."""
    return {**indicator, **indicator.get("public", {})}


def _is_threat(risk: Line) -> bool:
    return bool(risk["kind"] == RiskKind.THREAT)


def _number(line: Line) -> int:
    return int(line["reference"].removeprefix("R-"))
