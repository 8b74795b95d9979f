"""The register rebuilt from nothing but the lines of the record, to hold others against it."""

import json
from datetime import datetime

from risk_register.database import as_plain
from risk_register.domain.acceptances import AcceptanceState
from risk_register.domain.risks import LIVE, RiskStatus
from risk_register.services.events import SERVICE_CHAIN
from risk_register.services.history import export_lines


def read_lines(chain):
    """Read the record: what belongs to no programme first, as the rest builds upon it."""
    return [
        json.loads(line["body"]) for each in (SERVICE_CHAIN, chain) for line in export_lines(each)
    ]


def replay(lines, until):
    """Rebuild all rows from nothing but the lines of the record up to a moment."""
    rows = {}
    for body in lines:
        if datetime.fromisoformat(body["at"]) > until:
            continue
        for change in body["changes"]:
            table = rows.setdefault(change["table"], {})
            if change["after"] is None:
                table.pop(change["id"])
            else:
                table.setdefault(change["id"], {}).update(change["after"])
    return rows


def told(rows):
    """Say of replayed rows what a register at a moment says of its risks."""
    return {
        f"R-{risk['number']:03}": _told_of(risk_id, risk, rows)
        for risk_id, risk in rows.get("risk", {}).items()
        if RiskStatus(risk["status"]) in LIVE
    }


def _told_of(risk_id, risk, rows):
    def own(table):
        return [row for _, row in sorted(rows.get(table, {}).items()) if row["risk_id"] == risk_id]

    owner = rows["post"][risk["owner_id"]]
    newest = {row["basis"]: tuple(row[name] for name in POINTS) for row in own("assessment")}
    actions = [rows["action"][row["action_id"]] for row in own("mitigation")]
    return (
        *(risk[name] for name in PLAIN),
        owner["title"],
        rows["agency"][owner["agency_id"]]["short"],
        rows["agency"][risk["carrying_agency_id"]]["short"],
        [newest.get(basis) for basis in ("inherent", "current", "target")],
        sorted(rows["improvement_area"][row["area_id"]]["key"] for row in own("threat")),
        sorted(rows["agency"][row["agency_id"]]["short"] for row in own("affected_agency")),
        [
            (row["text"], row["state"], row["gaps"])
            for row in own("control")
            if row["retired_at"] is None
        ],
        [tuple(row[name] for name in OF_ACTION) for row in actions],
        [row["reason"] for row in own("escalation") if row["returned_at"] is None],
        [row["score"] for row in own("acceptance")[-1:] if row["withdrawn_at"] is None],
    )


POINTS = ("likelihood", "impact", "score", "band")
PLAIN = (
    "title",
    "category",
    "cause",
    "event",
    "consequence",
    "treatment",
    "proximity",
    "status",
    "publication",
    "exempt_paragraph",
    "exempt_reason",
    "target_on",
    "review_due_on",
)
OF_ACTION = (
    "reference",
    "text",
    "status",
    "due_on",
    "original_due_on",
    "progress",
    "slips",
    "note",
)


def told_at(register):
    """Say the same of a register at a moment."""
    return {
        risk.reference: (
            *(as_plain(getattr(risk, name)) for name in PLAIN),
            risk.owner,
            risk.agency,
            risk.carrying_agency,
            [
                judged and tuple(getattr(judged, name) for name in POINTS)
                for judged in (risk.inherent, risk.current, risk.target)
            ],
            list(risk.areas),
            list(risk.affects),
            [(control.text, control.state.value, control.gaps) for control in risk.controls],
            [
                tuple(as_plain(getattr(action, name)) for name in OF_ACTION)
                for action in risk.actions
            ],
            [escalation.reason for escalation in risk.escalations],
            [risk.acceptance.score]
            if risk.acceptance and risk.acceptance.state is not AcceptanceState.WITHDRAWN
            else [],
        )
        for risk in register.risks
    }
