"""What of a snapshot may go into its public edition, name by name.

A name that does not stand here stays out, so that what a later format adds is withheld until
somebody decides otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from risk_register.domain.exemptions import ExemptPart, say_withheld


@dataclass(frozen=True)
class Fixed:
    """The same value in every public edition."""

    value: Any


@dataclass(frozen=True)
class Exemption:
    """What of a risk is withheld: nothing, some parts, or all of it."""

    paragraph: int | None = None
    parts: frozenset[str] = frozenset()
    is_whole: bool = False


#: A value that goes out as it is.
OPEN = Fixed(...)

#: ``Fixed``, a part that may be exempt, named parts, or a list of one shape.
Shape: TypeAlias = "Fixed | ExemptPart | Mapping[str, Shape] | Sequence[Shape]"


def take(value: Any, shape: Shape, exemption: Exemption) -> Any:
    """Build what may go out of a value; an exempt text becomes the words that it is withheld."""
    if isinstance(shape, Fixed):
        return value if shape is OPEN else shape.value
    if value is None:
        return None
    if isinstance(shape, ExemptPart):
        is_exempt = exemption.is_whole or shape in exemption.parts
        return say_withheld(exemption.paragraph) if is_exempt else value
    if isinstance(shape, Mapping):
        return {
            name: take(value.get(name), inner, exemption)
            for name, inner in shape.items()
            if name in value or (isinstance(inner, Fixed) and inner is not OPEN)
        }
    return [take(part, shape[0], exemption) for part in value]


def _open(names: str) -> dict[str, Shape]:
    return dict.fromkeys(names.split(), OPEN)


POST: Shape = _open("post agency")
_CELL = _open("likelihood impact score band band_name tone")
_JUDGED: Shape = {
    **_CELL,
    **_open("earlier_scheme assessed_at by"),
    "reason": ExemptPart.REASONS,
}
ACTION: Shape = {
    **_open("reference original_due_on due_on slips status status_name progress"),
    **_open("noted_at overdue_days done"),
    "text": ExemptPart.ACTIONS,
    "note": ExemptPart.ACTIONS,
    "lead": POST,
    "expected": _open("likelihood impact score"),
}
#: Without its actions and what it is related to, which depend on other risks.
RISK: Shape = {
    **_open("reference kind category carrying_agency affects treatment proximity"),
    **_open("exempt_paragraph exempt_fields occurred_on identified_on reopened_on areas"),
    "exempt": Fixed(value=False),
    "exempt_reason": Fixed(None),
    "exempt_reviewer": Fixed(None),
    "exempt_review_on": Fixed(None),
    "title": ExemptPart.TITLE,
    "cause": ExemptPart.CAUSE,
    "event": ExemptPart.EVENT,
    "consequence": ExemptPart.CONSEQUENCE,
    "owner": POST,
    "inherent": _JUDGED,
    "current": _JUDGED,
    "target": _JUDGED,
    "target_on": OPEN,
    "movement": {
        **_open("kind points by at"),
        "before": _CELL,
        "reason": ExemptPart.REASONS,
    },
    "trend": [_open("on score tone band_name")],
    "review": {
        **_open("reviewed_at outcome due_on overdue_days"),
        "note": ExemptPart.REASONS,
    },
    "controls": [
        {
            **_open("state assurance_line"),
            "text": ExemptPart.CONTROLS,
            "gaps": ExemptPart.CONTROLS,
        }
    ],
    "appetite": _open("level cap is_above since months"),
    "acceptance": {**_open("accepted_on until by"), "reason": ExemptPart.REASONS},
    "stuck": _open("packs since"),
    "decisions": [{**_open("held_on body"), "text": ExemptPart.REASONS}],
}
CELL: Shape = _CELL
_LEVEL = _open("key name letter shape tone meaning")

_LINE: dict[str, Shape] = {
    "reference": OPEN,
    "title": ExemptPart.TITLE,
    "exempt": Fixed(value=False),
}
#: Lists of lines about risks, which stand there for what happened to them.
LINES: dict[str, Shape] = {
    "closed": {
        **_LINE,
        **_open("closed_at how merged_into by"),
        "reason": ExemptPart.REASONS,
    },
    "reworded": {**_LINE, **_open("fields by at"), "reason": ExemptPart.REASONS},
    "decided": {
        **_LINE,
        **_open("held_on body kind outcome became"),
        "text": ExemptPart.REASONS,
        "answer": ExemptPart.REASONS,
    },
    "acceptances_ended": {
        **_LINE,
        **_open("until by how"),
        "reason": ExemptPart.REASONS,
        "ended_reason": ExemptPart.REASONS,
    },
}
#: What is of no single risk; small counts of people are replaced before.
PACK: dict[str, Shape] = {
    **_open("format kind taken_at due_at late prepared_by"),
    "programme": {
        **_open("key name notice contact"),
        "look": {"accent": OPEN, "logo": _open("media_type base64 alt")},
    },
    "body": _open("key name"),
    "meeting": _open("held_on starts_at place circulate_by circulate_rule item paper"),
    "compared_with": _open("held_on version taken_at circulated_at fingerprint"),
    "handling": Fixed(None),
    "scheme": _open("key version name likelihood impact domains grid bands band_grid appetite"),
    "ratings": {**_open("key version name"), "levels": [_LEVEL]},
    "briefing": _open("commentary asks by"),
    "readers": [_open("post agency capacity edition")],
    "glossary": [_open("term meaning")],
    "record": _open("sequence hash"),
    "asks": Fixed([]),
    "indicators": [
        {
            **_open("reference name sector baseline target latest period should_be state"),
            **_open("off_track restated note commentary others attribution unit areas risks"),
            "series": {
                **_open("names target"),
                "rows": [
                    _open("on period short value said expected standing word is_provisional")
                    | {"others": OPEN}
                ],
            },
        }
    ],
}
#: A decision about no risk, if its item is open.
OTHER_DECISION: Shape = {**_open("title held_on body text"), "exempt": Fixed(value=False)}
AREA: Shape = {
    **_open("key short text"),
    "lead": POST,
    "measures": [_open("number text baseline target target_on")],
    "impact": [_open("text source seen_on")],
}
#: An action of the plan that serves no exempt risk, or an open one too.
PLAN_LINE: Shape = {
    **_open("number reference text original_due_on due_on slips status status_name progress"),
    **_open("overdue_days done risks"),
    "lead": POST,
    "rating": _LEVEL,
    "milestones": _open("total met late"),
    "evidence": [_open("shows added_on")],  # not the file's name, which may be somebody's
    "exempt": Fixed(value=False),
}
