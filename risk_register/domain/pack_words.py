"""What a risk says in a snapshot, name by name, and how differences are said in short."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from risk_register.domain.comparisons import Rewording

Risk = Mapping[str, Any]


def list_rewordings(before: Risk, after: Risk) -> tuple[Rewording, ...]:
    """List what a risk says differently in two snapshots, in the order in which it is told."""
    return tuple(
        Rewording(label, old, new)
        for label, say in _SAID.items()
        if (old := say(before)) != (new := say(after))
    )


def say_post(post: Mapping[str, Any]) -> str:
    """Say a post with its agency."""
    return f"{post['post']}, {post['agency']}"


def say_day(day: str | None) -> str:
    """Say an ISO date."""
    if day is None:
        return "none"
    when = date.fromisoformat(day)
    return f"{when.day} {when:%B %Y}"


def _text(name: str) -> Callable[[Risk], str]:
    return lambda risk: str(risk.get(name) or "")


def _choice(name: str) -> Callable[[Risk], str]:
    return lambda risk: str(risk[name]).capitalize()


def _list(name: str) -> Callable[[Risk], str]:
    return lambda risk: ", ".join(risk.get(name, ())) or "none"


def _say_exemption(risk: Risk) -> str:
    if not risk["exempt"]:
        return "Open"
    paragraph = risk.get("exempt_paragraph")
    return f"Exempt, paragraph {paragraph}" if paragraph else "Exempt"


def _say_controls(risk: Risk) -> str:
    return "; ".join(f"{control['text']} ({control['state']})" for control in risk["controls"])


def _say_target(risk: Risk) -> str:
    target = risk["target"]
    if target is None:
        return "none"
    return f"{target['likelihood']} × {target['impact']} = {target['score']} {target['band_name']}"


#: What counts as the words of a risk, and how a page names and says it.
_SAID: Mapping[str, Callable[[Risk], str]] = {
    "Kind": lambda risk: str(risk.get("kind", "threat")).capitalize(),
    "Title": _text("title"),
    "Cause": _text("cause"),
    "Event": _text("event"),
    "Consequence": _text("consequence"),
    "Category": _choice("category"),
    "Carried by": _text("carrying_agency"),
    "Also affects": _list("affects"),
    "Treatment": _choice("treatment"),
    "Proximity": _choice("proximity"),
    "Publication": _say_exemption,
    "Target": _say_target,
    "Target date": lambda risk: say_day(risk["target_on"]),
    "Improvement areas": _list("areas"),
    "Controls": _say_controls,
}
