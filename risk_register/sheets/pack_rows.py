"""The rows of a pack's register: risks, what moved, actions, and what was closed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from risk_register.clock import london_day
from risk_register.domain.exemptions import say_exempt, say_parts
from risk_register.sheets.workbooks import Cell, Column

Line = Mapping[str, Any]
Row = tuple[Cell, ...]

#: Kinds of movement that change where a risk stands.
CHANGED = ("up", "down", "new", "rescaled")

RISK_COLUMNS = (
    Column("Reference", 10),
    Column("Title", 40),
    Column("Kind", 12),
    Column("Category", 16),
    Column("Cause", 40),
    Column("Event", 40),
    Column("Consequence", 40),
    Column("Owner post", 26),
    Column("Owner's agency", 14),
    Column("Carrying agency", 14),
    Column("Also affects", 16),
    Column("Improvement areas", 14),
    Column("Treatment", 12),
    Column("Proximity", 16),
    Column("Inherent score", 10),
    Column("Likelihood", 10),
    Column("Impact", 10),
    Column("Score", 8),
    Column("Band", 12),
    Column("Reason for the score", 50),
    Column("Movement", 16),
    Column("Target score", 10),
    Column("Target date", 13),
    Column("Highest score the board bears", 12),
    Column("Above it since", 13),
    Column("Accepted until", 13),
    Column("Identified", 13),
    Column("Last review", 13),
    Column("Review due", 13),
    Column("Days the review is late", 10),
    Column("Controls", 50),
    Column("Actions", 60),
    Column("Publication", 24),
)
MOVEMENT_COLUMNS = (
    Column("Reference", 10),
    Column("Title", 40),
    Column("Movement", 16),
    Column("Points", 8),
    Column("Likelihood before", 10),
    Column("Impact before", 10),
    Column("Score before", 8),
    Column("Band before", 12),
    Column("Likelihood", 10),
    Column("Impact", 10),
    Column("Score", 8),
    Column("Band", 12),
    Column("Reason", 60),
    Column("Who", 26),
    Column("When", 13),
)
ACTION_COLUMNS = (
    Column("Reference", 10),
    Column("Action", 60),
    Column("Risks", 16),
    Column("Lead", 26),
    Column("Lead's agency", 14),
    Column("First due", 13),
    Column("Due", 13),
    Column("Times moved later", 10),
    Column("State", 12),
    Column("Per cent done", 10),
    Column("Days late", 10),
    Column("Last report", 60),
    Column("Reported", 13),
)
CLOSED_COLUMNS = (
    Column("Reference", 10),
    Column("Title", 40),
    Column("How", 12),
    Column("Merged into", 12),
    Column("When", 13),
    Column("Who", 26),
    Column("Reason", 60),
)


def list_risks(snapshot: Line) -> Iterator[Row]:
    """Give a row for each open risk in the pack's order, then one for each that is withheld."""
    for risk in snapshot["risks"]:
        yield _risk(risk)
    for kept in snapshot["withheld"]:
        empty: list[Cell] = [None] * len(RISK_COLUMNS)
        empty[:2] = [kept["reference"], f"Withheld: {kept['why']}"]
        yield tuple(empty)


def list_moved(snapshot: Line) -> Iterator[Row]:
    """Give a row for each risk whose place has changed since the pack compared with."""
    for risk in snapshot["risks"]:
        movement = risk["movement"]
        if movement["kind"] in CHANGED:
            yield (
                risk["reference"],
                risk["title"],
                _say_movement(movement),
                movement["points"],
                *_place(movement["before"]),
                *_place(risk["current"]),
                movement["reason"],
                movement["by"],
                _london(movement["at"]),
            )


def list_actions(snapshot: Line) -> Iterator[Row]:
    """Give a row for each action once, with all risks it serves, in the order of the risks."""
    served: dict[str, list[str]] = defaultdict(list)
    found: dict[str, Line] = {}
    for risk in snapshot["risks"]:
        for action in risk["actions"]:
            found.setdefault(action["reference"], action)
            served[action["reference"]].append(risk["reference"])
    for reference, action in found.items():
        yield (
            reference,
            action["text"],
            ", ".join(served[reference]),
            action["lead"]["post"],
            action["lead"]["agency"],
            read_day(action["original_due_on"]),
            read_day(action["due_on"]),
            action["slips"],
            action["status_name"],
            action["progress"],
            action["overdue_days"],
            action["note"],
            _london(action["noted_at"]),
        )


def list_closed(snapshot: Line) -> Iterator[Row]:
    """Give a row for each risk that has left the register since the pack compared with."""
    for line in snapshot["closed"]:
        yield (
            line["reference"],
            line["title"],
            line["how"].capitalize(),
            line["merged_into"],
            _london(line["closed_at"]),
            line["by"],
            line["reason"],
        )


def read_day(day: str | None) -> date | None:
    """Read a day as the snapshot writes it."""
    return date.fromisoformat(day) if day else None


def _risk(risk: Line) -> Row:
    current, target, appetite = risk["current"], risk["target"], risk["appetite"] or {}
    return (
        risk["reference"],
        risk["title"],
        risk["kind"].capitalize(),
        risk["category"].capitalize(),
        risk["cause"],
        risk["event"],
        risk["consequence"],
        risk["owner"]["post"],
        risk["owner"]["agency"],
        risk["carrying_agency"],
        ", ".join(risk["affects"]) or None,
        ", ".join(risk["areas"]) or None,
        risk["treatment"].capitalize(),
        risk["proximity"].capitalize(),
        _score(risk["inherent"]),
        *_place(current),
        current["reason"] if current else None,
        _say_movement(risk["movement"]),
        _score(target),
        read_day(risk["target_on"]),
        appetite.get("cap"),
        read_day(appetite.get("since")),
        read_day(risk["acceptance"]["until"]) if risk["acceptance"] else None,
        read_day(risk["identified_on"]),
        _london(risk["review"]["reviewed_at"]),
        read_day(risk["review"]["due_on"]),
        risk["review"]["overdue_days"],
        "\n".join(f"{control['text']} ({control['state']})" for control in risk["controls"]),
        "\n".join(map(_say_action, risk["actions"])),
        _say_publication(risk),
    )


def _place(judged: Line | None) -> tuple[Cell, Cell, Cell, Cell]:
    if judged is None:
        return None, None, None, None
    return judged["likelihood"], judged["impact"], judged["score"], judged["band_name"]


def _score(judged: Line | None) -> int | None:
    return int(judged["score"]) if judged else None


def _say_movement(movement: Line) -> str:
    words = {
        "up": f"Up {movement['points']}",
        "down": f"Down {-movement['points']}",
        "same": "Same",
        "new": "New",
        "unscored": "Not scored",
        "rescaled": "Another scheme",
    }
    return words[movement["kind"]]


def _say_action(action: Line) -> str:
    return f"{action['reference']} {action['text']} ({action['status_name'].lower()})"


def _say_publication(risk: Line) -> str:
    why = say_exempt(risk["exempt_paragraph"])
    if risk["exempt"]:
        return f"Not for publication ({say_parts(risk['exempt_fields'])}): {why}"
    if risk["exempt_fields"]:
        return f"Withheld ({say_parts(risk['exempt_fields'])}): {why}"
    return "Open"


def _london(moment: str | None) -> date | None:
    return london_day(datetime.fromisoformat(moment)) if moment else None
