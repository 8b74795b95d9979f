"""Which way a risk has moved: the one place that knows that a higher score may be better."""

from enum import StrEnum

from risk_register.domain.risks import RiskKind


class Direction(StrEnum):
    """What a movement means for the programme's objectives."""

    WORSE = "worse"
    SAME = "same"
    BETTER = "better"


def direction_of(points: int, kind: RiskKind) -> Direction:
    """Say what a movement means.

    A threat is better for a lower score, an opportunity for a higher one.

    :param points: score now minus score before, or minus any score it is held against
    """
    if points == 0:
        return Direction.SAME
    rises = points > 0
    is_better = rises if kind is RiskKind.OPPORTUNITY else not rises
    return Direction.BETTER if is_better else Direction.WORSE


def is_better(score: int, than: int, kind: RiskKind) -> bool:
    """Say whether a score is better than another."""
    return direction_of(score - than, kind) is Direction.BETTER


def is_reached(score: int, target: int, kind: RiskKind) -> bool:
    """Say whether a score is as good as its target, or better."""
    return direction_of(score - target, kind) is not Direction.WORSE


def losses(points: int, kind: RiskKind) -> int:
    """Count by how many points it has become worse; negative is better. For sorting."""
    return -points if kind is RiskKind.OPPORTUNITY else points
