"""What a heading or a word says about when, or with what, a judgement holds."""

import re
from enum import StrEnum

from risk_register.domain.sheet_cells import bare, plain

#: "RiskOwner" is two words, "LxI" is one.
_JOINED = re.compile(r"(?<=[a-z]{2})(?=[A-Z])")


def compile_words(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that may stand on several lines; headings are asked without accents."""
    return re.compile(bare("".join(line.strip() for line in pattern.split("\n"))))


def part(heading: str) -> str:
    """Put a blank between words that are written together."""
    return _JOINED.sub(" ", heading)


class Stage(StrEnum):
    """What a heading says about when or with what a judgement holds; sources mean it loosely."""

    NONE = ""
    INHERENT = "inherent"
    CURRENT = "current"
    RESIDUAL = "residual"
    TARGET = "target"


_STAGES = tuple(
    (stage, compile_words(rf"\b(?:{pattern})\b"))
    for stage, pattern in (
        (
            Stage.INHERENT,
            r"(?:pre|before|prior to|un|not) ?(?:mitigat\w*|control\w*|treat\w*)",
        ),
        (
            Stage.TARGET,
            r"""
                target|expected (?:score|risk|rating)|
                desired|planned|forecast|projected|future|tolerable|accepted level|goal|
                ziel\w*|cible|objetivo|doel|hedef|mål
            """,
        ),
        (
            Stage.RESIDUAL,
            r"""
                residual|post|after|revised|nett?|netto|mitigated|treated|re|reassess\w*|
                re ?estim\w*|res|(?<= )rr|rr(?= )|restrisiko|rest|nach|résiduel\w*|residuel\w*|
                residua\w*|efter|kalan|
                controlled|with controls|following|final|restant
            """,
        ),
        (
            Stage.INHERENT,
            r"""
                inherent\w*|inh|gross|initial|original|pre|before|uncontrolled|without|no action|
                no controls|unmitigated|untreated|raw|brutto|brut\w*|vor|initiaal|før|first|
                start\w*|inherente|baseline|doğal|iniziale|inicial
            """,
        ),
        (
            Stage.CURRENT,
            r"""
                current|now|today|existing|actual|aktuell\w*|nuværende|actuel\w*|huidig\w*
            """,
        ),
    )
)


def stage_of(heading: str) -> Stage:
    """Say what a heading assumes: "Residual Impact" is residual."""
    words = plain(part(heading))
    for stage, pattern in _STAGES:
        if pattern.search(words):
            return stage
    return Stage.NONE
