"""The words of a judgement (likelihood, impact), and how far a score has moved.

Terms follow ISO 31073:2022, as the Orange Book (HM Treasury) uses them. What
turns a judgement into a score is the scheme, in ``domain/schemes.py``.
"""

from enum import StrEnum


class Basis(StrEnum):
    """What a judgement assumes about the controls around a risk."""

    INHERENT = "inherent"  #: without any controls
    CURRENT = "current"  #: with today's controls
    TARGET = "target"  #: after the planned actions


class Method(StrEnum):
    """How a judgement came about."""

    OWNER = "owner"
    MODERATION = "moderation"
    BOARD_DECISION = "board_decision"
    IMPORT = "import"  #: it stood so in the register that the risk came from


class Confidence(StrEnum):
    """How sure the person judging was."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


def movement(now: int | None, before: int | None) -> int | None:
    """Count how far a score has moved; positive is up, None if there is nothing to compare.

    Whether up is worse, ``domain/directions.py`` says.
    """
    if now is None or before is None:
        return None
    return now - before
