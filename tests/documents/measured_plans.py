"""What a pack says of the plan and of what is measured: an indicator, and a pack for monitoring."""

from typing import Any

from risk_register.documents.formats import complete

NAME = "New plans issued within 20 weeks"
ENGLAND = "England"
SHOWS = "Every request is logged on the day it comes in."
FILE = "request-log.xlsx"


def complete_indicator() -> dict[str, Any]:
    """Give I-01, which is off track and shows whether W4 improves."""
    return {
        "reference": "I-01",
        "name": NAME,
        "sector": "Education",
        "baseline": "36.0%",
        "target": "60% by 31 December 2018",
        "latest": "38.5%",
        "period": "April 2018",
        "should_be": "43.89%",
        "state": "Off track",
        "off_track": True,
        "restated": False,
        "note": "provisional",
        "commentary": "Two caseworkers have started on the backlog.",
        "others": "England 58.6",
        "attribution": "Department for Education, under the Open Government Licence",
        "unit": "%",
        "areas": ["W4"],
        "series": {
            "names": [ENGLAND],
            "target": "60",
            "rows": [
                _row("2017-12-31", "December 2017", "36.0", "36", "on_track", England="58.6"),
                _row("2018-01-31", "January 2018", "37.5", "38.04", "at_risk"),
                _row("2018-02-28", "February 2018", None, "39.88", "unjudged"),
                _row("2018-03-31", "March 2018", "39.1", "41.92", "at_risk"),
                _row("2018-04-30", "April 2018", "38.5", "43.89", "off_track")
                | {"is_provisional": True},
            ],
        },
    }


def monitor(snapshot: dict[str, Any]) -> dict[str, Any]:
    """Give a snapshot as it would be for a visit that monitors the plan."""
    monitored = complete({**snapshot, "kind": "monitoring", "asks": []})
    monitored["briefing"]["asks"] = []
    (line,) = [
        each
        for area in monitored["improvement_areas"]
        for each in area["plan"]
        if each["number"] == "4.1.2"
    ]
    line["evidence"] = [{"shows": SHOWS, "name": FILE, "added_on": "2018-05-14"}]
    return monitored


def _row(
    on: str, period: str, value: str | None, expected: str, standing: str, **others: str
) -> Any:
    return {
        "on": on,
        "period": period,
        "short": f"{period[:3]} {period[-2:]}",
        "value": value,
        "said": value or "",
        "expected": expected,
        "standing": standing,
        "word": standing.replace("_", " ").capitalize(),
        "is_provisional": False,
        "others": others,
    }
