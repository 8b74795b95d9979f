"""The heat map: a real table with the risks in its cells."""

from collections import defaultdict

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.domain.permissions import Permission
from risk_register.services.risks import ScoredRisk, list_scored
from risk_register.web.access import needs, present_member

doors = Blueprint("heat_maps", __name__)


@doors.get("/<programme_key>/heat-map")
@needs(Permission.READ_REGISTER)
def show_heat_map(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show where the open risks stand now."""
    member = present_member()
    scheme = member.scheme
    cells: dict[tuple[int, int], list[ScoredRisk]] = defaultdict(list)
    risks = list_scored(member)
    for risk in risks:
        cells[risk.current_likelihood, risk.current_impact].append(risk)
    return render_template(
        "heat_maps/show.html",
        scheme=scheme,
        rows=list(reversed(scheme.likelihood)),
        cells=cells,
        risks=sorted(risks, key=lambda risk: (-risk.current_score, risk.number)),
        at=clock.now(),
    )
