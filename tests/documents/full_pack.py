"""The June pack as a register holds it that has everything of format 2, and its public edition."""

import copy
from base64 import b64encode
from typing import Any

from risk_register.documents.formats import complete
from tests.documents.june_pack import FINGERPRINT, build_snapshot, find_line
from tests.documents.measured_plans import complete_indicator
from tests.documents.planned_areas import fill_plan
from tests.documents.small_logo import draw_logo

BODY = "SEND Programme Board"
#: What only the full edition may say.
SECRET = "Seven named staff are at risk of redundancy"


def build_full_snapshot() -> dict[str, Any]:
    """Give the June snapshot with every key of format 2 filled."""
    snapshot = complete(build_snapshot(format=2))
    snapshot["briefing"] = {
        "commentary": (
            "Exclusions are the one thing that has become worse this month, and the report that "
            "would show why is late. Training has moved as planned. The two staffing risks stand "
            "where they stood in February; recruitment alone will not bring them down."
        ),
        "asks": ["Agree to pool £40,000 for behaviour support from September"],
        "by": "SEND Programme Manager, OCC",
    }
    snapshot["programme"]["look"] = {
        "accent": "#4a2c6d",
        "logo": {
            "media_type": "image/png",
            "base64": b64encode(draw_logo()).decode(),
            "alt": "Oxfordshire SEND Programme",
        },
    }
    snapshot["programme"]["contact"] = "send.programme@example.org"
    snapshot["meeting"] |= {"item": "6", "paper": "SPB 18/06"}
    _fill_risks(snapshot)
    _fill_lists(snapshot)
    snapshot["counts"] |= {
        "closed": 2, "merged": 1, "reopened": 1, "reworded": 1, "above_appetite": 2,
        "acceptances_ended": 1, "stuck": 2,
    }  # fmt: skip
    return snapshot


def build_public_snapshot() -> dict[str, Any]:
    """Give the public edition of it: R-002 withheld, an exempt field, posts instead of names."""
    snapshot = build_full_snapshot()
    exempt = find_line(snapshot, "R-002")
    snapshot["risks"].remove(exempt)
    why = "exempt, paragraph 4"
    judged = ("likelihood", "impact", "score", "band", "band_name", "tone")
    current = {name: exempt["current"][name] for name in judged}
    snapshot["withheld"] = [{"reference": "R-002", "why": why, "current": current}]
    find_line(snapshot, "R-007")["cause"] = f"withheld: {why}"
    snapshot["edition"] = {"key": "public", "made_from": FINGERPRINT}
    snapshot |= {"marking": "OFFICIAL", "handling": None}
    for holder in [risk["owner"] for risk in snapshot["risks"]] + snapshot["readers"]:
        holder["name"] = None
    snapshot["counts"] |= {"withheld": 1, "open": len(snapshot["risks"])}
    return snapshot


def _fill_risks(snapshot: dict[str, Any]) -> None:
    for risk in snapshot["risks"]:
        risk["identified_on"] = "2018-02-19"
        risk["owner"]["name"] = "Pat Example"
        risk["appetite"] = {
            "level": "Cautious", "cap": 12, "is_above": False, "since": None, "months": 0,
        }  # fmt: skip
    worse, capacity = find_line(snapshot, "R-006"), find_line(snapshot, "R-001")
    for risk, months in ((worse, 4), (capacity, 3)):
        risk["appetite"] |= {"is_above": True, "since": "2018-02-21", "months": months}
        risk["stuck"] = {"packs": 3, "since": "2018-03-08"}
    worse["controls"][0] |= {"assurance_line": 2, "gaps": "Nobody has tested it in academies."}
    worse["related"] = [{"says": "feeds", "reference": "R-004"}]
    worse["affects"] = ["Schools", "OCC ASC"]
    worse["decisions"] = [
        {
            "held_on": "2018-05-10",
            "body": BODY,
            "text": "Challenged: the board asked for figures by school.",
        }
    ]
    capacity["acceptance"] = {
        "accepted_on": "2018-05-10",
        "until": "2018-09-30",
        "by": BODY,
        "reason": "Recruitment takes until the autumn term.",
    }
    capacity["actions"][0] |= {"slips": 2, "original_due_on": "2018-04-30"}
    find_line(snapshot, "R-003")["reopened_on"] = "2018-05-21"
    exempt = find_line(snapshot, "R-002")
    exempt |= {"exempt_paragraph": 4, "exempt_review_on": "2018-07-31"}
    exempt["exempt_reviewer"] = {"post": "Programme Manager", "agency": "OCC"}
    exempt["cause"] = SECRET
    find_line(snapshot, "R-007").update(exempt_fields=["cause"], exempt_paragraph=4)


