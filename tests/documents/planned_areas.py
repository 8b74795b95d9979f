"""The plan as a pack's snapshot holds it: two areas with actions, ratings and impact."""

import tomllib
from typing import Any

from risk_register.domain.plan_blocks import describe_level, describe_scale, reckon_area
from risk_register.domain.ratings import RatingScale
from tests.registers import ROOT

BRAG = RatingScale.from_mapping(
    tomllib.loads((ROOT / "config/ratings/brag.toml").read_text(encoding="utf-8"))
)
LEAD = {"post": "SEN Casework Manager", "agency": "OCC CEF"}
IMPACT = "Families had their plans in time to choose a school."


def fill_plan(snapshot: dict[str, Any]) -> None:
    """Let W4 be planned and rated, and W2 be planned for an exempt risk alone."""
    snapshot["ratings"] = describe_scale(BRAG)
    for area in snapshot["improvement_areas"]:
        area.update({"lead": None, "measures": [], "impact": [], "plan": []})
        if area["key"] == "W4":
            area.update(
                {
                    "lead": LEAD,
                    "measures": [_measure("4.1", "36.0 per cent in 2017"), _measure("4.2", None)],
                    "impact": [
                        {"text": IMPACT, "source": "the dates of plans", "seen_on": "2018-02-15"}
                    ],
                    "plan": [
                        plan_line("4.1.1", "A-1.1", level="amber", risks=["R-001"], progress=30),
                        plan_line("4.1.2", "A-P.1", progress=70),
                        plan_line("4.2.1", "A-1.3", level="red", risks=["R-001"], overdue_days=12),
                    ],
                }
            )
        if area["key"] == "W2":
            area["plan"] = [plan_line("2.1.1", "A-2.3", risks=["R-002"], exempt=True)]
        area.update(reckon_area(area["plan"], snapshot["ratings"]))


def plan_line(number: str, reference: str, *, level: str | None = None, **said: Any) -> Any:
    """Give an action of the plan; what is not said is as harmless as can be."""
    rated = BRAG.find(level) if level else None
    return {
        "number": number,
        "reference": reference,
        "text": f"What {reference} is to do about plans that come late",
        "lead": LEAD,
        "original_due_on": "2018-07-31",
        "due_on": "2018-07-31",
        "slips": 0,
        "status": "on_track",
        "status_name": "On track",
        "progress": 0,
        "overdue_days": 0,
        "done": False,
        "rating": describe_level(rated) if rated else None,
        "milestones": {"total": 2, "met": 1, "late": 1},
        "risks": [],
        "exempt": False,
    } | said


def _measure(number: str, baseline: str | None) -> dict[str, Any]:
    return {
        "number": number,
        "text": "New plans are finished within 20 weeks",
        "baseline": baseline,
        "target": "70 per cent",
        "target_on": "2018-12-31",
    }
