"""What a snapshot holds in format 2, and how one of format 1 is read as such.

A snapshot is kept as it was frozen. One of an earlier format is drawn with what it did not hold
yet left empty, so that templates know one format only.
"""

import copy
from collections.abc import Mapping
from typing import Any

from risk_register.domain.packs import PackKind

_PACK: dict[str, Any] = {
    "kind": "board",  # or monitoring, which says the plan first
    # What the manager writes: a commentary, and what the board is asked to do; one text each.
    "briefing": {"commentary": None, "asks": [], "by": None},
    # What the board is asked by the figures themselves, as texts; so the next pack can tell it.
    "asks": [],
    # Acceptances that ended since the pack compared with: reference, title, until (ISO date), by,
    # reason, how (expired, exceeded, withdrawn), ended_reason (if withdrawn), exempt.
    "acceptances_ended": [],
    # Risks whose words changed and nothing else: reference, title, fields (title, cause, event,
    # consequence), by, at, reason, exempt.
    "reworded": [],
    # What the body decided about risks at its last meeting: reference, title, held_on, body, text,
    # became, exempt, and what ``_DECIDED`` names.
    "decided": [],
    # What it decided about no risk: title (of the agenda's item, or None), held_on, body, text,
    # exempt.
    "other_decisions": [],
    # What the pack compared with asked the board: held_on, asks (texts), and for each of them its
    # answers (texts): what the meeting decided about the risks it names. None in a first pack.
    "asked": None,
    # By which levels delivery is rated: key, version, name, and levels (key, name, letter, shape,
    # tone, meaning), the best first. None if the programme has chosen none.
    "ratings": None,
    # What is measured: reference, name, sector, baseline, target, latest, period, should_be, state,
    # off_track, restated, note, commentary, others (texts), attribution, unit, the keys of areas,
    # the references of risks that it warns of, a series, and public, what the public edition
    # prints instead. A series has the names of comparators, the target and rows, the oldest
    # first, as ``draw_series`` takes them.
    "indicators": [],
    # Only in a public edition: reference, why ("exempt, paragraph 4"), and current (likelihood,
    # impact, score, band, band_name, tone) if the heat map counts what is withheld, else None.
    "withheld": [],
    # Only in an edition that leaves something out: key, and made_from, the fingerprint of the
    # whole.
    "edition": None,
}
_PROGRAMME: dict[str, Any] = {
    # accent ("#rrggbb") and logo (media_type "image/png", base64, alt), each None if there is none
    "look": {"accent": None, "logo": None},
    "contact": None,  # whom to ask for another format
}
_MEETING: dict[str, Any] = {"item": None, "paper": None}
_COUNTS: dict[str, Any] = {
    "opportunities": 0,
    "earlier_scheme": 0,
    "rescaled": 0,
    "actions": 0,
    "above_appetite": 0,
    "acceptances_ended": 0,
    "stuck": 0,
    "unreviewed": 0,  # open risks that nobody has looked at since the pack compared with
    "reopened": 0,
    "merged": 0,
    "reworded": 0,
    "withheld": 0,
}
_RISK: dict[str, Any] = {
    "kind": "threat",
    "affects": [],
    "related": [],
    "exempt_paragraph": None,
    "exempt_reviewer": None,
    "exempt_review_on": None,
    "exempt_fields": [],  # which of its texts are exempt; none named means the whole risk
    "occurred_on": None,
    "identified_on": None,
    "reopened_on": None,  # if it was opened again since the pack compared with
    # level, cap (the highest score that is borne), is_above, since (ISO date) and months above it
    "appetite": None,
    # the acceptance in force: accepted_on, until (ISO dates), by, reason
    "acceptance": None,
    # the same top score in three or more circulated packs before this one: packs, since (ISO
    # date); not if it is accepted or as good as its target
    "stuck": None,
    # what bodies decided about it in the last year, newest first: held_on, body, text
    "decisions": [],
}
_POINT: dict[str, Any] = {"meaning": ""}  # a scheme need not say in words what a point means
_POST: dict[str, Any] = {"name": None}  # of the person in post; never in a public edition
_CONTROL: dict[str, Any] = {"assurance_line": None, "gaps": None}
_CLOSED: dict[str, Any] = {
    "how": "closed",  # or merged
    "merged_into": None,
    "by": None,
    "exempt": False,
    "exempt_paragraph": None,
}
_DECIDED: dict[str, Any] = {
    "kind": "noted",
    "outcome": None,  # what came of it in a sentence: "R-004 is scored 4 × 5 = 20."
    "exempt_item": False,  # whether the item was exempt under which it was decided
    "answer": None,  # the first words of an owner who was asked back
}
_AREA: dict[str, Any] = {
    "actions": None,  # total (what was dropped left out), done, overdue
    "lead": None,  # post, agency
    # number, text, baseline, target (texts or None), target_on (ISO date or None)
    "measures": [],
    # actions of the plan: number (4.1.2), what a risk says of its actions but the note, rating (a
    # level or None), milestones (total, met, late), risks (references), exempt, and in a pack for
    # monitoring its evidence (name, but not in a public edition; shows, added_on)
    "plan": [],
    "progress": None,  # total, done, overdue, dropped, per_cent (or None), words, reckoning
    "rating": None,  # level (or None), reckoning; None if nothing is rated
    "impact": [],  # what has become better: text, source, seen_on (ISO date)
}
_INDICATOR: dict[str, Any] = {
    "reference": None,
    "should_be": "–",
    "state": None,
    "commentary": None,
    "others": "",
    "attribution": None,
    "unit": "",
    "areas": [],
    "risks": [],
    "series": {"names": [], "target": None, "rows": []},
}
_EVIDENCE: dict[str, Any] = {"name": None}
_PLAN_LINE: dict[str, Any] = {"evidence": []}
_READER: dict[str, Any] = {"name": None, "edition": None, "why": None}