def _fill_lists(snapshot: dict[str, Any]) -> None:
    closed: dict[str, Any] = {
        "reference": "R-009",
        "title": "Transfers are not finished in time",
        "reason": "All transfers were finished by 31 March.",
        "closed_at": "2018-05-20T09:00:00+00:00",
        "how": "closed",
        "merged_into": None,
        "by": BODY,
    }
    merged = copy.deepcopy(closed) | {
        "reference": "R-008",
        "title": "Therapists leave faster than they are found",
        "reason": "It says the same as R-007.",
        "how": "merged",
        "merged_into": "R-007",
    }
    snapshot["closed"] = [closed, merged]
    snapshot["reworded"] = [
        {
            "reference": "R-004",
            "title": find_line(snapshot, "R-004")["title"],
            "fields": ["event", "consequence"],
            "by": "Deputy Director Education",
            "at": "2018-05-22T10:00:00+00:00",
            "reason": "Placements outside the county are named.",
        }
    ]
    snapshot["acceptances_ended"] = [
        {
            "reference": "R-004",
            "title": find_line(snapshot, "R-004")["title"],
            "until": "2018-05-31",
            "by": BODY,
            "reason": "It was accepted until the place plan was drawn up.",
            "how": "withdrawn",
            "ended_reason": "The place plan is late.",
        }
    ]
    snapshot["decided"] = [
        {
            "reference": "R-006",
            "title": find_line(snapshot, "R-006")["title"],
            "held_on": "2018-05-10",
            "body": BODY,
            "text": "Challenged: the board asked for figures by school.",
            "became": "A first report exists; three schools have sent nothing (A-6.1).",
        },
        {
            "reference": "R-004",
            "title": find_line(snapshot, "R-004")["title"],
            "held_on": "2018-05-10",
            "body": BODY,
            "kind": "challenged",
            "outcome": "The owner of R-004 is asked back.",
            "text": "How many places are confirmed?",
            "became": "The owner answered on 15 May 2018. Score still 15; open.",
            "answer": "All but four, and those by the end of the month.",
        },
    ]
    snapshot["other_decisions"] = [
        {
            "title": "Terms of reference",
            "held_on": "2018-05-10",
            "body": BODY,
            "text": "The matter is agreed: the quorum is five from June on.",
            "exempt": False,
        }
    ]
    snapshot["asked"] = {
        "held_on": "2018-05-10",
        "asks": ["agree the first scores of the register", "Name a lead for exclusions"],
        "answers": [["R-004 is scored 4 × 5 = 20."], []],
    }
    for area in snapshot["improvement_areas"]:
        area["actions"] = {"total": 6, "done": 2, "overdue": int(area["key"] == "W5")}
    fill_plan(snapshot)
    for place, reader in enumerate(snapshot["readers"]):
        reader |= {"name": "Sam Example", "edition": "full", "why": None}
        if place > 16:
            reader |= {"edition": "public", "why": "Observers get the public edition"}
    snapshot["indicators"] = [
        complete_indicator(),
        {
            "name": "Plans finished within 20 weeks",
            "baseline": "36.3 %",
            "target": "60 %",
            "latest": "41.0 %",
            "period": "April 2018",
            "off_track": True,
            "restated": True,
            "note": "March was restated from 39.5 %.",
            "risks": ["R-006", "R-002"],
        },
    ]