def complete(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Give a copy of a snapshot in which everything of format 2 is there, empty if it was not.

    Each risk also says whether it stands in the highest band, ``is_top``, and whether the pack is
    for monitoring, ``is_monitored``.
    """
    whole = _with(_PACK, snapshot)
    whole["programme"] = _with(_PROGRAMME, whole["programme"])
    whole["meeting"] = _with(_MEETING, whole["meeting"])
    whole["scheme"] = _complete_scheme(whole["scheme"])
    whole["counts"] = _with(_COUNTS, whole["counts"])
    top = whole["scheme"]["bands"][-1]["key"]
    whole["risks"] = [_complete_risk(risk, top, whole["kind"]) for risk in whole["risks"]]
    whole["closed"] = [_with(_CLOSED, risk) for risk in whole["closed"]]
    whole["decided"] = [_with(_DECIDED, line) for line in whole["decided"]]
    if whole["asked"]:
        whole["asked"] = _with({"answers": [[] for _ in whole["asked"]["asks"]]}, whole["asked"])
    whole["improvement_areas"] = [_complete_area(area) for area in whole["improvement_areas"]]
    whole["indicators"] = [_with(_INDICATOR, each) for each in whole["indicators"]]
    whole["readers"] = [_with(_READER, reader) for reader in whole["readers"]]
    return whole


def _complete_scheme(scheme: Mapping[str, Any]) -> dict[str, Any]:
    return {**scheme, "likelihood": [_with(_POINT, point) for point in scheme["likelihood"]]}


def _complete_area(area: Mapping[str, Any]) -> dict[str, Any]:
    whole = _with(_AREA, area)
    return whole | {"plan": [_complete_plan_line(line) for line in whole["plan"]]}


def _complete_plan_line(line: Mapping[str, Any]) -> dict[str, Any]:
    whole = _with(_PLAN_LINE, line)
    return whole | {"evidence": [_with(_EVIDENCE, each) for each in whole["evidence"]]}


def _complete_risk(risk: Mapping[str, Any], top: str, kind: str) -> dict[str, Any]:
    whole = _with(_RISK, risk)
    current = whole["current"]
    # A band of an earlier scheme is not this one's highest, though its key may be the same.
    whole["is_top"] = bool(current and current["band"] == top and not current.get("earlier_scheme"))
    whole["is_monitored"] = kind == PackKind.MONITORING
    whole["owner"] = _with(_POST, whole["owner"])
    whole["controls"] = [_with(_CONTROL, control) for control in whole["controls"]]
    return whole


def _with(empty: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(dict(empty)) | dict(held)
